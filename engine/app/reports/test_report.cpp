// The text and the JSON of a test run.
#include "engine/app/reports/test_report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dsl/values/assertion.hpp"
#include "engine/app/page.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t title_columns_max = 60;
constexpr std::size_t status_columns = 9;
constexpr std::size_t detail_indent = 11;

std::string_view word(TestStatus status) {
  switch (status) {
    case TestStatus::passed: return "passed";
    case TestStatus::failed: return "failed";
    case TestStatus::broken: return "broken";
    case TestStatus::not_run: return "not run";
  }
  DEALWRIGHT_UNREACHABLE("status of a test");
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t has = columns(text);
  if (has < width) text.append(width - has, ' ');
  return text;
}

std::string coloured(std::string text, TestStatus status, diagnostics::Colour colour) {
  if (colour == diagnostics::Colour::none) return text;
  const char* code = status == TestStatus::passed    ? "\x1b[32m"
                     : status == TestStatus::not_run ? "\x1b[2m"
                                                     : "\x1b[1;31m";
  return code + text + "\x1b[0m";
}

std::string grouped(std::uint64_t n) {
  return values::to_decimal(values::Rational(static_cast<std::int64_t>(n)), 0);
}

std::string ends_in_words(const scenario::Explored& explored) {
  std::string text;
  for (const auto& [status, times] : explored.ends)
    text += (text.empty() ? "" : ", ") + grouped(times) + " " + status;
  return text;
}

// What came of it, behind the title.
std::string outcome(const TestResult& result) {
  if (result.explored) {
    const scenario::Explored& explored = *result.explored;
    return "explored  " + grouped(explored.states) + " states, " + grouped(explored.transitions) +
           " transitions, " + grouped(explored.merges) +
           " merges; ends: " + ends_in_words(explored);
  }
  if (!result.played) return {};
  const scenario::Played& played = *result.played;
  const std::string time = played.took.milliseconds == 0 ? "0s" : values::to_words(played.took);
  std::string text = padded(time, 8) + "  " + played.status;
  if (played.crashes > 0) {
    text = padded(text, 22) + std::to_string(played.crashes) +
           (played.crashes == 1 ? " crash" : " crashes");
  }
  return text;
}

void write_missed(std::string& out, const ScenarioTest& test, const TestResult& result) {
  const std::string indent(detail_indent, ' ');
  if (!result.error.empty()) out += indent + plain(result.error) + "\n";
  for (const Missed& missed : result.missed) {
    out += indent + plain(test.file) + ":" + std::to_string(missed.line) + "\n";
    out += indent + "  expected  " + plain(missed.expected) + "\n";
    out += indent + "  found     " + plain(missed.found) + "\n";
    if (!missed.when.empty()) out += indent + "  when      " + plain(missed.when) + "\n";
    for (std::size_t i = 0; i < missed.path.size(); ++i) {
      out += indent + (i == 0 ? "  after     " : "            ") + plain(missed.path[i]) + "\n";
    }
  }
}

std::string summary(const TestReport& report) {
  std::vector<std::string> files;
  for (const ScenarioTest& test : report.tests) {
    if (std::ranges::find(files, test.file) == files.end()) files.push_back(test.file);
  }
  std::string text =
      counted(report.tests.size(), "scenario") + " in " + counted(files.size(), "file") + ": ";
  std::string counts;
  for (const TestStatus status :
       {TestStatus::passed, TestStatus::failed, TestStatus::broken, TestStatus::not_run}) {
    const std::size_t n = count_of(report.results, status);
    if (n == 0) continue;
    counts += (counts.empty() ? "" : ", ") + std::to_string(n) + " " + std::string(word(status));
  }
  return text + counts + "\n";
}

// "open_credit.borrow  paused, borrow_cap": one line an action, in the plan's order.
void write_failures(Page& page, std::string_view title,
                    const std::vector<Coverage::Failure>& failures) {
  if (failures.empty()) return;
  page.line(2, title);
  for (auto at = failures.begin(); at != failures.end();) {
    const std::string& action = at->first;
    std::string names;
    for (; at != failures.end() && at->first == action; ++at)
      names += (names.empty() ? "" : ", ") + at->second;
    page.row(4, {action, names});
  }
  page.end_table();
}

