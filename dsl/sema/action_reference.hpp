// How a scenario names an action of its deal: `redeem[2]`, `open_credit.borrow`, `repay.repay#2`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

// A step, perhaps a rung, perhaps an action; `which` counts those that have its name, and may be
// absent. Nothing when there is none like it, which is reported.
[[nodiscard]] std::optional<plan::ActionReference> action_named(DealChecker& deal,
                                                                Expressions expressions,
                                                                syntax::Node node,
                                                                syntax::Node which);

// An unknown name, with the nearest of `candidates` as a suggestion.
void report_unknown(diagnostics::Diagnostics& found, syntax::Node at, std::string message,
                    const std::vector<std::string>& candidates);

}  // namespace dealwright::sema
