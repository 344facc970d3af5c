// The search for faults: one test a rule, each from a plan that has none.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/plans.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;
using testing::ElementsAre;
using testing::IsEmpty;

// What is found after one change, as "where: what".
std::vector<std::string> faults_after(const std::function<void(Plan&)>& change) {
  Plan plan = every_construct();
  change(plan);
  std::vector<std::string> texts;
  for (const PlanError& fault : find_faults(plan))
    texts.push_back(fault.where + ": " + fault.what);
  return texts;
}

Step& buy(Plan& plan) { return plan.steps[0]; }
Action& first_action(Plan& plan) { return std::get<Action>(buy(plan).items[0].what); }
Split& split_of_step(Plan& plan) { return std::get<Split>(buy(plan).items[1].what); }
Group& flash(Plan& plan) { return std::get<Group>(buy(plan).items[2].what); }

#define EXPECT_FAULT(change, ...) \
  EXPECT_THAT(faults_after([](Plan& plan) { change; }), ElementsAre(__VA_ARGS__))

TEST(Faults, AGoodPlanHasNone) {
  EXPECT_THAT(faults_after([](Plan&) {}), IsEmpty());
  EXPECT_THAT(find_faults(small_plan()), IsEmpty());
}

TEST(Faults, NamesAreUnique) {
  EXPECT_FAULT(plan.assets.push_back({.name = "ETH"}), "/assets/4: `ETH` occurs twice");
  EXPECT_FAULT(plan.params[1].name = "capital", "/params/1: `capital` occurs twice",
               "/steps/0/requires/3/args/0/name: no parameter is called `ceiling`");
  EXPECT_FAULT(plan.buckets[2].name = "working", "/buckets/2: `working` occurs twice",
               "/gas/payer: no bucket is called `opportunistic`");
  EXPECT_FAULT(plan.holdings.push_back(plan.holdings[0]), "/holdings/2: `cash` occurs twice");
  EXPECT_FAULT(plan.positions.push_back(plan.positions[0]),
               "/positions/3: `collateral` occurs twice");
  EXPECT_FAULT(plan.steps[3].name = "redeem", "/steps/3: `redeem` occurs twice");
  EXPECT_FAULT(plan.modules.push_back({.name = "other", .alias = "desk"}),
               "/modules/1: `desk` occurs twice");
  EXPECT_FAULT(plan.value_rules.push_back({"ETH"}), "/value_rules/4: `ETH` occurs twice");
  EXPECT_FAULT(std::get<Action>(flash(plan).items[0].what).id = "buy.buy",
               "/steps/0/items/2/group/items/0/action/id: `buy.buy` occurs twice");
}

TEST(Faults, EverythingHasAName) {
  EXPECT_FAULT(plan.deal.clear(), "/deal: a deal has a name");
  EXPECT_FAULT(plan.assets.push_back({}), "/assets/4: has no name");
}

TEST(Faults, QueriesAreToldApartByNameAndArguments) {
  EXPECT_FAULT(plan.modules[0].queries.push_back(plan.modules[0].queries[0]),
               "/modules/0/queries: `discount_desk.price` occurs twice with the same arguments");
  EXPECT_FAULT(plan.modules[0].settings.push_back(plan.modules[0].settings[0]),
               "/modules/0/settings: `discount_desk.pays` occurs twice with the same arguments");
  EXPECT_FAULT(plan.modules[0].states.push_back(plan.modules[0].states[0]),
               "/modules/0/states: `discount_desk.sold` occurs twice with the same arguments");
  EXPECT_THAT(faults_after([](Plan& plan) {
                plan.modules[0].queries.push_back(plan.modules[0].queries[0]);
                plan.modules[0].queries[1].arguments[0].name = "ETH";
              }),
              IsEmpty());
}

