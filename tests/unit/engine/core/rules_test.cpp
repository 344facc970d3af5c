// The rules, one small deal each: two buckets, a pool that changes AAA into BBB at 2, and steps
// that are written down next to what has to come of them.
#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/decide.hpp"
#include "engine/core/money.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::core {
namespace {

using namespace plan;
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

Expression compare(Op op, Expression a, Expression b) {
  return of(op, {std::move(a), std::move(b)});
}
Expression price_over(std::string_view bound) {
  return compare(Op::greater, named(Op::price, "AAA"), number(bound, "USD"));
}

Money all_of_bucket(std::string name, std::string asset = "AAA") {
  return {.kind = MoneyKind::bucket, .asset = std::move(asset), .name = std::move(name)};
}
Money some_of(std::string name, std::string_view amount, std::string asset = "AAA") {
  return {.kind = MoneyKind::amount,
          .asset = asset,
          .name = std::move(name),
          .expression = number(amount, asset)};
}
Money holding(std::string name, std::string asset) {
  return {.kind = MoneyKind::holding, .asset = std::move(asset), .name = std::move(name)};
}

// Changes AAA into BBB at the pool's rate.
Action change(std::string id, Money give, Target into) {
  return {
      .id = std::move(id),
      .module = "pool",
      .name = "change",
      .flows = {{.kind = FlowKind::pay, .asset = "AAA", .name = "give", .money = std::move(give)},
                {.kind = FlowKind::receive,
                 .asset = "BBB",
                 .name = "got",
                 .target = std::move(into),
                 .amount =
                     of(Op::multiply, {named(Op::local, "give"), named(Op::query, "pool.rate")})}},
      .fails = {"closed", "slow"},
      .may_fill_partly = true};
}
const Target to_one{TargetKind::bucket, "one"};

Step step(std::string name, std::vector<std::string> after = {}) {
  Step made{.name = name, .items = {{change(name + ".change", some_of("one", "1"), to_one)}}};
  if (!after.empty()) {
    made.after.emplace_back();
    for (std::string& before : after)
      made.after[0].push_back({AfterMode::done, std::move(before)});
  }
  return made;
}

struct Deal {
  explicit Deal(std::vector<Step> steps,
                const std::function<void(Plan&, simulated::Setting&)>& vary = {}) {
    Plan plan{
        .deal = "small",
        .assets = {{.name = "AAA"}, {.name = "BBB"}},
        .capital = {.kind = MoneyKind::amount, .asset = "AAA", .expression = number("100", "AAA")},
        .buckets = {{.name = "safe", .share = ratio("1/2"), .untouchable = true},
                    {.name = "one", .share = ratio("3/10")},
                    {.name = "two", .share = ratio("1/5")}},
        .gas = {.asset = "AAA", .payer = "operator"},
        .steps = std::move(steps),
        .modules = {{.name = "pool",
                     .alias = "pool",
                     .queries = {{.name = "pool.rate", .type = "rate", .initial = number("2")}}}}};
    simulated::Setting setting{.prices = {{"AAA", ratio("10")}, {"BBB", ratio("5")}}};
    if (vary) vary(plan, setting);
    for (const Step& one : plan.steps) {
      for (const Action* action : actions_of(one.items)) {
        for (const Flow& flow : action->flows) {
          if (flow.target && flow.target->kind == TargetKind::holding)
            hold(plan, flow.target->name, flow.asset, one.name);
        }
      }
    }
    terms = std::make_unique<Terms>(plan);
    world = std::make_unique<simulated::SimulatedWorld>(*terms, setting,
                                                        scenario::capital_of(*terms).value());
    run = std::make_unique<runtime::DealRun>(
        *terms, "deal", identity(plan),
        runtime::Ports{.journal = journal, .world = *world, .operators = *world});
    EXPECT_TRUE(run->begin(scenario::capital_of(*terms).value()).has_value());
    EXPECT_TRUE(run->run(setting.start + values::days(30)).has_value());
    EXPECT_EQ(find_imbalance(state().books.ledger), std::nullopt);
  }
  static void hold(Plan& plan, const std::string& name, const std::string& asset,
                   const std::string& of_step) {
    if (find_holding(plan, name) == nullptr)
      plan.holdings.push_back({.name = name, .asset = asset, .step = of_step});
  }

