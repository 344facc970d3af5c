// What the layout looks like.
#include "dsl/format/format.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "tests/fuzz/mutations.hpp"
#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

std::string formatted(const std::string& text) { return format::format(parse_text(text).tree); }

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Layouts, TheExamplesAreInIt) {
  for (const char* name : {"cross_venue", "flash_cycle", "freeze_resistant_loop"}) {
    const std::string text = content(std::string("workflows/") + name + "/deal.deal");
    ASSERT_NE(text, "");
    EXPECT_EQ(formatted(text), text) << name;
  }
  for (const std::string& text : deal_texts({"stdlib"}))
    EXPECT_EQ(formatted(text), text);
}

TEST(Layouts, AColumnThatIsNotLinedUpIs) {
  const std::string text = content("workflows/treasury_redemption/deal.deal");
  std::string expected = text;
  const std::string crooked = "= 0.985      in 0.90";
  if (const std::size_t at = expected.find(crooked); at != std::string::npos) {
    expected.replace(at, crooked.size(), "= 0.985    in 0.90");
  }
  EXPECT_EQ(formatted(text), expected);
}

TEST(Layouts, ATextWithMistakesIsNotTouched) {
  for (const char* text : {"deal  d {", "deal  d { step s { requir a } }\r\n", "use  a\n\n\n;"}) {
    EXPECT_EQ(formatted(text), text);
  }
}

TEST(Layouts, NothingStaysNothing) {
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n\n \n"), "");
  EXPECT_EQ(formatted("\n\n// only this  \n\n\n"), "// only this\n");
}

TEST(Layouts, IndentsByTwoAndSpacesByOne) {
  EXPECT_EQ(formatted("use   a   as b\n deal  d{\nstep s   after settled a,b or c at "
                      "5d{\n\trequire f( x ,y : - 2 )[ 1 ] . z>=- 3 * ( a+b )of c\n }}"),
            "use a as b\n"
            "deal d {\n"
            "  step s after settled a, b or c at 5d {\n"
            "    require f(x, y: -2)[1].z >= -3 * (a + b) of c\n"
            "  }\n"
            "}\n");
}

TEST(Layouts, RangesHaveTheirSpacesByKind) {
  EXPECT_EQ(formatted("strategy s {\nfind cycle c in m from USDC,hops 2 .. 12\n}"),
            "strategy s {\n  find cycle c in m from USDC, hops 2..12\n}\n");
  EXPECT_EQ(formatted("deal d {\nparam p:route of USDC in 2..12 hops\n}"),
            "deal d {\n  param p: route of USDC in 2 .. 12 hops\n}\n");
}

TEST(Layouts, ABlockStaysOnOneLineIfItWasWrittenSo) {
  EXPECT_EQ(formatted("asset X{decimals 18,counts as ETH}\nasset Y { }\nasset Z {}\n"),
            "asset X { decimals 18, counts as ETH }\nasset Y { }\nasset Z { }\n");
}

TEST(Layouts, ABlockOfTwoLinesHasItsItemsOnTheirOwn) {
  EXPECT_EQ(formatted("deal d { step s { require a, require b\n require c }\n}"),
            "deal d {\n  step s {\n    require a,\n    require b\n    require c\n  }\n}\n");
}

TEST(Layouts, ABlockTooLongForItsLineIsSpread) {
  const std::string name(25, 'n');
  EXPECT_EQ(formatted("desk { limits { " + name + " <= " + name + ", " + name + " <= 5 } }"),
            "desk {\n  limits { " + name + " <= " + name + ", " + name + " <= 5 }\n}\n");
  EXPECT_EQ(
      formatted("desk { limits { " + name + " <= " + name + ", " + name + " <= " + name + " } }"),
      "desk {\n  limits {\n    " + name + " <= " + name + ",\n    " + name + " <= " + name +
          "\n  }\n}\n");
}

TEST(Layouts, KeepsSingleEmptyLinesBetweenItems) {
  EXPECT_EQ(
      formatted("\n\nuse a\n\n\n\nuse b\ndeal d {\n\n  step s { }\n\n\n  step t { }\n\n}\n\n\n"),
      "use a\n\nuse b\ndeal d {\n  step s { }\n\n  step t { }\n}\n");
}

