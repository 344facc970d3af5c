// The modules' models are exact: every scenario below worlds/ is played through the engine, and its
// figures, worked out apart from this program, come out to the base unit.
#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright {
namespace {

constexpr const char* folder = "tests/unit/stdlib/worlds";

std::optional<plan::Plan> plan_for(const compile::CheckedText& checked,
                                   const plan::Scenario& scenario) {
  std::vector<compile::GivenParam> given;
  given.reserve(scenario.given.size());
  for (const auto& [name, value] : scenario.given)
    given.push_back({name, plan::to_text(value), "scenario"});
  // Scenarios have no words for a route.
  if (scenario.deal == "cycle") given.push_back({"path", "USDC > WETH > USDC", "test"});
  return compile::plan_deal(checked, scenario.deal, given).plan;
}

void play(const std::string& where, const core::Terms& terms, const plan::Scenario& scenario) {
  const auto played = scenario::play(terms, scenario, {});
  ASSERT_TRUE(played.has_value()) << where << " " << scenario.title << ": " << played.error().what;
  EXPECT_FALSE(played->verdicts.empty()) << where << " " << scenario.title;
  for (const scenario::Verdict& verdict : played->verdicts) {
    EXPECT_TRUE(verdict.held) << where << " `" << scenario.title << "`: " << verdict.text << ": "
                              << verdict.why << "\nthe deal is " << played->status << ": "
                              << played->why;
  }
}

TEST(Worlds, FiguresAreThoseOfTheContractsToTheBaseUnit) {
  std::size_t played = 0;
  for (const std::string& path : support::deal_files(folder)) {
    support::LibraryProvider provider;
    const auto checked = compile::check_text(
        std::make_shared<const diagnostics::Source>(path, support::read_text(path)), provider);
    bool is_sound = true;
    for (const diagnostics::Diagnostic& finding : checked.found) {
      if (diagnostics::entry(finding.code).severity != diagnostics::Severity::error) continue;
      ADD_FAILURE() << path << ": " << finding.message;
      is_sound = false;
    }
    if (!is_sound) continue;
    for (const sema::ScenarioModel& model : checked.model.scenarios) {
      const auto plan = plan_for(checked, model.scenario);
      if (!plan) {
        ADD_FAILURE() << path << ": no plan for " << model.scenario.title;
        continue;
      }
      play(path, core::Terms(*plan), compile::plan_scenario(checked, model, *plan));
      ++played;
    }
  }
  EXPECT_GE(played, 10U);
}

}  // namespace
}  // namespace dealwright
