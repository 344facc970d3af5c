// `test`: every scenario of files and folders, played or explored. Writes nothing but the JUnit
// file it is told to.
#include <algorithm>
#include <chrono>
#include <iterator>

#include "dsl/values/time.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/files.hpp"
#include "engine/app/reports/test_report.hpp"
#include "engine/app/scenario_tests.hpp"
#include "engine/app/side_by_side.hpp"
#include "engine/app/workspace.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t names_shown_max = 5;

// "2026-01-31T12:00:00", of this machine's clock.
std::string now_in_text() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  const std::string text = values::to_text(values::TimePoint{seconds / 60 * 60 * 1000});
  std::string of_minute = std::to_string(seconds % 60);
  of_minute.insert(0, 2 - of_minute.size(), '0');
  return text.substr(0, 16) + ":" + of_minute;  // "2026-01-31T12:00" without what follows
}

struct Found {
  std::vector<ScenarioTest> tests;
  std::vector<std::string> without;  // files that hold no scenario
  diagnostics::Diagnostics wrong;
};

std::expected<Found, Failure> find_tests(Workspace& workspace, const std::string& filter) {
  Found found;
  found.wrong = workspace.found();
  for (const DealFile& file : workspace.files()) {
    auto checked = workspace.check(file);
    if (!checked) return std::unexpected(checked.error());
    if (diagnostics::has_errors(checked->found)) {
      std::ranges::move(checked->found, std::back_inserter(found.wrong));
      continue;
    }
    if (checked->model.scenarios.empty()) found.without.push_back(file.name);
    std::ranges::move(scenario_tests(*checked, file.name, filter), std::back_inserter(found.tests));
  }
  return found;
}

void say_what_is_missing(const Found& found, const std::string& filter, Terminal& terminal) {
  if (!found.without.empty()) {
    std::string names;
    for (std::size_t i = 0; i < std::min(found.without.size(), names_shown_max); ++i)
      names += (i == 0 ? "" : ", ") + in_ticks(found.without[i]);
    if (found.without.size() > names_shown_max) {
      names += " and " + std::to_string(found.without.size() - names_shown_max) + " more";
    }
    terminal.say("no scenarios in " + names);
  }
  if (found.tests.empty() && !filter.empty() && found.wrong.empty()) {
    terminal.warn("no scenario's title or deal holds " + in_ticks(filter));
  }
}

}  // namespace

ExitCode test(const TestOptions& options, Terminal& terminal) {
  auto workspace = Workspace::open(options.paths);
  if (!workspace) return terminal.fail(workspace.error());
  auto found = find_tests(*workspace, options.filter);
  if (!found) return terminal.fail(found.error());
  const bool is_wrong = diagnostics::has_errors(found->wrong);
  if (!found->wrong.empty()) {
    terminal.show(
        diagnostics::to_terminal(diagnostics::in_order(found->wrong), terminal.err_colour()));
  }
  say_what_is_missing(*found, options.filter, terminal);
  const auto progress = [&](std::size_t done, const std::string& running) {
    terminal.progress(std::to_string(done) + " of " + counted(found->tests.size(), "scenario") +
                      (running.empty() ? "" : ", running " + in_ticks(running)));
  };
  const std::string at = now_in_text();
  const auto results = run_tests(
      found->tests,
      {.jobs = jobs_of(options.jobs), .states = options.states, .on_failure = options.on_failure},
      progress);
  const TestReport report{.tests = found->tests,
                          .results = results,
                          .coverage = coverage_of(found->tests, results),
                          .show_coverage = options.coverage};
  if (options.shape == Shape::json) {
    terminal.out(as_json(report));
  } else if (!found->tests.empty()) {
    terminal.out(as_text(report, terminal.out_colour()));
  }
  if (!options.junit.empty()) {
    const auto written = write_file(options.junit, as_junit(report, at));
    if (!written) {
      return terminal.fail(
          {ExitCode::unreachable, in_ticks(options.junit) + " " + written.error()});
    }
  }
  const std::size_t passed = count_of(results, TestStatus::passed);
  return is_wrong || passed != results.size() ? ExitCode::findings : ExitCode::ok;
}

}  // namespace dealwright::app
