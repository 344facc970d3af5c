// The search for the largest value: exact at corners, never below what a point in the box has.
#include "engine/prove/worst.hpp"

#include <gtest/gtest.h>

#include "tests/support/expressions.hpp"

namespace dealwright::prove {
namespace {

using tests::ratio;

const VariableId x{0};
const VariableId y{1};
const VariableId z{2};

Polynomial var(VariableId id) { return Polynomial(id); }
Polynomial num(const char* text) { return Polynomial(ratio(text)); }
Range range(const char* low, const char* high) { return {.low = ratio(low), .high = ratio(high)}; }
Range from(const char* low) { return {.low = ratio(low), .high = std::nullopt}; }

Worst search(Form form, Box box, std::vector<Polynomial> kept = {}) {
  Work work{.left = 10'000};
  return largest({.form = std::move(form), .kept = std::move(kept), .box = std::move(box)}, work);
}

TEST(Largest, IsExactAtACorner) {
  // x / (y + 1) over boxes: largest at x high, y low.
  const Worst worst = search({.numerator = var(x), .denominator = var(y) + num("1")},
                             {{x, range("1", "3")}, {y, range("1/2", "4")}});
  ASSERT_EQ(worst.height, Height::at_most);
  EXPECT_EQ(worst.value, Rational(2));
  EXPECT_TRUE(worst.reached);
  EXPECT_EQ(worst.at.at(x), Rational(3));
  EXPECT_EQ(worst.at.at(y), ratio("1/2"));
}

TEST(Largest, TriesBothEndsOfWhatIsNotMonotone) {
  // x y - x - y + 1 = (1 - x)(1 - y): a saddle, largest at (0, 0) and (2, 2).
  const Polynomial saddle = var(x) * var(y) - var(x) - var(y) + num("1");
  const Worst worst = search({.numerator = saddle}, {{x, range("0", "2")}, {y, range("0", "3/2")}});
  ASSERT_EQ(worst.height, Height::at_most);
  EXPECT_EQ(worst.value, Rational(1));
  EXPECT_TRUE(worst.reached);
}

TEST(Largest, ForgetsWhatCancels) {
  // A price that nobody bounds does not matter to a ratio.
  const Worst worst = search({.numerator = var(z) * var(x), .denominator = var(z) * num("4")},
                             {{x, range("0", "1")}, {z, from("0")}});
  ASSERT_EQ(worst.height, Height::at_most);
  EXPECT_EQ(worst.value, ratio("1/4"));
}

TEST(Largest, GoesFarOutWhereNothingStopsIt) {
  // x / (x + 1) comes near to 1 and never there.
  const Worst near =
      search({.numerator = var(x), .denominator = var(x) + num("1")}, {{x, from("0")}});
  ASSERT_EQ(near.height, Height::at_most);
  EXPECT_EQ(near.value, Rational(1));
  EXPECT_EQ(near.at.at(x), std::nullopt);
  const Worst endless = search({.numerator = var(x)}, {{x, from("0")}});
  EXPECT_EQ(endless.height, Height::endless);
}

TEST(Largest, SeesAPoleAsEndless) {
  const Worst worst =
      search({.numerator = num("1"), .denominator = var(x)}, {{x, range("0", "1")}});
  EXPECT_EQ(worst.height, Height::endless);
}

TEST(Largest, KeepsWhatIsKnown) {
  // x + y with 1 - x - y >= 0: at most 1.
  const Worst worst =
      search({.numerator = var(x) + var(y)}, {{x, range("0", "1")}, {y, range("0", "1")}},
             {num("1") - var(x) - var(y)});
  ASSERT_EQ(worst.height, Height::at_most);
  EXPECT_GE(worst.value, Rational(1));
  // Without what is known it is 2; how close the bound comes is a matter of boxes.
  EXPECT_LT(worst.value, ratio("11/10"));
  const Worst nowhere = search({.numerator = var(x)}, {{x, range("0", "1")}}, {num("-2") + var(x)});
  EXPECT_EQ(nowhere.height, Height::nowhere);
}

TEST(Largest, BoundsEveryPointOfRandomForms) {
  std::uint64_t state = 7;
  const auto dice = [&](std::uint64_t sides) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33U) % sides;
  };
  const std::vector<VariableId> all{x, y, z};
  for (int round = 0; round < 40; ++round) {
    const auto polynomial = [&](bool positive) {
      Polynomial sum = positive ? num("1/8") : Polynomial();
      for (int term = 0; term < 4; ++term) {
        Polynomial product = Polynomial(
            Rational::fraction(static_cast<std::int64_t>(dice(9)) - (positive ? 0 : 4), 3).value());
        for (const VariableId variable : all)
          product = product * Polynomial(variable, static_cast<std::int32_t>(dice(3)));
        sum = sum + product;
      }
      return sum;
    };
    const Form form{.numerator = polynomial(false), .denominator = polynomial(true)};
    Box box;
    for (const VariableId variable : all) {
      const auto low = static_cast<std::int64_t>(dice(4));
      box[variable] = {
          .low = Rational::fraction(low, 2).value(),
          .high = Rational::fraction(low + 1 + static_cast<std::int64_t>(dice(4)), 2).value()};
    }
    const Worst worst = search(form, box);
    ASSERT_EQ(worst.height, Height::at_most) << round;
    for (int point = 0; point < 40; ++point) {
      Form here = form;
      for (const VariableId variable : all) {
        const Range& side = box.at(variable);
        const Rational part = Rational::fraction(static_cast<std::int64_t>(dice(9)), 8).value();
        const Rational value = plus(side.low, times(part, minus(*side.high, side.low)));
        here.numerator = here.numerator.with(variable, value);
        here.denominator = here.denominator.with(variable, value);
      }
      EXPECT_LE(over(here.numerator.number(), here.denominator.number()), worst.value) << round;
    }
  }
}

}  // namespace
}  // namespace dealwright::prove
