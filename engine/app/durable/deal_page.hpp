// What `show` prints of a deal, and the short form that ends a run.
#pragma once

#include <string>
#include <vector>

#include "dsl/diagnostics/render.hpp"
#include "engine/app/durable/deal_history.hpp"

namespace dealwright::app {

// Everything: head, waits, what can be done, steps, limits, ledger, timeline.
[[nodiscard]] std::string deal_page(const DealHistory& deal, diagnostics::Colour colour);
[[nodiscard]] std::string deal_json(const DealHistory& deal);
// How it stands and what it owns, and what can be done when it waits for somebody.
[[nodiscard]] std::string end_page(const DealHistory& deal, diagnostics::Colour colour);
// One line of JSON.
[[nodiscard]] std::string end_json(const DealHistory& deal);

}  // namespace dealwright::app
