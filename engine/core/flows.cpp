// Amounts of flows.
#include "engine/core/flows.hpp"

#include <algorithm>

#include "engine/core/money.hpp"

namespace dealwright::core {
namespace {

using plan::Flow;
using plan::FlowKind;
using values::Amount;
using values::Rounding;

bool pays_in(const Flow& flow) { return flow.kind == FlowKind::pay || flow.kind == FlowKind::lock; }

Rounding rounding_of(const plan::Action& action, const Flow& flow) {
  switch (flow.kind) {
    case FlowKind::receive:
    case FlowKind::release:
    case FlowKind::settle: return Rounding::down;
    case FlowKind::pay:
    case FlowKind::lock: return Rounding::up;
    case FlowKind::owe: break;
  }
  const bool same_number = std::ranges::any_of(action.flows, [&](const Flow& other) {
    return other.kind == FlowKind::receive && other.asset == flow.asset &&
           other.amount == flow.amount;
  });
  return same_number ? Rounding::down : Rounding::up;
}

// What the flows before this one say about an asset: released, else paid in.
std::optional<Amount> so_far(const plan::Action& action,
                             const std::vector<std::optional<Amount>>& amounts,
                             const std::string& asset) {
  for (const FlowKind kind : {FlowKind::release, FlowKind::owe, FlowKind::pay, FlowKind::lock}) {
    std::optional<Amount> sum;
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      const Flow& flow = action.flows[i];
      if (flow.kind != kind || flow.asset != asset || !amounts[i]) continue;
      sum = sum_of(sum.value_or(Amount()), *amounts[i]);
    }
    if (sum) return sum;
  }
  return std::nullopt;
}

std::optional<Amount> without_expression(const plan::Action& action, const Flow& flow,
                                         const FlowPlace& place,
                                         const std::vector<std::optional<Amount>>& amounts,
                                         const FlowSurroundings& surroundings) {
  switch (flow.kind) {
    case FlowKind::settle:
    case FlowKind::receive:
    case FlowKind::owe: return so_far(action, amounts, flow.asset);
    case FlowKind::release: return surroundings.position(place.position.value());
    case FlowKind::pay:
    case FlowKind::lock: break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::optional<Amount>> amounts_of(const Terms& terms, const plan::Action& action,
                                              const std::vector<std::optional<Amount>>& paid,
                                              std::vector<Local>& locals,
                                              const FlowSurroundings& surroundings) {
  const std::vector<FlowPlace>& places = terms.flows_of(terms.action_of(action));
  std::vector<std::optional<Amount>> amounts;
  amounts.reserve(action.flows.size());
  for (std::size_t i = 0; i < action.flows.size(); ++i) {
    const Flow& flow = action.flows[i];
    std::optional<Amount> amount;
    if (pays_in(flow)) {
      amount = paid[i];
    } else if (flow.amount) {
      const plan::Value value = surroundings.evaluate(*flow.amount, locals);
      const auto found = amount_from(terms, value, places[i].asset, rounding_of(action, flow));
      if (found) amount = *found;
    } else {
      amount = without_expression(action, flow, places[i], amounts, surroundings);
    }
    if (amount) add_flow_local(terms, flow, places[i].asset, *amount, locals);
    amounts.push_back(amount);
  }
  return amounts;
}

void add_flow_local(const Terms& terms, const Flow& flow, const Amount& amount,
                    std::vector<Local>& locals) {
  if (!flow.name.empty()) add_flow_local(terms, flow, terms.asset(flow.asset), amount, locals);
}

void add_flow_local(const Terms& terms, const Flow& flow, AssetId asset, const Amount& amount,
                    std::vector<Local>& locals) {
  if (flow.name.empty()) return;
  const plan::Value value = in_units(terms, asset, amount);
  const auto known = std::ranges::find(locals, flow.name, &Local::name);
  if (known == locals.end()) {
    locals.push_back({.name = flow.name, .value = value});
  } else {
    known->value = value;
  }
}

}  // namespace dealwright::core
