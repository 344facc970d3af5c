// What a defence may count on: its money and its fees, set aside when the deal starts.
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

// Pledges up to 5 AAA of `two` when the LTV is above one half, twice.
Step help() {
  Step step{.name = "help",
            .kind = StepKind::defence,
            .items = {{pledge("help.pledge", {.kind = MoneyKind::up_to,
                                              .asset = "AAA",
                                              .name = "two",
                                              .expression = number("5", "AAA")})}},
            .defence = Defence{.when = of(Op::greater, {of(Op::ltv), number("1/2")}), .times = 2}};
  std::get<Action>(step.items[0].what).opens.clear();
  return step;
}
Step open() {
  return {.name = "open",
          .items = {{pledge("open.pledge", some_of("one", "10"))}, {borrow("open.borrow", "4")}}};
}
Step draws(std::string_view amount) {
  Step step{.name = "draws", .items = {{pledge("draws.pledge", some_of("two", amount))}}};
  step.after = {{{AfterMode::done, "open"}}};
  return step;
}
std::vector<Reading> market() {
  return {price_reading("AAA", "10"), price_reading("BBB", "5"), fee_reading("1/10")};
}

TEST(Defences, MoneyIsSetAsideForEveryRun) {
  Decisions deal(plan_with_bank({open(), help()}));
  deal.market = market();
  deal.fund();
  EXPECT_EQ(deal.free("two", "AAA"), "10");  // 20 - 2 x 5
}

TEST(Defences, WhatSeveralBucketsGiveTogetherIsSetAsideToo) {
  Plan plan = plan_with_bank({open(), help()});
  Money& money = *std::get<Action>(plan.steps[1].items[0].what).flows[0].money;
  money.name.clear();
  money.parts = {{.kind = MoneyKind::sum,
                  .asset = "AAA",
                  .parts = {all_of_bucket("one"), all_of_bucket("two")}}};
  Decisions deal(std::move(plan));
  deal.market = market();
  deal.fund();
  // Twice 5, of 30 in `one` and 20 in `two`: 3 and 2 each time.
  EXPECT_EQ(deal.free("one", "AAA"), "14");  // 30 - 10 reserved for the pledge - 2 x 3
  EXPECT_EQ(deal.free("two", "AAA"), "16");
}

TEST(Defences, AStepThatWantsWhatIsSetAsideIsToldForWhom) {
  Decisions deal(plan_with_bank({open(), draws("15"), help()}));
  deal.market = market();
  deal.fund();
  deal.done();
  deal.done();
  EXPECT_EQ(deal.status("draws"), "held");
  EXPECT_EQ(deal.step("draws").why,
            "15 AAA are needed, `two` has 10 AAA; 10 AAA are set aside for `help`");
}

TEST(Defences, AStepThatFindsEverythingSetAsideIsToldForWhom) {
  Step all = draws("1");
  all.items = {{pledge("draws.pledge", all_of_bucket("two"))}};
  Plan plan = plan_with_bank({open(), all, help()});
  plan.steps[2].defence->times = 4;
  Decisions deal(std::move(plan));
  deal.market = market();
  deal.fund();
  deal.done();
  deal.done();
  EXPECT_EQ(deal.status("draws"), "skipped");
  EXPECT_EQ(deal.step("draws").why, "there is no money in `two`; 20 AAA are set aside for `help`");
}

TEST(Defences, FeesAreSetAsideForEveryActionOfEveryRun) {
  Plan plan = plan_with_bank({open(), help()});
  plan.gas.payer = "one";
  Decisions deal(std::move(plan));
  deal.market = market();
  deal.fund();
  EXPECT_EQ(deal.step("help").gas_aside,
            values::multiply(values::Amount(2), values::power_of_ten(17).value()).value());
  EXPECT_EQ(deal.free("one", "AAA"), "19.8");  // 30 - 10 reserved for the pledge - 2 x 0.1
}

TEST(Defences, ADefencePaysItsFeesOfWhatWasSetAside) {
  Step later = draws("1");
  later.at = values::days(9);
  Plan plan = plan_with_bank({open(), help(), later});
  plan.gas.payer = "one";
  Decisions deal(std::move(plan));
  deal.market = market();
  deal.fund();
  deal.done();
  deal.done();
  deal.market[0] = price_reading("AAA", "3");  // 20 USD owed on 30 USD
  deal.wait(values::days(1));
  const Request asked = deal.request();
  EXPECT_EQ(asked.attempt, "help.pledge#1");
  EXPECT_EQ(deal.free("one", "AAA"), "19.8");
  Outcome outcome = expected_outcome(asked).value();
  outcome.fee = values::power_of_ten(17).value();
  deal.report(asked.attempt, outcome);
  EXPECT_EQ(deal.free("one", "AAA"), "19.8");
  EXPECT_EQ(deal.step("help").gas_aside, values::power_of_ten(17).value());
}

TEST(Defences, TheBudgetOfStepsEndsWhereThatOfDefencesBegins) {
  Plan plan = plan_with_bank({open(), help()});
  plan.gas.at_most = number("29/100", "AAA");  // one fee of 0.1, and 2 x 0.1 for the defence
  Decisions short_of(plan);
  short_of.market = market();
  short_of.fund();
  EXPECT_EQ(short_of.status("open"), "held");
  EXPECT_EQ(
      short_of.step("open").why,
      "the gas budget of 0.29 AAA does not cover another 0.1 beside the 0.2 AAA set aside for "
      "defences");
  plan.gas.at_most = number("3/10", "AAA");
  Decisions enough(plan);
  enough.market = market();
  enough.fund();
  EXPECT_EQ(enough.status("open"), "running");
}

TEST(Defences, WhatIsSetAsideIsFreeAgainAfterTheLastRun) {
  Step later = draws("1");
  later.at = values::days(9);
  Plan plan = plan_with_bank({open(), help(), later});
  plan.steps[1].defence->times = 1;
  plan.gas.payer = "two";
  Decisions deal(std::move(plan));
  deal.market = market();
  deal.fund();
  EXPECT_EQ(deal.free("two", "AAA"), "14.9");
  deal.done();
  deal.done();
  deal.market[0] = price_reading("AAA", "3");
  deal.wait(values::days(1));
  Outcome outcome = expected_outcome(deal.request()).value();
  outcome.fee = values::power_of_ten(16).value();  // a tenth of what was set aside
  deal.report("help.pledge#1", outcome);
  EXPECT_EQ(deal.status("help"), "done");
  EXPECT_EQ(deal.free("two", "AAA"), "14.99");
  EXPECT_EQ(deal.step("help").gas_aside, values::Amount());
}

TEST(Defences, WhereNobodyTellsTheFeeNothingIsSetAsideForIt) {
  Decisions deal(plan_with_bank({open(), help()}));
  deal.market = {price_reading("AAA", "10"), price_reading("BBB", "5")};
  deal.fund();
  EXPECT_EQ(deal.recorded<GasSetAside>().size(), 1U);
  EXPECT_EQ(deal.step("help").gas_aside, values::Amount());
  EXPECT_EQ(deal.status("open"), "running");
}

}  // namespace
}  // namespace dealwright::core
