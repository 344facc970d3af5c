// Expressions as text: a table of what people read, and the proof that parentheses are neither
// missing nor idle.
#include <cctype>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/plan/expression.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/plan_generator.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;

Expression name(std::string text) { return named(Op::local, std::move(text)); }

TEST(ExpressionText, ReadsLikeTheLanguage) {
  const Expression a = name("a");
  const Expression b = name("b");
  const Expression c = name("c");
  const std::vector<std::pair<Expression, std::string>> table{
      {of(Op::less_or_equal, {of(Op::ltv), number("3/10")}), "ltv <= 30%"},
      {of(Op::less_or_equal,
          {named(Op::exposure, "USDTz"), of(Op::multiply, {number("1/4"), of(Op::nav)})}),
       "exposure(USDTz) <= 25% of nav"},
      {of(Op::greater,
          {named(Op::value, "ETH", {named(Op::param, "capital")}), number("5000000", "USD")}),
       "value(capital) > 5_000_000 USD"},
      {of(Op::greater_or_equal,
          {name("paid"),
           of(Op::multiply, {number("199/200"), named(Op::at_par, "USDTz", {of(Op::rung)})})}),
       "paid >= 99.5% of rung at par"},
      {of(Op::less_or_equal, {named(Op::query, "desk.price", {named(Op::asset, "USDTz")}),
                              named(Op::param, "ceiling")}),
       "desk.price(USDTz) <= ceiling"},
      {of(Op::greater, {named(Op::volatility, "ETH", {duration(values::days(7))}), number("4/5")}),
       "volatility(ETH, 7d) > 80%"},
      {of(Op::equal, {named(Op::position, "loan"), number("0", "USDT")}), "loan.amount == 0 USDT"},
      {of(Op::greater_or_equal,
          {of(Op::subtract, {name("back"), of(Op::flash_owed)}), named(Op::param, "min")}),
       "back - flash.owed >= min"},
      {of(Op::all_of, {a, of(Op::any_of, {b, c}), of(Op::not_, {of(Op::less, {a, b})})}),
       "a and (b or c) and not a < b"},
      {of(Op::any_of, {of(Op::all_of, {a, b}), c}), "a and b or c"},
      {of(Op::not_, {of(Op::all_of, {a, b})}), "not (a and b)"},
      {of(Op::not_, {of(Op::not_, {a})}), "not (not a)"},
      {of(Op::subtract, {a, of(Op::subtract, {b, c})}), "a - (b - c)"},
      {of(Op::subtract, {of(Op::subtract, {a, b}), c}), "a - b - c"},
      {of(Op::multiply, {of(Op::add, {a, b}), c}), "(a + b) * c"},
      {of(Op::divide, {a, of(Op::multiply, {b, c})}), "a / (b * c)"},
      {of(Op::add, {a, of(Op::multiply, {b, c}), a}), "a + b * c + a"},
      {of(Op::negate, {of(Op::add, {a, b})}), "-(a + b)"},
      {of(Op::negate, {named(Op::at_cost, "ETH", {a})}), "-a at cost"},
      {named(Op::at_market, "ETH", {of(Op::negate, {a})}), "(-a) at market"},
      {of(Op::multiply, {number("3/10"), of(Op::add, {a, b})}), "30% of (a + b)"},
      {of(Op::multiply, {a, number("3/10")}), "a * 30%"},
      {of(Op::multiply, {number("3/10"), number("2/5")}), "30% of 40%"},
      {of(Op::equal, {of(Op::equal, {a, b}), c}), "(a == b) == c"},
      {named(Op::ltv_of, "loan"), "ltv(loan)"},
      {named(Op::cost, "lot", {named(Op::asset, "USD")}), "cost(lot)"},
      {named(Op::price, "ETH"), "price(ETH)"},
      {named(Op::primitive, "smaller", {a, of(Op::add, {b, c})}), "smaller(a, b + c)"},
      {named(Op::query, "aave.health"), "aave.health"},
      {text("say \"no\" \\"), "\"say \\\"no\\\" \\\\\""},
      {of(Op::add, {a}), "a"},
  };
  for (const auto& [expression, expected] : table)
    EXPECT_EQ(to_text(expression), expected);
}

TEST(ExpressionText, NumbersReadAsPeopleWriteThem) {
  const std::vector<std::pair<Expression, std::string>> table{
      {number("3/10"), "30%"},
      {number("1/400"), "0.25%"},
      {number("33/40"), "82.5%"},
      {number("-1/2"), "-50%"},
      {number("1"), "1"},
      {number("0"), "0"},
      {number("3/2"), "1.5"},
      {number("1/100000"), "0.00001"},
      {number("13/20", "USDT per USDTz"), "0.65 USDT per USDTz"},
      {number("50000", "USDT"), "50_000 USDT"},
      {number("2469/2", "ETH"), "1_234.5 ETH"},
      {number("1/3"), "1 / 3"},
      {number("-1/3", "ETH"), "-1 ETH / 3"},
      {of(Op::multiply, {number("2"), number("1/3")}), "2 * (1 / 3)"},
      {duration(values::hours(6)), "6h"},
      {{.op = Op::time, .number = values::Rational(1'769'817'600'000)}, "2026-01-31T00:00Z"},
      {truth(1), "true"},
      {truth(0), "false"},
  };
  for (const auto& [expression, expected] : table)
    EXPECT_EQ(to_text(expression), expected);
}

