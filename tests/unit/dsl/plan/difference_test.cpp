// The comparison of two plans: one test a rule, above all which changes count as weaker.
#include "dsl/plan/difference.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/plan_generator.hpp"
#include "tests/support/plans.hpp"
#include "tests/unit/dsl/plan/field_changes.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;
using testing::ElementsAre;
using testing::IsEmpty;

std::string_view kind_text(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::weaker: return "weaker";
    case ChangeKind::stronger: return "stronger";
    case ChangeKind::added: return "added";
    case ChangeKind::removed: return "removed";
    case ChangeKind::changed: return "changed";
  }
  return {};
}

std::vector<std::string> texts(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const Change& change : changes) {
    out.push_back(std::string(kind_text(change.kind)) + " " + change.area + ": " + change.text);
  }
  return out;
}

// From the plan of every construct, prepared, to the same with one more change.
std::vector<std::string> changes_of(
    const std::function<void(Plan&)>& change,
    const std::function<void(Plan&)>& prepare = [](Plan&) {}) {
  Plan before = every_construct();
  prepare(before);
  Plan after = before;
  change(after);
  return texts(compare(before, after));
}

#define EXPECT_CHANGES(change, ...) \
  EXPECT_THAT(changes_of([](Plan& plan) { change; }), ElementsAre(__VA_ARGS__))

Expression above(Expression quantity, Expression bound) {
  return of(Op::greater, {std::move(quantity), std::move(bound)});
}

TEST(Difference, EqualPlansHaveNone) {
  EXPECT_THAT(changes_of([](Plan&) {}), IsEmpty());
}

// --- limits
// --------------------------------------------------------------------------------------------------------

TEST(Difference, AHigherCapIsWeaker) {
  EXPECT_CHANGES(plan.limits[0].bound = number("7/20"),
                 "weaker limit: `ltv <= 30%` -> `ltv <= 35%` (when increased)");
}

TEST(Difference, ALowerCapIsStronger) {
  EXPECT_CHANGES(plan.limits[0].bound = number("1/4"),
                 "stronger limit: `ltv <= 30%` -> `ltv <= 25%` (when increased)");
}

TEST(Difference, ALowerFloorIsWeaker) {
  EXPECT_CHANGES(plan.limits[1].bound = number("3/2"),
                 "weaker limit: `health >= 2` -> `health >= 1.5` (always)");
  EXPECT_CHANGES(plan.limits[1].bound = number("3"),
                 "stronger limit: `health >= 2` -> `health >= 3` (always)");
}

TEST(Difference, ABoundThatMayBeReachedIsWeakerThanOneThatMayNot) {
  const auto strict = [](Plan& plan) { plan.limits[0].comparison = Op::less; };
  EXPECT_THAT(
      changes_of([](Plan& plan) { plan.limits[0].comparison = Op::less_or_equal; }, strict)[0],
      "weaker limit: `ltv < 30%` -> `ltv <= 30%` (when increased)");
  EXPECT_THAT(changes_of(strict)[0],
              "stronger limit: `ltv <= 30%` -> `ltv < 30%` (when increased)");
}

TEST(Difference, BoundsAreComparedAsMultiplesOfTheSameThing) {
  const auto share = [](std::string_view factor) {
    return [factor](Plan& plan) {
      plan.limits[0].bound = of(Op::multiply, {number(factor), of(Op::nav)});
    };
  };
  EXPECT_THAT(
      changes_of(share("3/10"), share("1/4")),
      ElementsAre("weaker limit: `ltv <= 25% of nav` -> `ltv <= 30% of nav` (when increased)"));
  EXPECT_THAT(
      changes_of(share("1/5"), share("1/4")),
      ElementsAre("stronger limit: `ltv <= 25% of nav` -> `ltv <= 20% of nav` (when increased)"));
  // nav / 4 and nav * 25% are 25% of nav.
  EXPECT_THAT(
      changes_of(
          [](Plan& plan) { plan.limits[0].bound = of(Op::divide, {of(Op::nav), number("4")}); },
          share("1/4")),
      IsEmpty());
  EXPECT_THAT(
      changes_of(
          [](Plan& plan) { plan.limits[0].bound = of(Op::multiply, {of(Op::nav), number("1/4")}); },
          share("1/4")),
      IsEmpty());
}

