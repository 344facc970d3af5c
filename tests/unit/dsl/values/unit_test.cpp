// Units multiply and cancel like physics.
#include "dsl/values/unit.hpp"

#include <array>

#include <gtest/gtest.h>

namespace dealwright::values {
namespace {

const Unit eth = Unit::of("ETH");
const Unit usdt = Unit::of("USDT");
const Unit dollar = Unit::of(usd);

TEST(Unit, AmountTimesPriceIsTheOtherUnit) {
  EXPECT_EQ(eth * (usdt / eth), usdt);
  EXPECT_EQ(usdt / (usdt / eth), eth);
  EXPECT_TRUE((eth / eth).is_plain());
  EXPECT_EQ(eth * Unit(), eth);
  EXPECT_EQ(Unit() / eth * eth, Unit());
}

TEST(Unit, OrderAndGroupingDoNotMatter) {
  const std::array<Unit, 5> units{Unit(), eth, usdt, dollar, usdt / eth};
  for (const Unit& a : units) {
    for (const Unit& b : units) {
      EXPECT_EQ(a * b, b * a);
      EXPECT_EQ(a * b / b, a);
      EXPECT_EQ(a / b, Unit() / (b / a));
      for (const Unit& c : units)
        EXPECT_EQ((a * b) * c, a * (b * c));
    }
  }
}

TEST(Unit, AssetIsOnlyThatOfAPlainAmount) {
  EXPECT_EQ(eth.asset(), "ETH");
  EXPECT_EQ(dollar.asset(), usd);
  EXPECT_EQ(Unit().asset(), "");
  EXPECT_EQ((eth * eth).asset(), "");
  EXPECT_EQ((usdt / eth).asset(), "");
  EXPECT_EQ((Unit() / eth).asset(), "");
}

TEST(Unit, PowersAreSortedAndNeverZero) {
  const Unit mixed = usdt * eth * eth / dollar;
  const std::vector<std::pair<std::string, int>> expected{{"ETH", 2}, {"USD", -1}, {"USDT", 1}};
  EXPECT_EQ(mixed.powers(), expected);
  EXPECT_TRUE((mixed / mixed).powers().empty());
}

TEST(Unit, TextForPeople) {
  EXPECT_EQ(to_text(Unit()), "ratio");
  EXPECT_EQ(to_text(usdt), "USDT");
  EXPECT_EQ(to_text(usdt / eth), "USDT per ETH");
  EXPECT_EQ(to_text(eth * eth), "ETH * ETH");
  EXPECT_EQ(to_text(Unit() / eth), "1 per ETH");
  EXPECT_EQ(to_text(eth * usdt / dollar / dollar), "ETH * USDT per USD per USD");
  EXPECT_EQ(to_text(eth * eth * eth * eth), "ETH^4");
}

TEST(Unit, PowersStopGrowing) {
  Unit squared = eth;
  for (int i = 0; i < 100; ++i)
    squared = squared * squared;
  EXPECT_EQ(squared.powers().front().second, 1000);
}

}  // namespace
}  // namespace dealwright::values
