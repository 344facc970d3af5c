// One mistake, one finding, and the text after it is read all the same.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using syntax::Kind;
using syntax::Node;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// `text` with the first fix of every finding applied, from the back.
std::string fixed(const syntax::Parsed& parsed) {
  std::string text(parsed.tree.source()->text());
  for (std::size_t i = parsed.found.size(); i-- > 0;) {
    if (!parsed.found[i].fix) continue;
    for (const diagnostics::Edit& edit : parsed.found[i].fix->edits) {
      text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    }
  }
  return text;
}

TEST(Recovery, ReadsTheStatementAfterABrokenOne) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    timeout soon\n    require a\n    retry\n    require b\n  }\n  "
      "step t { }\n}\n");
  EXPECT_EQ(parsed.found.size(), 2U);
  EXPECT_EQ(shape(find(parsed, Kind::deal)),
            "deal(name step(name body(timeout(error) require(name) retry require(name))) step(name "
            "body))");
}

TEST(Recovery, MarksWhatIsBrokenAndNothingElse) {
  const auto parsed = parse_text("deal d {\n  step s {\n    timeout soon\n    require a\n  }\n}\n");
  EXPECT_TRUE(parsed.tree.root().is_broken());
  EXPECT_TRUE(find(parsed, Kind::body).is_broken());
  EXPECT_TRUE(find(parsed, Kind::timeout).is_broken());
  EXPECT_FALSE(find(parsed, Kind::require).is_broken());
  EXPECT_EQ(parsed.tree.broken().size(), 1U);
}

TEST(Recovery, LeavesSkippedTextInTheTree) {
  const auto parsed = parse_text("deal d {\n  step s {\n    require a b c // d\n  }\n}\n");
  EXPECT_EQ(find(parsed, Kind::error).text(), "b c");
  EXPECT_EQ(find(parsed, Kind::require).text(), "require a b c");
}

TEST(Recovery, PutsAMissingParenthesisInWhereTheCallEnds) {
  const auto parsed =
      parse_text("deal d {\n  step s {\n    a.b(c -> x\n    a.b(x\n    require y\n  }\n}\n");
  EXPECT_THAT(findings(parsed),
              ElementsAre("D101 3:10 `(` is not closed", "D101 4:10 `(` is not closed"));
  EXPECT_EQ(shape(find(parsed, Kind::body)),
            "body(action(postfix(name member(name) call(argument(name))) results(name)) "
            "action(postfix(name member(name) "
            "call(argument(name)))) require(name))");
  ASSERT_EQ(parsed.found[0].others.size(), 1U);
  EXPECT_EQ(parsed.found[0].others[0].text, "opened here");
  EXPECT_THAT(findings(parse_text(fixed(parsed))), IsEmpty());
}

TEST(Recovery, GoesOnInsideACall) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    a.b(c ? d, e: f) -> x\n    a.b(c: , d)\n    a.b(c d)\n  }\n}\n");
  EXPECT_EQ(parsed.found.size(), 3U);
  EXPECT_EQ(shape(find(parsed, Kind::body)),
            "body(action(postfix(name member(name) call(argument(name) error)) results(name)) "
            "action(postfix(name member(name) call(argument(argument_name(name)) error))) "
            "action(postfix(name member(name) call(argument(name) argument(name)))))");
}

TEST(Recovery, GoesOnAfterACallOfManyLines) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    a.b(\n      c ?,\n      d\n    ) -> x\n    require y\n  }\n}\n");
  EXPECT_THAT(findings(parsed), ElementsAre("D100 4:9 expected `,` or `)`, found `?`"));
  EXPECT_EQ(find(parsed, Kind::results).text(), "-> x");
  EXPECT_TRUE(find(parsed, Kind::require));
}

TEST(Recovery, EndsABlockWhereALineBelongsOutside) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    require a\n  step t {\n    require b\n  }\n}\nscenario \"x\" for "
      "d { explore }\n");
  EXPECT_THAT(findings(parsed), ElementsAre("D101 3:14 a block is not closed before `step`"));
  EXPECT_EQ(shape(parsed.tree.root()),
            "file(deal(name step(name body(require(name))) step(name body(require(name)))) "
            "scenario(text name explore))");
  EXPECT_THAT(findings(parse_text(fixed(parsed))), IsEmpty());
}

TEST(Recovery, EndsAllBlocksWithTheFile) {
  const auto parsed = parse_text("deal d {\n  step s {\n    atomic {\n      require a\n");
  EXPECT_THAT(findings(parsed), ElementsAre("D101 4:16 3 blocks are not closed"));
  EXPECT_EQ(parsed.found[0].others.size(), 3U);
  EXPECT_THAT(findings(parse_text(fixed(parsed))), IsEmpty());
}

