// The evaluator: exact arithmetic, truth tables with what is unavailable, and totality on whatever
// a plan may hold.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/plan/expression.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/plan_generator.hpp"

namespace dealwright::tests {
namespace {

using namespace plan;

// Knows some parameters; everything else is unavailable. Counts what it is asked.
class World final : public Surroundings {
 public:
  [[nodiscard]] Value look_up(const Expression& asked,
                              const std::vector<Value>& args) const override {
    ++asked_;
    if (asked.name == "half") return ratio("1/2");
    if (asked.name == "yes") return true;
    if (asked.name == "word") return std::string("word");
    if (asked.name == "first" && !args.empty()) return args[0];
    return Unavailable{"`" + asked.name + "` is not known"};
  }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  mutable int asked_ = 0;
};

Value value_of(const Expression& e) { return evaluate(e, World()); }
Expression unknown() { return named(Op::param, "nothing"); }
bool is_unavailable(const Value& value) { return std::holds_alternative<Unavailable>(value); }
std::string why(const Expression& e) {
  const Value value = value_of(e);
  const auto* missing = std::get_if<Unavailable>(&value);
  return missing == nullptr ? "" : missing->why;
}

TEST(Evaluate, LiteralsAreTheirValues) {
  EXPECT_EQ(value_of(number("3/10")), Value(ratio("3/10")));
  EXPECT_EQ(value_of(truth(1)), Value(true));
  EXPECT_EQ(value_of(truth(0)), Value(false));
  EXPECT_EQ(value_of(text("a")), Value(std::string("a")));
  EXPECT_EQ(value_of(named(Op::asset, "ETH")), Value(std::string("ETH")));
  EXPECT_EQ(value_of(duration(values::seconds(2))), Value(ratio("2000")));
  EXPECT_EQ(value_of({.op = Op::time, .number = ratio("5")}), Value(ratio("5")));
}

TEST(Evaluate, ArithmeticIsExact) {
  EXPECT_EQ(value_of(of(Op::add, {number("1/3"), number("1/6")})), Value(ratio("1/2")));
  EXPECT_EQ(value_of(of(Op::add, {number("1/10"), number("1/5"), number("3/10")})),
            Value(ratio("3/5")));
  EXPECT_EQ(value_of(of(Op::subtract, {number("1/3"), number("1")})), Value(ratio("-2/3")));
  EXPECT_EQ(value_of(of(Op::multiply, {number("2/3"), number("3/4"), number("2")})),
            Value(ratio("1")));
  EXPECT_EQ(value_of(of(Op::divide, {number("1"), number("3")})), Value(ratio("1/3")));
  EXPECT_EQ(value_of(of(Op::negate, {number("1/3")})), Value(ratio("-1/3")));
}

TEST(Evaluate, DivisionByZeroIsUnavailableAndSaysSo) {
  EXPECT_EQ(why(of(Op::divide, {named(Op::param, "half"), number("0")})),
            "`half / 0`: " + std::string(values::describe(values::NumberError::division_by_zero)));
}

TEST(Evaluate, OverflowIsUnavailableAndSaysSo) {
  Expression e = number("1000000000000000000");
  for (int i = 0; i < 4; ++i)
    e = of(Op::multiply, {e, e});
  EXPECT_NE(why(e).find(values::describe(values::NumberError::overflow)), std::string::npos);
}

TEST(Evaluate, ComparesNumbersInEveryWay) {
  const Expression one = number("1/3");
  const Expression two = number("2/3");
  const std::vector<std::tuple<Op, bool, bool, bool>> table{
      {Op::equal, false, true, false},   {Op::not_equal, true, false, true},
      {Op::less, true, false, false},    {Op::less_or_equal, true, true, false},
      {Op::greater, false, false, true}, {Op::greater_or_equal, false, true, true},
  };
  for (const auto& [op, below, same, above] : table) {
    EXPECT_EQ(value_of(of(op, {one, two})), Value(below)) << to_text(op);
    EXPECT_EQ(value_of(of(op, {one, one})), Value(same)) << to_text(op);
    EXPECT_EQ(value_of(of(op, {two, one})), Value(above)) << to_text(op);
  }
}

TEST(Evaluate, TruthAndTextAreEqualOrNotButHaveNoOrder) {
  EXPECT_EQ(value_of(of(Op::equal, {truth(1), truth(1)})), Value(true));
  EXPECT_EQ(value_of(of(Op::not_equal, {truth(1), truth(0)})), Value(true));
  EXPECT_EQ(value_of(of(Op::equal, {text("a"), named(Op::param, "word")})), Value(false));
  EXPECT_EQ(value_of(of(Op::not_equal, {text("a"), text("a")})), Value(false));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::less, {truth(0), truth(1)}))));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::greater, {text("b"), text("a")}))));
}

TEST(Evaluate, KindsDoNotMix) {
  EXPECT_TRUE(is_unavailable(value_of(of(Op::equal, {truth(1), number("1")}))));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::add, {truth(1), number("1")}))));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::negate, {text("a")}))));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::not_, {number("1")}))));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::all_of, {number("1")}))));
}

