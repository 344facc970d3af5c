// Strategies: what is searched for, how large, when a deal is fired, and when to stop.
#pragma once

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

// `deals` are those of the file and of the files it uses: what can be fired.
[[nodiscard]] StrategyModel check_strategy(diagnostics::Diagnostics& found, const Assets& assets,
                                           const Scope& file_scope, const VisibleDeals& deals,
                                           syntax::Node node);

}  // namespace dealwright::sema
