// What the lenses of an editor run: the same plan, core and simulated world as the commands.
#pragma once

#include "dsl/lsp/surroundings.hpp"

namespace dealwright::app {

// Gives the server everything the engine can say about a deal.
void offer_runs(lsp::Surroundings& surroundings);

}  // namespace dealwright::app
