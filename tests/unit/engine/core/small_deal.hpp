// A small deal for the tests of the rules: two buckets and a safe one, a pool that changes AAA into
// BBB at 2, and the steps that a test writes down next to what has to come of them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

using namespace plan;  // the plan's words are what these tests are written in
using tests::named;
using tests::number;
using tests::of;
using tests::ratio;

inline Expression compare(Op op, Expression a, Expression b) {
  return of(op, {std::move(a), std::move(b)});
}
inline Expression price_over(std::string_view bound) {
  return compare(Op::greater, named(Op::price, "AAA"), number(bound, "USD"));
}

inline Money all_of_bucket(std::string name, std::string asset = "AAA") {
  return {.kind = MoneyKind::bucket, .asset = std::move(asset), .name = std::move(name)};
}
inline Money some_of(std::string name, std::string_view amount, std::string asset = "AAA") {
  return {.kind = MoneyKind::amount,
          .asset = asset,
          .name = std::move(name),
          .expression = number(amount, asset)};
}
inline Money holding(std::string name, std::string asset) {
  return {.kind = MoneyKind::holding, .asset = std::move(asset), .name = std::move(name)};
}

// Changes AAA into BBB at the pool's rate.
inline Action change(std::string id, Money give, Target into) {
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
inline const Target to_one{TargetKind::bucket, "one"};

inline Step step(std::string name, std::vector<std::string> after = {}) {
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

inline OnAction on(std::string step_name, ScriptedOutcome outcome) {
  return {{.step = std::move(step_name), .rung = std::nullopt, .action = {}}, std::move(outcome)};
}

}  // namespace dealwright::core
