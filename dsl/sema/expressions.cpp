// Operators and literals: where units meet. Names and calls are in expression_names.cpp.
#include "dsl/sema/expressions.hpp"

#include <utility>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Rational;
using values::Unit;

namespace {

Expression make(Op op, std::vector<Expression> args) {
  Expression expression;
  expression.op = op;
  expression.args = std::move(args);
  return expression;
}

Op comparison_of(std::string_view sign) {
  if (sign == "<=") return Op::less_or_equal;
  if (sign == ">=") return Op::greater_or_equal;
  if (sign == "<") return Op::less;
  if (sign == ">") return Op::greater;
  if (sign == "==") return Op::equal;
  return Op::not_equal;
}

class Nothing final : public plan::Surroundings {
 public:
  plan::Value look_up(const Expression&, const std::vector<plan::Value>&) const override {
    return plan::Unavailable{};
  }
};

// The operands of a chain such as a - b + c, kept flat so that a long chain is no deep tree: (a +
// c) - b.
class Terms {
 public:
  explicit Terms(Expression first) { with_.push_back(std::move(first)); }
  void add(bool with, Expression term) { (with ? with_ : against_).push_back(std::move(term)); }
  Expression joined(Op op, Op inverse) {
    Expression result = one(op, with_);
    if (against_.empty()) return result;
    return make(inverse, {std::move(result), one(op, against_)});
  }

 private:
  static Expression one(Op op, std::vector<Expression>& terms) {
    return terms.size() == 1 ? std::move(terms.front()) : make(op, std::move(terms));
  }
  std::vector<Expression> with_;
  std::vector<Expression> against_;
};

bool is_constant(const Expression& expression) {
  bool constant = true;
  plan::walk(expression, [&](const Expression& part) {
    switch (part.op) {
      case Op::number:
      case Op::truth:
      case Op::text:
      case Op::duration:
      case Op::time:
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::negate:
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_or_equal:
      case Op::greater:
      case Op::greater_or_equal:
      case Op::all_of:
      case Op::any_of:
      case Op::not_: return;
      case Op::asset:
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
      case Op::primitive: constant = false; return;
    }
  });
  return constant;
}

}  // namespace

std::optional<plan::Value> fold(const Expression& expression) {
  if (!is_constant(expression)) return std::nullopt;
  plan::Value value = plan::evaluate(expression, Nothing{});
  if (std::holds_alternative<plan::Unavailable>(value)) return std::nullopt;
  return value;
}

Checked Expressions::check(Node node, const Type* expected) {
  if (!node) return {};
  switch (node.kind()) {
    case Kind::expression: return check_logic(node, Op::any_of);
    case Kind::conjunction: return check_logic(node, Op::all_of);
    case Kind::negation: {
      Checked inner = check(node.child_at(node.child_count() - 1));
      if (inner.type.is(TypeKind::unknown)) return inner;
      if (!inner.type.is(TypeKind::truth)) {
        Report(found_, Code::wrong_type, node)
            .says("`not` needs a condition, this is " + in_words(inner.type));
        return {};
      }
      return {Type::of(TypeKind::truth), make(Op::not_, {std::move(inner.value)}), false,
              inner.constant};
    }
    case Kind::comparison: return check_comparison(node);
    case Kind::money:
    case Kind::sum: return check_sum(node, expected);
    case Kind::product: return check_product(node);
    case Kind::share: return check_share(node, expected);
    case Kind::unary: {
      Checked inner = check(node.child_at(node.child_count() - 1), expected);
      if (inner.type.is(TypeKind::unknown) || inner.type.is(TypeKind::raw)) return inner;
      if (!inner.type.is(TypeKind::number) && !inner.type.is(TypeKind::duration)) {
        Report(found_, Code::wrong_type, node)
            .says("only a number can be negated, this is " + in_words(inner.type));
        return {};
      }
      inner.value = make(Op::negate, {std::move(inner.value)});
      return inner;
    }
    case Kind::valued: return check_valued(node);
    case Kind::parens: return check(node.first_child(), expected);
    case Kind::quantity: {
      Checked checked = check_quantity(node);
      if (expected != nullptr) adopt_unit(checked, *expected, node);
      return checked;
    }
    case Kind::ratio: return check_ratio(node);
    case Kind::duration: {
      Expression expression;
      expression.op = Op::duration;
      expression.number = Rational(duration(node).milliseconds);
      return {Type::of(TypeKind::duration), std::move(expression), false, true};
    }
    case Kind::time: return check_time(node);
    case Kind::truth: {
      Expression expression;
      expression.op = Op::truth;
      expression.number = Rational(node.text() == "true" ? 1 : 0);
      return {Type::of(TypeKind::truth), std::move(expression), false, true};
    }
    case Kind::text: {
      Expression expression;
      expression.op = Op::text;
      expression.name = text_of(node);
      return {Type::of(TypeKind::text), std::move(expression), false, true};
    }
    case Kind::address: {
      Expression expression;
      expression.op = Op::text;
      expression.name = std::string(node.text());
      return {Type::of(TypeKind::address), std::move(expression), false, true};
    }
    case Kind::draw:
    case Kind::draw_all:
    case Kind::draw_up_to:
      Report(found_, Code::wrong_type, node)
          .says("this takes money out of a bucket; here only an amount can stand")
          .help("leave out `from …`, or move it into an action's arguments");
      return {};
    case Kind::postfix: return check_postfix(node);
    case Kind::name:
    case Kind::asset_name: return check_name(node);
    case Kind::argument: return check(argument_value(node), expected);
    default: return {};  // no expression: broken text, reported by the parser
  }
}

