// NAME.deal holds mistakes, NAME.findings what the parser says about them: place, code, words,
// other places, help and fix.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "dsl/syntax/parse.hpp"

namespace dealwright::test {
namespace {

const char* const folder = "tests/language/syntax";

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> broken_deals() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".deal") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

syntax::Parsed parse_file(const std::filesystem::path& path) {
  return syntax::parse(
      std::make_shared<const diagnostics::Source>(path.filename().string(), content(path)));
}

std::string place(const diagnostics::Label& label) {
  const auto begin = label.source->position(label.span.begin);
  return std::to_string(begin.line) + ":" + std::to_string(begin.column) + " `" +
         std::string(label.source->text(label.span)) + "`";
}

std::string described(const syntax::Parsed& parsed) {
  std::string text;
  for (const diagnostics::Diagnostic& finding : parsed.found) {
    text += place(finding.primary) + " " + to_text(finding.code) + ": " + finding.message + "\n";
    for (const diagnostics::Label& other : finding.others)
      text += "  " + other.text + ": " + place(other) + "\n";
    if (!finding.help.empty()) text += "  help: " + finding.help + "\n";
    if (finding.fix) text += "  fix: " + finding.fix->title + "\n";
  }
  return text;
}

TEST(SyntaxFindings, AreAsWritten) {
  const bool rewrite = std::getenv("DEALWRIGHT_REWRITE") != nullptr;
  ASSERT_GT(broken_deals().size(), 10U);
  for (const std::filesystem::path& path : broken_deals()) {
    const std::string found = described(parse_file(path));
    const std::filesystem::path expectation =
        std::filesystem::path(path).replace_extension(".findings");
    if (rewrite) std::ofstream(expectation, std::ios::binary) << found;
    EXPECT_EQ(found, content(expectation)) << path;
    EXPECT_NE(found, "") << path << " has no mistake";
  }
}

// A fix takes its finding away and brings no other in its place.
TEST(SyntaxFindings, AreFixedByTheirFixes) {
  for (const std::filesystem::path& path : broken_deals()) {
    const syntax::Parsed parsed = parse_file(path);
    std::vector<diagnostics::Edit> edits;
    std::size_t left = 0;
    for (const diagnostics::Diagnostic& finding : parsed.found) {
      if (!finding.fix) {
        ++left;
      } else {
        edits.insert(edits.end(), finding.fix->edits.begin(), finding.fix->edits.end());
      }
    }
    std::ranges::sort(edits, {}, [](const diagnostics::Edit& edit) {
      return std::pair(edit.span.begin, edit.span.end);
    });
    std::string text = content(path);
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    }
    const syntax::Parsed again =
        syntax::parse(std::make_shared<const diagnostics::Source>("fixed.deal", text));
    EXPECT_LE(again.found.size(), left) << path << "\n" << described(again) << text;
  }
}

}  // namespace
}  // namespace dealwright::test
