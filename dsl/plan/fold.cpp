// Folding and the comparison of folded conditions.
#include "dsl/plan/fold.hpp"

#include <algorithm>
#include <utility>

#include "dsl/plan/arity.hpp"
#include "dsl/plan/fields.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;

class NothingKnown final : public Surroundings {
 public:
  [[nodiscard]] Value look_up(const Expression&, const std::vector<Value>&) const override {
    return Unavailable{"not a constant"};
  }
};

bool is_constant(const Expression& e) {
  return (is_literal(e.op) || e.op == Op::text) && e.args.empty();
}

// Whether an operation says nothing but its operands. A plan from outside may hold more; what is
// not understood is not judged, so that it shows as changed.
bool is_only_operands(const Expression& e) { return e.name.empty() && e.number.is_zero(); }

// The unit that a sum, difference or multiple has: that of its first operand with one.
std::string unit_of(const Expression& e) {
  for (const Expression& arg : e.args) {
    if (!arg.name.empty()) return arg.name;
  }
  return {};
}

Expression number(const Rational& value, std::string unit = {}) {
  return {.op = Op::number, .number = value, .name = std::move(unit)};
}

// A number, or a constant multiple of something that is not constant: 25% of nav.
struct Multiple {
  Rational factor{1};
  Op kind = Op::number;  // of a literal: a duration is not a number
  std::string unit;
  std::optional<Expression> rest;
};

Multiple as_multiple(const Expression& e) {
  if (is_constant(e) && e.op != Op::text) return {.factor = e.number, .kind = e.op, .unit = e.name};
  if (e.op == Op::divide && is_only_operands(e) && e.args.size() == 2 && is_constant(e.args[1])) {
    if (const auto inverse = values::divide(Rational(1), e.args[1].number)) {
      Multiple above = as_multiple(e.args[0]);
      if (const auto factor = values::multiply(above.factor, *inverse)) {
        above.factor = *factor;
        return above;
      }
    }
  }
  if (e.op == Op::multiply && is_only_operands(e)) {
    Multiple product;
    std::vector<Expression> others;
    for (const Expression& arg : e.args) {
      const auto factor = is_constant(arg) ? values::multiply(product.factor, arg.number)
                                           : std::unexpected(values::NumberError::malformed);
      if (factor) {
        product.factor = *factor;
      } else {
        others.push_back(arg);
      }
    }
    if (others.size() == 1) {
      product.rest = std::move(others.front());
    } else {
      product.rest = Expression{.op = Op::multiply, .args = std::move(others)};
    }
    return product;
  }
  return {.rest = e};
}

struct Condition {
  Expression quantity;
  Op op = Op::equal;
  Expression bound;
};

Op turned_around(Op op) {
  if (op == Op::less) return Op::greater;
  if (op == Op::less_or_equal) return Op::greater_or_equal;
  if (op == Op::greater) return Op::less;
  if (op == Op::greater_or_equal) return Op::less_or_equal;
  return op;
}

// `30% >= ltv` is `ltv <= 30%`.
std::optional<Condition> as_condition(const Expression& e) {
  if (!is_comparison(e.op) || e.args.size() != 2 || !is_only_operands(e)) return std::nullopt;
  if (is_constant(e.args[0]) && !is_constant(e.args[1])) {
    return Condition{e.args[1], turned_around(e.op), e.args[0]};
  }
  return Condition{e.args[0], e.op, e.args[1]};
}

bool is_upper(Op op) { return op == Op::less || op == Op::less_or_equal; }
bool is_lower(Op op) { return op == Op::greater || op == Op::greater_or_equal; }

bool same_direction(Op a, Op b) {
  return a == b || (is_upper(a) && is_upper(b)) || (is_lower(a) && is_lower(b));
}

}  // namespace

Folder::Folder(const Plan& plan) {
  // In the plan's order, so a parameter can speak only of those before it and nothing runs in a
  // circle.
  for (const Param& param : plan.params) {
    Expression value = fold(param.value);
    if (is_constant(value)) params_.insert_or_assign(param.name, std::move(value));
  }
}

Expression Folder::fold(const Expression& expression) const {
  if (expression.op == Op::param && expression.args.empty() && expression.number.is_zero()) {
    const auto known = params_.find(expression.name);
    return known == params_.end() ? expression : known->second;
  }
  Expression folded = expression;
  for (Expression& arg : folded.args)
    arg = fold(arg);
  const bool computes = expression.op >= Op::add && is_only_operands(expression);
  if (!computes || !std::all_of(folded.args.begin(), folded.args.end(), is_constant)) return folded;
  const Value value = evaluate(folded, NothingKnown());
  if (const auto* result = std::get_if<Rational>(&value)) return number(*result, unit_of(folded));
  if (const auto* truth = std::get_if<bool>(&value)) {
    return {.op = Op::truth, .number = Rational(*truth ? 1 : 0)};
  }
  return folded;
}

std::optional<std::strong_ordering> compare_numbers(const Expression& before,
                                                    const Expression& after) {
  if (before == after) return std::strong_ordering::equal;
  const Multiple a = as_multiple(before);
  const Multiple b = as_multiple(after);
  // What a bound is a multiple of (nav, an amount, a price) is not below 0, so the factors decide.
  if (a.rest != b.rest || a.kind != b.kind || a.unit != b.unit) return std::nullopt;
  return b.factor <=> a.factor;
}

bool same_subject(const Expression& before, const Expression& after) {
  const auto a = as_condition(before);
  const auto b = as_condition(after);
  return a && b && a->quantity == b->quantity && same_direction(a->op, b->op);
}

Reach compare_conditions(const Expression& before, const Expression& after) {
  if (before == after) return Reach::same;
  if (!same_subject(before, after)) return Reach::unclear;
  const Condition a = *as_condition(before);
  const Condition b = *as_condition(after);
  const auto order = compare_numbers(a.bound, b.bound);
  if (!order) return Reach::unclear;
  if (*order == 0) {
    if (a.op == b.op) return Reach::same;
    return b.op == Op::less_or_equal || b.op == Op::greater_or_equal ? Reach::wider
                                                                     : Reach::narrower;
  }
  if (!is_upper(b.op) && !is_lower(b.op)) return Reach::unclear;
  return (*order > 0) == is_upper(b.op) ? Reach::wider : Reach::narrower;
}

}  // namespace dealwright::plan
