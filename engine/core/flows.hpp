// What an action moves: the amount of each flow, from the locals and from what is paid in. The same
// function tells the core what to expect and the simulated world what happens; they differ only in
// the surroundings they evaluate in.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "engine/core/request.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

struct FlowSurroundings {
  // An expression of the action, with these locals.
  std::function<plan::Value(const plan::Expression&, std::span<const Local>)> evaluate;
  // What a position amounts to, in base units.
  std::function<std::optional<values::Amount>(PositionId)> position;
};

// The amount of each flow, in order; nothing for one that these surroundings cannot tell. `paid`
// are the amounts of the flows that pay or lock, nothing for the others. `locals` gains the flows'
// own names. Where a flow names no amount: a debt is settled by what is paid in of its asset, a
// collateral is released whole, and what comes back is what was released, or paid in, of the same
// asset. What is owed rounds up, what we get rounds down; when a debt and a receipt are of one
// expression they are one number of the call and both round down.
[[nodiscard]] std::vector<std::optional<values::Amount>> amounts_of(
    const Terms& terms, const plan::Action& action,
    const std::vector<std::optional<values::Amount>>& paid, std::vector<Local>& locals,
    const FlowSurroundings& surroundings);

// The locals that flows which pay or lock give to the action's own expressions: name -> whole
// units.
void add_flow_local(const Terms& terms, const plan::Flow& flow, const values::Amount& amount,
                    std::vector<Local>& locals);
// The same, for a caller that knows the flow's asset.
void add_flow_local(const Terms& terms, const plan::Flow& flow, AssetId asset,
                    const values::Amount& amount, std::vector<Local>& locals);

}  // namespace dealwright::core
