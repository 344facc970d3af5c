// The stories that the pages tell come out as they say: every scenario of a page's whole files is
// played in the simulated world, and what it expects holds.
#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "engine/scenario/explore.hpp"
#include "engine/scenario/play.hpp"
#include "tests/docs/page_examples.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::docs {
namespace {

// What a story leaves open, as a network profile would say it.
simulated::Setting profile() {
  return {.prices = {{"ETH", values::Rational(3000)},
                     {"USDC", values::Rational(1)},
                     {"USDT", values::Rational(1)}}};
}

// The plan of the scenario's deal with the parameters that it gives.
std::optional<plan::Plan> plan_for(const compile::CheckedText& checked,
                                   const plan::Scenario& scenario) {
  std::vector<compile::GivenParam> given;
  given.reserve(scenario.given.size());
  for (const auto& [name, value] : scenario.given)
    given.push_back({name, plan::to_text(value), "scenario"});
  return compile::plan_deal(checked, scenario.deal, given).plan;
}

void play(const std::string& where, const core::Terms& terms, const plan::Scenario& scenario) {
  const auto played = scenario::play(terms, scenario, profile());
  ASSERT_TRUE(played.has_value()) << where << " " << scenario.title << ": " << played.error().what;
  EXPECT_FALSE(played->verdicts.empty()) << where << " " << scenario.title;
  for (const scenario::Verdict& verdict : played->verdicts) {
    EXPECT_TRUE(verdict.held) << where << " " << scenario.title << ": " << verdict.text << ": "
                              << verdict.why << "\nthe deal is " << played->status << ": "
                              << played->why;
  }
}

void explore(const std::string& where, const core::Terms& terms, const plan::Scenario& scenario) {
  const auto explored = scenario::explore(terms, scenario, profile());
  ASSERT_TRUE(explored.has_value()) << where << ": " << explored.error().what;
  EXPECT_TRUE(explored->complete) << where << " " << scenario.title;
  for (const scenario::Violation& violation : explored->violations)
    ADD_FAILURE() << where << " " << scenario.title << ": " << violation.text << ": "
                  << violation.why;
}

std::size_t tell(const std::string& where, const compile::CheckedText& checked) {
  for (const sema::ScenarioModel& model : checked.model.scenarios) {
    const auto plan = plan_for(checked, model.scenario);
    if (!plan) {
      ADD_FAILURE() << where << ": no plan for " << model.scenario.title;
      continue;
    }
    const plan::Scenario scenario = compile::plan_scenario(checked, model, *plan);
    const core::Terms terms(*plan);
    if (scenario.explore) {
      explore(where, terms, scenario);
    } else {
      play(where, terms, scenario);
    }
  }
  return checked.model.scenarios.size();
}

TEST(Stories, OfThePagesComeOutAsTheyExpect) {
  std::size_t told = 0;
  for (const Page& page : all_pages()) {
    for (const Example& example : page.examples) {
      if (!example.expected.empty() || example.is_part) continue;
      support::LibraryProvider provider;
      for (const auto& [name, text] : page.files)
        provider.files[name] = text;
      told += tell(example.where, compile::check_text(std::make_shared<const diagnostics::Source>(
                                                          "example.deal", example.text),
                                                      provider));
    }
  }
  EXPECT_GE(told, 5U);
}

}  // namespace
}  // namespace dealwright::docs
