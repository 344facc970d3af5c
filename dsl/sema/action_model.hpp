// The lines of an action's `model`: what it changes in the simulated world, and when the protocol
// refuses there.
#pragma once

#include "dsl/plan/plan.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

// Adds a line that begins with `set`, `refuses` or `fills` to the action.
void lower_model_line(syntax::Node line, const Module& module, const ActionSignature& signature,
                      Expressions expressions, diagnostics::Diagnostics& found,
                      plan::Action& action);

}  // namespace dealwright::sema
