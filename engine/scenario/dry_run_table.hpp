// A dry run as a text that an analyst reads: aligned columns, thousands separated, assets named,
// limits with what is left.
#pragma once

#include <string>

#include "engine/scenario/dry_run.hpp"

namespace dealwright::scenario {

// Ends in a newline. Lines are as long as their content; nothing is clipped.
[[nodiscard]] std::string to_table(const DryRun& run);

}  // namespace dealwright::scenario
