// What tests of scenarios came to, for people, for programs and for build servers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/diagnostics/render.hpp"
#include "engine/app/scenario_tests.hpp"

namespace dealwright::app {

enum class ShowCoverage : std::uint8_t { no, yes };

struct TestReport {
  const std::vector<ScenarioTest>& tests;
  const std::vector<TestResult>& results;
  std::vector<Coverage> coverage;
  ShowCoverage show_coverage = ShowCoverage::no;
};

// One aligned line a scenario, what did not come true below it, and a summary.
[[nodiscard]] std::string as_text(const TestReport& report, diagnostics::Colour colour);
[[nodiscard]] std::string as_json(const TestReport& report);

// `at` is when the tests began, "2026-01-31T12:00:00", and `seconds_of` its durations are this
// machine's. Follows the schema of Ant's JUnit task: a suite for each file, a test case for each
// scenario.
[[nodiscard]] std::string as_junit(const TestReport& report, const std::string& at);

// How many ended so.
[[nodiscard]] std::size_t count_of(const std::vector<TestResult>& results, TestStatus status);

}  // namespace dealwright::app
