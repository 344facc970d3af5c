// From the command line's choices to a deal that stands before a simulated world, ready to go.
#pragma once

#include <expected>
#include <memory>
#include <optional>

#include "dsl/values/amount.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::app {

struct SimulatedDeal {
  std::unique_ptr<const core::Terms> terms;
  simulated::Setting world;
  values::Amount capital;
};

// What is wrong has been said when there is an exit code instead.
[[nodiscard]] std::expected<SimulatedDeal, ExitCode> simulated_deal(const DealChoice& deal,
                                                                    const WorldChoice& world,
                                                                    Shape shape,
                                                                    Terminal& terminal);

// Why it cannot begin by itself: nobody said what it takes over from another deal.
[[nodiscard]] std::optional<Failure> unsaid_adoption(const SimulatedDeal& deal);

// How a command ends whose deal ended like this ("completed", "holding").
[[nodiscard]] ExitCode exit_code_of(std::string_view deal_status);

}  // namespace dealwright::app
