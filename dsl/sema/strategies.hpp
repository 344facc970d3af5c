// Strategies: what is searched for, how large, when a deal is fired, and when to stop.
#pragma once

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

[[nodiscard]] StrategyModel check_strategy(diagnostics::Diagnostics& found, const Assets& assets,
                                           const Scope& file_scope,
                                           const std::vector<std::unique_ptr<DealChecker>>& deals,
                                           syntax::Node node);

}  // namespace dealwright::sema
