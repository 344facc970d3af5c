// Every literal form, and the near misses that get words of their own.
#include <gtest/gtest.h>

#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

TEST(Literals, ReadsEveryForm) {
  for (const char* number : {"1", "1_000", "0.97", "1_000.000_1", "1e18", "2.5e-3", "007"}) {
    EXPECT_EQ(expression_shape(number), "quantity(number)") << number;
  }
  for (const char* ratio : {"30%", "0.5%", "25 bps", "1_000 bps", "99.5%"})
    EXPECT_EQ(expression_shape(ratio), "ratio") << ratio;
  for (const char* duration : {"250ms", "15s", "30m", "6h", "28d", "1_000s"}) {
    EXPECT_EQ(expression_shape(duration), "duration") << duration;
  }
  EXPECT_EQ(expression_shape("2026-01-31T00:00Z"), "time");
  EXPECT_EQ(expression_shape("2026-01-31T00:00:30Z"), "time");
  EXPECT_EQ(expression_shape("0x00000000000000000000000000000000000000aB"), "address");
  EXPECT_EQ(expression_shape("\"a \\\" b \\\\\""), "text");
  EXPECT_EQ(expression_shape("\"\""), "text");
  EXPECT_EQ(expression_shape("true"), "truth");
  EXPECT_EQ(expression_shape("false"), "truth");
}

TEST(Literals, ReadsUnits) {
  EXPECT_EQ(expression_shape("50_000 USDT"), "quantity(number unit(asset_name))");
  EXPECT_EQ(expression_shape("0.97 USDT per USDTz"),
            "quantity(number unit(asset_name asset_name))");
  EXPECT_EQ(expression_shape("1e18 ETH"), "quantity(number unit(asset_name))");
}

TEST(Literals, AWordThatBeginsLikeALiteralIsAName) {
  EXPECT_EQ(expression_shape("truth"), "name");
  EXPECT_EQ(expression_shape("trueish"), "name");
  EXPECT_EQ(expression_shape("e18"), "name");
}

struct Slip {
  const char* text;
  const char* finding;
};

TEST(Literals, SaysWhatIsWrongWithANearMiss) {
  const Slip slips[] = {
      {"5ETH", "D102 3:14 expected a space before the unit `ETH`"},
      {"30 %", "D102 3:13 expected `%` right after its number"},
      {"25bps", "D102 3:13 `25bps` is not a number"},
      {"5 hours", "D102 3:13 expected a duration such as `5h`, found `5 hours`"},
      {"5hours", "D102 3:13 `5hours` is not a duration"},
      {"1.5h", "D102 3:13 `1.5h` is not a duration"},
      {"1__0", "D102 3:13 `1__0` is not a number"},
      {"1_", "D102 3:13 `1_` is not a number"},
      {"12abc", "D102 3:13 `12abc` is not a number"},
      {"1.2.3", "D102 3:13 `1.2.3` is not a number"},
      {"5E18", "D102 3:13 `5E18` is not a number"},
      {"0x12", "D102 3:13 `0x12` is not a number"},
      {"2026-01-31", "D102 3:13 `2026-01-31` is not a point in time"},
      {"2026-01-31T00:00", "D102 3:13 `2026-01-31T00:00` is not a point in time"},
      {"\"a\\n\"", "D102 3:15 expected `\\\"` or `\\\\` after a backslash in a text"},
      {"\"a", "D106 3:13 the text is not closed"},
  };
  for (const Slip& slip : slips) {
    EXPECT_EQ(statement_shape(std::string("require ") + slip.text), slip.finding);
    EXPECT_EQ(findings(parse_text(std::string("deal d {\n  step s {\n    require ") + slip.text +
                                  "\n    require b\n  }\n}\n"))
                  .size(),
              1U)
        << slip.text << " is one mistake";
  }
}

TEST(Literals, ANumberGoesNoFurtherThanItsDigits) {
  EXPECT_EQ(expression_shape("redeem[2].x"), "postfix(name index(quantity(number)) member(name))");
  EXPECT_EQ(statement_shape("deadline 2 blocks"), "deadline(whole)");
}

}  // namespace
}  // namespace dealwright::test