  [[nodiscard]] const State& state() const { return run->state(); }
  [[nodiscard]] std::string status(std::string_view name) const {
    return std::string(machines::to_text(step_of(state(), terms->step(name)).status));
  }
  [[nodiscard]] std::string why(std::string_view name) const {
    return step_of(state(), terms->step(name)).why;
  }
  [[nodiscard]] std::string deal() const { return std::string(machines::to_text(state().status)); }
  [[nodiscard]] std::string in(std::string_view bucket, std::string_view asset) const {
    return values::to_decimal(
        state().books.ledger.balance(resting(terms->bucket(bucket), terms->asset(asset))), 18);
  }
  [[nodiscard]] values::Duration took() const { return state().now - state().started_at; }

  mutable memory::MemoryJournal journal;
  std::unique_ptr<Terms> terms;
  std::unique_ptr<simulated::SimulatedWorld> world;
  std::unique_ptr<runtime::DealRun> run;
};

OnAction on(std::string step_name, ScriptedOutcome outcome) {
  return {{.step = std::move(step_name), .rung = std::nullopt, .action = {}}, std::move(outcome)};
}

// --- order

TEST(Order, StepsFollowTheirPredecessors) {
  const Deal small({step("a"), step("b", {"a"})});
  EXPECT_EQ(small.deal(), "completed");
  EXPECT_EQ(small.in("one", "BBB"), "4");
}

TEST(Order, WhatComesAfterASkippedStepIsSkipped) {
  Step first = step("a");
  first.whens = {{price_over("11"), std::nullopt, Otherwise::skip}};
  const Deal small({first, step("b", {"a"}), step("c", {"b"})});
  EXPECT_EQ(small.status("c"), "skipped");
  EXPECT_EQ(small.why("c"), "`b` was skipped");
  EXPECT_EQ(small.deal(), "completed");
}

TEST(Order, AfterSettledRunsWhateverBecameOfTheOther) {
  Step first = step("a");
  first.whens = {{price_over("11"), std::nullopt, Otherwise::hold}};
  Step second = step("b");
  second.after = {{{AfterMode::settled, "a"}}};
  const Deal small({first, second});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.status("b"), "done");
  EXPECT_EQ(small.deal(), "holding");
}

TEST(Order, OneOfTwoIsEnoughWhereTheTextSaysOr) {
  Step skipped = step("a");
  skipped.whens = {{price_over("11"), std::nullopt, Otherwise::skip}};
  Step either = step("c");
  either.after = {{{AfterMode::done, "a"}}, {{AfterMode::done, "b"}}};
  const Deal small({skipped, step("b"), either});
  EXPECT_EQ(small.status("c"), "done");
}

TEST(Order, AStepWithATimeWaitsForIt) {
  Step late = step("a");
  late.at = values::days(3);
  const Deal small({late});
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::days(3));
}

