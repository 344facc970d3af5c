// SHA-256 (FIPS 180-4, from OpenSSL) and its text form. The identity of plans, modules and journal
// records.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dsl/values/rounding.hpp"

namespace dealwright::values {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};
  friend constexpr auto operator<=>(const Digest&, const Digest&) = default;
};

[[nodiscard]] Digest sha256(std::string_view text);
[[nodiscard]] std::string to_hex(const Digest& digest);              // 64 lower-case digits
[[nodiscard]] Number<Digest> digest_from_hex(std::string_view hex);  // exactly 64 lower-case digits
[[nodiscard]] std::string short_hex(const Digest& digest);           // the first 12, for people

}  // namespace dealwright::values
