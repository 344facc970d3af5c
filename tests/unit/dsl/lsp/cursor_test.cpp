// Where a cursor stands, read from whole and from broken texts. `|` is the cursor.
#include "dsl/lsp/cursor.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dealwright::lsp {
namespace {

// "deal step | when x | call aave . borrow 1 ltv | word ab"
std::string seen(std::string text) {
  const std::size_t at = text.find('|');
  text.erase(at, 1);
  const Cursor cursor = cursor_at(text, static_cast<std::uint32_t>(at));
  std::string out;
  for (const OpenBlock& block : cursor.blocks)
    out += std::string(block.word()) + " ";
  out += "|";
  for (const Word& word : cursor.statement)
    out += " " + std::string(word.text);
  for (const OpenCall& call : cursor.calls) {
    out += " | call";
    for (const Word& word : call.callee)
      out += " " + std::string(word.text);
    out += " " + std::to_string(call.argument);
    if (!call.label.empty()) out += " " + std::string(call.label);
  }
  if (cursor.word.begin != cursor.word.end)
    out += " | word " + text.substr(cursor.word.begin, cursor.word.end - cursor.word.begin);
  if (cursor.in_comment) out += " | comment";
  if (cursor.in_text) out += " | text";
  return out;
}

TEST(Cursor, KnowsTheBlocksAroundIt) {
  EXPECT_EQ(seen("deal d {\n  step s after t {\n    |"), "deal step |");
  EXPECT_EQ(seen("deal d { limits { ltv <= 30% } } |"), "|");
  EXPECT_EQ(seen("deal d { ladder l after x { climb when a >= b\n } -> |"), "deal | ->");
}

TEST(Cursor, KnowsTheStatementSoFar) {
  EXPECT_EQ(seen("deal d { step s {\n when a, \n within| 3h"),
            "deal step | when a , | word within");
  EXPECT_EQ(seen("deal d { step s {\n when a\n with|"), "deal step | | word with");
  EXPECT_EQ(seen("deal d { step s {\n require a +\n b|"), "deal step | require a + | word b");
}

TEST(Cursor, KnowsTheCallItIsIn) {
  EXPECT_EQ(seen("deal d { step s {\n aave.borrow(USDT, ltv: |"),
            "deal step | aave . borrow ( USDT , ltv : | call aave . borrow 1 ltv");
  EXPECT_EQ(seen("deal d { step s {\n require price(|"),
            "deal step | require price ( | call price 0");
  EXPECT_EQ(seen("x.y(a, b(c, |"), "| x . y ( a , b ( c , | call x . y 1 | call b 1");
  EXPECT_EQ(seen("x.y(a,\n\n  b|"), "| x . y ( a , | call x . y 1 | word b");
}

TEST(Cursor, KnowsTheWholeWordItStandsIn) {
  EXPECT_EQ(seen("deal d { st|ep s"), "deal | | word step");
  EXPECT_EQ(seen("deal d { |step s"), "deal | | word step");
  EXPECT_EQ(seen("x from wor|king\n"), "| x from | word working");
}

TEST(Cursor, KnowsCommentsAndTexts) {
  EXPECT_EQ(seen("deal d { // a { comment|"), "deal | | comment");
  EXPECT_EQ(seen("deal d { // a { comment\n|"), "deal |");
  EXPECT_EQ(seen("use \"./de|sk.deal\""), "| use | word \"./desk.deal\" | text");
  EXPECT_EQ(seen("scenario \"a } b\" for d { |"), "scenario |");
  EXPECT_EQ(seen("use \"open|\nx"), "| use | word \"open | text");
}

TEST(Cursor, SurvivesBracketsThatDoNotMatch) {
  EXPECT_EQ(seen("} } ) ] deal d { step s { ( [ |"), "deal step | ( [ | call 0 | call 0");
  std::string deep(100'000, '{');
  deep += "(((((|";
  EXPECT_FALSE(seen(deep).empty());
}

}  // namespace
}  // namespace dealwright::lsp