Expression Expressions::condition(Node node) {
  Checked checked = check(node);
  if (checked.type.is(TypeKind::unknown) || checked.type.is(TypeKind::truth)) {
    if (checked.type.is(TypeKind::truth)) {
      if (auto folded = fold(checked.value); folded && node.kind() != Kind::truth) {
        if (const bool* always = std::get_if<bool>(&*folded)) {
          Report(found_, Code::never_true, node)
              .says(std::string("this condition is always ") + (*always ? "true" : "false"))
              .help("compare with something that can change, or remove it");
        }
      }
    }
    return std::move(checked.value);
  }
  Report(found_, Code::wrong_type, node)
      .says("a condition is needed here, this is " + in_words(checked.type))
      .help("compare it with something: `" + std::string(node.text()) + " >= …`");
  return {};
}

Checked Expressions::of_type(Node node, const Type& expected, std::string_view what) {
  Checked checked = check(node, &expected);
  if (checked.type.is(TypeKind::unknown) || expected.is(TypeKind::unknown)) {
    checked.type = Type::unknown();
    return checked;
  }
  adopt_unit(checked, expected, node);
  if (checked.type.is(TypeKind::unknown) || checked.type == expected ||
      checked.type.is(TypeKind::raw))
    return checked;
  const bool both_numbers = checked.type.is(TypeKind::number) && expected.is(TypeKind::number);
  Report(found_, both_numbers ? Code::units_differ : Code::wrong_type, node)
      .says(std::string(what) + " is " + in_words(expected) + ", this is " +
            in_words(checked.type));
  return {};
}

std::optional<Rational> Expressions::constant(Node node, const Type& expected,
                                              std::string_view what) {
  Checked checked = of_type(node, expected, what);
  if (checked.type.is(TypeKind::unknown)) return std::nullopt;
  if (!checked.constant) {
    Report(found_, Code::not_constant, node)
        .says(std::string(what) + " must be a fixed number, this can change");
    return std::nullopt;
  }
  auto value = fold(checked.value);
  if (!value || !std::holds_alternative<Rational>(*value)) {
    Report(found_, Code::number_too_large, node)
        .says(std::string(what) + " cannot be computed exactly");
    return std::nullopt;
  }
  return std::get<Rational>(*value);
}

Checked Expressions::check_logic(Node node, Op op) {
  std::vector<Expression> args;
  bool constant = true;
  bool broken = false;
  for (Node part : node.children()) {
    Checked checked = check(part);
    if (checked.type.is(TypeKind::unknown)) {
      broken = true;
    } else if (!checked.type.is(TypeKind::truth)) {
      Report(found_, Code::wrong_type, part)
          .says(std::string("`") + (op == Op::all_of ? "and" : "or") +
                "` joins conditions, this is " + in_words(checked.type));
      broken = true;
    }
    constant = constant && checked.constant;
    args.push_back(std::move(checked.value));
  }
  if (broken) return {};
  return {Type::of(TypeKind::truth), make(op, std::move(args)), false, constant};
}