TEST(Difference, BoundsOfDifferentThingsAreChanged) {
  EXPECT_CHANGES(plan.limits[0].bound = of(Op::nav),
                 "changed limit: `ltv <= 30%` -> `ltv <= nav` (when increased)");
}

TEST(Difference, ANewWordingOfTheSameLimitIsNoChange) {
  EXPECT_CHANGES(plan.limits[0].text = "ltv <= 0.3 when increased");
  EXPECT_CHANGES(plan.limits[0].bound = of(Op::subtract, {number("1/2"), number("1/5")}));
  EXPECT_CHANGES(
      std::swap(plan.limits[0].quantity, plan.limits[0].bound);
      plan.limits[0].comparison = Op::greater_or_equal; plan.limits[0].tightened_to.reset();
      plan.limits[0].tightened_when.reset(), "weaker limit: `30% >= ltv` is no longer tightened");
  EXPECT_CHANGES(plan.assumptions[0].text = "ETH does not fall by more than half");
}

TEST(Difference, AParameterInABoundCountsWithItsValue) {
  const auto bound = [](Plan& plan) {
    plan.params.push_back({.name = "cap", .type = "ratio", .value = number("3/10")});
    plan.limits[0].bound = named(Op::param, "cap");
  };
  EXPECT_THAT(changes_of([](Plan& plan) { plan.params.back().value = number("2/5"); }, bound),
              ElementsAre("weaker limit: `ltv <= 30%` -> `ltv <= 40%` (when increased)",
                          "changed parameter: `cap` 30% -> 40%"));
}

TEST(Difference, AlwaysToWhenIncreasedIsWeaker) {
  EXPECT_CHANGES(plan.limits[1].mode = LimitMode::when_increased,
                 "weaker limit: `health >= 2` always -> when increased");
  EXPECT_CHANGES(plan.limits[0].mode = LimitMode::always,
                 "stronger limit: `ltv <= 30%` when increased -> always");
}

TEST(Difference, LimitsOnOneQuantityAreMatchedByTheirMode) {
  const auto two = [](Plan& plan) {
    Limit always = plan.limits[0];
    always.bound = number("7/10");
    always.mode = LimitMode::always;
    plan.limits.insert(plan.limits.begin(), always);
  };
  EXPECT_THAT(changes_of([](Plan& plan) { plan.limits[0].bound = number("4/5"); }, two),
              ElementsAre("weaker limit: `ltv <= 70%` -> `ltv <= 80%` (always)"));
  EXPECT_THAT(changes_of([](Plan& plan) { std::swap(plan.limits[0], plan.limits[1]); }, two),
              IsEmpty());
  EXPECT_THAT(changes_of([](Plan& plan) { plan.limits.erase(plan.limits.begin() + 1); }, two),
              ElementsAre("weaker limit: `ltv <= 30% when increased` is gone"));
}

TEST(Difference, ARemovedLimitIsWeakerAndANewOneStronger) {
  EXPECT_CHANGES(plan.limits.erase(plan.limits.begin()),
                 "weaker limit: `ltv <= 30% when increased` is gone");
  EXPECT_CHANGES(plan.limits.erase(plan.limits.begin() + 2),
                 "weaker limit: `never pledge USDTz` is gone");
  EXPECT_CHANGES(plan.limits.pop_back(), "weaker limit: `repayable(loan)` is gone");
  EXPECT_CHANGES(plan.limits.push_back({.kind = LimitKind::never_pledge, .subject = "ETH"}),
                 "stronger limit: new: `never pledge ETH`");
}

TEST(Difference, RepayableWithFewerExceptionsIsWeaker) {
  EXPECT_CHANGES(plan.limits[3].without = {"core"},
                 "weaker limit: `repayable(loan)` now counts `USDTz`");
  EXPECT_CHANGES(plan.limits[3].without.push_back("ETH"),
                 "stronger limit: `repayable(loan)` no longer counts `ETH`");
}

