// The corners of the market, and the ends of the costs.
#include "engine/scenario/corners.hpp"

#include <algorithm>

#include "engine/core/reading.hpp"

namespace dealwright::scenario {
namespace {

using core::Terms;
using plan::AssumptionKind;
using plan::Op;
using values::Rational;

constexpr values::Duration box_without_length = values::days(30);

bool speaks_of_age(const plan::Expression& expression) {
  constexpr std::string_view age = ".age";
  bool found = false;
  plan::walk(expression, [&](const plan::Expression& part) {
    found |= part.op == Op::local && part.name.ends_with(age);
  });
  return found;
}

bool anything_grows(const plan::Plan& plan) {
  return std::ranges::any_of(plan.modules, [](const plan::Module& module) {
    return std::ranges::any_of(module.queries, [](const plan::Query& query) {
      return query.model && speaks_of_age(*query.model);
    });
  });
}

// A fee that the operator pays and that no budget counts is seen by nothing.
bool fees_matter(const Terms& terms, const simulated::Setting& setting) {
  const plan::Gas& gas = terms.plan().gas;
  return !setting.fee.is_zero() && terms.find_asset(gas.asset) &&
         (terms.find_bucket(gas.payer) || gas.at_most);
}

}  // namespace

std::vector<Corner> corners_of(const Terms& terms, const simulated::Setting& setting) {
  std::vector<Corner> corners{{}};
  const auto times = [&](const std::string& asset, const std::vector<Rational>& factors) {
    const auto price = setting.prices.find(asset);
    if (price == setting.prices.end()) return;
    std::vector<Corner> more;
    for (const Corner& corner : corners) {
      for (const Rational& factor : factors) {
        const auto moved = multiply(price->second, factor);
        if (!moved) continue;
        more.push_back(corner);
        more.back().emplace_back(asset, *moved);
      }
    }
    corners = std::move(more);
  };
  for (const plan::Assumption& assumption : terms.plan().assumptions) {
    if (assumption.bound.op != Op::number) continue;
    const Rational& bound = assumption.bound.number;
    const Rational low = subtract(Rational(1), bound).value_or(Rational(1));
    const Rational high = add(Rational(1), bound).value_or(Rational(1));
    if (assumption.kind == AssumptionKind::falls_at_most) times(assumption.subject, {low});
    if (assumption.kind == AssumptionKind::rises_at_most) times(assumption.subject, {high});
    if (assumption.kind == AssumptionKind::within && assumption.quantity &&
        assumption.quantity->op == Op::price) {
      times(assumption.quantity->name, {low, high});
    }
  }
  if (corners.size() == 1 && corners[0].empty()) corners.clear();
  return corners;
}

std::vector<Costs> costs_of(const Terms& terms, const simulated::Setting& setting) {
  if (fees_matter(terms, setting) || anything_grows(terms.plan()))
    return {Costs::least, Costs::most};
  return {Costs::least};
}

simulated::Setting setting_at(const Terms& terms, simulated::Setting setting, Costs costs) {
  if (costs == Costs::least) return setting;
  for (const plan::Assumption& assumption : terms.plan().assumptions) {
    // `aave.borrow_rate(USDT) <= 15%`: at its edge.
    const plan::Expression& bound = assumption.bound;
    if (assumption.kind != AssumptionKind::holds || bound.op != Op::less_or_equal) continue;
    if (bound.args.size() != 2 || bound.args[0].op != Op::query || bound.args[1].op != Op::number)
      continue;
    setting.settings.insert_or_assign(
        core::to_text(core::query_key(bound.args[0].name, bound.args[0].args)),
        bound.args[1].number);
  }
  return setting;
}

values::Duration age_at(const Terms& terms, Costs costs) {
  return costs == Costs::least ? values::Duration() : length_of_box(terms);
}

values::Duration length_of_box(const Terms& terms) {
  return terms.plan().assumed_for.value_or(box_without_length);
}

}  // namespace dealwright::scenario