TEST(Order, AStepWhoseHoldingNeverCameToBeIsSkipped) {
  Step first = step("a");
  first.items = {{change("a.change", some_of("one", "1"), {TargetKind::holding, "h"})}};
  first.on_failure.kind = FailureKind::skip;
  Step second = step("b");
  second.after = {{{AfterMode::settled, "a"}}};
  Action back = change("b.change", holding("h", "BBB"), to_one);
  back.flows[0].asset = "BBB";
  second.items = {{back}};
  const Deal small({first, second}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(small.status("b"), "skipped");
  EXPECT_EQ(small.why("b"), "`h` never came to be");
}

// --- guards

TEST(Guards, AWhenWaitsAsLongAsItMayAndThenSkips) {
  Step waiting = step("a");
  waiting.whens = {{price_over("11"), values::hours(24), Otherwise::skip}};
  const Deal small({waiting});
  EXPECT_EQ(small.status("a"), "skipped");
  EXPECT_EQ(small.took(), values::hours(24));
  EXPECT_EQ(small.why("a"), "`price(AAA) > 11 USD` does not hold: price(AAA) is 10");
}

TEST(Guards, AWhenPassesAsSoonAsTheMarketComes) {
  Step waiting = step("a");
  waiting.whens = {{price_over("11"), values::hours(24), Otherwise::skip}};
  const Deal small({waiting}, [](Plan&, simulated::Setting& setting) {
    setting.events = {{values::hours(5), PriceMove{"AAA", ratio("1/5")}}};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::hours(5));
}

TEST(Guards, AGuardThatCannotBeToldDoesNotPass) {
  Step guarded = step("a");
  guarded.requires_ = {compare(Op::greater, named(Op::price, "BBB"), number("0", "USD"))};
  const Deal small({guarded},
                   [](Plan&, simulated::Setting& setting) { setting.prices.erase("BBB"); });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`price(BBB) > 0 USD` cannot be told: the world sets no price of BBB");
}

TEST(Guards, AnEnsureThatFailsHoldsTheStepAfterItActed) {
  Step ensured = step("a");
  ensured.ensures = {compare(Op::greater, named(Op::bucket, "one", {named(Op::asset, "BBB")}),
                             number("5", "BBB"))};
  const Deal small({ensured});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.in("one", "BBB"), "2");
}

// --- failures

TEST(Failure, RetriesDoubleUpToTheLongest) {
  Step retried = step("a");
  retried.retry = {.attempts = 4, .every = values::seconds(10), .doubling_to = values::seconds(30)};
  const Deal small({retried}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", 4U})};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.took(), values::seconds(10 + 20 + 30 + 30));
}

TEST(Failure, OnlyTheNamedFailuresAreRetried) {
  Step retried = step("a");
  retried.retry = {.attempts = 4,
                   .every = values::seconds(10),
                   .doubling_to = std::nullopt,
                   .only_on = {"slow"}};
  const Deal small({retried}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", 1U})};
  });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change` failed: closed");
}

TEST(Failure, AnotherStepRunsInsteadWhereThePolicySaysThen) {
  Step first = step("a");
  first.on_failure = {.kind = FailureKind::then_step, .then_step = "rescue"};
  const Deal failing({first, step("rescue")}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(failing.status("a"), "failed");
  EXPECT_EQ(failing.status("rescue"), "done");
  const Deal fine({first, step("rescue")});
  EXPECT_EQ(fine.status("rescue"), "waiting");
  EXPECT_EQ(fine.deal(), "completed");
}

TEST(Failure, AFailedStepFailsTheDeal) {
  Step first = step("a");
  first.on_failure.kind = FailureKind::fail;
  const Deal small({first, step("b", {"a"})}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFails{"closed", std::nullopt})};
  });
  EXPECT_EQ(small.deal(), "failed");
  EXPECT_EQ(small.status("b"), "skipped");
}

TEST(Failure, WhatTakesTooLongIsCancelledAndHeldWithoutARetry) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::hours(2));
  slow.timeout = values::minutes(30);
  slow.retry = {.attempts = 5, .every = values::seconds(1)};
  const Deal small({slow});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change` was not done in time");
  EXPECT_EQ(small.took(), values::minutes(30));
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Failure, AnUnknownOutcomeIsLookedUpAndNeverTriedAgain) {
  Step unknown = step("a");
  unknown.retry = {.attempts = 5, .every = values::seconds(1)};
  const Deal small({unknown}, [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeUnknown{})};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.in("one", "AAA"), "29");  // once
}

TEST(Failure, APartialFillGivesTheRestBackAndHolds) {
  Step first = step("a");
  first.items = {{change("a.change", some_of("one", "10"), {TargetKind::holding, "h"})}};
  Step second = step("b", {"a"});
  Action back = change("b.change", holding("h", "BBB"), to_one);
  back.flows[0].asset = "BBB";
  second.items = {{back}};
  const auto script = [](Plan&, simulated::Setting& setting) {
    setting.script = {on("a", OutcomeFills{ratio("1/4")})};
  };
  const Deal held({first, second}, script);
  EXPECT_EQ(held.status("a"), "held");
  EXPECT_EQ(held.in("one", "AAA"), "27.5");
  first.accept_partial = true;
  const Deal accepted({first, second}, script);
  EXPECT_EQ(accepted.status("b"), "done");
}