TEST(Difference, TighteningLessOrLessOftenIsWeaker) {
  EXPECT_CHANGES(plan.limits[0].tightened_to.reset();
                 plan.limits[0].tightened_when.reset(),
                 "weaker limit: `ltv <= 30%` is no longer tightened");
  EXPECT_CHANGES(plan.limits[0].tightened_to = number("1/4"),
                 "weaker limit: `ltv <= 30%` tightened to `ltv <= 20%` -> `ltv <= 25%`");
  EXPECT_CHANGES(plan.limits[0].tightened_to = number("1/10"),
                 "stronger limit: `ltv <= 30%` tightened to `ltv <= 20%` -> `ltv <= 10%`");
  EXPECT_CHANGES(plan.limits[0].tightened_when->args[1] = number("9/10"),
                 "weaker limit: `ltv <= 30%` tightened when `volatility(ETH, 7d) > 80%` -> "
                 "`volatility(ETH, 7d) > 90%`");
  EXPECT_CHANGES(plan.limits[0].tightened_when->args[1] = number("7/10"),
                 "stronger limit: `ltv <= 30%` tightened when `volatility(ETH, 7d) > 80%` -> "
                 "`volatility(ETH, 7d) > 70%`");
  EXPECT_CHANGES(plan.limits[1].tightened_to = number("3");
                 plan.limits[1].tightened_when = truth(1),
                 "stronger limit: `health >= 2` is now tightened");
}

TEST(Difference, AnotherWarningIsChanged) {
  EXPECT_CHANGES(plan.limits[0].warn_at = number("29/100"),
                 "changed limit: `ltv <= 30%` warn at `28%` -> `29%`");
  EXPECT_CHANGES(plan.limits[0].warn_at.reset(),
                 "changed limit: `ltv <= 30%` warn at `28%` -> none");
}

TEST(Difference, AWaiverIsWeaker) {
  EXPECT_CHANGES(plan.waivers.push_back({"nav", "why not"}),
                 "weaker waiver: `nav` may now stay undecided");
  EXPECT_CHANGES(plan.waivers.clear(), "stronger waiver: `ltv` must be decided again");
  EXPECT_CHANGES(plan.waivers[0].because = "x",
                 "changed waiver: `ltv` may stay undecided because `the desk watches it` -> `x`");
}

// --- buckets, gas
// ----------------------------------------------------------------------------------------------------

TEST(Difference, LessThatIsUntouchableIsWeaker) {
  EXPECT_CHANGES(plan.buckets[0].untouchable = false,
                 "weaker bucket: `core` is no longer untouchable");
  EXPECT_CHANGES(plan.buckets[0].share = ratio("2/5"),
                 "weaker bucket: `core` (untouchable) 50% -> 40%");
  EXPECT_CHANGES(plan.buckets.erase(plan.buckets.begin()),
                 "weaker bucket: `core` (untouchable) is gone");
  EXPECT_CHANGES(plan.buckets[0].share = ratio("3/5"),
                 "stronger bucket: `core` (untouchable) 50% -> 60%");
  EXPECT_CHANGES(plan.buckets[1].untouchable = true,
                 "stronger bucket: `working` is now untouchable");
}

TEST(Difference, OtherBucketsAreChanged) {
  EXPECT_CHANGES(plan.buckets[1].share = ratio("1/4"), "changed bucket: `working` 1 / 3 -> 25%");
  EXPECT_CHANGES(plan.buckets.pop_back(), "removed bucket: `opportunistic` is gone");
  EXPECT_CHANGES(plan.buckets.push_back({"more", ratio("1/10"), true}),
                 "added bucket: new: `more` 10% untouchable");
}

TEST(Difference, AHigherFeeCapIsWeaker) {
  EXPECT_CHANGES(plan.gas.at_most = number("1", "ETH"), "weaker gas: at most `0.5 ETH` -> `1 ETH`");
  EXPECT_CHANGES(plan.gas.at_most.reset(), "weaker gas: no longer capped by the deal");
  EXPECT_CHANGES(plan.gas.at_most = number("1/4", "ETH"),
                 "stronger gas: at most `0.5 ETH` -> `0.25 ETH`");
  EXPECT_CHANGES(plan.gas.payer = "operator", "changed gas: paid by `opportunistic` -> `operator`");
  EXPECT_CHANGES(plan.gas.at_most = of(Op::nav), "changed gas: at most `0.5 ETH` -> `nav`");
  EXPECT_CHANGES(plan.gas.asset = "WETH"; plan.gas.at_most = number("1", "WETH"),
                                          "changed gas: paid in `ETH` -> `WETH`",
                                          "changed gas: at most `0.5 ETH` -> `1 WETH`");
  EXPECT_THAT(changes_of([](Plan& plan) { plan.gas.at_most = number("1", "ETH"); },
                         [](Plan& plan) { plan.gas.at_most.reset(); }),
              ElementsAre("stronger gas: now at most `1 ETH`"));
}

