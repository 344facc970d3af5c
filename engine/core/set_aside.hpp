// Money that a defence finds when it is needed: reserved when the deal starts, used by its own
// requests alone, free again when the deal is complete.
#pragma once

#include <vector>

#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

// As often as the defence may run, as far as there is any.
void set_aside(const Terms& terms, State& state, StepId defence);
// What was set aside becomes free just before a request of the step reserves it again.
void use_set_aside(Books& books, StepState& step, const std::vector<Draw>& draws);
void free_set_aside(State& state);

}  // namespace dealwright::core
