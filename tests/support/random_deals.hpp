// Random small deals and random worlds for them, from a seed: swaps, loans, splits, ladders,
// defences, with every way to fail. The same seed is the same deal in the same world.
#pragma once

#include <cstdint>

#include "dsl/plan/plan.hpp"
#include "dsl/plan/scenario.hpp"
#include "dsl/values/rational.hpp"

namespace dealwright::tests {

struct RandomDeal {
  plan::Plan plan;
  plan::Scenario scenario;  // world, outcomes and events; expects nothing
  values::Rational fee;     // of one transaction, in whole units of the gas asset
};

[[nodiscard]] RandomDeal random_deal(std::uint64_t seed);

}  // namespace dealwright::tests
