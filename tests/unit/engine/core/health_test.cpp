// `health` on books that are only tried: a limit looks at the health after the action, not before.
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

Limit healthy(std::string_view at_least) {
  return {.text = "health",
          .quantity = of(Op::health),
          .comparison = Op::greater_or_equal,
          .bound = number(at_least)};
}

// Pledges 10 AAA (100 USD), borrows 4 BBB (20 USD), then 4 more.
Plan twice(std::string_view at_least) {
  Step first{
      .name = "open",
      .items = {{pledge("open.pledge", some_of("one", "10"))}, {borrow("open.borrow", "4")}}};
  Step more{.name = "more", .items = {{borrow("more.borrow", "4")}}};
  std::get<Action>(more.items[0].what).opens.clear();
  more.after = {{{AfterMode::done, "open"}}};
  Plan plan = plan_with_bank({first, more});
  plan.limits = {healthy(at_least)};
  return plan;
}

TEST(Health, OfAFirstDebtIsWhatTheModelMakesOfIt) {
  // 100 x 80% / 20 = 4
  Decisions enough(twice("4"));
  enough.market = {price_reading("AAA", "10"), price_reading("BBB", "5")};
  enough.fund();
  enough.done();
  EXPECT_EQ(enough.request().attempt, "open.borrow#2");
  Decisions little(twice("4001/1000"));
  little.market = enough.market;
  little.fund();
  little.done();
  EXPECT_EQ(little.step("open").why, "limit `health`: health would be 4");
}

TEST(Health, AfterAnotherDebtIsWhatTheWorldSaysTimesTheChange) {
  // The world says 3 of 20 USD owed; with 40 USD it would be 1.5.
  const auto after_the_first = [](std::string_view at_least) {
    Decisions deal(twice(at_least));
    deal.market = {price_reading("AAA", "10"), price_reading("BBB", "5")};
    deal.fund();
    deal.done();
    deal.market.push_back(health_reading("3"));
    deal.done();
    return deal.status("more") + ": " + deal.step("more").why;
  };
  EXPECT_EQ(after_the_first("3/2"), "running: ");
  EXPECT_EQ(after_the_first("8/5"), "held: limit `health`: health would be 1.5");
}

TEST(Health, WhatLowersTheDebtIsNeverBlocked) {
  Plan plan = twice("3/2");
  plan.steps[1].items = {{repay("more.repay", {.kind = MoneyKind::amount,
                                               .asset = "BBB",
                                               .name = "one",
                                               .expression = number("1", "BBB")})}};
  Decisions deal(std::move(plan));
  deal.market = {price_reading("AAA", "10"), price_reading("BBB", "5")};
  deal.fund();
  deal.done();
  deal.market.push_back(health_reading("1/2"));
  deal.done();
  EXPECT_EQ(deal.request().attempt, "more.repay#1");
}

}  // namespace
}  // namespace dealwright::core
