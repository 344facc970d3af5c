// The rule of limits: what an action may not do, what is watched while the deal is open, and how
// far away each cap is.
#pragma once

#include <optional>
#include <string>

#include "engine/core/request.hpp"
#include "engine/core/turn.hpp"

namespace dealwright::core {

// Whether a request may go out: every limit is tried on books where it is done. A `when increased`
// cap, like any other, never blocks what does not raise its quantity. `no` says which limit stands
// against it, with the numbers.
[[nodiscard]] Judgement allowed(Turn& turn, StepId step, const Request& request);

// Looks at whatever the limits and the gas budget will want to see, so that readings that have to
// be asked for anyway are asked for together.
void look_ahead(Turn& turn);

// Looks at every cap that is watched (`always`, or with a warning) and records what changed.
void watch_limits(Turn& turn);

// The quantity of a cap, its bound now, and what is left to the bound; for tables.
struct Headroom {
  plan::Value quantity;
  plan::Value bound;
  plan::Value left;
};
[[nodiscard]] std::optional<Headroom> headroom(const View& view, LimitId limit);

}  // namespace dealwright::core
