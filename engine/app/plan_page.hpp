// A plan on a page that an analyst reads before approving it.
#pragma once

#include <string>

#include "dsl/diagnostics/render.hpp"
#include "dsl/plan/plan.hpp"

namespace dealwright::app {

// What it starts with, what bounds it, what it does in order, and whom it may call.
[[nodiscard]] std::string plan_page(const plan::Plan& plan, diagnostics::Colour colour);

}  // namespace dealwright::app
