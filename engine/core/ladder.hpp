// The rule of ladders: how large the next rung is, and whether there is one.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "engine/core/turn.hpp"

namespace dealwright::core {

struct NextRung {
  values::Amount source;  // what all rungs from here on may take
  values::Amount amount;  // what this one takes; zero when there is no further rung
};

// Sizes are taken in order, the last repeats, the amount is clipped to what is left. The error says
// why there is no source. Asks for readings when a size needs one: then nothing.
[[nodiscard]] std::expected<std::optional<NextRung>, std::string> next_rung(Turn& turn,
                                                                            StepId step);

}  // namespace dealwright::core
