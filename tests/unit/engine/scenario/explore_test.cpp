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
  // A question, and the one attempt behind it; at both ends of the costs.
  EXPECT_EQ(explored->states, 4U);
}

TEST(Explore, FeesAndInterestMakeNoNewStates) {
  plan::Plan plan = tests::lending_deal();
  for (Step& step : plan.steps)
    step.retry = {.attempts = 2, .every = values::seconds(10)};
  const core::Terms free_terms(plan);
  const auto free = explore(free_terms, every_outcome(), calm());
  plan.gas.payer = "working";
  const core::Terms terms(plan);
  simulated::Setting setting = calm();
  setting.fee = tests::ratio("1/500");
  const auto paid = explore(terms, every_outcome(), setting);
  ASSERT_TRUE(free.has_value() && paid.has_value());
  EXPECT_EQ(paid->states, free->states);
  EXPECT_EQ(paid->transitions, free->transitions);
}

// What a way with all its failures and all its interest comes to is looked at, whether it is taken
// or not.
TEST(Explore, AtTheMostAnActionPaysForEveryAttempt) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.steps[0].items.resize(1);
  plan.steps[0].ensures.clear();
  plan.steps[0].retry = {.attempts = 3, .every = values::seconds(10)};
  plan.gas.payer = "working";
  const core::Terms terms(plan);
  simulated::Setting setting = calm();
  setting.fee = tests::ratio("1/100");
  Scenario scenario = every_outcome();
  const auto keeps_at_least = [&](std::string_view eth) {
    scenario.expectations = {
        {.condition = of(Op::greater_or_equal, {of(Op::nav), number(eth, "USD")}),
         .throughout = true,
         .text = "nav"}};
    const auto explored = explore(terms, scenario, setting);
    return explored ? explored->violations : std::vector<Violation>(2);
  };
  // Ten ether less four hundredths.
  EXPECT_TRUE(keeps_at_least("29880").empty());
  const auto broken = keeps_at_least("29881");
  ASSERT_EQ(broken.size(), 1U);
  ASSERT_FALSE(broken[0].path.empty());
  EXPECT_EQ(broken[0].path[0], "fees and interest are at their highest");
}

TEST(Explore, AtTheMostALoanOwesTheInterestOfTheWholeBox) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.assumed_for = values::days(73);
  const core::Terms terms(plan);
  Scenario scenario = every_outcome();
  scenario.expectations = {
      {.condition = of(Op::less_or_equal, {of(Op::ltv), number("63/250")}),  // 25.2%
       .throughout = true,
       .text = "ltv"}};
  const auto explored = explore(terms, scenario, calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  // A quarter, and 5% a year for a fifth of a year.
  ASSERT_EQ(explored->violations.size(), 1U);
  EXPECT_NE(explored->violations[0].why.find("ltv is 25.25%"), std::string::npos)
      << explored->violations[0].why;
}

TEST(Explore, AFailureIsChosenOnceAndForGood) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.steps[0].items.resize(1);
  plan.steps[0].ensures.clear();
  plan.modules[1].queries.clear();  // nothing grows: one end of the costs
  const auto states_with = [&](unsigned retries) {
    plan.steps[0].retry = {.attempts = retries, .every = values::seconds(10)};
    const core::Terms terms(plan);
    const auto explored = explore(terms, every_outcome(), calm());
    if (!explored) return std::pair<std::uint64_t, std::uint64_t>();
    EXPECT_EQ(statuses(*explored), (std::set<std::string>{"completed", "holding"}));
    EXPECT_EQ(explored->failures,
              (std::set<std::pair<std::string, std::string>>{{"open.wrap", "reverted"}}));
    return std::pair(explored->states, explored->transitions);
  };
  // The start, and three outcomes.
  EXPECT_EQ(states_with(0), std::pair(std::uint64_t{1}, std::uint64_t{4}));
  EXPECT_EQ(states_with(3), states_with(0));
}

TEST(Explore, WhereTimeCanRunOutEveryAttemptIsChosen) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.steps[0].items.resize(2);
  plan.steps[0].ensures.clear();
  plan.steps[0].timeout = values::minutes(5);
  plan.steps[0].retry = {.attempts = 1, .every = values::minutes(4)};
  const core::Terms terms(plan);
  // Wrapped at the second attempt and supplied at the second: that is too late.
  const auto explored = explore(terms, every_outcome(), calm());
  const auto plain = explore(terms, every_outcome(), calm(), {.merging = Merging::off});
  ASSERT_TRUE(explored.has_value() && plain.has_value());
  EXPECT_EQ(explored->shapes, plain->shapes);
  EXPECT_GT(explored->states, 2U * 2U);
}

TEST(Explore, TheMarketMovesAfterTheDealHasComeToRest) {
  plan::Plan plan = tests::lending_deal();
  plan.steps.resize(1);
  plan.limits[1].bound = number("2/5");  // 40% always: half the price of ETH makes it 50%
  plan.assumptions = {
      {.kind = AssumptionKind::falls_at_most, .subject = "ETH", .bound = number("1/2")}};
  const core::Terms terms(plan);
  const auto explored = explore(terms, every_outcome(), calm());
  ASSERT_TRUE(explored.has_value()) << explored.error().what;
  ASSERT_EQ(explored->violations.size(), 1U);
  ASSERT_FALSE(explored->violations[0].path.empty());
  EXPECT_EQ(explored->violations[0].path.back(), "the market moves: ETH = 1,500 USD");
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

TEST(Explore, GivesUpAtAKnownNumberOfStates) {
  EXPECT_EQ(ExploreOptions().most_states, 200'000U);  // the guide says so
  EXPECT_EQ(states_max, 2'000'000U);
}

TEST(Explore, EndsWhenNobodyWaitsForItAnyMore) {
  const core::Terms terms(tests::loop_deal());
  int asked = 0;
  const auto explored =
      explore(terms, every_outcome(), calm(), {.is_given_up = [&asked] { return ++asked > 5; }});
  ASSERT_TRUE(explored.has_value());
  EXPECT_FALSE(explored->complete);
  EXPECT_EQ(asked, 6);
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