Checked Expressions::check_comparison(Node node) {
  Node left_node = node.child_at(0);
  Node sign_node = node.child(Kind::compare_sign);
  Node right_node = node.child_at(2);
  Checked left = check(left_node);
  Checked right = check(right_node);
  if (left.type.is(TypeKind::unknown) || right.type.is(TypeKind::unknown) || !right_node) return {};

  // A bare number takes the unit of a price on the other side; an amount must say its asset.
  const auto is_rate = [](const Type& type) {
    return type.is(TypeKind::number) && !type.unit.is_plain() && type.unit.asset().empty();
  };
  if (left.bare && is_rate(right.type)) adopt_unit(left, right.type, left_node);
  if (right.bare && is_rate(left.type)) adopt_unit(right, left.type, right_node);
  // A bucket compared with an amount of A is its balance of A.
  const auto as_balance = [](Checked& bucket, const Type& other) {
    if (!bucket.type.is(TypeKind::bucket) || !other.is(TypeKind::number) ||
        other.unit.asset().empty() || other.unit.asset() == values::usd)
      return;
    Expression asset;
    asset.op = Op::asset;
    asset.name = std::string(other.unit.asset());
    bucket.value.args = {std::move(asset)};
    bucket.type = other;
  };
  as_balance(left, right.type);
  as_balance(right, left.type);

  const Op op = comparison_of(sign_node.text());
  const bool equality = op == Op::equal || op == Op::not_equal;
  if (left.type.is(TypeKind::raw) || right.type.is(TypeKind::raw)) {
    return {Type::of(TypeKind::truth), make(op, {std::move(left.value), std::move(right.value)}),
            false, false};
  }
  if (left.type != right.type) {
    const bool units = left.type.is(TypeKind::number) && right.type.is(TypeKind::number);
    Report report(found_, units ? Code::units_differ : Code::wrong_type, node);
    report.says(in_words(left.type) + " and " + in_words(right.type) + " cannot be compared")
        .also(place_of(right_node), in_words(right.type));
    if (units && !left.type.unit.asset().empty() && !right.type.unit.asset().empty()) {
      report.help("compare their values: `value(" + std::string(left_node.text()) + ") " +
                  std::string(sign_node.text()) + " value(" + std::string(right_node.text()) +
                  ")`");
    } else if (units && (left.bare || right.bare)) {
      const Checked& with_unit = left.bare ? right : left;
      report.help("write the unit: `" + std::string((left.bare ? left_node : right_node).text()) +
                  " " + to_text(with_unit.type) + "`");
    }
    return {};
  }
  const bool ordered = left.type.is(TypeKind::number) || left.type.is(TypeKind::duration) ||
                       left.type.is(TypeKind::time);
  if (!ordered && !(equality && (left.type.is(TypeKind::truth) || left.type.is(TypeKind::text)))) {
    Report(found_, Code::wrong_type, node)
        .says(in_words(left.type) + " cannot be compared with `" + std::string(sign_node.text()) +
              "`");
    return {};
  }
  return {Type::of(TypeKind::truth), make(op, {std::move(left.value), std::move(right.value)}),
          false, left.constant && right.constant};
}

