// An exact signed ratio for expressions: prices, percentages, amounts in whole units of their
// asset. Numerator and denominator have 512 bits and are always in lowest terms with a positive
// denominator; an operation that would need more says overflow. State never stores one: what is
// kept is an Amount, rounded by name.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/amount.hpp"
#include "dsl/values/rounding.hpp"

namespace dealwright::values {

class Rational {
 public:
  using Limbs = std::array<std::uint64_t, 8>;  // little-endian, magnitude

  constexpr Rational() = default;  // 0
  constexpr explicit Rational(std::int64_t whole)
      : negative_(whole < 0),
        numerator_{whole < 0 ? ~static_cast<std::uint64_t>(whole) + 1
                             : static_cast<std::uint64_t>(whole)} {}

  // numerator / denominator in lowest terms; division_by_zero when denominator is 0.
  [[nodiscard]] static Number<Rational> fraction(std::int64_t numerator, std::int64_t denominator);
  // `a` base units of an asset with `decimals` as a number of whole units.
  [[nodiscard]] static Number<Rational> from_amount(const Amount& a, unsigned decimals);
  [[nodiscard]] static Number<Rational> from_parts(bool negative, const Limbs& numerator,
                                                   const Limbs& denominator);

  [[nodiscard]] constexpr bool is_negative() const { return negative_; }
  [[nodiscard]] constexpr bool is_zero() const { return numerator_ == Limbs{}; }
  [[nodiscard]] constexpr bool is_whole() const { return denominator_ == Limbs{1}; }
  [[nodiscard]] constexpr const Limbs& numerator() const { return numerator_; }
  [[nodiscard]] constexpr const Limbs& denominator() const { return denominator_; }

  friend constexpr bool operator==(const Rational&,
                                   const Rational&) = default;  // lowest terms make this exact
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

 private:
  friend struct LowestTerms;  // builds results that the arithmetic has already reduced

  bool negative_ = false;  // never for zero
  Limbs numerator_{};
  Limbs denominator_{1};
};

[[nodiscard]] Number<Rational> add(const Rational& a, const Rational& b);
[[nodiscard]] Number<Rational> subtract(const Rational& a, const Rational& b);
[[nodiscard]] Number<Rational> multiply(const Rational& a, const Rational& b);
[[nodiscard]] Number<Rational> divide(const Rational& a, const Rational& b);
[[nodiscard]] Rational negate(const Rational& a);

// Whole units -> base units with the named rounding; negative when below zero.
[[nodiscard]] Number<Amount> to_amount(const Rational& a, unsigned decimals, Rounding rounding);
// The whole number it is; not_exact for a fraction, overflow outside 64 bits.
[[nodiscard]] Number<std::int64_t> to_whole(const Rational& a);
// The smallest number of decimals that shows it exactly (0.25 -> 2); not_exact when there is none
// (1/3) or over 77.
[[nodiscard]] Number<unsigned> decimals_of(const Rational& a);

// What a number in text may need: digits on either side of the point (155 are 2^512), and the
// exponent.
inline constexpr int number_digits_max = 155;
inline constexpr int number_exponent_max = 77;

// "0.97", "1_000", "1e18", "2.5e-3": digits with single underscores between digits, at most one
// point, exponent within +-77, at most decimals_max digits after the point; beyond a limit is an
// overflow. No sign (the grammar has its own minus), and leading zeros say nothing: "0100" is one
// hundred.
[[nodiscard]] Number<Rational> rational_from_text(std::string_view text);
// Canonical form for plans and digests: "3/4", "-1/3", "12"; only that form is read back.
[[nodiscard]] std::string to_fraction(const Rational& a);
[[nodiscard]] Number<Rational> rational_from_fraction(std::string_view text);
// For people, rounded half away from zero to at most `places` decimals, thousands separated:
// "1,234.57".
[[nodiscard]] std::string to_decimal(const Rational& a, unsigned places);
// For people, as percent: 1/4 -> "25%", 0.2537 with places 1 -> "25.4%".
[[nodiscard]] std::string to_percent(const Rational& a, unsigned places);

}  // namespace dealwright::values
