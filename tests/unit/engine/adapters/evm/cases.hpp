// The cases that ethers judged, and the published vectors.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::test {

inline constexpr int cases_of_a_kind = 10'000;

// Calls `look` for each case of a kind, in order; fails the test when there are not 10,000, and
// stops at the first case that fails it.
void for_each_case(const std::string& kind, const std::function<void(const nlohmann::json&)>& look);

// A file of tests/data/ethereum.
[[nodiscard]] nlohmann::json published(const std::string& file);

// The bytes of 0x and digits, or of digits alone; fails the test for others.
[[nodiscard]] crypto::Bytes unhex(std::string_view text);

}  // namespace dealwright::test