TEST(Layouts, KeepsTheBreaksInsideAStatement) {
  EXPECT_EQ(
      formatted(
          "deal d {\nstep s {\nx.y(\na,\n  b: f(\nc),\n\nd\n) -> e,\nf\nrequire a and\nb\n}\n}"),
      "deal d {\n"
      "  step s {\n"
      "    x.y(\n"
      "      a,\n"
      "      b: f(\n"
      "        c),\n"
      "      d\n"
      "    ) -> e,\n"
      "      f\n"
      "    require a and\n"
      "      b\n"
      "  }\n"
      "}\n");
}

TEST(Layouts, CommentsStayWhereTheyAre) {
  EXPECT_EQ(formatted("// top\nuse a// end\n\n/// Doc.\ndeal d {// open\n// own\n  step s { // s\n "
                      "  require a\n// last\n}\n\n  // closing\n}\n// bottom"),
            "// top\n"
            "use a  // end\n"
            "\n"
            "/// Doc.\n"
            "deal d {  // open\n"
            "  // own\n"
            "  step s {  // s\n"
            "    require a\n"
            "    // last\n"
            "  }\n"
            "\n"
            "  // closing\n"
            "}\n"
            "// bottom\n");
}

TEST(Layouts, CommentsAtTheEndsOfLinesLineUp) {
  EXPECT_EQ(formatted("use a // one\nuse long_name // two\n\nuse b // three\n"),
            "use a          // one\nuse long_name  // two\n\nuse b  // three\n");
  EXPECT_EQ(formatted("use a         // kept\nuse long      // kept\n"),
            "use a         // kept\nuse long      // kept\n");
}

TEST(Layouts, ArrowsOfActionsThatFollowEachOtherLineUp) {
  EXPECT_EQ(
      formatted("deal d {\nstep s {\na.b(c) -> d\na.bcde(f) -> g\nrequire x\na.b() -> h\n}\n}"),
      "deal d {\n  step s {\n    a.b(c)    -> d\n    a.bcde(f) -> g\n    require x\n    a.b() -> "
      "h\n  }\n}\n");
}

TEST(Layouts, ArrowsStayWhereTheAuthorLinedThemUp) {
  const std::string text =
      "deal d {\n  step s {\n    a.b(c)        -> d\n    a.bcde(f)     -> g\n    require x\n    "
      "a.b()         -> h\n  }\n}\n";
  EXPECT_EQ(formatted(text), text);
}

TEST(Layouts, ColumnsOfOtherItemsLineUp) {
  EXPECT_EQ(
      formatted("deal d {\nparam a: ETH = 1 ETH in 1 ETH .. 2 ETH\nparam bc: USDT per ETH = 5 in 2 "
                ".. 3\nbuckets of a {\ncore 50% untouchable\nworking 50%\n}\n"
                "assume for 30d {\nETH falls at most 50%\nUSDTz within 2% of 1 USD\nx.y() <= 5\n}\n"
                "limits {\nltv <= 30% when increased warn at 28%\nexposure(X) <= 5% of nav "
                "always\nnever pledge X\n}\n}\n"),
      "deal d {\n"
      "  param a: ETH = 1 ETH         in 1 ETH .. 2 ETH\n"
      "  param bc: USDT per ETH = 5   in 2 .. 3\n"
      "  buckets of a {\n"
      "    core     50%  untouchable\n"
      "    working  50%\n"
      "  }\n"
      "  assume for 30d {\n"
      "    ETH   falls at most 50%\n"
      "    USDTz within 2% of 1 USD\n"
      "    x.y() <= 5\n"
      "  }\n"
      "  limits {\n"
      "    ltv         <= 30%        when increased   warn at 28%\n"
      "    exposure(X) <= 5% of nav  always\n"
      "    never pledge X\n"
      "  }\n"
      "}\n");
}

TEST(Layouts, WidthsAreCountedInCharacters) {
  EXPECT_EQ(formatted("deal d {\nstep s {\na.b(\"\u00e9\u00e9\u00e9\u00e9\") -> c // "
                      "x\na.b(\"eeeee\") -> d // y\n}\n}"),
            "deal d {\n  step s {\n    a.b(\"\u00e9\u00e9\u00e9\u00e9\")  -> c  // x\n    "
            "a.b(\"eeeee\") -> d  // y\n  }\n}\n");
}

TEST(Layouts, OtherSystemsLineEndsBecomeOurs) {
  EXPECT_EQ(formatted("\xEF\xBB\xBFuse a // x\r\ndeal d {\r\n\tstep s { }\r\n}\r\n"),
            "use a  // x\ndeal d {\n  step s { }\n}\n");
}

}  // namespace
}  // namespace dealwright::test
