// Keywords are keywords only where the grammar expects them: steps, buckets and holdings may be
// called like them.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/dsl/syntax/shapes.hpp"

namespace dealwright::test {
namespace {

using syntax::Kind;
using ::testing::IsEmpty;

TEST(ContextualWords, NameDeclarations) {
  for (const char* word :
       {"at", "size", "price", "settled", "any", "of",    "when", "step", "from", "all",
        "up", "not",  "true",  "deal",    "in",  "after", "or",   "per",  "body", "untouchable"}) {
    const std::string w(word);
    const auto parsed =
        parse_text("use " + w + " as " + w + "\ndeal " + w + " {\n  param " + w +
                   ": ETH = 1 ETH\n  buckets of a { " + w + " 100% }\n  step " + w + " after " + w +
                   " {\n    x.y(1 ETH from " + w + ") -> " + w + ", " + w + "\n  }\n}\n");
    EXPECT_THAT(findings(parsed), IsEmpty()) << word;
  }
}

TEST(ContextualWords, NameOperands) {
  for (const char* word : {"at", "size", "price", "settled", "of", "when", "step", "from", "all",
                           "up", "in", "after", "or", "and", "per", "not"}) {
    EXPECT_EQ(expression_shape(std::string(word) + " >= 5"),
              "comparison(name compare_sign quantity(number))")
        << word;
    EXPECT_EQ(expression_shape("5 + " + std::string(word)), "sum(quantity(number) sum_sign name)")
        << word;
  }
}

TEST(ContextualWords, BeginACallBeforeADot) {
  for (const char* word : {"when", "require", "ensure", "approve", "timeout", "deadline", "on",
                           "retry", "accept", "leave", "split", "atomic", "flash"}) {
    EXPECT_EQ(statement_shape(std::string(word) + ".go(x) -> y"),
              "action(postfix(name member(name) call(argument(name))) results(name))")
        << word;
  }
  EXPECT_EQ(statement_shape("timeout(x) -> y"),
            "action(postfix(name call(argument(name))) results(name))");
  EXPECT_EQ(statement_shape("when (x)"), "when(parens(name))")
      << "a condition may begin with a parenthesis";
}

TEST(ContextualWords, ModesOfOrderAreNamesWhereNoNameFollows) {
  const auto after = [](const std::string& clause) {
    return shape(find(parse_text("deal d { step s after " + clause + " { } }"), Kind::after));
  };
  EXPECT_EQ(after("settled"), "after(after_all(after_term(name)))");
  EXPECT_EQ(after("settled x"), "after(after_all(after_term(after_mode name)))");
  EXPECT_EQ(after("settled or x"),
            "after(after_all(after_term(name)) after_all(after_term(name)))");
  EXPECT_EQ(after("any settled, y"),
            "after(after_all(after_term(after_mode name) after_term(name)))");
  EXPECT_EQ(shape(find(parse_text("deal d { step s after settled at 5h { } }"), Kind::step)),
            "step(name after(after_all(after_term(name))) at_time(duration) body)");
}

TEST(ContextualWords, ScenarioLinesAreToldByTheirSecondWord) {
  const auto line = [](const std::string& text) {
    const auto parsed = parse_text("scenario \"x\" for d {\n  " + text + "\n}\n");
    if (!parsed.found.empty()) return findings(parsed).front();
    return shape(parsed.tree.root().first_child().child_at(2));
  };
  EXPECT_EQ(line("at 5d: ETH falls 40%"),
            "at_event(duration price_move(asset_name fall_or_rise ratio))");
  EXPECT_EQ(line("at 5d: operator pauses"), "at_event(duration operator_act(operator_verb))");
  EXPECT_EQ(line("at 5d: operator retries buy"),
            "at_event(duration operator_act(operator_verb name))");
  EXPECT_EQ(line("at 5d: operator = 5"), "at_event(duration world_setting(name quantity(number)))");
  EXPECT_EQ(line("at 5d: issuer freezes"), "at_event(duration freeze_change(name freeze_verb))");
  EXPECT_EQ(line("crash approves"), "role_answer(name answer)");
  EXPECT_EQ(line("expect limits hold"), "expect(limits_hold)");
  EXPECT_EQ(line("expect limits == 5"),
            "expect(holds_true(comparison(name compare_sign quantity(number))))");
  EXPECT_EQ(line("expect is is done"), "expect(has_status(name status))");
  EXPECT_EQ(line("expect redeem[1] is done"),
            "expect(has_status(postfix(name index(quantity(number))) status))");
  EXPECT_EQ(line("expect a.b(x) == 5 throughout"),
            "expect(holds_true(comparison(postfix(name member(name) call(argument(name))) "
            "compare_sign quantity(number)) throughout))");
}

TEST(ContextualWords, WordsOfModulesAreNamesWhereAnExpressionGoesOn) {
  const auto query = [](const std::string& model) {
    return shape(find(parse_text("protocol p { query q: ratio { model " + model + " } }"),
                      Kind::query_model));
  };
  EXPECT_EQ(query("setting"), "query_model(model_setting)");
  EXPECT_EQ(query("setting = 5%"), "query_model(model_setting(initial(ratio)))");
  EXPECT_EQ(query("setting * 2"), "query_model(product(name product_sign quantity(number)))");
  EXPECT_EQ(shape(find(parse_text("protocol p { action a(x: A = new, y: A = new + 1) { } }"),
                       Kind::parameters)),
            "parameters(parameter(name asset_name parameter_default(new_position)) "
            "parameter(name asset_name parameter_default(sum(name sum_sign quantity(number)))))");
}

TEST(ContextualWords, LimitsMayBeginWithAnyQuantity) {
  const auto limit = [](const std::string& text) {
    const auto parsed = parse_text("desk { limits { " + text + " } }");
    if (!parsed.found.empty()) return findings(parsed).front();
    return shape(find(parsed, Kind::limits).first_child());
  };
  EXPECT_EQ(limit("never <= 5 always"),
            "limit(comparison(name compare_sign quantity(number)) limit_mode)");
  EXPECT_EQ(limit("accept <= 5"), "limit(comparison(name compare_sign quantity(number)))");
  EXPECT_EQ(limit("never pledge X"), "never_pledge(asset_name)");
  EXPECT_EQ(limit("ltv <= 30%, tightened to 20% when v(ETH, 7d) > 80% warn at 25%"),
            "limit(comparison(name compare_sign ratio) tightened(ratio comparison(postfix(name "
            "call(argument(asset_name) argument(duration))) "
            "compare_sign ratio)) warn_at(ratio))");
}

}  // namespace
}  // namespace dealwright::test
