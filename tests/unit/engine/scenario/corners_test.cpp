// Where explorations look: the corners of the market and the ends of the costs.
#include "engine/scenario/corners.hpp"

#include <gtest/gtest.h>

#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {
namespace {

using namespace plan;
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

simulated::Setting calm() { return {.prices = {{"ETH", ratio("3000")}, {"USDT", ratio("1")}}}; }

Assumption falls(const std::string& asset, std::string_view by) {
  return {.kind = AssumptionKind::falls_at_most, .subject = asset, .bound = number(by)};
}

TEST(Corners, AreAllPricesOfTheBoxWithEachOther) {
  Plan plan = tests::lending_deal();
  plan.assumptions = {falls("ETH", "1/2"),
                      {.kind = AssumptionKind::within,
                       .bound = number("1/50"),
                       .quantity = named(Op::price, "USDT")}};
  const core::Terms terms(plan);
  EXPECT_EQ(corners_of(terms, calm()),
            (std::vector<Corner>{{{"ETH", ratio("1500")}, {"USDT", ratio("49/50")}},
                                 {{"ETH", ratio("1500")}, {"USDT", ratio("51/50")}}}));
}

TEST(Corners, ThereAreNoneWhereNothingMoves) {
  Plan plan = tests::lending_deal();
  EXPECT_TRUE(corners_of(core::Terms(plan), calm()).empty());
  plan.assumptions = {falls("WBTC", "1/2")};  // has no price in this world
  EXPECT_TRUE(corners_of(core::Terms(plan), calm()).empty());
}

TEST(Costs, HaveOneEndWhereNothingTellsThemApart) {
  Plan plan = tests::lending_deal();
  plan.modules[1].queries.clear();  // nothing grows
  simulated::Setting setting = calm();
  EXPECT_EQ(costs_of(core::Terms(plan), setting), std::vector{Costs::least});
  setting.fee = ratio("1/500");  // paid by the operator
  EXPECT_EQ(costs_of(core::Terms(plan), setting), std::vector{Costs::least});
}

TEST(Costs, HaveTwoEndsWhereFeesAreTheDealsOrInterestGrows) {
  const std::vector<Costs> both{Costs::least, Costs::most};
  Plan plan = tests::lending_deal();
  EXPECT_EQ(costs_of(core::Terms(plan), calm()), both);  // a loan grows
  plan.modules[1].queries.clear();
  simulated::Setting setting = calm();
  setting.fee = ratio("1/500");
  plan.gas.payer = "working";
  EXPECT_EQ(costs_of(core::Terms(plan), setting), both);
  plan.gas = {.at_most = number("1/2", "ETH"), .asset = "ETH", .payer = "operator"};
  EXPECT_EQ(costs_of(core::Terms(plan), setting), both);
}

TEST(Costs, AtTheMostRatesAreThoseOfTheEdgeOfTheBox) {
  Plan plan = tests::lending_deal();
  const Expression rate =
      named(Op::query, "aave_v3.borrow_rate", {{.op = Op::asset, .name = "USDT"}});
  plan.assumptions = {
      {.kind = AssumptionKind::holds, .bound = of(Op::less_or_equal, {rate, number("3/20")})}};
  const core::Terms terms(plan);
  EXPECT_TRUE(setting_at(terms, calm(), Costs::least).settings.empty());
  EXPECT_EQ(setting_at(terms, calm(), Costs::most).settings,
            (std::map<std::string, Value>{{"aave_v3.borrow_rate(USDT)", ratio("3/20")}}));
}

TEST(Costs, AtTheMostEverythingIsAsOldAsTheBoxIsLong) {
  Plan plan = tests::lending_deal();
  plan.assumed_for = values::days(7);
  const core::Terms terms(plan);
  EXPECT_EQ(age_at(terms, Costs::least), values::Duration());
  EXPECT_EQ(age_at(terms, Costs::most), values::days(7));
}

}  // namespace
}  // namespace dealwright::scenario
