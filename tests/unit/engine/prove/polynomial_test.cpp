// Sums of products: arithmetic that must agree with numbers, and its limit.
#include "engine/prove/polynomial.hpp"

#include <gtest/gtest.h>

#include "tests/support/expressions.hpp"

namespace dealwright::prove {
namespace {

using tests::ratio;

const VariableId x{0};
const VariableId y{1};

Rational at(const Polynomial& polynomial, const Rational& for_x, const Rational& for_y) {
  return polynomial.with(x, for_x).with(y, for_y).number();
}

TEST(Polynomial, EqualSumsAreEqualValues) {
  const Polynomial a = Polynomial(x) * Polynomial(y) + Polynomial(Rational(2));
  const Polynomial b = Polynomial(Rational(2)) + Polynomial(y) * Polynomial(x);
  EXPECT_EQ(a, b);
  EXPECT_TRUE((a - b).is_zero());
}

TEST(Polynomial, AgreesWithNumbers) {
  const Polynomial a = Polynomial(x) + Polynomial(y, 2) - Polynomial(Rational(3));
  const Polynomial b = Polynomial(x, 2) * Polynomial(ratio("1/2")) + Polynomial(y);
  const Rational for_x = ratio("7/3");
  const Rational for_y = ratio("5/11");
  const Rational value = at(a * b - a, for_x, for_y);
  const Rational expected =
      minus(times(at(a, for_x, for_y), at(b, for_x, for_y)), at(a, for_x, for_y));
  EXPECT_EQ(value, expected);
}

TEST(Polynomial, DividesByAProductAndMultipliesBack) {
  const Polynomial a = Polynomial(x) + Polynomial(y);
  const Term product{.monomial = {{.variable = x, .exponent = 2}}, .coefficient = Rational(4)};
  const Polynomial divided = a.divided_by(product);
  EXPECT_EQ(divided.lowest(x), -2);
  EXPECT_EQ(divided * Polynomial(x, 2) * Polynomial(Rational(4)), a);
}

TEST(Polynomial, DerivesEachPower) {
  const Polynomial a = Polynomial(x, 3) * Polynomial(y) + Polynomial(x, -1);
  EXPECT_EQ(a.derivative(x),
            Polynomial(x, 2) * Polynomial(y) * Polynomial(Rational(3)) - Polynomial(x, -2));
  EXPECT_EQ(a.derivative(y), Polynomial(x, 3));
}

TEST(Polynomial, PutsASumInPlaceOfAVariable) {
  const Polynomial a = Polynomial(x, 2) + Polynomial(x);
  const Polynomial sum = Polynomial(y) + Polynomial(Rational(1));
  EXPECT_EQ(a.with(x, sum), sum * sum + sum);
}

TEST(Polynomial, GivesUpBeyondItsLimit) {
  Polynomial a = Polynomial(Rational(1));
  EXPECT_THROW(
      {
        for (std::uint32_t i = 0; i < 14; ++i)
          a = a * (Polynomial(VariableId{i}) + Polynomial(Rational(1)));
      },
      Outgrown);
  EXPECT_LE(a.terms().size(), terms_max);
}

}  // namespace
}  // namespace dealwright::prove
