// Golden tests of the language: files under accepted/ and workflows/ have no findings, each of
// rejected/ exactly one at its marked line, each of findings/ the text beside it.
// DEALWRIGHT_UPDATE_GOLDEN=1 rewrites those texts.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "dsl/plan/canonical.hpp"
#include "dsl/syntax/kinds.hpp"
#include "dsl/syntax/parse.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright {
namespace {

compile::CheckedText check_file(const std::string& path, support::LibraryProvider& provider) {
  // The stories of a workflow stand beside its deal.
  if (path.starts_with("workflows/")) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    for (const std::string& beside : support::deal_files(folder.string()))
      provider.files[std::filesystem::path(beside).filename().string()] =
          support::read_text(beside);
  }
  return compile::check_text(
      std::make_shared<const diagnostics::Source>(path, support::read_text(path)), provider);
}

std::string shown(const diagnostics::Diagnostics& found) {
  return diagnostics::to_terminal(found, diagnostics::Colour::none);
}

// Files beside a golden one that it uses: helpers/NAME.deal.
void add_used_files(support::LibraryProvider& provider) {
  for (const std::string& path : support::deal_files("tests/language/used")) {
    provider.files["used/" + std::filesystem::path(path).filename().string()] =
        support::read_text(path);
  }
  for (const auto& entry : std::filesystem::directory_iterator("tests/language/used")) {
    if (entry.path().extension() == ".json")
      provider.files["abi/" + entry.path().filename().string()] =
          support::read_text(entry.path().string());
  }
}

TEST(Language, AcceptedFilesHaveNoFindings) {
  std::vector<std::string> paths = support::deal_files("tests/language/accepted");
  for (const std::string& path : support::deal_files("workflows"))
    paths.push_back(path);
  ASSERT_GE(paths.size(), 5U);
  for (const std::string& path : paths) {
    support::LibraryProvider provider;
    add_used_files(provider);
    const auto checked = check_file(path, provider);
    EXPECT_TRUE(checked.found.empty()) << path << "\n" << shown(checked.found);
  }
}

TEST(Language, StandardLibraryHasNoFindings) {
  for (const std::string& path : support::deal_files("stdlib")) {
    if (path.ends_with("prelude.deal")) continue;  // its names are taken by itself
    support::LibraryProvider provider;
    const auto checked = check_file(path, provider);
    EXPECT_TRUE(checked.found.empty()) << path << "\n" << shown(checked.found);
  }
}

TEST(Language, RejectedFilesHaveOneFindingAtTheMarkedLine) {
  const auto paths = support::deal_files("tests/language/rejected");
  ASSERT_EQ(paths.size(), 12U);
  for (const std::string& path : paths) {
    support::LibraryProvider provider;
    const auto checked = check_file(path, provider);
    ASSERT_EQ(checked.found.size(), 1U) << path << "\n" << shown(checked.found);
    const auto& source = *checked.tree->source();
    std::uint32_t marked = 0;
    for (std::uint32_t line = 2; line <= source.line_count(); ++line) {
      if (source.line(line).ends_with("//!")) marked = line;
    }
    EXPECT_EQ(source.position(checked.found.front().primary.span.begin).line, marked)
        << path << "\n"
        << shown(checked.found);
  }
}

TEST(Language, FindingsReadAsExpected) {
  const bool update = std::getenv("DEALWRIGHT_UPDATE_GOLDEN") != nullptr;
  const auto paths = support::deal_files("tests/language/findings");
  ASSERT_GE(paths.size(), 20U);
  for (const std::string& path : paths) {
    support::LibraryProvider provider;
    add_used_files(provider);
    const auto checked = check_file(path, provider);
    const std::string actual = shown(checked.found);
    const std::string golden = path.substr(0, path.size() - 5) + ".expected";
    if (update) std::ofstream(golden, std::ios::binary) << actual;
    EXPECT_EQ(actual, support::read_text(golden)) << path;
  }
}

TEST(Language, EveryCodeOccursInAGoldenFile) {
  std::set<std::string> seen;
  std::vector<std::string> paths = support::deal_files("tests/language/findings");
  for (const std::string& path : support::deal_files("tests/language/rejected"))
    paths.push_back(path);
  for (const std::string& path : support::deal_files("tests/language/syntax"))
    paths.push_back(path);
  for (const std::string& path : paths) {
    support::LibraryProvider provider;
    add_used_files(provider);
    for (const auto& finding : check_file(path, provider).found)
      seen.insert(diagnostics::to_text(finding.code));
  }
  // What a text alone cannot show has unit tests: the size of a file, bytes that are not UTF-8, too
  // many findings or steps, values given from outside, a lock file.
  const std::set<std::string> elsewhere{"D104", "D105", "D107", "D110", "D208"};
  for (const auto& entry : diagnostics::all_codes()) {
    const std::string code = diagnostics::to_text(entry.code);
    EXPECT_TRUE(seen.contains(code) || elsewhere.contains(code))
        << code << " (" << entry.title << ") occurs in no golden file";
  }
}

// Whoever adds a construct adds a deal that uses it.
TEST(Language, EveryConstructOccursInACleanFile) {
  std::set<syntax::Kind> seen;
  for (const char* folder :
       {"tests/language/accepted", "tests/language/used", "workflows", "stdlib"}) {
    for (const std::string& path : support::deal_files(folder)) {
      const auto parsed = syntax::parse(
          std::make_shared<const diagnostics::Source>(path, support::read_text(path)));
      for (const syntax::NodeRecord& node : parsed.tree.nodes())
        seen.insert(node.kind);
    }
  }
#define DEALWRIGHT_KIND(name)                                                                 \
  EXPECT_TRUE(syntax::Kind::name == syntax::Kind::error || seen.contains(syntax::Kind::name)) \
      << "`" #name "` occurs in no accepted file";
  DEALWRIGHT_SYNTAX_KINDS(DEALWRIGHT_KIND)
#undef DEALWRIGHT_KIND
}

TEST(Language, AcceptedDealsBecomePlansWithoutFaults) {
  std::vector<std::string> paths = support::deal_files("tests/language/accepted");
  for (const std::string& path : support::deal_files("workflows"))
    paths.push_back(path);
  unsigned plans = 0;
  for (const std::string& path : paths) {
    support::LibraryProvider provider;
    add_used_files(provider);
    const auto checked = check_file(path, provider);
    if (!checked.found.empty()) continue;
    for (const sema::DealModel& deal : checked.model.deals) {
      std::vector<compile::GivenParam> given;
      for (const sema::ParamModel& param : deal.params) {
        if (param.initial) continue;
        given.push_back({param.name,
                         param.type.is(sema::TypeKind::route)
                             ? param.type.asset + " > WETH > " + param.type.asset
                             : plan::to_text(*param.low),
                         "test"});
      }
      const auto planned = compile::plan_deal(checked, deal.name, given);
      ASSERT_TRUE(planned.plan) << path << "\n" << shown(planned.found);
      ++plans;
      const auto faults = plan::find_faults(*planned.plan);
      for (const auto& fault : faults)
        ADD_FAILURE() << path << " " << fault.where << ": " << fault.what;
      const std::string json = plan::to_canonical_json(*planned.plan);
      const auto again = plan::read_plan(json);
      ASSERT_TRUE(again) << path << " " << again.error().where << ": " << again.error().what;
      EXPECT_TRUE(*again == *planned.plan) << path;
    }
  }
  EXPECT_GE(plans, 5U);
}

}  // namespace
}  // namespace dealwright
