// Keccak-256 with the padding from before FIPS 202, as Ethereum uses it. Hashes of transactions,
// blocks and codes, topics, selectors.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::crypto {

struct Hash {
  std::array<std::uint8_t, 32> bytes{};
  friend constexpr auto operator<=>(const Hash&, const Hash&) = default;
};

[[nodiscard]] Hash keccak256(ByteView bytes);
[[nodiscard]] Hash keccak256(std::string_view text);
[[nodiscard]] std::string to_hex(const Hash& hash);                      // 0x and 64 digits
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);  // exactly that

}  // namespace dealwright::crypto
