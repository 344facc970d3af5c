// What `run` and `recover` share: the engine of an office at work in this process until everything
// is at rest or somebody stops it, and how that is said.
#pragma once

#include <string>
#include <vector>

#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/office.hpp"

namespace dealwright::app {

// Runs what was taken in and prints how each of these deals stands at the end. The code is that of
// the deal that is worst off.
[[nodiscard]] ExitCode run_office(Office& office, const std::vector<std::string>& ids,
                                  WhenAtRest at_rest, Shape shape, Terminal& terminal);

// Followers that print to the terminal; with `with_ids` every line names its deal.
enum class Naming : std::uint8_t { one_deal, several };
[[nodiscard]] Office::Following follow(Naming naming, Shape shape, Terminal& terminal);

}  // namespace dealwright::app