// --- money

TEST(Money, AnUntouchableBucketIsRefusedWhateverThePlanSays) {
  Step greedy = step("a");
  greedy.items = {{change("a.change", some_of("safe", "1"), to_one)}};
  const Deal small({greedy});
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "bucket `safe` is untouchable");
  EXPECT_EQ(small.in("safe", "AAA"), "50");
}

TEST(Money, MoreThanThereIsIsNeverAskedFor) {
  Step greedy = step("a");
  greedy.items = {{change("a.change", some_of("one", "31"), to_one)}};
  const Deal small({greedy});
  EXPECT_EQ(small.why("a"), "31 AAA are needed, `one` has 30 AAA");
}

TEST(Money, WhatIsPaidFromTwoBucketsComesBackToBoth) {
  Step both = step("a");
  Money sum{.kind = MoneyKind::sum,
            .asset = "AAA",
            .parts = {some_of("one", "20"), some_of("two", "10")}};
  both.items = {{change("a.change", sum, {TargetKind::holding, "h"})}};
  const Deal small({both});
  // Nothing later names the holding: it comes to rest where it was drawn from, by shares.
  EXPECT_EQ(small.in("one", "BBB"), "40");
  EXPECT_EQ(small.in("two", "BBB"), "20");
}

TEST(Money, ASplitDividesByItsShares) {
  Step splitting = step("a");
  splitting.items.insert(splitting.items.begin(),
                         Item{Split{.source = some_of("one", "10"),
                                    .parts = {{"x", ratio("1/4")}, {"y", ratio("3/4")}}}});
  splitting.items[1] = {change("a.change", holding("y", "AAA"), to_one)};
  const Deal small({splitting}, [](Plan& plan, simulated::Setting&) {
    Deal::hold(plan, "x", "AAA", "a");
    Deal::hold(plan, "y", "AAA", "a");
  });
  EXPECT_EQ(small.in("one", "BBB"), "15");
  EXPECT_EQ(small.in("one", "AAA"), "22.5");
}

// --- limits

Limit exposure_cap(std::string_view share, LimitMode mode) {
  return {.text = "exposure(BBB)",
          .quantity = named(Op::exposure, "BBB"),
          .bound = of(Op::multiply, {number(share), of(Op::nav)}),
          .mode = mode};
}

TEST(Limits, AnActionThatWouldBreakACapIsNotAskedFor) {
  const Deal small({step("a")}, [](Plan& plan, simulated::Setting&) {
    plan.limits = {exposure_cap("1/200", LimitMode::when_increased)};
  });
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "limit `exposure(BBB)`: exposure(BBB) would be 10");
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Limits, StepsSideBySideKeepACapTogether) {
  std::vector<Step> both{step("a"), step("b")};
  for (Step& one : both) {
    auto& action = std::get<Action>(one.items[0].what);
    action.takes = tests::duration(values::minutes(5));
    action.flows[1].amount = of(Op::multiply, {named(Op::local, "give"), number("2")});
  }
  const Deal small(both, [](Plan& plan, simulated::Setting&) {
    plan.limits = {{.text = "exposure(BBB) <= 15 USD",
                    .quantity = named(Op::exposure, "BBB"),
                    .bound = number("15", "USD")}};
  });
  EXPECT_EQ(small.status("a"), "done");
  EXPECT_EQ(small.status("b"), "held");
  EXPECT_EQ(small.why("b"), "limit `exposure(BBB) <= 15 USD`: exposure(BBB) would be 20");
}

TEST(Limits, ATighterCapHoldsWhileItsConditionDoes) {
  const auto tightened = [](std::string_view when) {
    return [when](Plan& plan, simulated::Setting&) {
      Limit limit = exposure_cap("1/2", LimitMode::when_increased);
      limit.tightened_to = number("5", "USD");
      limit.tightened_when = price_over(when);
      plan.limits = {limit};
    };
  };
  EXPECT_EQ(Deal({step("a")}, tightened("9")).status("a"), "held");
  EXPECT_EQ(Deal({step("a")}, tightened("11")).status("a"), "done");
}