TEST(Faults, AssetsResolve) {
  EXPECT_FAULT(plan.assets[3].counts_as = "X", "/assets/3/counts_as: no asset is called `X`");
  EXPECT_FAULT(plan.assets[2].redeems_into = "X", "/assets/2/redeems_into: no asset is called `X`");
  EXPECT_FAULT(plan.gas.asset = "X", "/gas/asset: no asset is called `X`");
  EXPECT_FAULT(plan.gas.asset = "", "/gas/asset: missing for `at_most`");
  EXPECT_FAULT(plan.assumptions[0].subject = "X", "/assumptions/0/subject: no asset is called `X`");
  EXPECT_FAULT(plan.value_rules[0].asset = "X", "/value_rules/0/asset: no asset is called `X`");
  EXPECT_FAULT(plan.limits[2].subject = "X", "/limits/2/subject: no asset is called `X`");
  EXPECT_FAULT(plan.capital.asset = "X", "/capital/asset: no asset is called `X`",
               "/capital/asset: no asset is called `X`");
  EXPECT_FAULT(plan.holdings[0].asset = "X", "/holdings/0/asset: no asset is called `X`");
  EXPECT_FAULT(plan.positions[0].asset = "X", "/positions/0/asset: no asset is called `X`");
  EXPECT_FAULT(first_action(plan).flows[1].asset = "X",
               "/steps/0/items/0/action/flows/1/asset: no asset is called `X`");
  EXPECT_FAULT(buy(plan).requires_ = {named(Op::price, "X")},
               "/steps/0/requires/0/name: no asset is called `X`");
  EXPECT_FAULT(buy(plan).requires_ = {named(Op::asset, "X")},
               "/steps/0/requires/0/name: no asset is called `X`");
}

TEST(Faults, NamesInExpressionsResolve) {
  EXPECT_FAULT(buy(plan).ensures = {named(Op::param, "x")},
               "/steps/0/ensures/0/name: no parameter is called `x`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::bucket, "x", {named(Op::asset, "USD")})},
               "/steps/0/ensures/0/name: no bucket is called `x`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::holding, "x")},
               "/steps/0/ensures/0/name: no holding is called `x`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::position, "x")},
               "/steps/0/ensures/0/name: no position is called `x`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::query, "x.y")},
               "/steps/0/ensures/0/name: no query is called `x.y`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::setting, "x.y")},
               "/steps/0/ensures/0/name: no setting is called `x.y`");
  EXPECT_FAULT(buy(plan).ensures = {named(Op::state, "x.y")},
               "/steps/0/ensures/0/name: no state is called `x.y`");
  EXPECT_FAULT(buy(plan).ensures = {of(Op::not_, {of(Op::not_, {named(Op::param, "x")})})},
               "/steps/0/ensures/0/args/0/args/0/name: no parameter is called `x`");
}

TEST(Faults, ModulesAnswerToBothTheirNames) {
  EXPECT_THAT(faults_after([](Plan& plan) {
                buy(plan).ensures = {
                    named(Op::query, "desk.price"), named(Op::query, "discount_desk.price"),
                    named(Op::setting, "desk.price"), named(Op::state, "desk.sold")};
                plan.positions[0].module = "discount_desk";
              }),
              IsEmpty());
}

TEST(Faults, WhatAQueryReadsIsTheChainAdapters) {
  EXPECT_THAT(faults_after([](Plan& plan) {
                plan.modules[0].queries[0].read =
                    named(Op::query, "any.function", {named(Op::param, "x")});
              }),
              IsEmpty());
  EXPECT_FAULT(plan.modules[0].queries[0].model = named(Op::query, "any.function"),
               "/modules/0/queries/0/model/name: no query is called `any.function`");
}

TEST(Faults, HoldingsPositionsBucketsAndModulesResolve) {
  EXPECT_FAULT(plan.gas.payer = "x", "/gas/payer: no bucket is called `x`");
  EXPECT_FAULT(plan.gas.payer = "", "/gas/payer: no bucket is called ``");
  EXPECT_FAULT(plan.assumptions[3].subject = "x",
               "/assumptions/3/subject: no module is called `x`");
  EXPECT_FAULT(plan.limits[3].subject = "x", "/limits/3/subject: no position is called `x`");
  EXPECT_FAULT(plan.limits[3].without = {"x"},
               "/limits/3/without: no asset or bucket is called `x`");
  EXPECT_FAULT(plan.holdings[1].place = "x", "/holdings/1/place: no module is called `x`");
  EXPECT_FAULT(plan.holdings[0].step = "x", "/holdings/0/step: no step is called `x`");
  EXPECT_FAULT(plan.positions[0].module = "x", "/positions/0/module: no module is called `x`");
  EXPECT_FAULT(plan.positions[0].step = "x", "/positions/0/step: no step is called `x`");
  EXPECT_FAULT(plan.positions[0].adopted = "x.y",
               "/positions/0: a position is opened by a step or adopted");
  EXPECT_FAULT(plan.splits[0].parts[0].holding = "x", "/splits/0/parts: no holding is called `x`");
  EXPECT_FAULT(plan.steps[1].ladder->collects = "x",
               "/steps/1/ladder/collects: no holding is called `x`");
  EXPECT_FAULT(flash(plan).flash_module = "x",
               "/steps/0/items/2/group/flash_module: no module is called `x`");
  EXPECT_FAULT(flash(plan).flash_holding = "x",
               "/steps/0/items/2/group/flash_holding: no holding is called `x`");
}

