// Literals, canonical fractions and decimals for people: against GMP and a regular expression, and
// what is refused.
#include <algorithm>
#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/values/rational.hpp"
#include "tests/unit/dsl/values/edges.hpp"

namespace dealwright::values {
namespace {

using edges::exact;
using std::string_view_literals::operator""sv;

// The value of a literal by another way: strip, shift the point, let GMP read it.
mpq_class value_of(std::string text) {
  std::erase(text, '_');
  long exponent = 0;
  if (const auto e = text.find('e'); e != std::string::npos) {
    exponent = std::stol(text.substr(e + 1));
    text.resize(e);
  }
  if (const auto point = text.find('.'); point != std::string::npos) {
    exponent -= static_cast<long>(text.size() - point - 1);
    text.erase(point, 1);
  }
  const mpz_class scale = edges::power_of_ten(static_cast<unsigned>(std::abs(exponent)));
  mpq_class value =
      exponent < 0 ? mpq_class(mpz_class(text, 10), scale) : mpq_class(mpz_class(text, 10) * scale);
  value.canonicalize();
  return value;
}

rc::Gen<std::string> digits(int shortest, int longest) {
  return rc::gen::mapcat(rc::gen::inRange(shortest, longest + 1), [](int n) {
    return rc::gen::container<std::string>(static_cast<std::size_t>(n),
                                           rc::gen::inRange<char>('0', '9' + 1));
  });
}

RC_GTEST_PROP(RationalText, LiteralsHaveTheirExactValue, ()) {
  std::string text = *digits(1, 40);
  const auto underscore = *rc::gen::inRange<std::size_t>(0, text.size());
  if (underscore > 0) text.insert(underscore, "_");
  if (*rc::gen::arbitrary<bool>()) text += "." + *digits(1, 40);
  if (*rc::gen::arbitrary<bool>()) text += "e" + std::to_string(*rc::gen::inRange(-77, 78));
  RC_ASSERT(edges::same(rational_from_text(text), edges::rational_or_overflow(value_of(text))));
}

RC_GTEST_PROP(RationalText, WhatDoesNotLookLikeANumberIsMalformed, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("00119__..ee-+xE \0", 17)));
  static const std::regex form("[0-9]+(_[0-9]+)*(\\.[0-9]+(_[0-9]+)*)?(e-?[0-9]+)?");
  const auto got = rational_from_text(text);
  const bool malformed = !got && got.error() == NumberError::malformed;
  RC_ASSERT(malformed == !std::regex_match(text, form));
}

TEST(RationalText, HostileLiteralsAreMalformed) {
  for (const auto text :
       {""sv,         "0x10"sv,         "1__0"sv,     "_1"sv,    "1_"sv,    "1."sv,  ".5"sv,
        "1._5"sv,     "1_.5"sv,         "1.5_"sv,     "1.5.2"sv, "1e"sv,    "1e-"sv, "e5"sv,
        "1E5"sv,      "1e+5"sv,         "1e1_0"sv,    "1e1.5"sv, "-1"sv,    "+1"sv,  " 1"sv,
        "1 "sv,       "1\0"sv,          "1\0002"sv,   "\0"sv,    "inf"sv,   "nan"sv, "0b1"sv,
        "\xD9\xA1"sv, "\xEF\xBC\x91"sv, "\xC2\xBD"sv, "1,5"sv,   "1'000"sv, "3/4"sv}) {
    EXPECT_EQ(rational_from_text(text), Number<Rational>(std::unexpected(NumberError::malformed)))
        << text;
  }
}

TEST(RationalText, LeadingZerosSayNothing) {
  EXPECT_EQ(*rational_from_text("0100"), Rational(100));
  EXPECT_EQ(*rational_from_text("000.50"), *Rational::fraction(1, 2));
  EXPECT_EQ(*rational_from_text("0"), Rational());
}

