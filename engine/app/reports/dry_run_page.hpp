// A dry run as one page for a browser: how it ended, plots of what is owned and owed, LTV and
// exposure, and the tables of the text with their explanations.
#pragma once

#include <string>

#include "engine/core/terms.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::app {

[[nodiscard]] std::string dry_run_page(const scenario::DryRun& run, const core::Terms& terms);

}  // namespace dealwright::app
