// An amount of one asset in its base units (wei, 1e-6 USDT): an unsigned 256-bit integer, every
// operation checked. It does not know its asset; Money and the ledger carry that.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/rounding.hpp"

namespace dealwright::values {

// The most decimals an asset may have: 10^77 is the largest power of ten that an amount holds.
inline constexpr unsigned decimals_max = 77;

class Amount {
 public:
  constexpr Amount() = default;
  constexpr explicit Amount(std::uint64_t units) : limbs_{units, 0, 0, 0} {}
  // Little-endian limbs, least significant first.
  constexpr explicit Amount(std::array<std::uint64_t, 4> limbs) : limbs_(limbs) {}

  static constexpr Amount max() { return Amount({~0ULL, ~0ULL, ~0ULL, ~0ULL}); }

  [[nodiscard]] constexpr const std::array<std::uint64_t, 4>& limbs() const { return limbs_; }
  [[nodiscard]] constexpr bool is_zero() const { return limbs_ == std::array<std::uint64_t, 4>{}; }

  friend constexpr bool operator==(const Amount&, const Amount&) = default;
  friend constexpr std::strong_ordering operator<=>(const Amount& a, const Amount& b) {
    for (int i = 3; i >= 0; --i) {
      const auto k = static_cast<std::size_t>(i);
      if (a.limbs_[k] != b.limbs_[k]) return a.limbs_[k] <=> b.limbs_[k];
    }
    return std::strong_ordering::equal;
  }

 private:
  std::array<std::uint64_t, 4> limbs_{};
};

[[nodiscard]] Number<Amount> add(const Amount& a, const Amount& b);
[[nodiscard]] Number<Amount> subtract(const Amount& a, const Amount& b);  // negative when a < b
[[nodiscard]] Number<Amount> multiply(const Amount& a, const Amount& b);
[[nodiscard]] Number<Amount> divide(const Amount& a, const Amount& b, Rounding rounding);
// a * b / c with 512 bits between: never overflows on the way, only in the result.
[[nodiscard]] Number<Amount> mul_div(const Amount& a, const Amount& b, const Amount& c,
                                     Rounding rounding);
// Integer square root, rounded down.
[[nodiscard]] Amount square_root(const Amount& a);
// 10^n; overflow above decimals_max.
[[nodiscard]] Number<Amount> power_of_ten(unsigned n);
[[nodiscard]] constexpr const Amount& smaller(const Amount& a, const Amount& b) {
  return b < a ? b : a;
}
[[nodiscard]] constexpr const Amount& larger(const Amount& a, const Amount& b) {
  return a < b ? b : a;
}

// Base units as plain decimal digits, the form journals and plans use ("1500000").
[[nodiscard]] std::string to_digits(const Amount& a);
// The inverse: only ASCII digits, no sign, no leading zero but "0" itself, at most 78 digits (more
// is an overflow).
[[nodiscard]] Number<Amount> amount_from_digits(std::string_view digits);
// For people: 1234567890 base units with 6 decimals is "1,234.56789"; trailing zeros are dropped.
// At most decimals_max decimals (asserted: whoever reads an asset's declaration has checked it).
[[nodiscard]] std::string to_decimal(const Amount& a, unsigned decimals);

}  // namespace dealwright::values
