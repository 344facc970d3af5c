// Explorations: what they visit, that merging loses nothing, and that they find what is wrong.
#include "engine/scenario/explore.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/trials/trial.hpp"

namespace dealwright::scenario {
namespace {

using namespace plan;
using tests::named;
using tests::number;
using tests::of;

simulated::Setting calm() {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}},
          .settings = {{"discount_desk.price(USDTz)", tests::ratio("3/5")}}};
}

Scenario every_outcome() {
  return {.title = "every outcome",
          .deal = "deal",
          .explore = true,
          .expectations = {
              {.kind = ExpectationKind::limits_hold, .text = "limits hold"},
              {.kind = ExpectationKind::untouched, .subject = "core", .text = "core untouched"}}};
}

std::set<std::string> statuses(const Explored& explored) {
  std::set<std::string> found;
  for (const auto& [status, count] : explored.ends)
    found.insert(status);
  return found;
}

TEST(Explore, MergingFindsTheSameEndsAsPlainEnumeration) {
  plan::Plan plan = tests::lending_deal();
  plan.steps[0].items.pop_back();  // no borrowing: the plain tree grows with every action
  plan.steps[0].ensures.clear();
  plan.steps[0].retry = {.attempts = 1, .every = values::seconds(10)};
  plan.steps[1].items.erase(plan.steps[1].items.begin());
  const core::Terms terms(plan);
  const auto merged = explore(terms, every_outcome(), calm());
  const auto plain = explore(terms, every_outcome(), calm(), {.merging = Merging::off});
  ASSERT_TRUE(merged.has_value()) << merged.error().what;
  ASSERT_TRUE(plain.has_value()) << plain.error().what;
  EXPECT_TRUE(merged->complete);
  EXPECT_EQ(statuses(*merged), statuses(*plain));
  EXPECT_EQ(merged->shapes, plain->shapes);
  EXPECT_EQ(merged->violations.size(), plain->violations.size());
  EXPECT_GT(merged->merges, 0U);
  EXPECT_EQ(plain->merges, 0U);
  EXPECT_LT(merged->states, plain->states);
}

TEST(Explore, TheLoopDealKeepsItsLimitsWhateverHappens) {
  plan::Plan plan = tests::loop_deal();
  for (Step& step : plan.steps)
    step.retry.attempts = 0;
  plan.assumptions = {
      {.kind = AssumptionKind::falls_at_most, .subject = "ETH", .bound = number("1/2")},
      {.kind = AssumptionKind::within,
       .bound = number("1/50"),
       .quantity = named(Op::price, "USDT")}};
  const core::Terms terms(plan);
  const auto explored = explore(terms, every_outcome(), calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  EXPECT_TRUE(explored->complete);
  for (const Violation& violation : explored->violations) {
    std::string path;
    for (const std::string& step : violation.path)
      path += "\n  " + step;
    ADD_FAILURE() << violation.text << ": " << violation.why << path;
  }
  EXPECT_EQ(statuses(*explored), (std::set<std::string>{"completed", "holding"}));
  EXPECT_GT(explored->states, 100U);
}

TEST(Explore, ALimitThatAFallBreaksIsFoundWithTheWayThere) {
  plan::Plan plan = tests::loop_deal();
  for (Step& step : plan.steps)
    step.retry.attempts = 0;
  plan.limits[1].bound = number("2/5");  // 40% always: half the price of ETH makes it 50%
  plan.assumptions = {
      {.kind = AssumptionKind::falls_at_most, .subject = "ETH", .bound = number("1/2")}};
  const core::Terms terms(plan);
  const auto explored = explore(terms, every_outcome(), calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  ASSERT_EQ(explored->violations.size(), 1U);
  EXPECT_EQ(explored->violations[0].text, "limits hold");
  ASSERT_FALSE(explored->violations[0].path.empty());
  EXPECT_TRUE(
      std::ranges::find(explored->violations[0].path, "the market moves: ETH = 1,500 USD") !=
      explored->violations[0].path.end());
}

TEST(Explore, MergingLosesNothingOfRandomDeals) {
  tests::Reached reached;
  for (std::uint64_t seed = 0; seed < 120; ++seed)
    ASSERT_EQ(tests::fault_of_merging(seed, reached), std::nullopt) << "random deal " << seed;
  EXPECT_GT(reached.explored, 20U);
  EXPECT_GT(reached.merges, 20U);
  EXPECT_GT(reached.violations, 5U);
}

TEST(Explore, TakesEveryAnswerOfAnApprover) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.steps[0].items.resize(1);
  plan.steps[0].ensures.clear();
  plan.steps[0].retry.attempts = 0;
  plan.steps[0].approvals = {{.role = "boss", .when = std::nullopt, .within = values::hours(4)}};
  const std::string name = plan.steps[0].name;
  const core::Terms terms(plan);
  const auto explored = explore(terms, every_outcome(), calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  EXPECT_TRUE(explored->complete);
  // Approved and done; rejected, not answered, or approved and failed.
  EXPECT_EQ(explored->shapes,
            (std::set<std::string>{"completed; " + name + " done", "holding; " + name + " held"}));
  // A question, and the one attempt behind it.
  EXPECT_EQ(explored->states, 2U);
}

TEST(Explore, AFrozenModuleDoesNothingAnyMore) {
  plan::Plan plan = tests::loop_deal();
  for (Step& step : plan.steps)
    step.retry.attempts = 0;
  plan.assumptions = {};
  Scenario scenario = every_outcome();
  // Held at a rung, the loan can still be repaid out of the rungs before; not when the pool itself
  // is frozen for ever.
  const core::Terms terms(plan);
  const auto explored = explore(terms, scenario, calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  const auto ends_with = [&](std::string_view part) {
    return std::ranges::any_of(explored->shapes, [&](const std::string& shape) {
      return shape.find(part) != std::string::npos;
    });
  };
  EXPECT_TRUE(ends_with("redeem held, repay done"));
  EXPECT_TRUE(ends_with("redeem done, repay held"));
}

TEST(Explore, SaysWhenItDidNotSeeEverything) {
  const core::Terms terms(tests::loop_deal());
  const auto explored = explore(terms, every_outcome(), calm(), {.most_states = 3});
  ASSERT_TRUE(explored.has_value());
  EXPECT_FALSE(explored->complete);
  EXPECT_EQ(explored->states, 3U);
}

}  // namespace
}  // namespace dealwright::scenario
