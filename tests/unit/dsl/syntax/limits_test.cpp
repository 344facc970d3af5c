// Every limit of the parser, reached and not passed; a text beyond one gets a finding and a tree.
#include <string>

#include <gtest/gtest.h>

#include "tests/fuzz/tree_invariants.hpp"
#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using diagnostics::Code;
using syntax::Kind;
using syntax::nesting_max;

std::string repeat(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    result += text;
  return result;
}

std::string in_step(const std::string& statement) {
  return "deal d {\n step s {\n" + statement + "\n require b\n }\n}\n";
}

std::size_t count(const syntax::Parsed& parsed, Code code) {
  std::size_t n = 0;
  for (const auto& finding : parsed.found)
    n += finding.code == code ? 1 : 0;
  return n;
}

TEST(SyntaxLimits, NestingIsBoundedAndSaysSo) {
  const unsigned blocks = 2;  // the deal and the step
  for (const auto& [open, close] :
       {std::pair<std::string, std::string>{"(", ")"}, {"f(", ")"}, {"a[", "]"}, {"5% of ", ""}}) {
    const auto within = parse_text(in_step("require " + repeat(open, nesting_max - blocks) + "a" +
                                           repeat(close, nesting_max - blocks)));
    EXPECT_TRUE(within.found.empty()) << open;
    const auto beyond = parse_text(in_step("require " + repeat(open, nesting_max - blocks + 1) +
                                           "a" + repeat(close, nesting_max - blocks + 1)));
    ASSERT_EQ(beyond.found.size(), 1U) << open;
    EXPECT_EQ(beyond.found[0].code, Code::nested_too_deeply);
    EXPECT_EQ(find(beyond, Kind::body).child_count(), 2U) << "the next statement is read";
  }
  const auto blocks_within = parse_text(
      in_step(repeat("atomic {", nesting_max - blocks) + repeat("}", nesting_max - blocks)));
  EXPECT_TRUE(blocks_within.found.empty());
  const auto blocks_beyond =
      parse_text(in_step(repeat("atomic {", nesting_max) + repeat("}", nesting_max)));
  ASSERT_EQ(blocks_beyond.found.size(), 1U);
  EXPECT_EQ(blocks_beyond.found[0].code, Code::nested_too_deeply);
}

TEST(SyntaxLimits, DepthIsGivenBackAfterAMistake) {
  const std::string broken = "require " + repeat("(", nesting_max * 2);
  const auto parsed = parse_text(
      in_step(broken + "\n" + broken + "\n require " + repeat("(", 50) + "a" + repeat(")", 50)));
  EXPECT_EQ(parsed.found.size(), 2U);
  EXPECT_EQ(broken_invariant(parsed), "");
}

TEST(SyntaxLimits, FindingsAreBoundedAndTheRestIsKept) {
  const auto parsed = parse_text(in_step(repeat("require\n", 500)));
  EXPECT_EQ(parsed.found.size(), syntax::syntax_findings_max);
  EXPECT_EQ(count(parsed, Code::too_many_findings), 1U);
  EXPECT_EQ(broken_invariant(parsed), "");
  const auto under = parse_text(in_step(repeat("require\n", syntax::syntax_findings_max - 1)));
  EXPECT_EQ(under.found.size(), syntax::syntax_findings_max - 1U);
  EXPECT_EQ(count(under, Code::too_many_findings), 0U);
}

TEST(SyntaxLimits, AFileTooLargeIsRefused) {
  const std::string line = "// nothing but a comment, again and again\n";
  std::string text = repeat(line, diagnostics::source_bytes_max / line.size());
  text.resize(diagnostics::source_bytes_max, ' ');
  EXPECT_TRUE(parse_text(text).found.empty());
  const auto parsed = parse_text(text + "\n");
  ASSERT_EQ(parsed.found.size(), 1U);
  EXPECT_EQ(parsed.found[0].code, Code::file_too_large);
  EXPECT_EQ(shape(parsed.tree.root()), "file(error)");
}

}  // namespace
}  // namespace dealwright::test
