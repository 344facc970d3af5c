// How long a run may take when every wait is as long as it may be.
#pragma once

#include "dsl/values/time.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::prove {

// Waits for guards and approvals, and time-outs, along the longest way through the steps; what is
// held is not waited for.
[[nodiscard]] values::Duration longest_run(const core::Terms& terms);

}  // namespace dealwright::prove
