// Parsing is linear: twice the text is at most twice the work, whatever the text. Work is counted,
// not timed.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/mutations.hpp"
#include "tests/fuzz/tree_invariants.hpp"
#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

std::string repeat(const std::string& text, std::size_t bytes) {
  std::string result;
  while (result.size() < bytes)
    result += text;
  return result;
}

TEST(ParserWork, GrowsLinearlyOnHostileText) {
  const std::string step = "deal d { step s { require ";
  const std::vector<std::pair<std::string, std::string>> hostile{
      {"", "("},
      {"", "{"},
      {"", "["},
      {"", "\""},
      {"", "of "},
      {"", "a"},
      {"", "1"},
      {"", "1."},
      {"", "//"},
      {"", "///\n"},
      {"", "\n"},
      {"", "}"},
      {"", "deal d {\n"},
      {"", "use a\n"},
      {"", "deal d { }\n"},
      {"", "/// a\n\n"},
      {"", "\xFF"},
      {"", "\xE2\x89"},
      {step, "("},
      {step, "a("},
      {step, "a["},
      {step, "{"},
      {step, "a.a"},
      {step, ".a"},
      {step, "not "},
      {step, "- "},
      {step, "-"},
      {step, "a of "},
      {step, "a + "},
      {step, "a and not "},
      {step, "a, "},
      {step, "(a + "},
      {step, "(a) + "},
      {step, "f(a b "},
      {step, "f(a b) + "},
      {step, "f(a from x + ("},
      {step, "\"a"},
      {step, "\"a\" "},
      {step, "a ==\n"},
      {step, "a\n"},
      {step, "a.b(\n"},
      {step, "a.b()\n"},
      {step, "a(\n"},
      {step, "a.b) "},
      {step, "5 hours\n"},
      {step, "a}\n"},
      {step, "timeout "},
      {step, "\nwhen a within"},
      {step, "a -> b, "},
      {step, "\natomic {"},
      {step, "\natomic { a.b( }"},
      {step, "\nrequire (a b"},
      {step, "\nflash a"},
      {"scenario \"x\" for d {\n", "expect a(\n"},
      {"scenario \"x\" for d {\n", "expect a is\n"},
      {"scenario \"x\" for d {\n", "expect a[1].b(c) + d\n"},
      {"scenario \"x\" for d {\n", "expect ((((a))))\n"},
      {"deal d { assume for 5d {\n", "a + b + c within 5% of d\n"},
      {"deal d { assume for 5d {\n", "a(b, c <= d)\n"},
      {"deal d { assume for 5d {\n", "a(b, c "},
      {"protocol p {", "action a(b: A = "},
      {"protocol p { action a(", "b: A, "},
      {"deal d {", "step s after a, "},
      {"deal d {", "step s\n"},
      {"deal d {\n", "buckets of a\n"},
      {"deal d { buckets of a {", "a 5%, "},
  };
  constexpr std::size_t bytes = 60'000;
  // Every finding may look ahead for a bracket, so far and no further: that much may be spent
  // whatever the text's size.
  constexpr std::uint64_t lookahead = syntax::syntax_findings_max * 64ULL * 1024;
  for (const auto& [start, piece] : hostile) {
    const auto once = parse_text(start + repeat(piece, bytes));
    const auto twice = parse_text(start + repeat(piece, 2 * bytes));
    EXPECT_LE(twice.work, 2 * once.work + lookahead)
        << start << " " << piece << ": " << once.work << " then " << twice.work;
    EXPECT_LE(once.work, 40 * bytes + lookahead) << start << " " << piece;
    EXPECT_EQ(broken_invariant(once), "") << start << " " << piece;
  }
}

TEST(ParserWork, GrowsLinearlyOnDeals) {
  for (const std::string& text : deal_texts({"workflows"})) {
    const std::size_t body = text.find("\n\n") + 1;
    const std::string head = text.substr(0, body);
    const auto once = parse_text(head + repeat(text.substr(body), 50'000));
    const auto twice = parse_text(head + repeat(text.substr(body), 100'000));
    EXPECT_LE(twice.work, once.work * 21 / 10);
    EXPECT_LE(once.work, 10 * 60'000U);
  }
}

TEST(ParserWork, AMegabyteOfBracketsIsNoMatter) {
  for (const char* piece : {"(", "a.a.", "not ", "{", "\"", "of ", "- ", "(a ", "f(a b) "}) {
    const auto parsed = parse_text("deal d { step s { require " + repeat(piece, 1'000'000));
    EXPECT_LE(parsed.found.size(), syntax::syntax_findings_max) << piece;
    EXPECT_LE(parsed.work, 60'000'000U) << piece;
  }
}

}  // namespace
}  // namespace dealwright::test
