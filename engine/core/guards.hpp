// The rule of guards: `when`, `approve`, `require` before a step or a rung begins, `ensure` after
// it.
#pragma once

#include <cstdint>
#include <string>

#include "dsl/plan/plan.hpp"
#include "engine/core/turn.hpp"

namespace dealwright::core {

enum class Gate : std::uint8_t {
  open,
  waits,               // for time, the market or an approver; or readings were asked for
  closed_by_when,      // `otherwise` says what happens
  closed_by_require,   // the failure policy says what happens
  closed_by_approver,  // refused or too late: held
};
struct GateRuling {
  Gate gate = Gate::open;
  plan::Otherwise otherwise = plan::Otherwise::hold;  // closed_by_when
  std::string why;
};

// Looks at every guard in order, all of them each time: what passed before an approval has to pass
// after it. Records the beginning of a wait and asks for approvals.
[[nodiscard]] GateRuling pass_gate(Turn& turn, StepId step);

// All `ensure`s of a step.
[[nodiscard]] Judgement ensured(Turn& turn, StepId step);

}  // namespace dealwright::core
