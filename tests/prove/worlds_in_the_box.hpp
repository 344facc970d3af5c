// Random worlds that keep a plan's assumptions, and runs in them whose limits are watched.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "dsl/plan/plan.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/prove/prove.hpp"

namespace dealwright::tests {

// What a run came to, by the limit's place in the plan.
struct Reached {
  std::map<std::size_t, values::Rational>
      worst;                                   // of limits that always hold, as a proof counts it
  std::map<std::size_t, std::string> blocked;  // limits that kept something from being done
  std::map<std::size_t, std::string> broken;
  std::string trouble;
};

// Runs the plan once in a world drawn from its box.
[[nodiscard]] Reached run_in_the_box(const plan::Plan& plan, std::uint64_t seed);

// A world where every story can be told.
[[nodiscard]] simulated::Setting calm_world();

// Whether an engine that plays the story comes to what it says.
[[nodiscard]] bool comes_true(const plan::Plan& plan, const prove::Story& story);

}  // namespace dealwright::tests
