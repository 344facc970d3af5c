// Two plans written by hand: a small one that the format's page shows, and one in which every
// construct of a plan occurs.
#pragma once

#include "dsl/plan/plan.hpp"

namespace dealwright::tests {

// Wraps ETH and lets it rest: one step, one call, one limit.
[[nodiscard]] plan::Plan small_plan();

// Every field of every struct holds something in it somewhere, and every kind of every enumeration
// occurs.
[[nodiscard]] plan::Plan every_construct();

// The allow-list that the plan's calls need.
[[nodiscard]] std::vector<plan::Allowed> allow_list_of(const plan::Plan& plan);

}  // namespace dealwright::tests
