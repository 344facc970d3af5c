// Collecting, running on several threads, and counting what was exercised.
#include "engine/app/scenario_tests.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "dsl/diagnostics/source.hpp"
#include "dsl/plan/words.hpp"
#include "engine/app/side_by_side.hpp"
#include "engine/app/simulated_network.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using Clock = std::chrono::steady_clock;

// The parameters that the scenario gives.
std::vector<compile::GivenParam> given_in(const plan::Scenario& scenario) {
  std::vector<compile::GivenParam> given;
  for (const auto& [name, value] : scenario.given)
    given.push_back({name, plan::given_text(value), "scenario"});
  return given;
}

std::string file_of_deal(const compile::CheckedText& checked, const std::string& deal,
                         const std::string& file) {
  for (const sema::DealModel& used : checked.model.used_deals) {
    if (used.name == deal && used.declared) return used.declared.source->name();
  }
  return file;
}

ScenarioTest ready(const compile::CheckedText& checked, const std::string& file,
                   const sema::ScenarioModel& model) {
  ScenarioTest test{.file = file,
                    .deal_file = file_of_deal(checked, model.scenario.deal, file),
                    .terms = nullptr,
                    .scenario = model.scenario,
                    .profile = {},
                    .broken = {}};
  if (model.declared) test.line = model.declared.source->position(model.declared.span.begin).line;
  auto planned = compile::plan_deal(checked, model.scenario.deal, given_in(model.scenario));
  if (!planned.plan) {
    for (const auto& finding : planned.found)
      test.broken += (test.broken.empty() ? "" : "; ") + finding.message;
    return test;
  }
  test.scenario = compile::plan_scenario(checked, model, *planned.plan);
  test.terms = std::make_unique<const core::Terms>(*std::move(planned.plan));
  auto profile = simulated_world(*test.terms, nullptr, {});
  if (profile) {
    test.profile = std::move(profile->world);
  } else {
    test.broken = profile.error();
  }
  return test;
}

// The line without its first word, which the report says itself.
std::string expected_by(const std::string& line) {
  constexpr std::string_view word = "expect ";
  return line.starts_with(word) ? line.substr(word.size()) : line;
}

std::string end_of(const scenario::Played& played) {
  return "at the end, after " + values::to_words(played.took);
}

void judge(const scenario::Played& played, TestResult& result) {
  for (const scenario::Verdict& verdict : played.verdicts) {
    if (verdict.held) continue;
    Missed missed{.line = verdict.line,
                  .expected = expected_by(verdict.text),
                  .found = verdict.why,
                  .when = end_of(played),
                  .path = {}};
    // What has to hold all the time says itself when it did not.
    constexpr std::string_view after = "after ";
    const std::size_t colon = verdict.why.find(": ");
    if (verdict.why.starts_with(after) && colon != std::string::npos) {
      missed.when = verdict.why.substr(0, colon);
      missed.found = verdict.why.substr(colon + 2);
    }
    result.missed.push_back(std::move(missed));
  }
}

void judge(const scenario::Explored& explored, const plan::Scenario& scenario, TestResult& result) {
  for (const scenario::Violation& violation : explored.violations) {
    const auto expectation =
        std::ranges::find(scenario.expectations, violation.text, &plan::Expectation::text);
    Missed missed{.expected = expected_by(violation.text),
                  .found = violation.why,
                  .when = {},
                  .path = violation.path};
    if (expectation != scenario.expectations.end()) missed.line = expectation->line;
    result.missed.push_back(std::move(missed));
  }
  if (!explored.complete) {
    result.error = "there are more than " + counted(explored.states, "state") +
                   ", nothing is known about the others; fewer steps side by side, rungs or assets "
                   "in the box make it smaller, --states goes further";
  }
}

TestResult run_one(const ScenarioTest& test, std::uint64_t states) {
  TestResult result;
  const Clock::time_point begun = Clock::now();
  if (!test.broken.empty() || test.terms == nullptr) {
    result.error = test.broken;
  } else if (test.scenario.explore) {
    auto explored =
        scenario::explore(*test.terms, test.scenario, test.profile, {.most_states = states});
    if (explored) {
      judge(*explored, test.scenario, result);
      result.explored = *std::move(explored);
    } else {
      result.error = explored.error().what;
    }
  } else {
    auto played = scenario::play(*test.terms, test.scenario, test.profile);
    if (played) {
      judge(*played, result);
      result.played = *std::move(played);
    } else {
      result.error = played.error().what;
    }
  }
  result.status = !result.error.empty()   ? TestStatus::broken
                  : result.missed.empty() ? TestStatus::passed
                                          : TestStatus::failed;
  result.milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
  return result;
}

}  // namespace

std::vector<ScenarioTest> scenario_tests(const compile::CheckedText& checked,
                                         const std::string& file, std::string_view filter) {
  std::vector<ScenarioTest> tests;
  for (const sema::ScenarioModel& model : checked.model.scenarios) {
    const plan::Scenario& scenario = model.scenario;
    if (scenario.title.find(filter) == std::string::npos &&
        scenario.deal.find(filter) == std::string::npos) {
      continue;
    }
    tests.push_back(ready(checked, file, model));
  }
  return tests;
}

std::vector<TestResult> run_tests(
    const std::vector<ScenarioTest>& tests, const TestWay& way,
    const std::function<void(std::size_t done, const std::string& running)>& progress) {
  std::vector<TestResult> results(tests.size());
  const auto work = [&](std::size_t i) {
    results[i] = run_one(tests[i], way.states);
    const bool stops = results[i].status != TestStatus::passed && way.on_failure == OnFailure::stop;
    return stops ? Next::stop : Next::go_on;
  };
  side_by_side(tests.size(), way.jobs, work,
               [&](std::size_t done, std::optional<std::size_t> running) {
                 progress(done, running ? tests[*running].scenario.title : "");
               });
  return results;
}

std::vector<Coverage> coverage_of(const std::vector<ScenarioTest>& tests,
                                  const std::vector<TestResult>& results) {
  struct Seen {
    std::set<Coverage::Failure> told;
    std::set<Coverage::Failure> explored;
  };
  std::vector<Coverage> all;
  std::vector<Seen> seen;
  std::vector<const core::Terms*> terms;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (tests[i].terms == nullptr || results[i].status == TestStatus::not_run) continue;
    const auto known = std::ranges::find_if(all, [&](const Coverage& coverage) {
      return coverage.deal == tests[i].scenario.deal && coverage.file == tests[i].deal_file;
    });
    const auto at = static_cast<std::size_t>(known - all.begin());
    if (known == all.end()) {
      all.push_back({.deal = tests[i].scenario.deal, .file = tests[i].deal_file});
      seen.emplace_back();
      terms.push_back(tests[i].terms.get());
    }
    if (const auto& played = results[i].played)
      seen[at].told.insert(played->failures.begin(), played->failures.end());
    if (const auto& explored = results[i].explored)
      seen[at].explored.insert(explored->failures.begin(), explored->failures.end());
  }
  for (std::size_t at = 0; at < all.size(); ++at) {
    for (std::uint32_t a = 0; a < terms[at]->actions(); ++a) {
      const plan::Action& action = *terms[at]->of(core::ActionId{a}).action;
      for (const std::string& name : action.fails) {
        Coverage::Failure failure(action.id, name);
        auto& list = seen[at].told.contains(failure)       ? all[at].told
                     : seen[at].explored.contains(failure) ? all[at].explored
                                                           : all[at].never;
        list.push_back(std::move(failure));
      }
    }
  }
  return all;
}

}  // namespace dealwright::app