TEST(Limits, ACapThatTheMarketBreaksIsRecordedAndClearedAgain) {
  Step late = step("b");
  late.at = values::days(9);
  const Deal small({step("a"), late}, [](Plan& plan, simulated::Setting& setting) {
    plan.limits = {exposure_cap("1/50", LimitMode::always)};
    plan.value_rules = {{"BBB", Basis::market}};
    setting.events = {{values::days(1), PriceMove{"BBB", ratio("9")}},
                      {values::days(2), PriceMove{"BBB", ratio("-9/10")}}};
  });
  std::vector<std::string> seen;
  for (const auto& record : small.journal.read("deal", 1, 1000).value()) {
    if (record.kind.starts_with("limit_")) seen.push_back(record.kind);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"limit_breached", "limit_cleared"}));
}

// --- operators

TEST(Operators, AnAnswerToAStateThatIsGoneIsRefused) {
  Step asking = step("a");
  asking.approvals = {{.role = "boss", .when = std::nullopt, .within = values::days(40)}};
  Deal small({asking});
  ASSERT_EQ(small.status("a"), "awaiting_approval");
  const ApprovalState& asked = step_of(small.state(), small.terms->step("a")).approvals[0];
  Signal answer{.at = small.world->now(),
                .what = ApprovalAnswered{.step = small.terms->step("a"),
                                         .approval = 0,
                                         .bound_to = asked.bound_to + 1,
                                         .verdict = core::Verdict::approve,
                                         .by = "ann"}};
  const auto stale = small.run->take(answer);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().what, "the approval was given for a state that is gone");
  std::get<ApprovalAnswered>(answer.what).bound_to = asked.bound_to;
  ASSERT_TRUE(small.run->take(answer).has_value());
  ASSERT_TRUE(small.run->run(std::nullopt).has_value());
  EXPECT_EQ(small.status("a"), "done");
}

TEST(Operators, AStepWithAnAttemptOutCanNeitherBeSkippedNorResumed) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::days(40));
  slow.timeout = values::days(50);
  Deal small({slow});
  for (const Command command : {Command::skip_step, Command::resume_step}) {
    const auto refused = small.run->take(
        {.at = small.world->now(),
         .what = Commanded{.command = command, .step = small.terms->step("a"), .by = "ann"}});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().what, "`a` has an attempt out whose outcome is not known");
  }
}

TEST(Operators, ACommandThatMakesNoSenseSaysWhy) {
  Deal small({step("a")});
  const auto refused = small.run->take(
      {.at = small.world->now(), .what = Commanded{.command = Command::pause, .by = "ann"}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().what, "a deal that is completed cannot pause");
}

// --- evidence

TEST(Evidence, ThatClaimsMoreThanWasAskedHoldsTheStepAndPostsNothing) {
  Step slow = step("a");
  std::get<Action>(slow.items[0].what).takes = tests::duration(values::days(40));
  slow.timeout = values::days(50);
  Deal small({slow});
  const values::Amount huge = sum_of(values::power_of_ten(20).value(), values::Amount(1));
  ASSERT_TRUE(small.run
                  ->take({.at = small.world->now(),
                          .what = ActionReported{.attempt = "a.change#1",
                                                 .outcome = {.kind = OutcomeKind::done,
                                                             .amounts = {{huge, huge}}}}})
                  .has_value());
  EXPECT_EQ(small.status("a"), "held");
  EXPECT_EQ(small.why("a"), "`a.change#1`: the evidence takes more than was asked");
  EXPECT_EQ(small.in("one", "AAA"), "30");
}

TEST(Decide, IsTheFoldOfItsFactsAndDoesNotDependOnWhenItIsAsked) {
  const Deal small({step("a")});
  const Signal signal{.at = small.world->now(), .what = TimePassed{}};
  const Decision first = decide(*small.terms, small.state(), signal);
  const Decision second = decide(*small.terms, small.state(), signal);
  EXPECT_EQ(first.state, second.state);
  EXPECT_TRUE(first.facts.empty());
}

}  // namespace
}  // namespace dealwright::core