// --- parameters and the box
// ------------------------------------------------------------------------------------------

TEST(Difference, AWiderRangeIsWeaker) {
  EXPECT_CHANGES(plan.params[0].high = number("6000", "ETH"),
                 "weaker parameter: `capital` range 10 ETH .. 5_000 ETH -> 10 ETH .. 6_000 ETH");
  EXPECT_CHANGES(plan.params[0].low = number("1", "ETH"),
                 "weaker parameter: `capital` range 10 ETH .. 5_000 ETH -> 1 ETH .. 5_000 ETH");
  EXPECT_CHANGES(plan.params[0].low = number("20", "ETH"),
                 "stronger parameter: `capital` range 10 ETH .. 5_000 ETH -> 20 ETH .. 5_000 ETH");
  EXPECT_CHANGES(plan.params[0].low = number("1", "ETH");
                 plan.params[0].high = number("2", "ETH"),
                 "weaker parameter: `capital` range 10 ETH .. 5_000 ETH -> 1 ETH .. 2 ETH");
  EXPECT_CHANGES(plan.params[0].low.reset();
                 plan.params[0].high.reset(),
                 "stronger parameter: `capital` range 10 ETH .. 5_000 ETH -> fixed");
  EXPECT_CHANGES(plan.params[1].low = plan.params[1].high = number("1"),
                 "weaker parameter: `ceiling` range fixed -> 1 .. 1");
  EXPECT_CHANGES(plan.params[0].high = of(Op::nav),
                 "changed parameter: `capital` range 10 ETH .. 5_000 ETH -> 10 ETH .. nav");
}

TEST(Difference, OtherChangesOfParametersAreTold) {
  EXPECT_CHANGES(plan.params[0].value = number("500", "ETH"),
                 "changed parameter: `capital` 1_000 ETH -> 500 ETH");
  EXPECT_CHANGES(plan.params[0].type = "WETH", "changed parameter: `capital`: ETH -> WETH");
  EXPECT_CHANGES(plan.params.pop_back(), "removed parameter: `ceiling` is gone");
  EXPECT_CHANGES(plan.params.push_back({.name = "x", .value = number("2")}),
                 "added parameter: new: `x` = 2");
}

TEST(Difference, ASmallerBoxIsWeakerBecauseTheProofCoversLess) {
  EXPECT_CHANGES(plan.assumptions[0].bound = number("2/5"),
                 "weaker assumption: `ETH falls at most 50%` -> `ETH falls at most 40%`");
  EXPECT_CHANGES(plan.assumptions[1].bound = number("3"),
                 "stronger assumption: `ETH rises at most 2` -> `ETH rises at most 3`");
  EXPECT_CHANGES(
      plan.assumptions[2].bound = number("1/100"),
      "weaker assumption: `price(USDT) within 2% of 1 USD` -> `price(USDT) within 1% of 1 USD`");
  EXPECT_CHANGES(
      plan.assumptions[2].centre = number("2", "USD"),
      "changed assumption: `price(USDT) within 2% of 1 USD` -> `price(USDT) within 2% of 2 USD`");
  EXPECT_CHANGES(
      plan.assumptions[4].bound.args[1] = number("1/2", "USD"),
      "weaker assumption: `desk.price(USDTz) <= 1 USD` -> `desk.price(USDTz) <= 0.5 USD`");
  EXPECT_CHANGES(plan.assumptions.erase(plan.assumptions.begin() + 3),
                 "weaker assumption: no longer assumed: `desk may freeze`");
  EXPECT_CHANGES(plan.assumptions.erase(plan.assumptions.begin()),
                 "stronger assumption: no longer assumed: `ETH falls at most 50%`");
  EXPECT_CHANGES(
      (plan.assumptions.push_back(
          {.kind = AssumptionKind::falls_at_most, .subject = "USDT", .bound = number("1/10")})),
      "weaker assumption: now assumed: `USDT falls at most 10%`");
  EXPECT_CHANGES((plan.assumptions.push_back(
                     {.kind = AssumptionKind::may, .subject = "desk", .event = "pause"})),
                 "stronger assumption: now assumed: `desk may pause`");
}

