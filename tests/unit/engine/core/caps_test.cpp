// Caps in every comparison, the gas budget beside what is out, and groups whose evidence cannot be.
#include "engine/core/failure.hpp"
#include "tests/unit/engine/core/decisions.hpp"
#include "tests/unit/engine/core/lending.hpp"

namespace dealwright::core {
namespace {

// 1 AAA of 10 USD becomes 2 BBB of 4 USD: nav falls from 1,000 to 998 USD, 8 USD are in BBB.
std::string after_a_swap(Expression quantity, Op comparison, std::string_view bound) {
  const Deal small({step("a")}, [&](Plan& plan, simulated::Setting& setting) {
    setting.prices["BBB"] = ratio("4");
    plan.limits = {{.text = "cap",
                    .quantity = quantity,
                    .comparison = comparison,
                    .bound = number(bound, "USD")}};
  });
  return small.status("a");
}

TEST(Caps, HoldInEveryComparison) {
  const Expression nav = of(Op::nav);
  const Expression exposure = named(Op::exposure, "BBB");
  EXPECT_EQ(after_a_swap(nav, Op::greater_or_equal, "998"), "done");
  EXPECT_EQ(after_a_swap(nav, Op::greater_or_equal, "999"), "held");
  EXPECT_EQ(after_a_swap(nav, Op::greater, "997"), "done");
  EXPECT_EQ(after_a_swap(nav, Op::greater, "998"), "held");
  EXPECT_EQ(after_a_swap(exposure, Op::less, "9"), "done");
  EXPECT_EQ(after_a_swap(exposure, Op::less, "8"), "held");
  EXPECT_EQ(after_a_swap(exposure, Op::less_or_equal, "8"), "done");
  EXPECT_EQ(after_a_swap(exposure, Op::less_or_equal, "7"), "held");
  EXPECT_EQ(after_a_swap(nav, Op::equal, "998"), "done");
  EXPECT_EQ(after_a_swap(nav, Op::equal, "1000"), "held");
}

TEST(Caps, NeverBlockWhatDoesNotMakeItWorse) {
  // 100 AAA are 1,000 USD and 8 USD in BBB more than the cap allows from the start; AAA into AAA
  // changes nothing.
  Step same = step("a");
  auto& action = std::get<Action>(same.items[0].what);
  action.flows[1].asset = "AAA";
  action.flows[1].amount = named(Op::local, "give");
  const Deal small({same}, [](Plan& plan, simulated::Setting&) {
    plan.limits = {{.text = "cap",
                    .quantity = named(Op::exposure, "AAA"),
                    .comparison = Op::less_or_equal,
                    .bound = number("1", "USD")}};
  });
  EXPECT_EQ(small.status("a"), "done");
}

TEST(Caps, ThatCannotBeToldBlock) {
  const Deal small({step("a")}, [](Plan& plan, simulated::Setting& setting) {
    setting.prices.erase("BBB");
    plan.limits = {{.text = "cap",
                    .quantity = named(Op::exposure, "BBB"),
                    .comparison = Op::less_or_equal,
                    .bound = number("1000", "USD")}};
  });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "limit `cap`: it cannot be told: the world sets no price of BBB");
}

TEST(Caps, WhatMustNotBePledgedIsNot) {
  Plan plan =
      plan_with_bank({{.name = "open", .items = {{pledge("open.pledge", some_of("one", "10"))}}}});
  plan.assets[0].counts_as = "BBB";  // what counts as an asset is pledged as it
  plan.limits = {{.kind = LimitKind::never_pledge, .text = "never pledge BBB", .subject = "BBB"}};
  Decisions deal(std::move(plan));
  deal.fund();
  EXPECT_EQ(deal.step("open").why, "limit `never pledge BBB`: it would be pledged");
}

// A debt of 4 BBB (20 USD) against 10 AAA pledged and 90 kept: covered without the named buckets?
std::string covered(std::vector<std::string> without, std::string_view price_of_aaa) {
  Plan plan = plan_with_bank(
      {{.name = "open",
        .items = {{pledge("open.pledge", some_of("one", "10"))}, {borrow("open.borrow", "4")}}}});
  plan.limits = {{.kind = LimitKind::repayable,
                  .text = "repayable(loan)",
                  .subject = "loan",
                  .without = std::move(without)}};
  Decisions deal(std::move(plan));
  deal.market = {price_reading("AAA", price_of_aaa), price_reading("BBB", "5")};
  deal.fund();
  deal.done();
  return deal.status("open") + ": " + deal.step("open").why;
}

TEST(Caps, ADebtHasToBeCoveredByWhatIsNotLeftOut) {
  EXPECT_EQ(covered({}, "10"), "running: ");
  // Without `safe`, `two` and the borrowed BBB: 30 AAA.
  EXPECT_EQ(covered({"safe", "two", "BBB"}, "1"), "running: ");
  EXPECT_EQ(covered({"safe", "two", "BBB"}, "1/2"),
            "held: limit `repayable(loan)`: what is owned would fall short of the debt by 5 USD");
  EXPECT_EQ(covered({"AAA", "BBB"}, "10"),
            "held: limit `repayable(loan)`: what is owned would fall short of the debt by 20 USD");
}

TEST(GasBudget, CountsWhatIsOut) {
  // Two steps side by side at 0.1 each: 0.19 is enough for one of them only.
  const auto both = [](std::string_view budget) {
    Step a{.name = "a", .items = {{pledge("a.pledge", some_of("one", "1"))}}};
    Step b{.name = "b", .items = {{pledge("b.pledge", some_of("two", "1"))}}};
    Plan plan = plan_with_bank({a, b});
    plan.gas.at_most = number(budget, "AAA");
    Decisions deal(std::move(plan));
    deal.market = {fee_reading("1/10")};
    deal.fund();
    return deal.status("a") + " " + deal.status("b");
  };
  EXPECT_EQ(both("19/100"), "running held");
  EXPECT_EQ(both("1/5"), "running running");
}

// Borrows 10 BBB for the length of a transaction, changes them and changes them back.
Plan flash() {
  Action there = change("cycle.there", holding("borrowed", "BBB"), {TargetKind::holding, "ether"});
  there.flows[0].asset = "BBB";
  there.flows[1].asset = "AAA";
  Action back = change("cycle.back", holding("ether", "AAA"), {TargetKind::holding, "back"});
  Group group{
      .flash = Money{.kind = MoneyKind::nothing, .asset = "BBB", .expression = number("10", "BBB")},
      .flash_module = "bank",
      .flash_holding = "borrowed",
      .items = {{there}, {back}}};
  Plan plan = plan_with_bank({{.name = "cycle", .items = {{group}}}});
  plan.positions.clear();
  plan.holdings = {{.name = "borrowed", .asset = "BBB", .step = "cycle"},
                   {.name = "ether", .asset = "AAA", .step = "cycle"},
                   {.name = "back", .asset = "BBB", .step = "cycle"}};
  plan.modules.push_back(
      {.name = "pool",
       .alias = "pool",
       .queries = {{.name = "pool.rate", .type = "rate", .initial = number("2")}}});
  return plan;
}
values::Amount whole(std::uint64_t units) {
  return values::multiply(values::Amount(units), values::power_of_ten(18).value()).value();
}

TEST(Groups, AFlashLoanThatWasGivenBackLeavesWhatItEarned) {
  Decisions deal(flash());
  deal.fund();
  ASSERT_EQ(deal.request().attempt, "cycle.there#1");
  EXPECT_EQ(deal.request().flash, whole(10));
  deal.report("cycle.there#1", {.kind = OutcomeKind::done,
                                .amounts = {{whole(10), whole(5)}, {whole(5), whole(12)}},
                                .flash_fee = whole(1)});
  EXPECT_EQ(deal.status("cycle"), "done");
  EXPECT_EQ(deal.free("one", "BBB"), "1");  // 12 - 10 - 1
}

TEST(Groups, EvidenceThatCannotBeHoldsTheStepAndIsCountedOnce) {
  Decisions deal(flash());
  deal.fund();
  const Outcome impossible{.kind = OutcomeKind::done,
                           .amounts = {{whole(10), whole(5)}, {whole(5), whole(9)}}};
  deal.report("cycle.there#1", impossible);
  EXPECT_EQ(deal.status("cycle"), "held");
  EXPECT_EQ(deal.step("cycle").why, "`cycle.there#1`: the flash loan cannot be given back");
  EXPECT_EQ(deal.recorded<ActionUnknown>().size(), 1U);
  deal.report("cycle.there#1", impossible);
  EXPECT_EQ(deal.recorded<ActionUnknown>().size(), 1U);
  // It is looked up again when its time comes, and what can be is taken.
  deal.wait(look_up_longest);
  EXPECT_TRUE(deal.requested<LookUp>());
  deal.report("cycle.there#1", {.kind = OutcomeKind::done,
                                .amounts = {{whole(10), whole(5)}, {whole(5), whole(10)}}});
  EXPECT_FALSE(deal.step("cycle").open.has_value());
}

TEST(Groups, EvidenceWithTooFewPartsOrAmountsCannotBe) {
  for (const auto& amounts : std::vector<std::vector<std::vector<values::Amount>>>{
           {}, {{whole(10), whole(5)}}, {{whole(10)}, {whole(5), whole(10)}}}) {
    Decisions deal(flash());
    deal.fund();
    deal.report("cycle.there#1", {.kind = OutcomeKind::done, .amounts = amounts});
    EXPECT_EQ(deal.status("cycle"), "held");
    EXPECT_TRUE(deal.step("cycle").open.has_value());
  }
}

TEST(Evidence, OfAmountsThatAreTooLargeCannotBe) {
  Decisions deal(plan_with_bank(
      {{.name = "open",
        .items = {{pledge("open.pledge", some_of("one", "10"))}, {borrow("open.borrow", "4")}}}}));
  deal.fund();
  deal.done();
  const values::Amount huge = sum_of(amount_max, values::Amount(1));
  deal.report("open.borrow#2", {.kind = OutcomeKind::done, .amounts = {{huge, huge}}});
  EXPECT_EQ(deal.step("open").why, "`open.borrow#2`: an amount of the evidence is too large");
}

}  // namespace
}  // namespace dealwright::core
