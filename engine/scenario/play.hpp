// Plays a scenario: the deal in the world that it describes, with what goes wrong in it, and what
// is expected judged as it goes. The same loop and core as everywhere; a crash really drops
// everything in memory.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::scenario {

struct Verdict {
  std::string text;  // the expectation as written
  std::uint32_t line = 0;
  bool held = false;
  std::string why;  // not held: what was found instead, and when
};

struct Played {
  std::string title;
  std::string status;  // of the deal at the end
  std::string why;
  values::Duration took;
  std::vector<Verdict> verdicts;
  std::uint32_t crashes = 0;
  std::vector<std::pair<std::string, std::string>> failures;  // action id and failure that happened
  [[nodiscard]] bool passed() const;
};

// `terms` are of the plan with the scenario's `given` parameters; `profile` is what the scenario
// does not set itself.
// `refused` when the scenario does not say what a position that is taken over amounts to.
[[nodiscard]] ports::Result<Played> play(const core::Terms& terms, const plan::Scenario& scenario,
                                         const simulated::Setting& profile);

// The failures that modules declare for the plan's actions and that happened in none of these runs:
// action id and name, in the plan's order.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> never_happened(
    const core::Terms& terms, const std::vector<Played>& runs);

// The profile with everything the scenario says about the world, its events in order of time.
[[nodiscard]] simulated::Setting setting_of(const core::Terms& terms,
                                            const plan::Scenario& scenario,
                                            const simulated::Setting& profile);

// Why a scenario in this world cannot begin: it does not say what the deal takes over.
[[nodiscard]] std::optional<ports::Error> unsaid_in(const core::Terms& terms,
                                                    const simulated::Setting& setting);

}  // namespace dealwright::scenario