TEST(RationalText, LiteralsOfTheLanguage) {
  EXPECT_EQ(*rational_from_text("0.97"), *Rational::fraction(97, 100));
  EXPECT_EQ(*rational_from_text("1_000"), Rational(1000));
  EXPECT_EQ(*rational_from_text("1_000.000_1"), *Rational::fraction(10'000'001, 10'000));
  EXPECT_EQ(*rational_from_text("1e18"), Rational(1'000'000'000'000'000'000));
  EXPECT_EQ(*rational_from_text("2.5e-3"), *Rational::fraction(1, 400));
}

TEST(RationalText, LimitsOverflow) {
  const auto overflow = Number<Rational>(std::unexpected(NumberError::overflow));
  EXPECT_TRUE(rational_from_text("1e77").has_value());
  EXPECT_EQ(rational_from_text("1e78"), overflow);
  EXPECT_TRUE(rational_from_text("1e-77").has_value());
  EXPECT_EQ(rational_from_text("1e-78"), overflow);
  EXPECT_EQ(rational_from_text("1e999"), overflow);
  EXPECT_EQ(rational_from_text("1e" + std::string(100'000, '9')), overflow);
  EXPECT_EQ(rational_from_text("0e999"), overflow);

  const std::string most_decimals = "0." + std::string(decimals_max - 1, '0') + "1";
  EXPECT_TRUE(rational_from_text(most_decimals).has_value());
  EXPECT_EQ(exact(*rational_from_text(most_decimals + "e-77")).get_den(), edges::power_of_ten(154));
  EXPECT_EQ(rational_from_text(most_decimals + "0"), overflow);

  const std::string largest = mpz_class(edges::power_of_two(512) - 1).get_str();
  EXPECT_EQ(largest.size(), static_cast<std::size_t>(number_digits_max));
  EXPECT_TRUE(rational_from_text(largest).has_value());
  EXPECT_EQ(rational_from_text(edges::power_of_two(512).get_str()), overflow);
  EXPECT_EQ(rational_from_text(std::string(1'000'000, '1')), overflow);
  EXPECT_EQ(rational_from_text(std::string(number_digits_max + 1, '0')), overflow);
}

RC_GTEST_PROP(RationalText, FractionsRoundTrip, ()) {
  const auto a = *edges::rational();
  RC_ASSERT(to_fraction(a) == exact(a).get_str());
  RC_ASSERT(edges::same(rational_from_fraction(to_fraction(a)), Number<Rational>(a)));
}

TEST(RationalText, OnlyCanonicalFractionsAreRead) {
  EXPECT_EQ(to_fraction(*Rational::fraction(-1, 3)), "-1/3");
  EXPECT_EQ(to_fraction(Rational(12)), "12");
  for (const auto text : {""sv,      "-"sv,     "-0"sv,  "+1"sv,  "01"sv,   "1/"sv,    "/2"sv,
                          "1/02"sv,  "2/4"sv,   "3/1"sv, "0/5"sv, "1/-2"sv, "1/2/3"sv, "1 /2"sv,
                          "1/2\n"sv, "1/2\0"sv, "0.5"sv, "--1"sv, "1_0"sv,  "-0/1"sv}) {
    EXPECT_EQ(rational_from_fraction(text),
              Number<Rational>(std::unexpected(NumberError::malformed)))
        << text;
  }
  EXPECT_EQ(rational_from_fraction("1/0").error(), NumberError::division_by_zero);
  EXPECT_EQ(rational_from_fraction(edges::power_of_two(512).get_str()).error(),
            NumberError::overflow);
  EXPECT_EQ(rational_from_fraction("1/" + std::string(1'000'000, '7')).error(),
            NumberError::overflow);
}

// What GMP says: |a| * 10^places rounded half away from zero.
mpz_class rounded(const mpq_class& a, unsigned places) {
  const mpz_class scaled = 2 * abs(a.get_num()) * edges::power_of_ten(places) + a.get_den();
  return scaled / (2 * a.get_den());
}

mpz_class without_marks(std::string text, unsigned places) {
  std::erase(text, ',');
  std::erase(text, '-');
  std::size_t decimals = 0;
  if (const auto point = text.find('.'); point != std::string::npos) {
    decimals = text.size() - point - 1;
    text.erase(point, 1);
  }
  return mpz_class(text, 10) * edges::power_of_ten(places - static_cast<unsigned>(decimals));
}

RC_GTEST_PROP(RationalText, DecimalsAreRoundedHalfAwayFromZero, ()) {
  const auto a = *edges::rational();
  const auto places = *rc::gen::inRange<unsigned>(0, decimals_max + 1);
  const std::string text = to_decimal(a, places);
  const mpz_class expected = rounded(exact(a), places);
  RC_ASSERT(without_marks(text, places) == expected);
  RC_ASSERT((text.starts_with('-') == (a.is_negative() && expected != 0)));

  const std::string percent = to_percent(a, places);
  RC_ASSERT(percent.ends_with('%'));
  const mpz_class hundredfold = rounded(exact(a) * 100, places);
  RC_ASSERT(without_marks(percent.substr(0, percent.size() - 1), places) == hundredfold);
}

TEST(RationalText, DecimalsForPeople) {
  EXPECT_EQ(to_decimal(*rational_from_text("1234.565"), 2), "1,234.57");
  EXPECT_EQ(to_decimal(negate(*rational_from_text("1234.565")), 2), "-1,234.57");
  EXPECT_EQ(to_decimal(negate(*rational_from_text("0.004")), 2), "0");
  EXPECT_EQ(to_decimal(*rational_from_text("0.5"), 0), "1");
  EXPECT_EQ(to_decimal(*Rational::fraction(1, 3), 3), "0.333");
  EXPECT_EQ(to_decimal(*Rational::fraction(1, 3), ~0U).size(), 2 + std::size_t{decimals_max});
  EXPECT_EQ(to_percent(*Rational::fraction(1, 4), 2), "25%");
  EXPECT_EQ(to_percent(*rational_from_text("0.2537"), 1), "25.4%");
  EXPECT_EQ(to_percent(Rational(12), 0), "1,200%");
  EXPECT_EQ(to_percent(negate(*rational_from_text("0.00004")), 2), "0%");
}

}  // namespace
}  // namespace dealwright::values
