// Ratios: every operation against GMP's, lowest terms always, overflow exactly where 512 bits end.
#include "dsl/values/rational.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/dsl/values/edges.hpp"

namespace dealwright::values {
namespace {

using edges::exact;
using edges::rational_or_overflow;

rc::Gen<Rational> any() { return edges::rational(); }

bool in_lowest_terms(const Rational& a) {
  const mpq_class value = exact(a);
  return value.get_den() > 0 && gcd(value.get_num(), value.get_den()) == 1 &&
         !(a.is_zero() && a.is_negative());
}

// Equal to what GMP says, and in lowest terms.
void expect_same(const Number<Rational>& got, const mpq_class& expected) {
  RC_ASSERT(edges::same(got, rational_or_overflow(expected)));
  if (got) RC_ASSERT(in_lowest_terms(*got));
}

mpq_class ratio(const mpz_class& numerator, const mpz_class& denominator) {
  mpq_class value(numerator, denominator);
  value.canonicalize();
  return value;
}

RC_GTEST_PROP(Rational, AddsExactlyOrOverflows, ()) {
  const auto a = *any();
  const auto b = *any();
  expect_same(add(a, b), exact(a) + exact(b));
}

RC_GTEST_PROP(Rational, SubtractsExactlyOrOverflows, ()) {
  const auto a = *any();
  const auto b = *rc::gen::oneOf(any(), rc::gen::just(a));
  expect_same(subtract(a, b), exact(a) - exact(b));
}

RC_GTEST_PROP(Rational, MultipliesExactlyOrOverflows, ()) {
  const auto a = *any();
  const auto b = *any();
  expect_same(multiply(a, b), exact(a) * exact(b));
}

RC_GTEST_PROP(Rational, DividesExactlyOrOverflows, ()) {
  const auto a = *any();
  const auto b = *rc::gen::oneOf(any(), rc::gen::just(a));
  if (b.is_zero()) {
    RC_ASSERT(divide(a, b).error() == NumberError::division_by_zero);
  } else {
    expect_same(divide(a, b), exact(a) / exact(b));
  }
}

RC_GTEST_PROP(Rational, ModestPartsNeverOverflow, ()) {
  const auto a = *edges::modest_rational();
  const auto b = *edges::modest_rational();
  expect_same(add(a, b), exact(a) + exact(b));
  expect_same(subtract(a, b), exact(a) - exact(b));
  expect_same(multiply(a, b), exact(a) * exact(b));
  RC_ASSERT((add(a, b).has_value() && multiply(a, b).has_value()));
}

RC_GTEST_PROP(Rational, NegatingTwiceIsNothing, ()) {
  const auto a = *any();
  RC_ASSERT(exact(negate(a)) == -exact(a));
  RC_ASSERT(negate(negate(a)) == a);
  RC_ASSERT(in_lowest_terms(negate(a)));
}

RC_GTEST_PROP(Rational, OrderIsTotalAndThatOfTheNumbers, ()) {
  const auto a = *any();
  const auto b = *rc::gen::oneOf(any(), rc::gen::just(a), rc::gen::just(negate(a)));
  const int expected = cmp(exact(a), exact(b));
  RC_ASSERT((a < b) == (expected < 0));
  RC_ASSERT((a > b) == (expected > 0));
  RC_ASSERT((a == b) == (expected == 0));
  RC_ASSERT(((a <=> b) == 0) == (expected == 0));
}

RC_GTEST_PROP(Rational, CloseNeighboursAreOrdered, ()) {
  // a + 1/d against a: the products differ in their last bits only.
  const auto a = *edges::modest_rational();
  const auto step = Rational::from_parts(false, {1}, edges::limbs_of(*edges::natural(64) + 1));
  const auto b = add(a, *step);
  RC_ASSERT(b.has_value());
  RC_ASSERT((a < *b && *b > a));
}

RC_GTEST_PROP(Rational, FromPartsReduces, ()) {
  const mpz_class numerator = *edges::natural(256);
  const mpz_class denominator = *edges::natural(256) + 1;
  const mpz_class factor = *edges::natural(255) + 1;
  const auto made = Rational::from_parts(false, edges::limbs_of(numerator * factor),
                                         edges::limbs_of(denominator * factor));
  expect_same(made, ratio(numerator, denominator));
}

RC_GTEST_PROP(Rational, FractionTakesAnySigns, ()) {
  using limits = std::numeric_limits<std::int64_t>;
  const auto number =
      rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                     rc::gen::element<std::int64_t>(0, 1, -1, limits::min(), limits::max()));
  const auto a = *number;
  const auto b = *number;
  if (b == 0) {
    RC_ASSERT(Rational::fraction(a, b).error() == NumberError::division_by_zero);
  } else {
    expect_same(Rational::fraction(a, b),
                ratio(mpz_class(std::to_string(a)), mpz_class(std::to_string(b))));
  }
}

RC_GTEST_PROP(Rational, AmountsComeBackAsTheyWere, ()) {
  const auto a = *edges::amount();
  const auto decimals = *rc::gen::inRange<unsigned>(0, decimals_max + 1);
  const auto whole_units = Rational::from_amount(a, decimals);
  expect_same(whole_units, ratio(exact(a), edges::power_of_ten(decimals)));
  RC_ASSERT(edges::same(to_amount(*whole_units, decimals, Rounding::exact), Number<Amount>(a)));
}

RC_GTEST_PROP(Rational, ToAmountRoundsAsNamed, ()) {
  const auto a = *any();
  const auto decimals = *rc::gen::inRange<unsigned>(0, decimals_max + 1);
  const auto rounding = *edges::rounding();
  const auto got = to_amount(a, decimals, rounding);
  if (a.is_negative()) {
    RC_ASSERT(got.error() == NumberError::negative);
    return;
  }
  const mpz_class scaled = exact(a).get_num() * edges::power_of_ten(decimals);
  const auto units = edges::divided(scaled, exact(a).get_den(), rounding);
  if (units) {
    RC_ASSERT(edges::same(got, edges::amount_or_overflow(*units)));
  } else {
    RC_ASSERT(edges::same(got, Number<Amount>(std::unexpected(units.error()))));
  }
}

RC_GTEST_PROP(Rational, DecimalsOfIsTheSmallestThatIsExact, ()) {
  const auto digits = *rc::gen::inRange<unsigned>(0, 90);
  const mpz_class numerator = *edges::natural(200);
  const auto factor = *rc::gen::element(1, 1, 1, 2, 3, 5, 7);
  const mpq_class value = ratio(numerator, edges::power_of_ten(digits) * factor);
  const auto a = rational_or_overflow(value);
  RC_ASSERT(a.has_value());
  unsigned expected = 0;
  while (expected <= decimals_max &&
         mpz_class(edges::power_of_ten(expected) % value.get_den()) != 0)
    ++expected;
  const auto got = decimals_of(*a);
  RC_ASSERT(edges::same(
      got, (expected <= decimals_max ? Number<unsigned>(expected)
                                     : Number<unsigned>(std::unexpected(NumberError::not_exact)))));
}

TEST(Rational, WholeNumbersReachBothEndsOf64Bits) {
  using limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t n :
       {std::int64_t{0}, std::int64_t{-1}, limits::min(), limits::min() + 1, limits::max()}) {
    EXPECT_EQ(to_whole(Rational(n)), Number<std::int64_t>(n));
    EXPECT_EQ(exact(Rational(n)).get_str(), std::to_string(n));
  }
  EXPECT_EQ(to_whole(*add(Rational(limits::max()), Rational(1))).error(), NumberError::overflow);
  EXPECT_EQ(to_whole(*subtract(Rational(limits::min()), Rational(1))).error(),
            NumberError::overflow);
  EXPECT_EQ(to_whole(*Rational::from_parts(false, {1, 1}, {1})).error(), NumberError::overflow);
  EXPECT_EQ(to_whole(*Rational::fraction(1, 2)).error(), NumberError::not_exact);
}

