// What follows from a state: steps that may start, actions that may be asked for, steps and deals
// that are settled. One round over the steps that are alive is repeated until nothing more happens.
#pragma once

#include <string>

#include "engine/core/request.hpp"
#include "engine/core/turn.hpp"

namespace dealwright::core {

void advance(Turn& turn);

// After an action was done: whether its step may go on. Post-conditions and tolerance of the
// actions of a request, where it has any; then whether a partial fill is accepted.
[[nodiscard]] bool is_checked(const Terms& terms, const Request& request);
void check_outcome(Turn& turn, StepId step, const Request& request, const Outcome& outcome);
void check_fill(Turn& turn, StepId step, const std::string& attempt, OutcomeKind kind);

}  // namespace dealwright::core