Checked Expressions::check_sum(Node node, const Type* expected) {
  Checked total = check(node.first_child(), expected);
  Node sign;
  const Node first = node.first_child();
  Terms terms(std::move(total.value));
  for (Node part : node.children()) {
    if (part == first) continue;
    if (part.is(Kind::sum_sign)) {
      sign = part;
      continue;
    }
    Checked next = check(part, expected);
    if (total.type.is(TypeKind::unknown) || next.type.is(TypeKind::unknown)) {
      total = {};
      continue;
    }
    const bool plus = sign.text() == "+";
    Type type = total.type;
    bool fits = total.type == next.type &&
                (total.type.is(TypeKind::number) || total.type.is(TypeKind::duration));
    if (total.type.is(TypeKind::raw) || next.type.is(TypeKind::raw)) {
      type = Type::of(TypeKind::raw);
      fits = true;
    } else if (total.type.is(TypeKind::time) && next.type.is(TypeKind::duration)) {
      fits = true;
    } else if (!plus && total.type.is(TypeKind::time) && next.type.is(TypeKind::time)) {
      type = Type::of(TypeKind::duration);
      fits = true;
    }
    if (!fits) {
      const bool units = total.type.is(TypeKind::number) && next.type.is(TypeKind::number);
      Report report(found_, units ? Code::units_differ : Code::wrong_type, node);
      report
          .says(in_words(total.type) + " and " + in_words(next.type) +
                (plus ? " cannot be added" : " cannot be subtracted"))
          .also(place_of(part), in_words(next.type));
      if (units && !total.type.unit.asset().empty() && !next.type.unit.asset().empty()) {
        // Everything before the sign, without the blanks before it.
        std::string_view before = node.text().substr(0, sign.span().begin - node.span().begin);
        before = before.substr(0, before.find_last_not_of(" \t\r\n") + 1);
        report.help("convert one with its price, or take their values: `value(" +
                    std::string(before) + ") " + std::string(sign.text()) + " value(" +
                    std::string(part.text()) + ")`");
      } else if (units && (total.bare || next.bare)) {
        report.help("write the unit: `" + std::string((next.bare ? part : first).text()) + " " +
                    to_text(next.bare ? total.type : next.type) + "`");
      }
      total = {};
      continue;
    }
    terms.add(plus, std::move(next.value));
    total.type = type;
    total.constant = total.constant && next.constant;
    total.bare = false;
  }
  total.value = terms.joined(Op::add, Op::subtract);
  return total;
}

Checked Expressions::check_product(Node node) {
  const Node first = node.first_child();
  Checked total = check(first);
  Node sign;
  Terms terms(std::move(total.value));
  for (Node part : node.children()) {
    if (part == first) continue;
    if (part.is(Kind::product_sign)) {
      sign = part;
      continue;
    }
    Checked next = check(part);
    if (total.type.is(TypeKind::unknown) || next.type.is(TypeKind::unknown)) {
      total = {};
      continue;
    }
    const bool times = sign.text() == "*";
    Type type;
    if (total.type.is(TypeKind::raw) || next.type.is(TypeKind::raw)) {
      type = Type::of(TypeKind::raw);
    } else if (total.type.is(TypeKind::number) && next.type.is(TypeKind::number)) {
      type =
          Type::number(times ? total.type.unit * next.type.unit : total.type.unit / next.type.unit);
    } else if (total.type.is(TypeKind::duration) && next.type.is_plain()) {
      type = total.type;
    } else if (times && total.type.is_plain() && next.type.is(TypeKind::duration)) {
      type = next.type;
    } else if (!times && total.type.is(TypeKind::duration) && next.type.is(TypeKind::duration)) {
      type = Type::plain();
    } else {
      Report(found_, Code::wrong_type, node)
          .says(in_words(total.type) +
                (times ? " cannot be multiplied by " : " cannot be divided by ") +
                in_words(next.type));
      total = {};
      continue;
    }
    if (!times) {
      auto divisor = fold(next.value);
      const Rational* value = divisor ? std::get_if<Rational>(&*divisor) : nullptr;
      if (value != nullptr && value->is_zero()) {
        Report(found_, Code::number_too_large, part).says("this divides by zero");
        total = {};
        continue;
      }
    }
    terms.add(times, std::move(next.value));
    total.type = type;
    total.constant = total.constant && next.constant;
    total.bare = false;
  }
  total.value = terms.joined(Op::multiply, Op::divide);
  return total;
}

Checked Expressions::check_share(Node node, const Type* expected) {
  Checked ratio = check(node.child_at(0));
  Checked whole = check(node.child_at(1), expected);
  if (ratio.type.is(TypeKind::unknown) || whole.type.is(TypeKind::unknown)) return {};
  if (!ratio.type.is_plain()) {
    Report(found_, Code::wrong_type, node.child_at(0))
        .says("before `of` stands a ratio such as `25%`, this is " + in_words(ratio.type));
    return {};
  }
  if (!whole.type.is(TypeKind::number) && !whole.type.is(TypeKind::duration)) {
    Report(found_, Code::wrong_type, node.child_at(1))
        .says("a part can be taken of a number only, this is " + in_words(whole.type));
    return {};
  }
  whole.value = make(Op::multiply, {std::move(ratio.value), std::move(whole.value)});
  whole.constant = whole.constant && ratio.constant;
  whole.bare = false;
  return whole;
}

}  // namespace dealwright::sema
