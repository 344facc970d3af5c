// Facts of an account as the journal has them: a kind and canonical JSON.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "engine/adapters/evm/transactions/fact.hpp"

namespace dealwright::transactions {

inline constexpr std::uint32_t fact_version = 1;

[[nodiscard]] std::string_view kind_of(const FactKind& fact);  // "bytes_signed"
[[nodiscard]] std::string to_json(const FactKind& fact);
// The error says what is wrong; an unknown kind or version is never passed over.
[[nodiscard]] std::expected<FactKind, std::string> fact_from_json(std::string_view kind,
                                                                  std::uint32_t version,
                                                                  std::string_view json);

}  // namespace dealwright::transactions
