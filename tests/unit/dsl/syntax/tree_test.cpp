// What the checker and the formatter see: shapes, spans, walking, comments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using syntax::Kind;
using syntax::Node;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Tree, FoldsARuleThatHoldsASingleOperand) {
  EXPECT_EQ(expression_shape("a"), "name");
  EXPECT_EQ(expression_shape("5 ETH"), "quantity(number unit(asset_name))");
  EXPECT_EQ(expression_shape("(a)"), "parens(name)");
}

TEST(Tree, KeepsChainsFlat) {
  EXPECT_EQ(expression_shape("a + b - c"), "sum(name sum_sign name sum_sign name)");
  EXPECT_EQ(expression_shape("a * b / c"), "product(name product_sign name product_sign name)");
  EXPECT_EQ(expression_shape("a and b and c or d"), "expression(conjunction(name name name) name)");
  EXPECT_EQ(expression_shape("a.b(c)[d].e"),
            "postfix(name member(name) call(argument(name)) index(name) member(name))");
}

TEST(Tree, BindsOfTighterThanSumsAndLooserThanSigns) {
  EXPECT_EQ(expression_shape("30% of a + b"), "sum(share(ratio name) sum_sign name)");
  EXPECT_EQ(expression_shape("30% of 50% of a"), "share(ratio share(ratio name))");
  EXPECT_EQ(expression_shape("-a at par"), "unary(minus valued(name basis))");
  EXPECT_EQ(expression_shape("2 * 30% of a"),
            "product(quantity(number) product_sign share(ratio name))");
}

TEST(Tree, KeepsWhatAKeywordAdds) {
  EXPECT_EQ(expression_shape("not a"), "negation(name)");
  EXPECT_EQ(expression_shape("not a == b"), "negation(comparison(name compare_sign name))");
  EXPECT_EQ(expression_shape("rung at market"), "valued(name basis)");
}

TEST(Tree, SaysWhereMoneyComesFrom) {
  EXPECT_EQ(statement_shape("a.b(all ETH from c)"),
            "action(postfix(name member(name) call(argument(draw_all(asset_name name)))))");
  EXPECT_EQ(statement_shape("a.b(x: up to c.owed from d)"),
            "action(postfix(name member(name) call(argument(argument_name(name) "
            "draw_up_to(postfix(name member(name)) name)))))");
  EXPECT_EQ(statement_shape("a.b(1 ETH from c + d)"),
            "action(postfix(name member(name) call(argument(money(draw(quantity(number "
            "unit(asset_name)) name) sum_sign name)))))");
}

TEST(Tree, KeepsAssetsAndNamesApart) {
  EXPECT_EQ(expression_shape("price(ETH) > x"),
            "comparison(postfix(name call(argument(asset_name))) compare_sign name)");
}

TEST(Tree, SpansFromFirstToLastToken) {
  const auto parsed = parse_text("deal d {\n  step s {  require  a  >=  b   // why\n  }\n}\n");
  ASSERT_THAT(findings(parsed), IsEmpty());
  EXPECT_EQ(find(parsed, Kind::require).text(), "require  a  >=  b");
  EXPECT_EQ(find(parsed, Kind::comparison).text(), "a  >=  b");
  EXPECT_EQ(find(parsed, Kind::compare_sign).text(), ">=");
  EXPECT_EQ(parsed.tree.root().span(), (diagnostics::Span{0, 54}));
}

TEST(Tree, WalksChildrenBySiblings) {
  const auto parsed = parse_text("use a\nuse b as c\ndeal d { }\n");
  const Node root = parsed.tree.root();
  EXPECT_EQ(root.child_count(), 3U);
  EXPECT_EQ(root.child(Kind::use, 1).child_at(1).text(), "c");
  EXPECT_EQ(root.child(Kind::deal).first_child().text(), "d");
  EXPECT_FALSE(root.child(Kind::deal).next_sibling());
  EXPECT_FALSE(root.child(Kind::use, 2));
  EXPECT_FALSE(root.child_at(3));
}

TEST(Tree, AnAbsentNodeAnswersWithNothing) {
  const Node absent;
  EXPECT_FALSE(absent);
  EXPECT_FALSE(absent.is(Kind::file));
  EXPECT_EQ(absent.text(), "");
  EXPECT_EQ(absent.child_count(), 0U);
  EXPECT_FALSE(absent.first_child());
  EXPECT_FALSE(absent.next_sibling());
  EXPECT_FALSE(absent.child(Kind::name));
  EXPECT_FALSE(absent.is_broken());
  EXPECT_EQ(absent.children().begin(), absent.children().end());
}

TEST(Tree, CollectsEveryCommentOnceAndInOrder) {
  const auto parsed = parse_text(
      "// one\nuse a // two\n/// three\ndeal d { // four\n  step s {\n    a.b( // five\n      c) "
      "// six \"seven\n"
      "    require \"// text\" == x\n  }\n}\n//// eight");
  ASSERT_THAT(findings(parsed), IsEmpty());
  std::vector<std::string> texts;
  std::vector<bool> documents;
  for (const syntax::Comment& comment : parsed.tree.comments()) {
    texts.emplace_back(parsed.tree.source()->text(comment.span));
    documents.push_back(comment.documents);
  }
  EXPECT_THAT(texts, ElementsAre("// one", "// two", "/// three", "// four", "// five",
                                 "// six \"seven", "//// eight"));
  EXPECT_THAT(documents, ElementsAre(false, false, true, false, false, false, false));
}

TEST(Tree, DocumentsWhatFollows) {
  const auto parsed = parse_text(
      "/// One.\n// not this\n/// Two.\ndeal d {\n  /// Three.\n  param a: ETH = 1 ETH\n  /// "
      "nothing\n}\n");
  ASSERT_THAT(findings(parsed), IsEmpty());
  EXPECT_EQ(shape(parsed.tree.root()),
            "file(documentation deal(name documentation param(name asset_name "
            "param_default(quantity(number unit(asset_name))))))");
  EXPECT_EQ(parsed.tree.root().first_child().text(), "/// One.\n// not this\n/// Two.");
}

TEST(Tree, NamesEveryKind) {
  EXPECT_EQ(to_text(Kind::file), "file");
  EXPECT_EQ(to_text(Kind::error), "error");
}

}  // namespace
}  // namespace dealwright::test
