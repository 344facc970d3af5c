// Literals: numbers with their units and decimals, ratios, durations, times, texts; and what an
// amount is worth at par, at cost or at market.
#include <utility>

#include "dsl/sema/expressions.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Rational;
using values::Unit;

namespace {

Expression number(Rational value, const Type& type) {
  Expression expression;
  expression.op = Op::number;
  expression.number = value;
  if (!type.unit.is_plain()) expression.name = values::to_text(type.unit);
  return expression;
}

}  // namespace

std::string text_of(Node literal) {
  std::string_view raw = literal.text();
  if (raw.size() >= 2 && raw.front() == '"' && raw.back() == '"')
    raw = raw.substr(1, raw.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size()) ++i;
    text += raw[i];
  }
  return text;
}

void Expressions::adopt_unit(Checked& checked, const Type& expected, Node at) {
  if (!checked.bare || !expected.is(TypeKind::number) || expected.unit.is_plain()) return;
  checked.bare = false;
  checked.type = expected;
  Expression* literal = &checked.value;
  while (literal->op == Op::negate && !literal->args.empty())
    literal = &literal->args.front();
  literal->name = values::to_text(expected.unit);
  check_decimals(literal->number, expected.unit.asset(), at);
}

Checked Expressions::check_quantity(Node node) {
  Node digits = node.child(Kind::number);
  auto value = values::rational_from_text(digits ? digits.text() : node.text());
  if (!value) {
    Report(found_, Code::number_too_large, node)
        .says("`" + std::string(node.text()) +
              "`: " + std::string(values::describe(value.error())));
    return {};
  }
  Node unit = node.child(Kind::unit);
  if (!unit) return {Type::plain(), number(*value, Type::plain()), true, true};
  std::string over = asset_named(unit.child(Kind::asset_name, 0));
  if (over.empty()) return {};
  Unit measure = Unit::of(over);
  if (Node below = unit.child(Kind::asset_name, 1)) {
    std::string under = asset_named(below);
    if (under.empty()) return {};
    measure = measure / Unit::of(under);
  } else {
    check_decimals(*value, over, node);
  }
  Type type = Type::number(measure);
  return {type, number(*value, type), false, true};
}

Checked Expressions::base_unit_of(const std::string& asset) {
  unsigned decimals = 0;
  if (place_.assets != nullptr) {
    if (const auto known = place_.assets->find(asset); known != place_.assets->end())
      decimals = known->second.asset.decimals;
  }
  const auto unit = Rational::from_amount(values::Amount(1), decimals);
  if (!unit) return {};
  const Type type = Type::amount(asset);
  return {type, number(*unit, type), false, true};
}

void Expressions::check_decimals(const Rational& value, std::string_view asset, Node at) {
  if (asset.empty() || place_.assets == nullptr) return;
  auto known = place_.assets->find(asset);
  if (known == place_.assets->end()) return;
  auto needed = values::decimals_of(value);
  const unsigned has = known->second.asset.decimals;
  if (needed && *needed <= has) return;
  Report(found_, Code::too_many_decimals, at)
      .says(std::string(asset) + " has " + std::to_string(has) + " decimals" +
            (needed ? ", this amount has " + std::to_string(*needed) : ""))
      .help("round it to " + std::to_string(has) + " decimals");
}

values::Duration Expressions::duration(Node node) {
  if (!node) return {};  // broken text, reported by the parser
  auto value = values::duration_from_text(node.text());
  if (value) return *value;
  Report(found_, Code::number_too_large, node)
      .says("`" + std::string(node.text()) +
            "` is longer than 100 years, the longest duration a deal can name");
  return {};
}

unsigned Expressions::whole(Node node, unsigned at_most, unsigned at_least) {
  if (!node) return at_least;
  auto value = values::rational_from_text(node.text());
  auto counted = value ? values::to_whole(*value) : std::unexpected(values::NumberError::malformed);
  if (counted && *counted >= static_cast<std::int64_t>(at_least) &&
      *counted <= static_cast<std::int64_t>(at_most))
    return static_cast<unsigned>(*counted);
  const bool too_few = counted && *counted < static_cast<std::int64_t>(at_least);
  Report(found_, Code::out_of_range, node)
      .says("`" + std::string(node.text()) + "` is " +
            (too_few ? "less than " + std::to_string(at_least) + ", the least"
                     : "more than " + std::to_string(at_most) + ", the most") +
            " there can be here");
  return at_least;
}

Checked Expressions::check_ratio(Node node) {
  std::string text(node.text());
  std::int64_t divisor = 100;
  if (text.ends_with('%')) {
    text.pop_back();
  } else {
    while (!text.empty() && (text.back() < '0' || text.back() > '9'))
      text.pop_back();
    divisor = 10'000;
  }
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  auto value = values::rational_from_text(text);
  if (!value) {
    Report(found_, Code::number_too_large, node)
        .says("`" + std::string(node.text()) +
              "`: " + std::string(values::describe(value.error())));
    return {};
  }
  auto ratio = values::divide(*value, Rational(divisor));
  if (!ratio) return {};
  return {Type::plain(), number(*ratio, Type::plain()), false, true};
}

Checked Expressions::check_time(Node node) {
  auto time = values::time_from_text(node.text());
  if (!time) {
    Report(found_, Code::bad_literal, node)
        .says("`" + std::string(node.text()) + "` is not a date and time")
        .help("write it like `2026-01-31T00:00Z`");
    return {};
  }
  Expression expression;
  expression.op = Op::time;
  expression.number = Rational(time->milliseconds);
  return {Type::of(TypeKind::time), std::move(expression), false, true};
}

Checked Expressions::check_valued(Node node) {
  Node inside = node.child_at(0);
  const std::string_view basis = node.child(Kind::basis).text();
  Checked checked = check(inside);
  if (checked.type.is(TypeKind::unknown)) return {};
  if (!checked.type.is(TypeKind::number) || checked.type.unit.asset().empty() ||
      checked.type.unit.asset() == values::usd) {
    Report(found_, Code::wrong_type, inside)
        .says("`at " + std::string(basis) + "` needs an amount of an asset, this is " +
              in_words(checked.type));
    return {};
  }
  const std::string asset(checked.type.unit.asset());
  if (basis == "market")
    return {Type::value(), named(Op::at_market, asset, {std::move(checked.value)}), false, false};
  if (basis == "cost")
    return {Type::value(), named(Op::at_cost, asset, {std::move(checked.value)}), false, false};
  auto known = place_.assets->find(asset);
  if (known == place_.assets->end())
    return {Type::amount("par of " + asset), named(Op::at_par, asset, {std::move(checked.value)}),
            false, false};
  if (known->second.asset.redeems_into.empty()) {
    Report(found_, Code::wrong_asset, node)
        .says("`" + asset + "` redeems into nothing, it has no par")
        .also(known->second.declared, "declared here without `redeems into`");
    return {};
  }
  return {Type::amount(known->second.asset.redeems_into),
          named(Op::at_par, asset, {std::move(checked.value)}), false, false};
}

}  // namespace dealwright::sema
