// Deals from their text, as a user has them: checked, planned, with the standard library's modules.
#pragma once

#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/plan/plan.hpp"
#include "dsl/plan/scenario.hpp"

namespace dealwright::tests {

struct DealText {
  plan::Plan plan;
  std::vector<plan::Scenario> scenarios;  // of that deal, in the text's order
};

// The text at a path from the root of the checkout, its last deal (others stand above it because it
// speaks of them) with these parameters; ends the
// process with the findings when there are any, because no test can go on.
[[nodiscard]] DealText deal_of(const std::string& path,
                               const std::vector<compile::GivenParam>& params = {});

}  // namespace dealwright::tests
