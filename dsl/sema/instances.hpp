// Module queries, settings and states with their arguments filled in: what a plan lists so that the
// engine never substitutes a type variable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

// Everything `asked` names, and what the models of those ask in turn, sorted by name and arguments.
// A module is listed when it is in `needed` or asked. `positions` say which asset a position has.
[[nodiscard]] std::vector<plan::Module> instantiate(
    const std::vector<std::shared_ptr<const Module>>& modules,
    const std::vector<std::string>& aliases, const std::vector<plan::Asset>& assets,
    const std::vector<plan::Position>& positions, const std::vector<std::string>& needed,
    const std::vector<plan::Expression>& asked);

}  // namespace dealwright::sema
