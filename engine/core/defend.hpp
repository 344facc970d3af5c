// The rule of defences: when one is needed, and that it does not run against a step that has the
// same money in hand.
#pragma once

#include "engine/core/turn.hpp"

namespace dealwright::core {

// Reopens every defence whose condition holds, that has a run left and that nothing open stands in
// the way of.
void call_defences(Turn& turn);

}  // namespace dealwright::core
