// Guards in the order in which an author reads them.
#include "engine/core/guards.hpp"

namespace dealwright::core {
namespace {

const GateRuling waits{.gate = Gate::waits, .why = {}};

// Every `when`, waiting as long as it allows. The wait of each is counted from the first look at
// the step.
GateRuling pass_whens(Turn& turn, StepId id) {
  const plan::Step& step = turn.terms().of(id);
  for (std::uint32_t i = 0; i < step.whens.size(); ++i) {
    const plan::When& when = step.whens[i];
    const Judgement judgement = turn.judge(when.condition, scope_of(turn, id));
    if (judgement.truth == Truth::unread) return waits;
    if (judgement.truth == Truth::yes) continue;
    if (when.within) {
      const StepState& known = step_of(turn.state(), id);
      const values::TimePoint until = known.waiting_since.value_or(turn.now()) + *when.within;
      if (turn.now() < until) {
        if (known.waiting_until != until || known.guard != i) {
          turn.record(StepWaits{.step = id, .guard = i, .until = until});
        }
        return waits;
      }
    }
    return {.gate = Gate::closed_by_when, .otherwise = when.otherwise, .why = judgement.why};
  }
  return {};
}

GateRuling pass_approvals(Turn& turn, StepId id) {
  const plan::Step& step = turn.terms().of(id);
  for (std::uint32_t i = 0; i < step.approvals.size(); ++i) {
    const plan::Approval& approval = step.approvals[i];
    const ApprovalState& known = step_of(turn.state(), id).approvals[i];
    switch (known.status) {
      case ApprovalStatus::given: continue;
      case ApprovalStatus::refused:
        return {.gate = Gate::closed_by_approver, .why = approval.role + " refused"};
      case ApprovalStatus::asked:
        if (turn.now() >= known.until) {
          return {.gate = Gate::closed_by_approver,
                  .why = approval.role + " did not approve in time"};
        }
        return waits;
      case ApprovalStatus::not_asked: break;
    }
    if (approval.when) {
      const Scope scope = scope_of(turn, id);
      turn.begin_looking();
      const plan::Value needed = plan::evaluate(*approval.when, turn.view(scope));
      const auto* truth = std::get_if<bool>(&needed);
      if (truth != nullptr && !*truth) continue;
      // A condition that cannot be told means that the approval is needed; one that is not read yet
      // is read first.
      if (truth == nullptr && turn.must_read()) return waits;
    }
    const values::TimePoint until = turn.now() + approval.within;
    turn.record(ApprovalAsked{.step = id, .approval = i, .until = until});
    turn.request(AskApproval{.step = id,
                             .approval = i,
                             .role = approval.role,
                             .until = until,
                             .bound_to = step_of(turn.state(), id).approvals[i].bound_to});
    return waits;
  }
  return {};
}

}  // namespace

GateRuling pass_gate(Turn& turn, StepId id) {
  if (step_of(turn.state(), id).status == StepStatus::awaiting_approval)
    return pass_approvals(turn, id);
  if (GateRuling ruling = pass_whens(turn, id); ruling.gate != Gate::open) return ruling;
  for (const plan::Expression& condition : turn.terms().of(id).requires_) {
    const Judgement judgement = turn.judge(condition, scope_of(turn, id));
    if (judgement.truth == Truth::unread) return waits;
    if (judgement.truth == Truth::no)
      return {.gate = Gate::closed_by_require, .why = judgement.why};
  }
  return pass_approvals(turn, id);
}

Judgement ensured(Turn& turn, StepId id) {
  for (const plan::Expression& condition : turn.terms().of(id).ensures) {
    Judgement judgement = turn.judge(condition, scope_of(turn, id));
    if (judgement.truth != Truth::yes) return judgement;
  }
  return {.truth = Truth::yes, .why = {}};
}

}  // namespace dealwright::core