TEST(Recovery, OpensABlockWhoseBraceIsMissing) {
  const auto parsed = parse_text(
      "deal d {\n  step s\n    require a\n  }\n  buckets of a\n  gas at most 1 ETH from b\n}\n");
  EXPECT_THAT(findings(parsed), ElementsAre("D100 2:9 expected `{`, found the end of the line",
                                            "D100 5:15 expected `{`, found the end of the line"));
  EXPECT_EQ(shape(find(parsed, Kind::deal)),
            "deal(name step(name body(require(name))) buckets(name shares) gas(quantity(number "
            "unit(asset_name)) name))");
}

TEST(Recovery, FindsTheBlockAfterABrokenHeader) {
  const auto parsed = parse_text("deal d {\n  step 5 after {\n    require a\n  }\n}\n");
  EXPECT_THAT(findings(parsed), ElementsAre("D100 2:8 expected the step's name, found `5`"));
  EXPECT_EQ(shape(find(parsed, Kind::step)), "step(error body(require(name)))");
}

TEST(Recovery, ReadsAMisspeltKeywordAsTheKeyword) {
  const auto parsed = parse_text(
      "deal d {\n  stpe s {\n    requir a\n    timout 5m\n    a.b(1 ETH form c)\n  }\n}\n");
  EXPECT_THAT(findings(parsed),
              ElementsAre("D100 2:3 `stpe` is not a part of a deal; did you mean `step`?",
                          "D100 3:5 `requir` is not a statement; did you mean `require`?",
                          "D100 4:5 `timout` is not a statement; did you mean `timeout`?",
                          "D100 5:15 expected `from`, found `form`"));
  EXPECT_TRUE(find(parsed, Kind::require));
  EXPECT_THAT(findings(parse_text(fixed(parsed))), IsEmpty());
}

TEST(Recovery, ReadsTheSignsOfOtherLanguages) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    require a = b && !c || d =< e;\n    x.y(p = q) => r;\n    x.y(q) "
      "r\n  }\n}\n");
  EXPECT_EQ(parsed.found.size(), 10U);
  EXPECT_THAT(findings(parse_text(fixed(parsed))), IsEmpty());
}

TEST(Recovery, SaysOnceWhatIsLeftOverAtTheEnd) {
  const auto parsed = parse_text("deal d {\n}}\n}\n  step s {\n  }\n\n/// Doc\ndeal e { }\n");
  EXPECT_EQ(parsed.found.size(), 1U);
  EXPECT_EQ(shape(parsed.tree.root()), "file(deal(name error) documentation deal(name))");
}

TEST(Recovery, DoesNotReadTheNextStatementAsAnOperand) {
  const auto parsed = parse_text(
      "deal d {\n  step s {\n    require a +\n    timeout 5m\n    require b and\n    require c\n  "
      "}\n}\n");
  EXPECT_THAT(
      findings(parsed),
      ElementsAre("D100 3:16 expected a value after the operator, found the end of the line",
                  "D100 5:18 expected a condition after `and`, found the end of the line"));
  EXPECT_EQ(shape(find(parsed, Kind::body)),
            "body(require(sum(name sum_sign)) timeout(duration) require(conjunction(name)) "
            "require(name))");
}

TEST(Recovery, UnclosedTextEndsWithItsLine) {
  const auto parsed = parse_text("scenario \"x for d {\n  explore\n}\nuse \"a\n");
  EXPECT_EQ(parsed.found.size(), 3U) << "two texts, and `use` after a declaration";
  EXPECT_EQ(shape(find(parsed, Kind::scenario)), "scenario(text explore)");
}

TEST(Recovery, RefusesChainedComparisons) {
  EXPECT_EQ(statement_shape("require a < b < c"), "D100 3:19 comparisons do not chain");
}

TEST(Recovery, UseLinesComeFirst) {
  EXPECT_THAT(findings(parse_text("deal d { }\nuse a\n")),
              ElementsAre("D100 2:1 `use` stands before all declarations"));
}

TEST(Recovery, ReportsBytesThatAreNotText) {
  EXPECT_THAT(findings(parse_text("// \xFF\xFE\nuse a\n")),
              ElementsAre("D105 1:4 this is not UTF-8 text"));
  EXPECT_THAT(findings(parse_text("use a\n\x01\n")),
              ElementsAre("D100 2:1 expected `use`, `deal`, `strategy`, `scenario`, `protocol`, "
                          "`asset` or `desk`, found the character U+0001"));
}

}  // namespace
}  // namespace dealwright::test
