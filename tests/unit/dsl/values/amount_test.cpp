// Amounts: every operation against GMP, and the texts that must be refused.
#include "dsl/values/amount.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/dsl/values/edges.hpp"

namespace dealwright::values {
namespace {

using edges::amount_or_overflow;
using edges::exact;

RC_GTEST_PROP(Amount, AddsExactlyOrOverflows, ()) {
  const auto a = *edges::amount();
  const auto b = *edges::amount();
  RC_ASSERT(edges::same(add(a, b), amount_or_overflow(exact(a) + exact(b))));
}

RC_GTEST_PROP(Amount, SubtractsExactlyOrIsNegative, ()) {
  const auto a = *edges::amount();
  const auto b = *rc::gen::oneOf(edges::amount(), rc::gen::just(a));
  const mpz_class difference = exact(a) - exact(b);
  if (difference < 0) {
    RC_ASSERT(edges::same(subtract(a, b), Number<Amount>(std::unexpected(NumberError::negative))));
  } else {
    RC_ASSERT(edges::same(subtract(a, b), Number<Amount>(edges::amount_of(difference))));
  }
}

RC_GTEST_PROP(Amount, MultipliesExactlyOrOverflows, ()) {
  const auto a = *edges::amount();
  const auto b = *edges::amount();
  RC_ASSERT(edges::same(multiply(a, b), amount_or_overflow(exact(a) * exact(b))));
}

RC_GTEST_PROP(Amount, DividesWithTheNamedRounding, ()) {
  const auto a = *edges::amount();
  const auto b = *edges::amount();
  const auto rounding = *edges::rounding();
  if (b.is_zero()) {
    RC_ASSERT(divide(a, b, rounding).error() == NumberError::division_by_zero);
    return;
  }
  const auto expected = edges::divided(exact(a), exact(b), rounding);
  const auto got = divide(a, b, rounding);
  RC_ASSERT(got.has_value() == expected.has_value());
  if (got) {
    RC_ASSERT(exact(*got) == *expected);
  } else {
    RC_ASSERT(got.error() == expected.error());
  }
}

RC_GTEST_PROP(Amount, MulDivLosesNothingOnTheWay, ()) {
  const auto a = *edges::amount();
  const auto b = *edges::amount();
  const auto c = *rc::gen::oneOf(edges::amount(), rc::gen::just(a));
  const auto rounding = *edges::rounding();
  const auto got = mul_div(a, b, c, rounding);
  if (c.is_zero()) {
    RC_ASSERT(got.error() == NumberError::division_by_zero);
    return;
  }
  const auto quotient = edges::divided(exact(a) * exact(b), exact(c), rounding);
  if (quotient) {
    RC_ASSERT(edges::same(got, amount_or_overflow(*quotient)));
  } else {
    RC_ASSERT(edges::same(got, Number<Amount>(std::unexpected(quotient.error()))));
  }
}

RC_GTEST_PROP(Amount, SquareRootIsRoundedDown, ()) {
  const auto a = *edges::amount();
  RC_ASSERT(exact(square_root(a)) == mpz_class(sqrt(exact(a))));
}

RC_GTEST_PROP(Amount, SquareRootOfASquareAndItsNeighbours, ()) {
  const mpz_class root = *edges::natural(128);
  for (int i = -1; i <= 1; ++i) {
    const mpz_class square = root * root + i;
    if (square < 0) continue;
    RC_ASSERT(exact(square_root(edges::amount_of(square))) == mpz_class(sqrt(square)));
  }
}

RC_GTEST_PROP(Amount, OrderIsThatOfTheNumbers, ()) {
  const auto a = *edges::amount();
  const auto b = *rc::gen::oneOf(edges::amount(), rc::gen::just(a));
  RC_ASSERT((a < b) == (exact(a) < exact(b)));
  RC_ASSERT((a == b) == (exact(a) == exact(b)));
  RC_ASSERT(exact(smaller(a, b)) == std::min(exact(a), exact(b)));
  RC_ASSERT(exact(larger(a, b)) == std::max(exact(a), exact(b)));
}

RC_GTEST_PROP(Amount, DigitsRoundTrip, ()) {
  const auto a = *edges::amount();
  RC_ASSERT(to_digits(a) == exact(a).get_str());
  RC_ASSERT(edges::same(amount_from_digits(to_digits(a)), Number<Amount>(a)));
}

RC_GTEST_PROP(Amount, DigitsAboveTheLargestOverflow, ()) {
  const mpz_class above = edges::power_of_two(256) + *edges::natural(300);
  RC_ASSERT(amount_from_digits(above.get_str()).error() == NumberError::overflow);
}

RC_GTEST_PROP(Amount, DecimalTextIsTheExactNumber, ()) {
  const auto a = *edges::amount();
  const auto decimals = *rc::gen::inRange<unsigned>(0, decimals_max + 1);
  std::string text = to_decimal(a, decimals);
  const std::size_t point = text.find('.');
  if (point != std::string::npos) RC_ASSERT((text.back() != '0' && text.back() != '.'));
  const std::string whole = text.substr(0, point);
  std::string digits;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    // A comma stands before every third digit from the right and nowhere else.
    RC_ASSERT(((whole[i] == ',') == ((whole.size() - i) % 4 == 0 && i != 0)));
    if (whole[i] != ',') digits += whole[i];
  }
  std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
  RC_ASSERT(fraction.size() <= decimals);
  fraction.append(decimals - fraction.size(), '0');
  RC_ASSERT(mpz_class(digits + fraction, 10) == exact(a));
}

TEST(Amount, TheLargestIsTwoToThe256LessOne) {
  EXPECT_EQ(exact(Amount::max()), edges::power_of_two(256) - 1);
  EXPECT_EQ(add(Amount::max(), Amount(1)), Number<Amount>(std::unexpected(NumberError::overflow)));
  EXPECT_EQ(mul_div(Amount::max(), Amount::max(), Amount::max(), Rounding::exact),
            Number<Amount>(Amount::max()));
  EXPECT_EQ(mul_div(Amount::max(), Amount::max(), Amount(1), Rounding::up).error(),
            NumberError::overflow);
}

TEST(Amount, RoundingUpMayOverflow) {
  // (2^256 - 1) * 3 / 2 does not fit; (2^256 - 1) * 2 / 2 does; (2^256 - 1/2) rounded up does not.
  const Amount half = *divide(Amount::max(), Amount(2), Rounding::up);  // 2^255
  const Amount numerator = *subtract(Amount::max(), Amount(0));
  EXPECT_EQ(mul_div(numerator, Amount(2), Amount(2), Rounding::up), Number<Amount>(Amount::max()));
  // 2^255 * (2^256 - 1) / (2^255 - 1) is a little above 2^256.
  EXPECT_EQ(mul_div(half, numerator, *subtract(half, Amount(1)), Rounding::down).error(),
            NumberError::overflow);
}

TEST(Amount, PowersOfTenEndAt77) {
  for (unsigned n = 0; n <= decimals_max; ++n)
    EXPECT_EQ(exact(*power_of_ten(n)), edges::power_of_ten(n));
  EXPECT_EQ(power_of_ten(decimals_max + 1).error(), NumberError::overflow);
  EXPECT_EQ(power_of_ten(~0U).error(), NumberError::overflow);
}

TEST(Amount, OnlyCanonicalDigitsAreRead) {
  using std::string_view_literals::operator""sv;
  for (const auto text :
       {""sv,   "0100"sv, "00"sv,  "0x10"sv, "1__0"sv,     "1_0"sv,          "_1"sv,
        "1."sv, ".5"sv,   "1e"sv,  "1e3"sv,  "+1"sv,       "-1"sv,           " 1"sv,
        "1 "sv, "1\n"sv,  "1\0"sv, "\0"sv,   "\xD9\xA1"sv, "\xEF\xBC\x91"sv, "1,000"sv}) {
    EXPECT_EQ(amount_from_digits(text), Number<Amount>(std::unexpected(NumberError::malformed)))
        << text;
  }
  EXPECT_EQ(amount_from_digits("0"), Number<Amount>(Amount()));
  EXPECT_EQ(amount_from_digits(std::string(100'000, '9')).error(), NumberError::overflow);
  EXPECT_EQ(amount_from_digits(std::string(100'000, '9') + "x").error(), NumberError::malformed);
}

TEST(Amount, DecimalTextIsForPeople) {
  EXPECT_EQ(to_decimal(Amount(1'234'567'890), 6), "1,234.56789");
  EXPECT_EQ(to_decimal(Amount(1'000'000), 6), "1");
  EXPECT_EQ(to_decimal(Amount(1), 18), "0.000000000000000001");
  EXPECT_EQ(to_decimal(Amount(0), 18), "0");
  EXPECT_EQ(to_decimal(Amount(999'999), 0), "999,999");
  EXPECT_EQ(to_decimal(Amount(1'000'000'000), 0), "1,000,000,000");
}

}  // namespace
}  // namespace dealwright::values
