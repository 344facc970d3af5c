// The one evaluator of plan expressions. Input: an expression and the surroundings that answer for
// names and quantities. Output: a value, or why there is none. It is total: whatever a plan from
// outside holds, it ends with a value.
#include "dsl/plan/expression.hpp"

#include <expected>
#include <utility>

namespace dealwright::plan {
namespace {

using values::Number;
using values::Rational;

Value evaluate_at(const Expression& e, const Surroundings& surroundings, std::size_t depth);

Unavailable because(const Expression& e, std::string_view why) {
  return {"`" + to_text(e) + "`: " + std::string(why)};
}

Value of_number(const Expression& e, const Number<Rational>& number) {
  if (number) return *number;
  return because(e, values::describe(number.error()));
}

// Arithmetic of two operands; sums and products of more run from left to right.
Number<Rational> combine(Op op, const Rational& a, const Rational& b) {
  if (op == Op::add) return values::add(a, b);
  if (op == Op::subtract) return values::subtract(a, b);
  if (op == Op::multiply) return values::multiply(a, b);
  return values::divide(a, b);
}

Value evaluate_arithmetic(const Expression& e, const Surroundings& surroundings,
                          std::size_t depth) {
  std::optional<Rational> sum;
  for (const Expression& arg : e.args) {
    const Value value = evaluate_at(arg, surroundings, depth + 1);
    if (const auto* missing = std::get_if<Unavailable>(&value)) return *missing;
    const auto* number = std::get_if<Rational>(&value);
    if (number == nullptr) return because(arg, "not a number");
    if (!sum) {
      sum = *number;
      continue;
    }
    const auto next = combine(e.op, *sum, *number);
    if (!next) return of_number(e, next);
    sum = *next;
  }
  if (!sum) return because(e, "no operands");
  return *sum;
}

bool holds(Op op, std::strong_ordering order) {
  if (op == Op::equal) return order == 0;
  if (op == Op::not_equal) return order != 0;
  if (op == Op::less) return order < 0;
  if (op == Op::less_or_equal) return order <= 0;
  if (op == Op::greater) return order > 0;
  return order >= 0;
}

Value evaluate_comparison(const Expression& e, const Surroundings& surroundings,
                          std::size_t depth) {
  if (e.args.size() != 2) return because(e, "two operands are needed");
  const Value left = evaluate_at(e.args[0], surroundings, depth + 1);
  if (std::holds_alternative<Unavailable>(left)) return left;
  const Value right = evaluate_at(e.args[1], surroundings, depth + 1);
  if (std::holds_alternative<Unavailable>(right)) return right;
  if (left.index() != right.index()) return because(e, "operands of different kinds");
  if (const auto* a = std::get_if<Rational>(&left)) {
    return holds(e.op, *a <=> std::get<Rational>(right));
  }
  // Truth and text are equal or not; they have no order.
  if (e.op == Op::equal) return left == right;
  if (e.op == Op::not_equal) return left != right;
  return because(e, "only numbers have an order");
}

// `and` and `or` look at their operands in order and stop at the first that decides; the first that
// is unavailable decides too, so that the answer never depends on what the author wrote after it.
Value evaluate_logic(const Expression& e, const Surroundings& surroundings, std::size_t depth) {
  const bool deciding = e.op == Op::any_of;
  for (const Expression& arg : e.args) {
    const Value value = evaluate_at(arg, surroundings, depth + 1);
    if (std::holds_alternative<Unavailable>(value)) return value;
    const auto* truth = std::get_if<bool>(&value);
    if (truth == nullptr) return because(arg, "not true or false");
    if (*truth == deciding) return deciding;
  }
  return !deciding;
}

Value evaluate_not(const Expression& e, const Surroundings& surroundings, std::size_t depth) {
  if (e.args.size() != 1) return because(e, "one operand is needed");
  const Value value = evaluate_at(e.args[0], surroundings, depth + 1);
  if (std::holds_alternative<Unavailable>(value)) return value;
  const auto* truth = std::get_if<bool>(&value);
  if (truth == nullptr) return because(e.args[0], "not true or false");
  return !*truth;
}

Value evaluate_negation(const Expression& e, const Surroundings& surroundings, std::size_t depth) {
  if (e.args.size() != 1) return because(e, "one operand is needed");
  const Value value = evaluate_at(e.args[0], surroundings, depth + 1);
  if (std::holds_alternative<Unavailable>(value)) return value;
  const auto* number = std::get_if<Rational>(&value);
  if (number == nullptr) return because(e.args[0], "not a number");
  return values::negate(*number);
}

Value ask(const Expression& e, const Surroundings& surroundings, std::size_t depth) {
  std::vector<Value> args;
  args.reserve(e.args.size());
  for (const Expression& arg : e.args) {
    args.push_back(evaluate_at(arg, surroundings, depth + 1));
    if (std::holds_alternative<Unavailable>(args.back())) return args.back();
  }
  return surroundings.look_up(e, args);
}

Value evaluate_at(const Expression& e, const Surroundings& surroundings, std::size_t depth) {
  if (depth >= expression_depth_max) return Unavailable{"the expression nests too deeply"};
  switch (e.op) {
    case Op::number:
    case Op::duration:
    case Op::time: return e.number;
    case Op::truth: return !e.number.is_zero();
    case Op::text:
    case Op::asset: return e.name;
    case Op::param:
    case Op::bucket:
    case Op::holding:
    case Op::position:
    case Op::rung:
    case Op::local:
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::ltv:
    case Op::ltv_of:
    case Op::exposure:
    case Op::health:
    case Op::price:
    case Op::volatility:
    case Op::cost:
    case Op::value:
    case Op::at_par:
    case Op::at_cost:
    case Op::at_market:
    case Op::flash_owed:
    case Op::query:
    case Op::setting:
    case Op::state:
    case Op::primitive: return ask(e, surroundings, depth);
    case Op::add:
    case Op::multiply: return evaluate_arithmetic(e, surroundings, depth);
    case Op::subtract:
    case Op::divide:
      if (e.args.size() != 2) return because(e, "two operands are needed");
      return evaluate_arithmetic(e, surroundings, depth);
    case Op::negate: return evaluate_negation(e, surroundings, depth);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal: return evaluate_comparison(e, surroundings, depth);
    case Op::all_of:
    case Op::any_of: return evaluate_logic(e, surroundings, depth);
    case Op::not_: return evaluate_not(e, surroundings, depth);
  }
  return Unavailable{"not an operation"};
}

}  // namespace

Value evaluate(const Expression& expression, const Surroundings& surroundings) {
  return evaluate_at(expression, surroundings, 0);
}

void walk(const Expression& expression, const std::function<void(const Expression&)>& visit) {
  visit(expression);
  for (const Expression& arg : expression.args)
    walk(arg, visit);
}

}  // namespace dealwright::plan