TEST(Difference, AShorterTimeIsWeaker) {
  EXPECT_CHANGES(plan.assumed_for = values::days(20), "weaker assumption: assumed for 30d -> 20d");
  EXPECT_CHANGES(plan.assumed_for = values::days(40),
                 "stronger assumption: assumed for 30d -> 40d");
  EXPECT_CHANGES(plan.assumed_for.reset(), "weaker assumption: assumed for 30d -> none");
}

// --- steps
// -----------------------------------------------------------------------------------------------------------

TEST(Difference, AskingLessOftenIsWeaker) {
  EXPECT_CHANGES(plan.steps[0].approvals.clear(),
                 "weaker step: `buy`: no more approval by `senior_trader`");
  EXPECT_CHANGES(plan.steps[0].approvals[0].when = above(of(Op::nav), number("9000000", "USD")),
                 "weaker step: `buy`: approval by `senior_trader` when `nav > 5_000_000 USD` -> "
                 "`nav > 9_000_000 USD`");
  EXPECT_CHANGES(plan.steps[0].approvals[0].when = above(of(Op::nav), number("1000000", "USD")),
                 "stronger step: `buy`: approval by `senior_trader` when `nav > 5_000_000 USD` -> "
                 "`nav > 1_000_000 USD`");
  EXPECT_CHANGES(plan.steps[0].approvals[0].when = above(of(Op::loss), number("1", "USD")),
                 "changed step: `buy`: approval by `senior_trader` when `nav > 5_000_000 USD` -> "
                 "`loss > 1 USD`");
  EXPECT_CHANGES(plan.steps[0].approvals[0].when.reset(),
                 "stronger step: `buy`: approval by `senior_trader` now always");
  EXPECT_CHANGES(plan.steps[0].approvals[0].within = values::hours(5),
                 "changed step: `buy`: approval by `senior_trader` within 4h -> 5h");
  EXPECT_CHANGES((plan.steps[1].approvals = {{.role = "boss", .within = values::hours(1)}}),
                 "stronger step: `redeem`: new approval by `boss`");
  EXPECT_THAT(changes_of([](Plan& plan) { plan.steps[0].approvals[0].when = truth(0); },
                         [](Plan& plan) { plan.steps[0].approvals[0].when.reset(); }),
              ElementsAre("weaker step: `buy`: approval by `senior_trader` now only when `false`"));
}

TEST(Difference, FieldsOfAStepAreToldWithTheirValues) {
  EXPECT_CHANGES(plan.steps[0].timeout = values::minutes(30);
                 plan.steps[0].deadline_blocks.reset(),
                 "changed step: `buy`: deadline_blocks 2 -> none, timeout 1h -> 30m");
  EXPECT_CHANGES(plan.steps[1].on_failure.kind = FailureKind::hold,
                 "changed step: `redeem`: on_failure");
  EXPECT_CHANGES(plan.steps[1].after.clear(), "changed step: `redeem`: after");
}

TEST(Difference, ActionsAreToldOneByOne) {
  EXPECT_CHANGES(std::get<Action>(plan.steps[0].items[0].what).name = "sell",
                 "changed step: `buy`: action `buy.buy` (name `buy` -> `sell`)");
  EXPECT_CHANGES(plan.steps[0].items.erase(plan.steps[0].items.begin()),
                 "changed step: `buy`: action `buy.buy` is gone");
  EXPECT_CHANGES((plan.steps[2].items = {Item{Action{.id = "new", .module = "desk", .name = "x"}}}),
                 "changed step: `clean_up`: new action `new`");
  EXPECT_CHANGES(std::get<Split>(plan.steps[0].items[1].what).parts[0].share = ratio("1/4"),
                 "changed step: `buy`: what its actions are part of");
}