TEST(Faults, NamesInActionsResolve) {
  const std::string at = "/steps/0/items/0/action/";
  EXPECT_FAULT(first_action(plan).module = "x",
               "/steps/0/items/0/action/module: no module is called `x`");
  EXPECT_FAULT(first_action(plan).reads = {"x"},
               "/steps/0/items/0/action/reads: no position is called `x`");
  EXPECT_FAULT(first_action(plan).opens = {"x"},
               "/steps/0/items/0/action/opens: no position is called `x`");
  EXPECT_FAULT(first_action(plan).closes = {"x"},
               "/steps/0/items/0/action/closes: no position is called `x`");
  EXPECT_FAULT(first_action(plan).evidence[0].contract = "x.y",
               "/steps/0/items/0/action/evidence/0/contract: no module is called `x`");
  EXPECT_FAULT(first_action(plan).flows[1].target->name = "x",
               "/steps/0/items/0/action/flows/1/target/name: no holding is called `x`");
  EXPECT_FAULT((first_action(plan).flows[1].target = Target{TargetKind::bucket, "x"}),
               "/steps/0/items/0/action/flows/1/target/name: no bucket is called `x`");
  EXPECT_FAULT((first_action(plan).flows[1].target = Target{TargetKind::position, "x"}),
               "/steps/0/items/0/action/flows/1/target/name: no position is called `x`");
}

TEST(Faults, FlowsHaveWhatTheirKindNeeds) {
  EXPECT_FAULT(first_action(plan).flows[0].money.reset(),
               "/steps/0/items/0/action/flows/0/money: missing");
  EXPECT_FAULT(first_action(plan).flows[1].target.reset(),
               "/steps/0/items/0/action/flows/1/target: missing");
  EXPECT_FAULT(first_action(plan).flows[0].kind = FlowKind::lock,
               "/steps/0/items/0/action/flows/0/position: no position is called ``");
  EXPECT_FAULT(first_action(plan).flows[0].kind = FlowKind::owe,
               "/steps/0/items/0/action/flows/0/position: no position is called ``");
}

TEST(Faults, MoneyHasWhatItsKindNeeds) {
  const std::string at = "/splits/0/source";
  const auto after = [](Money money) {
    return faults_after([&](Plan& plan) { plan.splits[0].source = std::move(money); });
  };
  EXPECT_THAT(after({.kind = MoneyKind::holding, .name = "x"}),
              ElementsAre(at + "/name: no holding is called `x`"));
  EXPECT_THAT(after({.kind = MoneyKind::bucket, .asset = "ETH", .name = "x"}),
              ElementsAre(at + "/name: no bucket is called `x`"));
  EXPECT_THAT(after({.kind = MoneyKind::bucket, .name = "core"}),
              ElementsAre(at + "/asset: no asset is called ``"));
  EXPECT_THAT(
      after({.kind = MoneyKind::amount, .asset = "ETH", .name = "x", .expression = number("1")}),
      ElementsAre(at + "/name: no bucket or holding is called `x`"));
  EXPECT_THAT(after({.kind = MoneyKind::up_to, .asset = "ETH", .name = "core"}),
              ElementsAre(at + "/expression: missing"));
  EXPECT_THAT(after({.kind = MoneyKind::share, .expression = number("1/2")}),
              ElementsAre(at + "/parts: a share is of one part"));
  EXPECT_THAT(after({.kind = MoneyKind::share, .parts = {{}}}),
              ElementsAre(at + "/expression: missing"));
  EXPECT_THAT(after({.kind = MoneyKind::sum}), ElementsAre(at + "/parts: a sum has parts"));
  EXPECT_THAT(after({.kind = MoneyKind::rung, .asset = "ETH"}),
              ElementsAre(at + ": a rung outside of a ladder"));
}

