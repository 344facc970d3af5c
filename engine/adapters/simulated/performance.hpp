// What happens when an attempt is carried out in the simulated world: its flows evaluated by the
// module's model against the world's conditions, all or nothing.
#pragma once

#include <optional>

#include "dsl/values/rational.hpp"
#include "engine/adapters/simulated/world_record.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulated {

// How the script bends what would happen.
struct Bend {
  std::optional<values::Rational> pays;   // of what we would receive
  std::optional<values::Rational> fills;  // of everything that would move
};

// The outcome, `done`, `partial` or `no_effect`, without a fee. When it has an effect the
// conditions are changed by it.
[[nodiscard]] core::Outcome carry_out(const core::Terms& terms, Conditions& conditions,
                                      const core::Request& request, const Bend& bend);

}  // namespace dealwright::simulated
