// What the property tests of numbers share: generators that prefer edges (0, 1, powers of two and
// ten and their neighbours, the largest value), and the way to and from GMP, the independent judge.
#pragma once

#include <ostream>

#include <gmpxx.h>
#include <rapidcheck.h>

#include "dsl/values/amount.hpp"
#include "dsl/values/rational.hpp"

namespace dealwright::values {

// Found by rapidcheck, for its counterexamples.
void showValue(const Amount& a, std::ostream& out);
void showValue(const Rational& a, std::ostream& out);
void showValue(Rounding rounding, std::ostream& out);

}  // namespace dealwright::values

namespace dealwright::values::edges {

[[nodiscard]] mpz_class power_of_two(unsigned n);
[[nodiscard]] mpz_class power_of_ten(unsigned n);

[[nodiscard]] mpz_class exact(const Amount& a);
[[nodiscard]] mpq_class exact(const Rational& a);
// From 0 to 2^256 - 1, and to 2^512 - 1.
[[nodiscard]] Amount amount_of(const mpz_class& value);
[[nodiscard]] Rational::Limbs limbs_of(const mpz_class& value);

// `value` as an Amount, or the overflow that it must be.
[[nodiscard]] Number<Amount> amount_or_overflow(const mpz_class& value);
// Likewise a Rational, in lowest terms.
[[nodiscard]] Number<Rational> rational_or_overflow(mpq_class value);
// The quotient rounded as named, or not_exact.
[[nodiscard]] Number<mpz_class> divided(const mpz_class& a, const mpz_class& b, Rounding rounding);

// RC_ASSERT takes comparisons apart, and cannot those of std::expected.
template <class T>
[[nodiscard]] bool same(const Number<T>& a, const Number<T>& b) {
  return a == b;
}

// At most `bits` bits.
[[nodiscard]] rc::Gen<mpz_class> natural(unsigned bits);
[[nodiscard]] rc::Gen<Amount> amount();
[[nodiscard]] rc::Gen<Rational> rational();         // all sizes
[[nodiscard]] rc::Gen<Rational> modest_rational();  // such as deals have: parts within 70 bits
[[nodiscard]] rc::Gen<Rounding> rounding();

}  // namespace dealwright::values::edges