TEST(Faults, SharesAreAboveZeroAndAddToOneExactly) {
  EXPECT_FAULT(plan.buckets[0].share = ratio("499999999999/1000000000000"),
               "/buckets: the shares add to 100%, not to 100%");
  EXPECT_FAULT(plan.buckets[0].share = ratio("3/5"),
               "/buckets: the shares add to 110%, not to 100%");
  EXPECT_FAULT(plan.buckets[0].share = ratio("0"), "/buckets: a share is above 0");
  EXPECT_FAULT(split_of_step(plan).parts[0].share = ratio("-1/3"),
               "/steps/0/items/1/split/parts: a share is above 0");
  EXPECT_FAULT(plan.splits[0].parts[0].share = ratio("1/2"),
               "/splits/0/parts: the shares add to 50%, not to 100%");
}

TEST(Faults, LimitsAreWhole) {
  EXPECT_FAULT(plan.limits[0].comparison = Op::add, "/limits/0/comparison: not a comparison");
  EXPECT_FAULT(plan.limits[0].tightened_to.reset(),
               "/limits/0: `tightened_to` and `tightened_when` go together");
  EXPECT_FAULT(plan.assumptions[2].centre.reset(),
               "/assumptions/2: `within` has a `centre` and a `quantity`");
  EXPECT_FAULT(plan.params[0].low.reset(), "/params/0: a range has two ends");
}

TEST(Faults, NumbersAreWithinTheirLimits) {
  EXPECT_FAULT(plan.assets[0].decimals = values::decimals_max + 1,
               "/assets/0/decimals: at most 77 decimals");
  EXPECT_FAULT(plan.assets[0].par = ratio("0"), "/assets/0/par: par is above 0");
  EXPECT_FAULT(buy(plan).timeout = values::Duration{-1},
               "/steps/0/timeout: a duration is between 0 and 100 years");
  EXPECT_FAULT(plan.assumed_for = values::duration_max + values::seconds(1),
               "/assumed_for: a duration is between 0 and 100 years");
  EXPECT_FAULT(plan.steps[1].ladder->rungs_max = 0,
               "/steps/1/ladder/rungs_max: between 1 and 100000 rungs");
  EXPECT_FAULT(plan.steps[1].ladder->rungs_max = ladder_rungs_max + 1,
               "/steps/1/ladder/rungs_max: between 1 and 100000 rungs");
  EXPECT_FAULT(plan.steps[1].ladder->sizes.clear(),
               "/steps/1/ladder/sizes: a ladder has at least one size");
  EXPECT_FAULT(plan.steps[3].defence->times = 0, "/steps/3/defence/times: at least once");
  EXPECT_FAULT(buy(plan).ensures = {truth(2)}, "/steps/0/ensures/0/number: a truth is 0 or 1");
  EXPECT_FAULT((buy(plan).ensures = {{.op = Op::duration, .number = ratio("1/2")}}),
               "/steps/0/ensures/0/number: whole milliseconds, not below 0");
  EXPECT_FAULT((buy(plan).ensures = {{.op = Op::time, .number = ratio("-1")}}),
               "/steps/0/ensures/0/number: whole milliseconds, not below 0");
  EXPECT_FAULT(
      (buy(plan).ensures = {duration(values::Duration{values::duration_max.milliseconds + 1})}),
      "/steps/0/ensures/0/number: a duration is at most 100 years");
}

TEST(Faults, OperationsHaveTheirNumberOfOperands) {
  for (const Op op : {Op::less, Op::subtract, Op::negate, Op::add, Op::all_of}) {
    EXPECT_THAT(faults_after([&](Plan& plan) { buy(plan).ensures = {of(op)}; }),
                ElementsAre("/steps/0/ensures/0/args: wrong number of operands"));
  }
  EXPECT_FAULT(buy(plan).ensures = {of(Op::nav, {truth(1)})},
               "/steps/0/ensures/0/args: wrong number of operands");
}

