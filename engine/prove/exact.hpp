// Exact fractions with operators, for the sums of the prover. A number that needs more than 512
// bits ends the proof it stands in: `Outgrown` is caught where a proof begins, and leaves the limit
// undecided.
#pragma once

#include <cstdint>
#include <utility>

#include "dsl/values/rational.hpp"

namespace dealwright::prove {

// Thrown and caught inside this room only.
struct Outgrown {};

inline values::Rational exact(values::Number<values::Rational> number) {
  if (!number) throw Outgrown{};
  return std::move(*number);
}

using values::Rational;

inline Rational plus(const Rational& a, const Rational& b) { return exact(values::add(a, b)); }
inline Rational minus(const Rational& a, const Rational& b) {
  return exact(values::subtract(a, b));
}
inline Rational times(const Rational& a, const Rational& b) {
  return exact(values::multiply(a, b));
}
inline Rational over(const Rational& a, const Rational& b) { return exact(values::divide(a, b)); }

inline Rational power(const Rational& base, std::int32_t exponent) {
  Rational result(1);
  for (std::int32_t i = 0; i < (exponent < 0 ? -exponent : exponent); ++i)
    result = times(result, base);
  return exponent < 0 ? over(Rational(1), result) : result;
}

inline bool is_positive(const Rational& a) { return !a.is_negative() && !a.is_zero(); }

}  // namespace dealwright::prove
