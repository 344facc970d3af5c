// A fact becomes part of the state. The only function that changes a state, and the whole of
// replay: what a deal is, is the fold of its facts.
#pragma once

#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

// Total on every fact that `decide` gave for this very state; asserts on any other. Pure but for
// `state` itself, which is changed in place because a copy for every fact would cost more than the
// fact.
void apply(const Terms& terms, State& state, const Fact& fact);

}  // namespace dealwright::core