std::string coverage_text(const std::vector<Coverage>& all, diagnostics::Colour colour) {
  Page page(colour);
  for (const Coverage& one : all) {
    const std::size_t declared = one.told.size() + one.explored.size() + one.never.size();
    page.heading(one.deal + " (" + one.file + "): " + counted(declared, "declared failure") + ", " +
                 std::to_string(one.told.size()) + " in a story, " +
                 std::to_string(one.explored.size()) + " only explored, " +
                 std::to_string(one.never.size()) + " never exercised");
    write_failures(page,
                   "only explored: every limit is looked at, no story says what else is expected",
                   one.explored);
    write_failures(page, "never exercised", one.never);
  }
  return "\n" + page.take();
}

Json as_json(const std::vector<Coverage::Failure>& failures) {
  Json list = Json::array();
  for (const auto& [action, name] : failures)
    list.push_back({{"action", action}, {"failure", name}});
  return list;
}

Json as_json(const ScenarioTest& test, const TestResult& result) {
  Json one = {{"file", test.file},
              {"line", test.line},
              {"title", test.scenario.title},
              {"deal", test.scenario.deal},
              {"status", word(result.status)}};
  if (const auto& played = result.played) {
    one["deal_status"] = played->status;
    one["why"] = played->why;
    one["virtual_ms"] = played->took.milliseconds;
    one["crashes"] = played->crashes;
  }
  if (const auto& explored = result.explored) {
    Json ends = Json::object();
    for (const auto& [status, times] : explored->ends)
      ends[status] = times;
    one["explored"] = {{"states", explored->states},
                       {"transitions", explored->transitions},
                       {"merges", explored->merges},
                       {"complete", explored->complete},
                       {"ends", std::move(ends)}};
  }
  if (!result.error.empty()) one["error"] = result.error;
  Json missed = Json::array();
  for (const Missed& expectation : result.missed) {
    missed.push_back({{"line", expectation.line},
                      {"expected", expectation.expected},
                      {"found", expectation.found},
                      {"when", expectation.when},
                      {"path", expectation.path}});
  }
  one["missed"] = std::move(missed);
  return one;
}

}  // namespace

std::string as_text(const TestReport& report, diagnostics::Colour colour) {
  std::size_t width = 0;
  for (const ScenarioTest& test : report.tests)
    width = std::max(width, columns(plain(test.scenario.title)));
  width = std::min(width, title_columns_max);
  std::string out;
  std::string file;
  for (std::size_t i = 0; i < report.tests.size(); ++i) {
    const ScenarioTest& test = report.tests[i];
    const TestResult& result = report.results[i];
    if (test.file != file) {
      file = test.file;
      out += (out.empty() ? "" : "\n") + plain(file) + "\n";
    }
    const std::string status =
        coloured(padded(std::string(word(result.status)), status_columns), result.status, colour);
    std::string line =
        "  " + status + padded(plain(test.scenario.title), width) + "  " + outcome(result);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
    write_missed(out, test, result);
  }
  out += (out.empty() ? "" : "\n") + summary(report);
  if (report.show_coverage == ShowCoverage::yes) out += coverage_text(report.coverage, colour);
  return out;
}

std::string as_json(const TestReport& report) {
  Json scenarios = Json::array();
  for (std::size_t i = 0; i < report.tests.size(); ++i)
    scenarios.push_back(as_json(report.tests[i], report.results[i]));
  const auto count = [&](TestStatus status) { return count_of(report.results, status); };
  Json whole = {{"format", 1},
                {"scenarios", std::move(scenarios)},
                {"summary",
                 {{"passed", count(TestStatus::passed)},
                  {"failed", count(TestStatus::failed)},
                  {"broken", count(TestStatus::broken)},
                  {"not_run", count(TestStatus::not_run)}}}};
  if (report.show_coverage == ShowCoverage::yes) {
    Json coverage = Json::array();
    for (const Coverage& one : report.coverage) {
      coverage.push_back({{"deal", one.deal},
                          {"file", one.file},
                          {"declared", one.told.size() + one.explored.size() + one.never.size()},
                          {"in_stories", one.told.size()},
                          {"only_explored", as_json(one.explored)},
                          {"never", as_json(one.never)}});
    }
    whole["coverage"] = std::move(coverage);
  }
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::size_t count_of(const std::vector<TestResult>& results, TestStatus status) {
  return static_cast<std::size_t>(std::ranges::count(results, status, &TestResult::status));
}

}  // namespace dealwright::app