TEST(Rational, ThereIsOneZero) {
  const auto zero = Rational::from_parts(true, {}, {7});
  EXPECT_EQ(*zero, Rational());
  EXPECT_FALSE(zero->is_negative());
  EXPECT_EQ(negate(Rational()), Rational());
  EXPECT_EQ(*multiply(Rational(-5), Rational()), Rational());
  EXPECT_EQ(*divide(Rational(), Rational(-5)), Rational());
  EXPECT_EQ(*subtract(Rational(-5), Rational(-5)), Rational());
}

TEST(Rational, PartsWithoutADenominatorAreADivisionByZero) {
  EXPECT_EQ(Rational::from_parts(false, {1}, {}).error(), NumberError::division_by_zero);
}

TEST(Rational, TheLargestPartsFitAndOneMoreDoesNot) {
  const auto largest = rational_or_overflow(mpq_class(edges::power_of_two(512) - 1));
  EXPECT_EQ(add(*largest, Rational(1)).error(), NumberError::overflow);
  EXPECT_EQ(*subtract(*add(*subtract(*largest, Rational(1)), Rational(1)), *largest), Rational());
  // The products on the way are 1024 bits long; the result fits.
  EXPECT_EQ(*multiply(*largest, *divide(Rational(1), *largest)), Rational(1));
}

TEST(Rational, MoreDecimalsThanAnAssetMayHaveOverflow) {
  EXPECT_EQ(Rational::from_amount(Amount(1), decimals_max + 1).error(), NumberError::overflow);
  EXPECT_EQ(to_amount(Rational(1), decimals_max + 1, Rounding::down).error(),
            NumberError::overflow);
}

}  // namespace
}  // namespace dealwright::values
