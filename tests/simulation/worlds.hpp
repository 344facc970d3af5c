// The deals that are put on the stage, and what happens around them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulation {

struct Play {
  std::string name;
  std::string status;  // of the deal at its end, when nothing else goes wrong; empty: any
  std::shared_ptr<const core::Terms> terms;
  simulated::Setting setting;
};

// workflows/freeze_resistant_loop as it is written, in worlds where all goes well, redemption
// freezes after the first tranche, ETH falls and is defended, and a bridge of failures and retries
// has to be crossed.
[[nodiscard]] std::vector<Play> flagships();
// A small deal that borrows, repays and takes its collateral out.
[[nodiscard]] Play lending();
// It takes over a debt and what secures it, repays and takes the collateral out.
[[nodiscard]] Play taking_over();
// Any deal in any world.
[[nodiscard]] Play random_play(std::uint64_t seed);

}  // namespace dealwright::simulation
