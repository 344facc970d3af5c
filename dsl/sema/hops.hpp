// One hop of a route: the swap of a token for the next at an exchange, as an action of a plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

struct HopEnds {
  std::string from;  // assets
  std::string to;
};

// The module's `swap` of all that is given, without a minimum of its own; nothing for a module that
// has no action `swap` of one money for another asset. Queries that its model asks are added to
// `asked`. Its receipt goes to `target`.
[[nodiscard]] std::optional<plan::Action> hop_through(const Module& module, const HopEnds& ends,
                                                      const std::vector<plan::Asset>& assets,
                                                      const plan::Target& target,
                                                      std::vector<plan::Expression>& asked);

}  // namespace dealwright::sema
