// The scenarios of files as tests: found, made ready, run side by side, and what they exercised.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"
#include "engine/scenario/explore.hpp"
#include "engine/scenario/play.hpp"

namespace dealwright::app {

// One scenario, ready to be run. Deals are one and the same when file and name are.
struct ScenarioTest {
  std::string file;  // that holds the scenario, as findings print it
  std::uint32_t line = 0;
  std::string deal_file;                     // that holds the deal
  std::unique_ptr<const core::Terms> terms;  // absent: `broken` says why
  plan::Scenario scenario;
  simulated::Setting profile;
  std::string broken;
};

enum class TestStatus : std::uint8_t { passed, failed, broken, not_run };

// An expectation that did not come true.
struct Missed {
  std::uint32_t line = 0;
  std::string expected;
  std::string found;
  std::string when;
  std::vector<std::string> path;  // of an exploration: what happened, in order
};

struct TestResult {
  TestStatus status = TestStatus::not_run;
  std::vector<Missed> missed;
  std::string error;  // broken
  std::optional<scenario::Played> played;
  std::optional<scenario::Explored> explored;
  std::int64_t milliseconds = 0;  // that running it took
};

// The scenarios of a checked text without errors whose title or deal holds `filter`.
[[nodiscard]] std::vector<ScenarioTest> scenario_tests(const compile::CheckedText& checked,
                                                       const std::string& file,
                                                       std::string_view filter);

enum class OnFailure : std::uint8_t { go_on, stop };
struct TestWay {
  unsigned jobs = 1;
  std::uint64_t states = scenario::states_default;  // for each exploration
  OnFailure on_failure = OnFailure::go_on;
};
// One result a test, in their order; `progress` is called now and then with the number of those
// done and the title of one that is running, from the calling thread.
[[nodiscard]] std::vector<TestResult> run_tests(
    const std::vector<ScenarioTest>& tests, const TestWay& way,
    const std::function<void(std::size_t done, const std::string& running)>& progress);

// Which of the failures that modules declare for a deal's actions were exercised.
struct Coverage {
  std::string deal;
  std::string file;
  using Failure = std::pair<std::string, std::string>;  // action id, name
  std::vector<Failure> told;                            // happened in a story
  std::vector<Failure> explored;                        // only in an exploration
  std::vector<Failure> never;
};
[[nodiscard]] std::vector<Coverage> coverage_of(const std::vector<ScenarioTest>& tests,
                                                const std::vector<TestResult>& results);

}  // namespace dealwright::app