// true, false, unavailable in every pair: the first operand that decides or is unavailable is the
// answer.
TEST(Evaluate, AndOrLookInOrder) {
  const Expression yes = truth(1);
  const Expression no = truth(0);
  const Expression maybe = unknown();
  const auto both = [](const Expression& a, const Expression& b) {
    return value_of(of(Op::all_of, {a, b}));
  };
  const auto either = [](const Expression& a, const Expression& b) {
    return value_of(of(Op::any_of, {a, b}));
  };
  EXPECT_EQ(both(yes, yes), Value(true));
  EXPECT_EQ(both(yes, no), Value(false));
  EXPECT_TRUE(is_unavailable(both(yes, maybe)));
  EXPECT_EQ(both(no, yes), Value(false));
  EXPECT_EQ(both(no, no), Value(false));
  EXPECT_EQ(both(no, maybe), Value(false));
  EXPECT_TRUE(is_unavailable(both(maybe, yes)));
  EXPECT_TRUE(is_unavailable(both(maybe, no)));
  EXPECT_TRUE(is_unavailable(both(maybe, maybe)));
  EXPECT_EQ(either(yes, yes), Value(true));
  EXPECT_EQ(either(yes, no), Value(true));
  EXPECT_EQ(either(yes, maybe), Value(true));
  EXPECT_EQ(either(no, yes), Value(true));
  EXPECT_EQ(either(no, no), Value(false));
  EXPECT_TRUE(is_unavailable(either(no, maybe)));
  EXPECT_TRUE(is_unavailable(either(maybe, yes)));
  EXPECT_TRUE(is_unavailable(either(maybe, no)));
  EXPECT_TRUE(is_unavailable(either(maybe, maybe)));
}

TEST(Evaluate, NotTurnsTruthAroundAndKeepsUnavailable) {
  EXPECT_EQ(value_of(of(Op::not_, {truth(1)})), Value(false));
  EXPECT_EQ(value_of(of(Op::not_, {truth(0)})), Value(true));
  EXPECT_TRUE(is_unavailable(value_of(of(Op::not_, {unknown()}))));
}

TEST(Evaluate, UnavailableSpreadsWithItsReason) {
  const std::string reason = "`nothing` is not known";
  for (const Op op : {Op::add, Op::subtract, Op::multiply, Op::divide, Op::equal, Op::less,
                      Op::greater_or_equal}) {
    EXPECT_EQ(why(of(op, {unknown(), number("1")})), reason) << to_text(op);
    EXPECT_EQ(why(of(op, {number("1"), unknown()})), reason) << to_text(op);
  }
  EXPECT_EQ(why(of(Op::negate, {unknown()})), reason);
  EXPECT_EQ(why(named(Op::query, "first", {unknown()})), reason);
}

TEST(Evaluate, AsksTheSurroundingsWithEvaluatedArguments) {
  EXPECT_EQ(
      value_of(named(Op::query, "first", {of(Op::add, {number("1"), named(Op::param, "half")})})),
      Value(ratio("3/2")));
}

TEST(Evaluate, DoesNotAskForWhatCannotMatter) {
  const World world;
  EXPECT_EQ(evaluate(of(Op::all_of, {truth(0), named(Op::param, "yes")}), world), Value(false));
  EXPECT_EQ(evaluate(of(Op::any_of, {truth(1), named(Op::param, "yes")}), world), Value(true));
  EXPECT_TRUE(is_unavailable(
      evaluate(named(Op::query, "first", {named(Op::query, "first"), number("1")}), world)));
  EXPECT_EQ(world.asked(), 1);
}

TEST(Evaluate, WrongNumbersOfOperandsAreUnavailable) {
  for (const Op op : {Op::subtract, Op::divide, Op::equal, Op::less, Op::negate, Op::not_, Op::add,
                      Op::multiply}) {
    EXPECT_TRUE(is_unavailable(value_of(of(op)))) << to_text(op);
  }
  for (const Op op : {Op::subtract, Op::divide, Op::equal, Op::negate, Op::not_}) {
    EXPECT_TRUE(is_unavailable(value_of(of(op, {number("1"), number("1"), number("1")}))))
        << to_text(op);
  }
}

TEST(Evaluate, NestsAsDeepAsTheLimitAndNoDeeper) {
  Expression e = number("1");
  for (std::size_t depth = 1; depth < expression_depth_max; ++depth)
    e = of(Op::negate, {e});
  EXPECT_FALSE(is_unavailable(value_of(e)));
  e = of(Op::negate, {e});
  EXPECT_EQ(why(e), "the expression nests too deeply");
}

RC_GTEST_PROP(Evaluate, EndsWithAValueWhateverThePlanHolds, ()) {
  const Plan plan = *any_plan();
  const Expression e = *any_expression(plan, 4);
  const Value first = evaluate(e, World());
  RC_ASSERT(first == evaluate(e, World()));
}

RC_GTEST_PROP(Evaluate, ComparisonsAgreeWithEachOther, ()) {
  const Expression a{.op = Op::number, .number = *any_ratio()};
  const Expression b{.op = Op::number, .number = *any_ratio()};
  const auto holds = [&](Op op) { return std::get<bool>(value_of(of(op, {a, b}))); };
  RC_ASSERT(holds(Op::less) != holds(Op::greater_or_equal));
  RC_ASSERT(holds(Op::greater) != holds(Op::less_or_equal));
  RC_ASSERT(holds(Op::equal) != holds(Op::not_equal));
  RC_ASSERT(holds(Op::equal) == (holds(Op::less_or_equal) && holds(Op::greater_or_equal)));
}

TEST(Walk, VisitsTheOuterFirst) {
  std::string order;
  walk(of(Op::all_of, {of(Op::not_, {truth(1)}), truth(0)}),
       [&](const Expression& e) { order += std::string(to_text(e.op)) + " "; });
  EXPECT_EQ(order, "and not truth truth ");
}

}  // namespace
}  // namespace dealwright::tests
