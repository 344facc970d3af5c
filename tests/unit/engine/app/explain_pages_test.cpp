// Every diagnostic code has its page, and the examples of the pages are true: the wrong one gives
// exactly that one code, the right one gives nothing.
#include "engine/app/explain_pages.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsl/plan/plan.hpp"
#include "engine/app/workspace.hpp"
#include "tests/unit/engine/app/temporary_folder.hpp"

namespace dealwright::app {
namespace {

using diagnostics::Code;

// Codes whose wrong example no page can hold: it would be too large, no text, or need a lock.
const std::vector<Code> without_wrong_example = {Code::file_too_large, Code::not_utf8,
                                                 Code::too_many_findings, Code::too_many_steps,
                                                 Code::lock_differs};

// The files of one example; the deal itself is "example.deal".
struct Example {
  std::map<std::string, std::string> files;
  bool is_planned = false;  // ```deal bad plan: the finding comes with the parameters
};

// Blocks ```deal KIND [plan], ```deal KIND FILE, ```json KIND FILE of a page.
Example example_of(std::string_view page, std::string_view kind) {
  Example example;
  std::istringstream lines{std::string(page)};
  std::string name;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("```")) {
      if (!name.empty()) example.files[name] += line + "\n";
      continue;
    }
    std::istringstream words(line.substr(3));
    std::string language;
    std::string of_kind;
    std::string rest;
    words >> language >> of_kind >> rest;
    name.clear();
    if (of_kind != kind) continue;
    if (rest == "plan") example.is_planned = true;
    name = rest.empty() || rest == "plan" ? "example.deal" : rest;
  }
  return example;
}

std::vector<std::string> codes_in(const diagnostics::Diagnostics& found) {
  std::vector<std::string> codes;
  for (const diagnostics::Diagnostic& d : found)
    codes.push_back(diagnostics::to_text(d.code) + ": " + d.message);
  return codes;
}

std::vector<std::string> findings(const Example& example) {
  const TemporaryFolder folder;
  for (const auto& [name, text] : example.files)
    folder.write("project/" + name, text);
  auto workspace = Workspace::open({folder.at("project/example.deal").string()});
  if (!workspace) return {workspace.error().message};
  auto checked = workspace->check(workspace->files().front());
  if (!checked) return {checked.error().message};
  if (!checked->found.empty() || !example.is_planned) return codes_in(checked->found);
  return codes_in(compile::plan_deal(*checked, checked->model.deals.front().name, {}).found);
}

// The code alone: "D200: `x` is unknown" -> "D200".
std::vector<std::string> bare(std::vector<std::string> findings) {
  for (std::string& finding : findings)
    finding = finding.substr(0, finding.find(':'));
  return findings;
}

std::string page_of(Code code) {
  for (const embedded::File& file : explain_pages()) {
    if (file.path == diagnostics::to_text(code) + ".md") return std::string(file.bytes);
  }
  return {};
}

class ExplainPages : public testing::TestWithParam<Code> {};

TEST_P(ExplainPages, BeginWithCodeAndTitle) {
  const diagnostics::CodeEntry& entry = diagnostics::entry(GetParam());
  const std::string heading =
      "# " + diagnostics::to_text(entry.code) + ": " + std::string(entry.title) + "\n";
  EXPECT_EQ(page_of(GetParam()).substr(0, heading.size()), heading);
}

TEST_P(ExplainPages, HaveAWrongExampleThatGivesExactlyTheirCode) {
  const Example example = example_of(page_of(GetParam()), "bad");
  const bool can_have_none = std::ranges::count(without_wrong_example, GetParam()) > 0;
  ASSERT_EQ(example.files.empty(), can_have_none);
  if (can_have_none) return;
  const std::vector<std::string> found = findings(example);
  EXPECT_EQ(bare(found), std::vector{diagnostics::to_text(GetParam())})
      << testing::PrintToString(found);
}

TEST_P(ExplainPages, HaveARightExampleWithoutFindings) {
  const Example example = example_of(page_of(GetParam()), "good");
  if (example.files.empty()) {
    EXPECT_GT(std::ranges::count(without_wrong_example, GetParam()), 0);
    return;
  }
  EXPECT_EQ(findings(example), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(AllCodes, ExplainPages, testing::ValuesIn([] {
                           std::vector<Code> codes;
                           for (const diagnostics::CodeEntry& entry : diagnostics::all_codes())
                             codes.push_back(entry.code);
                           return codes;
                         }()),
                         [](const auto& page) { return diagnostics::to_text(page.param); });

TEST(ExplainPages, AreNoMoreThanTheCodes) {
  EXPECT_EQ(explain_pages().size(), diagnostics::all_codes().size());
}

// What the pages cannot show.
std::vector<std::string> codes_of(std::string_view text) {
  return bare(findings({.files = {{"example.deal", std::string(text)}}}));
}

TEST(FindingsWithoutExample, AFileBeyondTheLimitIsD104) {
  const std::string text(diagnostics::source_bytes_max + 1, '\n');
  EXPECT_EQ(codes_of(text), std::vector<std::string>{"D104"});
}

TEST(FindingsWithoutExample, BytesThatAreNoTextAreD105) {
  EXPECT_EQ(codes_of("// caf\xE9\nasset GOLD { decimals 18 }\n"), std::vector<std::string>{"D105"});
}

TEST(FindingsWithoutExample, StepsBeyondTheLimitAreD110) {
  std::string text =
      "deal example {\n  param capital: ETH = 10 ETH in 1 ETH .. 20 ETH\n"
      "  buckets of capital { working 100% }\n";
  for (std::size_t i = 0; i <= plan::steps_max; ++i)
    text += "step s" + std::to_string(i) + " { require nav > 0 USD }\n";
  text += "}\n";
  EXPECT_EQ(codes_of(text), std::vector<std::string>{"D110"});
}

TEST(FindingsWithoutExample, HundredsOfMistakesEndWithD107) {
  std::string text = "deal example {\n";
  for (std::size_t i = 0; i <= diagnostics::diagnostics_max; ++i)
    text += "step s" + std::to_string(i) + " {\n  requir nav > 0 USD\n}\n";
  text += "}\n";
  const std::vector<std::string> codes = codes_of(text);
  ASSERT_FALSE(codes.empty());
  EXPECT_EQ(codes.back(), "D107");
}

}  // namespace
}  // namespace dealwright::app