TEST(Faults, StepsHaveWhatTheirKindNeeds) {
  EXPECT_FAULT(plan.steps[2].kind = StepKind::ladder,
               "/steps/2/ladder: a ladder, and only a ladder, has `ladder`");
  EXPECT_FAULT(plan.steps[3].kind = StepKind::step,
               "/steps/3/defence: a defence, and only a defence, has `defence`");
  EXPECT_FAULT(plan.steps[2].after[1][0].step = "buy",
               "/steps/2/after/1/0/step: `buy` is not a ladder");
  EXPECT_FAULT(plan.steps[2].after[0][0].step = "x",
               "/steps/2/after/0/0/step: no step is called `x`");
  EXPECT_FAULT(buy(plan).on_failure.then_step = "x",
               "/steps/0/on_failure/then_step: no step is called `x`");
}

TEST(Faults, RungsAndFlashLoansStayInside) {
  EXPECT_FAULT(buy(plan).ensures = {of(Op::rung)},
               "/steps/0/ensures/0: a rung outside of a ladder");
  EXPECT_FAULT(buy(plan).ensures = {of(Op::flash_owed)},
               "/steps/0/ensures/0: `flash.owed` outside of a flash loan");
}

TEST(Faults, StepsDoNotWaitInACircle) {
  const std::string circle = "steps wait for each other in a circle";
  EXPECT_FAULT((plan.steps[0].after = {{{AfterMode::done, "clean_up"}}}),
               "/steps/0/after: steps wait for each other in a circle");
  EXPECT_FAULT((plan.steps[2].after = {{{AfterMode::settled, "clean_up"}}}),
               "/steps/2/after: steps wait for each other in a circle");
  // An alternative does not help: the circle is a mistake all the same.
  EXPECT_FAULT(
      (plan.steps[1].after = {{{AfterMode::done, "buy"}}, {{AfterMode::done, "clean_up"}}}),
      "/steps/1/after: steps wait for each other in a circle");
}

TEST(Faults, AChainOfTheMostStepsIsSearchedWithoutDescending) {
  Plan plan = small_plan();
  plan.steps[0].name = "wrap";
  for (std::size_t i = 1; i < steps_max; ++i) {
    plan.steps.push_back(
        {.name = "s" + std::to_string(i), .after = {{{AfterMode::done, plan.steps.back().name}}}});
  }
  EXPECT_THAT(find_faults(plan), IsEmpty());
  plan.steps.push_back({.name = "one_more"});
  const auto faults = find_faults(plan);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].where + ": " + faults[0].what, "/steps: more than 100000 steps");
}

TEST(Faults, TheAllowListIsThatOfTheCalls) {
  EXPECT_FAULT(
      plan.allow_list.erase(plan.allow_list.begin() + 1),
      "/allow_list: lacks `discount_desk.book.buy(address,uint256)`, which an action calls");
  EXPECT_FAULT(plan.allow_list.erase(plan.allow_list.begin()),
               "/allow_list: lacks `desk.vault.flash(uint256)`, which an action calls");
  EXPECT_FAULT(plan.allow_list.push_back({"z.pool", "drain()"}),
               "/allow_list/2: `z.pool.drain()` is called by no action");
  EXPECT_FAULT(plan.allow_list.insert(plan.allow_list.begin(), {"z.pool", "drain()"}),
               "/allow_list: not sorted, or an entry twice");
  EXPECT_FAULT(plan.allow_list.push_back(plan.allow_list[1]),
               "/allow_list: not sorted, or an entry twice");
}

TEST(Faults, TextIsUtf8) {
  EXPECT_FAULT(plan.documentation = "\xff", "/documentation: not UTF-8");
  EXPECT_FAULT(plan.waivers[0].because = "\xc3", "/waivers/0/because: not UTF-8");
}

TEST(Faults, AreReportedUpToALimit) {
  EXPECT_EQ(faults_after([](Plan& plan) {
              for (int i = 0; i < 1000; ++i)
                plan.waivers.push_back({"\xff", "\xff"});
            }).size(),
            faults_max);
}

#undef EXPECT_FAULT

}  // namespace
}  // namespace dealwright::tests
