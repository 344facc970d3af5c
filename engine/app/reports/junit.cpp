// A test run as JUnit's XML, in the order and with the attributes that the schema of Ant's task
// asks for.
#include "engine/app/page.hpp"
#include "engine/app/reports/markup.hpp"
#include "engine/app/reports/test_report.hpp"

namespace dealwright::app {
namespace {

// An attribute that a schema calls a token: no line breaks, no blanks around or in a row.
std::string token(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (out.ends_with(' '))
    out.pop_back();
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + marked_up(token(value)) + "\"";
}

std::string seconds(std::int64_t milliseconds) {
  std::string fraction = std::to_string(milliseconds % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(milliseconds / 1000) + "." + fraction;
}

std::string in_full(const ScenarioTest& test, const Missed& missed) {
  std::string text = test.file + ":" + std::to_string(missed.line) +
                     "\nexpected: " + missed.expected + "\nfound: " + missed.found + "\n";
  if (!missed.when.empty()) text += "when: " + missed.when + "\n";
  for (const std::string& step : missed.path)
    text += "after: " + step + "\n";
  return text;
}

std::string test_case(const ScenarioTest& test, const TestResult& result) {
  const std::string open = "    <testcase" + attribute("name", test.scenario.title) +
                           attribute("classname", test.scenario.deal) +
                           attribute("time", seconds(result.milliseconds));
  switch (result.status) {
    case TestStatus::passed: return open + "/>\n";
    case TestStatus::not_run: return open + ">\n      <skipped/>\n    </testcase>\n";
    case TestStatus::broken:
      return open + ">\n      <error" + attribute("message", result.error) +
             attribute("type", "broken") + ">" + marked_up(result.error) +
             "</error>\n    </testcase>\n";
    case TestStatus::failed: break;
  }
  std::string whole;
  for (const Missed& missed : result.missed)
    whole += in_full(test, missed);
  const std::string message =
      "expected " + result.missed.front().expected + ": " + result.missed.front().found;
  return open + ">\n      <failure" + attribute("message", message) +
         attribute("type", "expectation") + ">" + marked_up(whole) +
         "</failure>\n    </testcase>\n";
}

struct Suite {
  std::string file;
  std::vector<std::size_t> tests;
};

std::vector<Suite> suites_of(const TestReport& report) {
  std::vector<Suite> suites;
  for (std::size_t i = 0; i < report.tests.size(); ++i) {
    if (suites.empty() || suites.back().file != report.tests[i].file)
      suites.push_back({.file = report.tests[i].file, .tests = {}});
    suites.back().tests.push_back(i);
  }
  return suites;
}

std::string suite_text(const TestReport& report, const Suite& suite, std::size_t id,
                       const std::string& at) {
  std::string cases;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  std::int64_t milliseconds = 0;
  for (const std::size_t i : suite.tests) {
    const TestResult& result = report.results[i];
    cases += test_case(report.tests[i], result);
    failures += result.status == TestStatus::failed ? 1U : 0U;
    errors += result.status == TestStatus::broken ? 1U : 0U;
    skipped += result.status == TestStatus::not_run ? 1U : 0U;
    milliseconds += result.milliseconds;
  }
  return "  <testsuite" + attribute("name", suite.file) + attribute("package", "dealwright") +
         attribute("id", std::to_string(id)) + attribute("timestamp", at) +
         attribute("hostname", "localhost") +
         attribute("tests", std::to_string(suite.tests.size())) +
         attribute("failures", std::to_string(failures)) +
         attribute("errors", std::to_string(errors)) +
         attribute("skipped", std::to_string(skipped)) + attribute("time", seconds(milliseconds)) +
         ">\n    <properties/>\n" + cases +
         "    <system-out/>\n    <system-err/>\n  </testsuite>\n";
}

}  // namespace

std::string as_junit(const TestReport& report, const std::string& at) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  std::size_t id = 0;
  for (const Suite& suite : suites_of(report))
    out += suite_text(report, suite, id++, at);
  return out + "</testsuites>\n";
}

}  // namespace dealwright::app