TEST(Difference, StepsComeAndGo) {
  EXPECT_CHANGES(plan.steps.push_back({.name = "extra"}), "added step: new: `extra`");
  EXPECT_CHANGES(plan.steps.pop_back(), "removed step: `top_up` is gone");
  EXPECT_CHANGES(plan.steps.erase(plan.steps.begin()),
                 "weaker step: `buy` is gone, and with it the approval by `senior_trader`",
                 "removed step: `buy` is gone");
  EXPECT_CHANGES(std::swap(plan.steps[1], plan.steps[2]),
                 "changed step: the steps are in another order");
}

// --- the rest
// ----------------------------------------------------------------------------------------------------------

TEST(Difference, TheRestIsTold) {
  EXPECT_CHANGES(plan.deal = "other", "changed deal: the deal `every_construct` is now `other`");
  EXPECT_CHANGES(plan.documentation = "x", "changed deal: the deal's documentation");
  EXPECT_CHANGES(plan.capital.asset = "WETH",
                 "changed deal: what the deal starts with: asset `ETH` -> `WETH`");
  EXPECT_CHANGES(plan.assets[1].decimals = 8, "changed asset: asset `USDT`: decimals 6 -> 8");
  EXPECT_CHANGES(plan.value_rules[0].basis = Basis::market,
                 "changed value rule: value rule `USDTz`: basis cost -> market");
  EXPECT_CHANGES(plan.modules[0].digest = values::Digest{},
                 "changed module: module `desk`: digest 49be417ad740 -> 000000000000");
  EXPECT_CHANGES(plan.holdings[0].step = "redeem",
                 "changed holding: holding `cash`: step `buy` -> `redeem`");
  EXPECT_CHANGES(plan.positions[0].left_open = false,
                 "changed position: position `collateral`: left_open yes -> no");
  EXPECT_CHANGES(plan.splits.clear(), "removed split: split `cash` is gone");
}

TEST(Difference, WeakerGoesFirstThenNewCallsThenTheRest) {
  EXPECT_CHANGES(plan.deal = "other"; plan.allow_list.push_back({"x.y", "z()"});
                 plan.limits[0].bound = number("1/4"); plan.steps[0].approvals.clear();
                 plan.buckets[0].untouchable = false,
                 "weaker bucket: `core` is no longer untouchable",
                 "weaker step: `buy`: no more approval by `senior_trader`",
                 "added allow-list: new allow-list `x.y.z()`",
                 "stronger limit: `ltv <= 30%` -> `ltv <= 25%` (when increased)",
                 "changed deal: the deal `every_construct` is now `other`");
  EXPECT_CHANGES(
      plan.allow_list.pop_back(),
      "removed allow-list: allow-list `discount_desk.book.buy(address,uint256)` is gone");
}

// The canonical bytes around the first that differs.
std::string where_differs(const Plan& a, const Plan& b) {
  const std::string before = to_canonical_json(a);
  const std::string after = to_canonical_json(b);
  const auto at = std::mismatch(before.begin(), before.end(), after.begin(), after.end()).first -
                  before.begin();
  const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, at - 100));
  return after.substr(from, 200);
}

// Only a new wording may go untold.
TEST(Difference, EveryFieldThatMeansSomethingIsTold) {
  const Plan before = every_construct();
  std::size_t untold = 0;
  for (std::size_t i = 0;; ++i) {
    Plan after = before;
    if (!FieldChange(i).apply(after)) break;
    if (!compare(before, after).empty()) continue;
    ++untold;
    for (Limit& limit : after.limits)
      limit.text.clear();
    for (Assumption& assumption : after.assumptions)
      assumption.text.clear();
    Plan bare = before;
    for (Limit& limit : bare.limits)
      limit.text.clear();
    for (Assumption& assumption : bare.assumptions)
      assumption.text.clear();
    EXPECT_TRUE(after == bare) << "change " << i << " is not told: " << where_differs(bare, after);
  }
  EXPECT_EQ(untold, before.limits.size() + before.assumptions.size());
}

RC_GTEST_PROP(Difference, AnyTwoPlansCompare, ()) {
  const Plan before = *any_plan();
  const Plan after = *any_plan();
  RC_ASSERT(compare(before, before).empty());
  const auto there = compare(before, after);
  RC_ASSERT(before == after || !there.empty());
}

#undef EXPECT_CHANGES

}  // namespace
}  // namespace dealwright::tests
