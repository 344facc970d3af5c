// Names of the deal, units by inference, values by unit.
#include "dsl/plan/words.hpp"

#include <algorithm>

#include "dsl/plan/fields.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;

constexpr std::string_view ratio = "ratio";
constexpr std::string_view dollars = "USD";
constexpr std::string_view per = " per ";

constexpr unsigned percent_places = 2;
constexpr unsigned dollar_places = 2;
constexpr unsigned number_places = 6;

Expression in_the_deals_names(const Plan& plan, const Expression& expression) {
  Expression named = expression;
  for (Expression& arg : named.args)
    arg = in_the_deals_names(plan, arg);
  const std::size_t dot = named.name.find('.');
  const bool of_module = named.op == Op::query || named.op == Op::setting || named.op == Op::state;
  if (!of_module || dot == std::string::npos) return named;
  const std::string member = named.name.substr(dot);
  if (named.args.size() == 1 && named.args.front().op == Op::position) {
    // What a module says of a position is written as the position's own.
    named.name = named.args.front().name + member;
    named.args.clear();
  } else {
    named.name = alias_of(plan, std::string_view(named.name).substr(0, dot)) + member;
  }
  return named;
}

template <class Listed>
std::string type_in(const std::vector<Listed>& all, const Expression& asked) {
  for (const Listed& one : all) {
    if (one.name == asked.name && one.arguments == asked.args) return one.type;
  }
  return {};
}

std::string type_of_question(const Plan& plan, const Expression& asked) {
  for (const Module& module : plan.modules) {
    for (std::string found : {type_in(module.queries, asked), type_in(module.settings, asked),
                              type_in(module.states, asked)}) {
      if (!found.empty()) return found;
    }
  }
  return {};
}

bool is_plain(std::string_view unit) { return unit.empty() || unit == ratio; }

// "USDT per USDTz" times "USDTz" is "USDT".
std::string product(const std::string& a, const std::string& b) {
  if (is_plain(a)) return b.empty() ? a : b;
  if (is_plain(b)) return a;
  if (a.ends_with(std::string(per) + b)) return a.substr(0, a.size() - per.size() - b.size());
  if (b.ends_with(std::string(per) + a)) return b.substr(0, b.size() - per.size() - a.size());
  return {};
}

std::string quotient(const std::string& a, const std::string& b) {
  if (is_plain(b)) return a;
  if (a == b) return std::string(ratio);
  if (a.empty() || a.find(per) != std::string::npos) return {};
  if (b.starts_with(a + std::string(per))) return b.substr(a.size() + per.size());
  return a + std::string(per) + b;
}

std::string unit_of_args(const Plan& plan, const Expression& e) {
  std::string unit;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    const std::string next = unit_of(plan, e.args[i]);
    if (i == 0) {
      unit = next;
    } else if (e.op == Op::multiply) {
      unit = product(unit, next);
    } else if (e.op == Op::divide) {
      unit = quotient(unit, next);
    } else if (is_plain(unit)) {
      unit = next.empty() ? unit : next;
    }
  }
  return unit;
}

std::string number_text(const Rational& number, std::string_view unit) {
  if (unit == ratio) {
    const Rational size = number.is_negative() ? values::negate(number) : number;
    // Above one it is a number of times: a health of 2, not of 200%.
    return size > Rational(1) ? values::to_decimal(number, dollar_places)
                              : values::to_percent(number, percent_places);
  }
  if (unit == "duration" || unit == "time") {
    const auto whole = values::to_whole(number);
    if (!whole) return values::to_decimal(number, number_places) + " ms";
    if (unit == "time") return values::to_text(values::TimePoint{*whole});
    return *whole < 0 ? "-" + values::to_words(values::Duration{-*whole})
                      : values::to_words(values::Duration{*whole});
  }
  const unsigned places = unit == dollars ? dollar_places : number_places;
  std::string text = values::to_decimal(number, places);
  if (!unit.empty() && unit != "whole") text += " " + std::string(unit);
  return text;
}

bool is_comparison(Op op) {
  return op == Op::equal || op == Op::not_equal || op == Op::less || op == Op::less_or_equal ||
         op == Op::greater || op == Op::greater_or_equal;
}

}  // namespace

std::string alias_of(const Plan& plan, std::string_view module) {
  const Module* known = find_module(plan, module);
  return std::string(known != nullptr && !known->alias.empty() ? known->alias : module);
}

std::string to_text(const Plan& plan, const Expression& expression) {
  return to_text(in_the_deals_names(plan, expression));
}

std::string given_text(const Expression& value) {
  return value.op == Op::text ? value.name : to_text(value);
}

std::string unit_of(const Plan& plan, const Expression& e) {
  switch (e.op) {
    case Op::number: return e.name.empty() ? std::string(ratio) : e.name;
    case Op::duration: return "duration";
    case Op::time: return "time";
    case Op::param: {
      const Param* param = find_param(plan, e.name);
      return param == nullptr ? std::string() : param->type;
    }
    case Op::bucket: return e.args.empty() ? std::string() : e.args[0].name;
    case Op::holding: {
      const Holding* holding = find_holding(plan, e.name);
      return holding == nullptr ? std::string() : holding->asset;
    }
    case Op::position: {
      const Position* position = find_position(plan, e.name);
      return position == nullptr ? std::string() : position->asset;
    }
    case Op::ltv:
    case Op::ltv_of:
    case Op::volatility:
    case Op::health: return std::string(ratio);
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::exposure:
    case Op::value:
    case Op::at_cost:
    case Op::at_market: return std::string(dollars);
    case Op::price: return std::string(dollars) + std::string(per) + e.name;
    case Op::cost: return e.args.empty() ? std::string() : e.args[0].name;
    case Op::at_par: {
      const Asset* asset = find_asset(plan, e.name);
      return asset == nullptr ? std::string() : asset->redeems_into;
    }
    case Op::query:
    case Op::setting:
    case Op::state: return type_of_question(plan, e);
    case Op::add:
    case Op::subtract:
    case Op::negate:
    case Op::multiply:
    case Op::divide: return unit_of_args(plan, e);
    case Op::truth:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
    case Op::all_of:
    case Op::any_of:
    case Op::not_: return "truth";
    case Op::text:
    case Op::asset:
    case Op::rung:
    case Op::local:
    case Op::flash_owed:
    case Op::primitive: break;  // known to a step or a model alone
  }
  return {};
}

std::string to_text(const Value& value, std::string_view unit) {
  if (const auto* number = std::get_if<Rational>(&value)) return number_text(*number, unit);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::get<Unavailable>(value).why;
}

std::string compared(const Plan& plan, const Expression& condition,
                     const Surroundings& surroundings) {
  if (!is_comparison(condition.op) || condition.args.size() != 2) {
    return "it is " + to_text(evaluate(condition, surroundings), "truth");
  }
  std::string unit = unit_of(plan, condition.args[0]);
  if (is_plain(unit)) {
    const std::string other = unit_of(plan, condition.args[1]);
    if (!is_plain(other)) unit = other;
  }
  const auto side = [&](const Expression& e) {
    return to_text(plan, e) + " is " + to_text(evaluate(e, surroundings), unit);
  };
  std::string text = side(condition.args[0]);
  if (!is_literal(condition.args[1].op)) text += ", " + side(condition.args[1]);
  return text;
}

}  // namespace dealwright::plan
