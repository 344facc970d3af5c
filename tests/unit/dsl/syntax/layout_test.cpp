// Where a line ends a statement and where it does not; line ends, tabs and byte order marks of
// other systems.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using syntax::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string body_of(const std::string& body) {
  const auto parsed = parse_text("deal d { step s {" + body + "} }");
  if (!parsed.found.empty()) return findings(parsed).front();
  return shape(find(parsed, Kind::body));
}

TEST(Layout, ANewlineEndsAStatement) {
  EXPECT_EQ(body_of("\n require a\n require b\n"), "body(require(name) require(name))");
  EXPECT_EQ(body_of("\n\n\n require a\n\n // c\n\n require b\n\n"),
            "body(require(name) require(name))");
}

TEST(Layout, ABraceEndsAStatement) { EXPECT_EQ(body_of(" require a "), "body(require(name))"); }

TEST(Layout, ACommaSeparatesTheItemsOfALine) {
  EXPECT_EQ(body_of(" require a, require b "), "body(require(name) require(name))");
  EXPECT_EQ(body_of(" timeout 5m, retry 3 every 15s, on failure hold "),
            "body(timeout(duration) retry(whole duration) on_failure(failure_choice))");
  EXPECT_EQ(body_of(" require a, require b, "), "body(require(name) require(name))")
      << "a trailing comma is tolerated";
  EXPECT_EQ(body_of("\n require a,\n require b,\n"), "body(require(name) require(name))");
}

TEST(Layout, ACommaCarriesAListOn) {
  EXPECT_EQ(body_of("\n x.y() -> a,\n   b\n"),
            "body(action(postfix(name member(name) call) results(name name)))");
  EXPECT_EQ(body_of(" x.y() -> a, timeout 5m "),
            "body(action(postfix(name member(name) call) results(name)) timeout(duration))");
  EXPECT_EQ(body_of(" when a, within 5m, else skip, x.y() "),
            "body(when(name within(duration) else_part(else_choice)) action(postfix(name "
            "member(name) call)))");
}

TEST(Layout, AnInfixOperatorCarriesAStatementOn) {
  EXPECT_EQ(body_of("\n require a +\n  b\n"), "body(require(sum(name sum_sign name)))");
  EXPECT_EQ(body_of("\n require a and // because\n\n  b\n"),
            "body(require(conjunction(name name)))");
  EXPECT_EQ(body_of("\n require a >=\n  b of\n c\n"),
            "body(require(comparison(name compare_sign share(name name))))");
}

TEST(Layout, AnOperatorAtTheStartOfALineDoesNot) {
  EXPECT_EQ(body_of("\n require a\n + b\n"),
            "D100 3:2 expected a statement or an action, found `+`");
}

TEST(Layout, BracketsCarryAStatementOn) {
  EXPECT_EQ(body_of("\n x.y(\n a\n ,\n b: c\n )\n"),
            "body(action(postfix(name member(name) call(argument(name) "
            "argument(argument_name(name) name)))))");
  EXPECT_EQ(body_of("\n require (a\n + b)\n"), "body(require(parens(sum(name sum_sign name))))");
  EXPECT_EQ(body_of("\n require a[\n b\n ]\n"), "body(require(postfix(name index(name))))");
  EXPECT_EQ(body_of("\n require (a\n .b)\n"), "body(require(parens(postfix(name member(name)))))");
}

TEST(Layout, ABlockInsideDoesNotInheritTheBrackets) {
  EXPECT_EQ(body_of("\n atomic {\n require a\n require b\n }\n"),
            "body(atomic(body(require(name) require(name))))");
}

TEST(Layout, CarriageReturnsAndTabsAreBlanks) {
  const auto parsed =
      parse_text("use a\r\n// why\r\ndeal d {\r\n\tstep s {\r\n\t\trequire\ta\r\n\t}\r\n}\r\n");
  EXPECT_THAT(findings(parsed), IsEmpty());
  ASSERT_EQ(parsed.tree.comments().size(), 1U);
  EXPECT_EQ(parsed.tree.source()->text(parsed.tree.comments()[0].span), "// why");
  EXPECT_EQ(find(parsed, Kind::require).text(), "require\ta");
}

TEST(Layout, DocumentationOfOtherSystemsHasNoCarriageReturn) {
  const auto parsed = parse_text("/// a\r\n/// b\r\ndeal d { }\r\n");
  EXPECT_EQ(find(parsed, Kind::documentation).text(), "/// a\r\n/// b");
}

TEST(Layout, SkipsAByteOrderMark) {
  const auto parsed = parse_text("\xEF\xBB\xBFuse a\n");
  EXPECT_THAT(findings(parsed), IsEmpty());
  EXPECT_EQ(shape(parsed.tree.root()), "file(use(name))");
  EXPECT_THAT(findings(parse_text("use a\n\xEF\xBB\xBFuse b\n")),
              ElementsAre("D100 2:1 expected `use`, `deal`, `strategy`, `scenario`, `protocol`, "
                          "`asset` or `desk`, found `\xEF\xBB\xBF`"));
}

TEST(Layout, AnEmptyFileIsAFile) {
  for (const char* text : {"", "\n", "  \n\n", "// only this", "/// only this\n", "\xEF\xBB\xBF"}) {
    const auto parsed = parse_text(text);
    EXPECT_THAT(findings(parsed), IsEmpty()) << text;
    EXPECT_EQ(shape(parsed.tree.root()), "file") << text;
  }
}

TEST(Layout, DeclarationsStandOnTheirOwnLines) {
  EXPECT_THAT(findings(parse_text("deal a { } deal b { }")),
              ElementsAre("D100 1:12 expected the end of the line, found `deal`"));
}

TEST(Layout, ARangeNeedsNoSpaces) {
  EXPECT_THAT(findings(parse_text("deal d { param p: route of USDC in 2..12 hops }")), IsEmpty());
  EXPECT_EQ(statement_shape("a.b(c)->d"),
            "action(postfix(name member(name) call(argument(name))) results(name))");
  EXPECT_EQ(expression_shape("a-b"), "sum(name sum_sign name)");
}

}  // namespace
}  // namespace dealwright::test
