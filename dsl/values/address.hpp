// A 20-byte account or contract address. Letter case is kept apart: the checksum of EIP-55 needs
// Keccak and is checked where chains are known; here mixed case is accepted as written.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/rounding.hpp"

namespace dealwright::values {

struct Address {
  std::array<std::uint8_t, 20> bytes{};
  friend constexpr auto operator<=>(const Address&, const Address&) = default;
};

[[nodiscard]] Number<Address> address_from_text(std::string_view text);  // 0x and 40 hex digits
[[nodiscard]] std::string to_text(const Address& address);  // 0x and 40 lower-case digits

}  // namespace dealwright::values