TEST(ExpressionText, EndsOnEveryShapeAPlanMayHold) {
  EXPECT_EQ(to_text(of(Op::negate)), "-");
  EXPECT_EQ(to_text(of(Op::not_)), "not ");
  EXPECT_EQ(to_text(of(Op::add)), "");
  EXPECT_EQ(to_text(named(Op::at_par, "ETH")), " at par");
  EXPECT_EQ(to_text({.op = Op::duration, .number = ratio("-1/2")}), "-1/2ms");
  EXPECT_EQ(to_text({.op = Op::time, .number = ratio("-3")}), "-3ms");
  Expression deep = truth(1);
  for (std::size_t i = 0; i < 2 * expression_depth_max; ++i)
    deep = of(Op::not_, {deep});
  EXPECT_NE(to_text(deep).find("..."), std::string::npos);
}

// --- round trip: a parser of the language's expression rules, as the grammar's page has them
// -----------------------

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Expression parse() {
    Expression e = disjunction();
    EXPECT_EQ(rest_, "");
    return e;
  }

 private:
  Expression disjunction() {
    return chain({{" or ", Op::any_of}}, [this] { return conjunction(); });
  }
  Expression conjunction() {
    return chain({{" and ", Op::all_of}}, [this] { return negation(); });
  }
  Expression negation() { return took("not ") ? of(Op::not_, {comparison()}) : comparison(); }
  Expression comparison() {
    Expression left = sum();
    for (const auto& [sign, op] :
         std::vector<std::pair<std::string_view, Op>>{{" <= ", Op::less_or_equal},
                                                      {" >= ", Op::greater_or_equal},
                                                      {" == ", Op::equal},
                                                      {" != ", Op::not_equal},
                                                      {" < ", Op::less},
                                                      {" > ", Op::greater}}) {
      if (took(sign)) return of(op, {left, sum()});
    }
    return left;
  }
  Expression sum() {
    return chain({{" + ", Op::add}, {" - ", Op::subtract}}, [this] { return product(); });
  }
  Expression product() {
    return chain({{" * ", Op::multiply}, {" / ", Op::divide}}, [this] { return share(); });
  }
  Expression share() {
    Expression part = unary();
    return took(" of ") ? of(Op::multiply, {part, share()}) : part;
  }
  Expression unary() { return took("-") ? of(Op::negate, {valued()}) : valued(); }
  Expression valued() {
    Expression inner = primary();
    return took(" at par") ? named(Op::at_par, "ETH", {inner}) : inner;
  }
  Expression primary() {
    if (took("(")) {
      Expression inner = disjunction();
      EXPECT_TRUE(took(")")) << rest_;
      return inner;
    }
    std::size_t end = 0;
    while (end < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[end])) != 0))
      ++end;
    const std::string word(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (std::isdigit(static_cast<unsigned char>(word[0])) == 0) return name(word);
    return took("%") ? number(values::to_fraction(*values::divide(ratio(word), ratio("100"))))
                     : number(word);
  }

  template <class Next>
  Expression chain(std::vector<std::pair<std::string_view, Op>> signs, Next next) {
    Expression left = next();
    for (bool more = true; more;) {
      more = false;
      for (const auto& [sign, op] : signs) {
        if (!took(sign)) continue;
        left = of(op, {left, next()});
        more = true;
      }
    }
    return left;
  }

  bool took(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view rest_;
};

// Trees of the shape a parser makes: operators of two operands.
Expression draw_tree(int depth) {
  const auto arg = [&] { return draw_tree(depth - 1); };
  switch (depth > 0 ? *rc::gen::inRange(0, 8) : 0) {
    case 0: return name(std::string(1, static_cast<char>('a' + *rc::gen::inRange(0, 5))));
    case 1: return number(std::to_string(*rc::gen::inRange(0, 100)));
    case 2:
      return number(
          values::to_fraction(*values::Rational::fraction(*rc::gen::inRange(1, 100), 100)));
    case 3: return of(*rc::gen::element(Op::negate, Op::not_), {arg()});
    case 4: return named(Op::at_par, "ETH", {arg()});
    case 5: return of(*rc::gen::element(Op::all_of, Op::any_of), {arg(), arg()});
    case 6: return of(*rc::gen::element(Op::less, Op::equal, Op::greater_or_equal), {arg(), arg()});
    default:
      return of(*rc::gen::element(Op::add, Op::subtract, Op::multiply, Op::divide), {arg(), arg()});
  }
}

RC_GTEST_PROP(ExpressionText, ParsesBackToTheSameTree, ()) {
  const Expression e = *rc::gen::exec([] { return draw_tree(5); });
  RC_ASSERT(Parser(to_text(e)).parse() == e);
}

// Taking any pair of parentheses away changes the meaning.
RC_GTEST_PROP(ExpressionText, HasNoIdleParentheses, ()) {
  const Expression e = *rc::gen::exec([] { return draw_tree(4); });
  const std::string text = to_text(e);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') open.push_back(i);
    if (text[i] != ')') continue;
    std::string without = text;
    without.erase(i, 1).erase(open.back(), 1);
    open.pop_back();
    testing::TestPartResultArray failures;
    {
      testing::ScopedFakeTestPartResultReporter quiet(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
      const bool same = Parser(without).parse() == e;
      RC_ASSERT(failures.size() > 0 || !same);
    }
  }
}

TEST(OpNames, LeadBackToTheirOperation) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(Op::not_); ++i) {
    const auto op = static_cast<Op>(i);
    ASSERT_FALSE(to_text(op).empty()) << int{i};
    EXPECT_EQ(op_from_text(to_text(op)), op);
  }
  EXPECT_EQ(op_from_text("=<"), std::nullopt);
  EXPECT_EQ(op_from_text(""), std::nullopt);
}

}  // namespace
}  // namespace dealwright::tests
