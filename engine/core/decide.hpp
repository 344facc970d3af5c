// The heart: a signal arrives; what is recorded, and what is requested of the world. Start here.
#pragma once

#include <optional>
#include <vector>

#include "engine/core/effect.hpp"
#include "engine/core/fact.hpp"
#include "engine/core/signal.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

struct Decision {
  State state;                  // what `before` becomes by the facts
  std::vector<Fact> facts;      // to be recorded, in order
  std::vector<Effect> effects;  // to be released once the facts are durable
};

// Pure: the same arguments give the same decision, and `state` is exactly the fold of `facts` over
// `before`. The state is taken by value because a copy for every signal would cost more than the
// decision; a caller that fails to record the facts throws the state away and replays. Signals must
// not go back in time (asserted).
[[nodiscard]] Decision decide(const Terms& terms, State before, const Signal& signal);

// What was asked for and has no answer yet: released again after a restart. Attempts are idempotent
// by name, so an effect that did reach the world before the crash is found there.
[[nodiscard]] std::vector<Effect> open_effects(const Terms& terms, const State& state);

// When the deal wants to be looked at again though nothing arrives.
[[nodiscard]] std::optional<values::TimePoint> next_timer(const Terms& terms, const State& state);

// An operator's or approver's signal that makes no sense now: shown to them, never recorded.
[[nodiscard]] std::optional<std::string> refusal(const Terms& terms, const State& state,
                                                 const Signal& signal);

}  // namespace dealwright::core
