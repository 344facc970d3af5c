// Random plans without faults, for properties over all plans: whatever rapidcheck draws, every
// reference resolves.
#pragma once

#include <rapidcheck.h>

#include "dsl/plan/plan.hpp"

namespace dealwright::tests {

[[nodiscard]] rc::Gen<plan::Plan> any_plan();

// An expression over the names of `plan`, at most `depth` levels deep.
[[nodiscard]] rc::Gen<plan::Expression> any_expression(const plan::Plan& plan, int depth);

// Exact, of any size up to 64 bits, with a preference for what deals hold: percentages and small
// whole numbers.
[[nodiscard]] rc::Gen<values::Rational> any_ratio();

}  // namespace dealwright::tests
