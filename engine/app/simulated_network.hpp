// The world that a dry run happens in: the `sim` profile, a scenario over it, and what the command
// line sets over both.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::app {

// Only what the plan can look at is set, so that all that is assumed can be shown. `set` holds
// `ETH=2500` (USD), `desk.price(USDTz)=0.6`, `issuer.pays=99%`, `issuer.delay=12h`; the deal's
// names for modules and the modules' own are both known. `scenario` may be absent. The error is in
// words.
struct WorldSet {
  simulated::Setting world;
  std::vector<std::string> left_out;  // what was set and the deal does not look at, in words
};
[[nodiscard]] std::expected<WorldSet, std::string> simulated_world(
    const core::Terms& terms, const plan::Scenario* scenario, const std::vector<std::string>& set);

// One of these alone: what it changes in a world that is there already.
[[nodiscard]] std::expected<simulated::Setting, std::string> world_change(const core::Terms& terms,
                                                                          const std::string& given);

}  // namespace dealwright::app
