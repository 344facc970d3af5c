// Deals for measuring the engine: steps one after another, each a guard and one action, in a world
// that answers at once.
#pragma once

#include <cstddef>
#include <string>

#include "dsl/plan/plan.hpp"

namespace dealwright::tests {

// Each step looks at a price, changes one AAA into two BBB and waits for nothing else; one limit
// holds over all of them.
[[nodiscard]] plan::Plan chain_deal(std::size_t steps);

// Waits for the price of an asset to rise above a thousand, for thirty days at most, then acts
// once.
[[nodiscard]] plan::Plan waiting_deal(const std::string& asset);

}  // namespace dealwright::tests
