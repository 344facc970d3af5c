// Deals that take positions over: what they amount to is said by the world, and nothing begins
// without it.
#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/keep.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/runtime/engine.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/explore.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deal_texts.hpp"

namespace dealwright::scenario {
namespace {

constexpr const char* unsaid =
    "`collateral_of_theirs` is taken over from `opens.held`: what it amounts to has to be given";

class Adoption : public testing::Test {
 protected:
  tests::DealText text = tests::deal_of("tests/language/accepted/adopted_position.deal");
  core::Terms terms{text.plan};
  simulated::Setting profile{.prices = {{"ETH", values::Rational(3000)},
                                        {"WETH", values::Rational(3000)},
                                        {"USDC", values::Rational(1)}}};
  values::Amount capital = capital_of(terms).value();
};

TEST_F(Adoption, AScenarioSaysWhatIsTakenOver) {
  const auto played = play(terms, text.scenarios.at(0), profile);
  ASSERT_TRUE(played.has_value()) << played.error().what;
  EXPECT_TRUE(played->passed());
  EXPECT_EQ(played->status, "completed");
}

TEST_F(Adoption, AScenarioThatDoesNotIsRefusedWithWhatToWrite) {
  plan::Scenario scenario = text.scenarios.at(0);
  scenario.world.clear();
  const std::string words =
      "`collateral_of_theirs` is taken over from `opens.held`: say what it amounts to, as in "
      "`world { collateral_of_theirs = 1_000 WETH }`";
  EXPECT_EQ(play(terms, scenario, profile).error().what, words);
  EXPECT_EQ(explore(terms, scenario, profile, {}).error().what, words);
}

TEST_F(Adoption, ARunWithoutItRecordsNothing) {
  memory::MemoryJournal journal;
  simulated::SimulatedWorld world(terms, profile, capital);
  runtime::DealRun run(terms, "closes", plan::identity(text.plan),
                       {.journal = journal, .world = world, .operators = world});
  const auto begun = run.begin(capital);
  ASSERT_FALSE(begun.has_value());
  EXPECT_EQ(begun.error().what, unsaid);
  EXPECT_EQ(journal.head("closes")->sequence, 0U);
}

TEST_F(Adoption, AnEngineTakesNoSuchDealIn) {
  memory::MemoryJournal journal;
  simulated::SimulatedWorld world(terms, profile, capital);
  runtime::Engine engine(journal, {});
  const auto admitted = engine.admit({.id = "closes",
                                      .plan = plan::identity(text.plan),
                                      .terms = std::make_shared<const core::Terms>(text.plan),
                                      .outside = {.world = world, .operators = world},
                                      .capital = capital});
  ASSERT_FALSE(admitted.has_value());
  EXPECT_EQ(admitted.error().what, unsaid);
  EXPECT_EQ(journal.head("closes")->sequence, 0U);
}

TEST_F(Adoption, WhatIsTakenOverIsInTheWorldAndIsKeptWithIt) {
  const simulated::Setting setting = setting_of(terms, text.scenarios.at(0), profile);
  const auto again = simulated::setting_from_json(simulated::to_json(setting));
  ASSERT_TRUE(again.has_value()) << again.error();
  EXPECT_EQ(again->adopted, setting.adopted);
  simulated::SimulatedWorld world(terms, *again, capital);
  const auto loan = terms.find_position("debt_of_theirs").value();
  EXPECT_EQ(world.amount_of(loan), setting.adopted.at("debt_of_theirs"));
  world.let_go(loan);
  EXPECT_EQ(world.amount_of(loan), values::Amount());
  // A setting from before there was such a thing has none.
  EXPECT_EQ(simulated::to_json(profile).find("adopted"), std::string::npos);
}

}  // namespace
}  // namespace dealwright::scenario
