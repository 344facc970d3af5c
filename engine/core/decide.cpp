// Takes a signal in, then does what follows from it until nothing more can be done.
#include "engine/core/decide.hpp"

#include <algorithm>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/core/advance.hpp"
#include "engine/core/failure.hpp"
#include "engine/core/money.hpp"
#include "engine/core/order.hpp"
#include "engine/core/posting.hpp"
#include "engine/core/turn.hpp"

namespace dealwright::core {
namespace {

using machines::DealEvent;
using machines::StepEvent;

// What a signal itself says, before anything follows from it.
class TakeIn {
 public:
  explicit TakeIn(Turn& turn) : turn_(turn) {}

  void readings() {
    Observed changed;
    for (const Reading& reading : turn_.signal().readings) {
      const auto known = turn_.state().readings.find(reading.key);
      if (known == turn_.state().readings.end() || known->second != reading.value) {
        changed.readings.push_back(reading);
      }
    }
    if (!changed.readings.empty()) turn_.record(std::move(changed));
  }

  void operator()(const Funded& signal) {
    if (turn_.state().status != DealStatus::waiting) return;  // said twice
    if (refusal(turn_.terms(), turn_.state(), turn_.signal())) return;
    turn_.record(DealStarted{.capital = values::smaller(signal.capital, amount_max),
                             .seed = signal.seed,
                             .adopted = signal.adopted});
  }
  void operator()(const Restarted&) {
    for (Effect& effect : open_effects(turn_.terms(), turn_.state()))
      turn_.request(std::move(effect));
  }
  void operator()(const TimePassed&) {}
  void operator()(const ReadingsArrived&) {}

  void operator()(const ActionReported& signal) {
    const auto step = step_with(signal.attempt);
    if (!step) return;  // reported twice, or of an attempt that is long settled
    const OpenAttempt& open = *step_of(turn_.state(), *step).open;
    switch (signal.outcome.kind) {
      case OutcomeKind::done:
      case OutcomeKind::partial: return happened(*step, open.request, signal.outcome);
      case OutcomeKind::no_effect: return did_not_happen(*step, open.request, signal.outcome);
      case OutcomeKind::unknown:
        if (open.life == TransactionStatus::unknown)
          return;  // known; it is asked again when its time comes
        turn_.record(ActionUnknown{.step = *step,
                                   .attempt = signal.attempt,
                                   .failure = signal.outcome.failure,
                                   .look_up_at = next_look_up(turn_.now(), open.look_ups)});
    }
  }

  void operator()(const ApprovalAnswered& signal) {
    if (refusal(turn_.terms(), turn_.state(), turn_.signal())) return;
    if (signal.verdict == Verdict::approve) {
      turn_.record(ApprovalGiven{
          .step = signal.step, .approval = signal.approval, .by = signal.by, .why = signal.why});
    } else {
      turn_.record(ApprovalRefused{
          .step = signal.step, .approval = signal.approval, .by = signal.by, .why = signal.why});
    }
  }

  void operator()(const TakenOver& signal) {
    if (refusal(turn_.terms(), turn_.state(), turn_.signal())) return;
    turn_.record(PositionHandedOver{.position = signal.position, .to = signal.by});
  }

  void operator()(const Commanded& signal) {
    if (refusal(turn_.terms(), turn_.state(), turn_.signal())) return;
    switch (signal.command) {
      case Command::pause: return move(DealEvent::pause, signal);
      case Command::resume: return move(DealEvent::resume, signal);
      case Command::cancel: return move(DealEvent::cancel, signal);
      case Command::resume_step:
        return turn_.record(StepResumed{.step = signal.step, .by = signal.by, .why = signal.why});
      case Command::skip_step:
        turn_.record(StepSettled{
            .step = signal.step, .event = StepEvent::skip, .why = "skipped " + who(signal)});
    }
  }

 private:
  std::optional<StepId> step_with(const std::string& attempt) const {
    for (const StepId id : turn_.state().alive) {
      const StepState& step = step_of(turn_.state(), id);
      if (step.open && step.open->request.attempt == attempt) return id;
    }
    return std::nullopt;
  }

  void happened(StepId id, const Request& asked, const Outcome& outcome) {
    if (const auto possible = can_be_settled(turn_.terms(), turn_.state(), asked, outcome);
        !possible) {
      // Asked again, the world says it again: that is known.
      const OpenAttempt& open = *step_of(turn_.state(), id).open;
      if (open.life == TransactionStatus::unknown &&
          step_of(turn_.state(), id).status != StepStatus::running)
        return;
      const Request request = asked;
      // Evidence that cannot be: nothing is posted, a human has to look.
      turn_.record(ActionUnknown{.step = id,
                                 .attempt = request.attempt,
                                 .failure = possible.error(),
                                 .look_up_at = turn_.now() + look_up_longest});
      if (step_of(turn_.state(), id).status == StepStatus::running) {
        settle_step(turn_, id, StepEvent::hold, "`" + request.attempt + "`: " + possible.error());
      }
      return;
    }
    // Settled: the state lets go of the request.
    const std::string attempt = asked.attempt;
    std::optional<Request> request;
    if (is_checked(turn_.terms(), asked)) request = asked;
    turn_.record(ActionSettled{.step = id, .attempt = attempt, .outcome = outcome});
    if (request) check_outcome(turn_, id, *request, outcome);
    check_fill(turn_, id, attempt, outcome.kind);
  }

  void did_not_happen(StepId id, const Request& asked, const Outcome& outcome) {
    const std::string action = turn_.terms().of(asked.parts[0].action).action->id;
    const bool given_up = step_of(turn_.state(), id).open->giving_up;
    const auto over = timeout_of(turn_.terms(), turn_.state(), id);
    turn_.record(ActionSettled{.step = id, .attempt = asked.attempt, .outcome = outcome});
    if (step_of(turn_.state(), id).status != StepStatus::running) return;  // held while it was out
    if (!given_up) return after_no_effect(turn_, id, action, outcome.failure);
    // Its blocks are over, not its time: known not to have happened, it may be tried again.
    const auto& blocks = turn_.terms().of(id).deadline_blocks;
    if (blocks && over && turn_.now() < *over) {
      return after_no_effect(
          turn_, id, action,
          "not included within " + std::to_string(*blocks) + (*blocks == 1 ? " block" : " blocks"));
    }
    fail_by_policy(turn_, id, "`" + action + "` was not done in time");
  }

  void move(DealEvent event, const Commanded& signal) {
    turn_.record(DealMoved{.event = event, .why = who(signal), .by = signal.by});
  }
  // "by anna: the desk is closed"
  static std::string who(const Commanded& signal) {
    return "by " + signal.by + (signal.why.empty() ? "" : ": " + signal.why);
  }

  Turn& turn_;
};

// A deal that takes positions over begins with what they amount to, each of them once, and no
// other.
std::optional<std::string> refusal_to_start(const Terms& terms, const Funded& funded) {
  const auto& positions = terms.plan().positions;
  for (std::uint32_t i = 0; i < positions.size(); ++i) {
    const bool expected = !positions[i].adopted.empty();
    const auto given = std::ranges::count(funded.adopted, PositionId{i}, &PositionAmount::position);
    if (given == (expected ? 1 : 0)) continue;
    if (!expected) return "`" + positions[i].name + "` is not taken over from another deal";
    return "`" + positions[i].name + "` is taken over from `" + positions[i].adopted +
           "`: what it amounts to has to be given" + (given == 0 ? "" : " once");
  }
  for (const PositionAmount& taken : funded.adopted) {
    if (taken.position.value >= positions.size()) return "there is no such position";
    if (taken.amount > amount_max) return "an amount that is taken over is too large";
  }
  return std::nullopt;
}

// Only what nobody works on any more: the deal is over, and no attempt is out.
std::optional<std::string> refusal_to_hand_over(const Terms& terms, const State& state,
                                                const TakenOver& taken) {
  if (taken.position.value >= state.books.positions.size()) return "there is no such position";
  const std::string name = "`" + terms.of(taken.position).name + "`";
  if (state.books.positions[taken.position.value] != PositionStatus::open)
    return name + " is not open";
  if (!machines::is_over(state.status)) {
    return "a deal that is " + std::string(machines::to_text(state.status)) + " keeps " + name +
           "; cancel it first";
  }
  for (std::uint32_t i = 0; i < state.steps.size(); ++i) {
    if (state.steps[i].open)
      return "`" + terms.of(StepId{i}).name + "` has an attempt out whose outcome is not known";
  }
  return std::nullopt;
}

}  // namespace

Decision decide(const Terms& terms, State before, const Signal& signal) {
  DEALWRIGHT_ASSERT(signal.at >= before.now);
  Turn turn(terms, std::move(before), signal);
  TakeIn take_in(turn);
  take_in.readings();
  std::visit(take_in, signal.what);
  advance(turn);
  Turn::Result result = turn.finish();
  return {.state = std::move(result.state),
          .facts = std::move(result.facts),
          .effects = std::move(result.effects)};
}

std::vector<Effect> open_effects(const Terms& terms, const State& state) {
  std::vector<Effect> effects;
  for (const StepId id : state.alive) {
    const StepState& step = step_of(state, id);
    if (step.open) {
      const std::string& attempt = step.open->request.attempt;
      if (step.open->giving_up) {
        effects.emplace_back(CancelAttempt{.attempt = attempt});
      } else if (step.open->life == TransactionStatus::unknown) {
        // The first look-up is a timer's; later ones may have been lost with their answer.
        if (step.open->look_ups > 1) effects.emplace_back(LookUp{.attempt = attempt});
      } else {
        effects.emplace_back(Perform{.request = step.open->request});
      }
    }
    if (step.status != StepStatus::awaiting_approval) continue;
    for (std::uint32_t i = 0; i < step.approvals.size(); ++i) {
      if (step.approvals[i].status != ApprovalStatus::asked) continue;
      effects.emplace_back(AskApproval{.step = id,
                                       .approval = i,
                                       .role = terms.of(id).approvals[i].role,
                                       .until = step.approvals[i].until,
                                       .bound_to = step.approvals[i].bound_to});
    }
  }
  return effects;
}

std::optional<values::TimePoint> next_timer(const Terms& terms, const State& state) {
  std::optional<values::TimePoint> next;
  const auto consider = [&](const std::optional<values::TimePoint>& at) {
    if (at && (!next || *at < *next)) next = at;
  };
  const bool takes_new = state.status == DealStatus::running || state.status == DealStatus::holding;
  for (const StepId id : state.alive) {
    const StepState& step = step_of(state, id);
    if (step.open) {
      if (step.open->life == TransactionStatus::unknown) consider(step.open->look_up_at);
      const bool not_known = step.open->life == TransactionStatus::unknown;
      if (!step.open->giving_up || not_known) consider(timeout_of(terms, state, id));
      if (!step.open->giving_up) consider(step.open->give_up_at);
      continue;
    }
    if (!takes_new) continue;
    if (step.status == StepStatus::waiting) {
      const auto earliest = not_before(terms, state, id);
      if (earliest && order_of(terms, state, id, state.now).order == Order::too_early)
        consider(earliest);
    }
    consider(step.waiting_until);
    consider(step.retry_at);
    for (const ApprovalState& approval : step.approvals) {
      if (approval.status == ApprovalStatus::asked) consider(approval.until);
    }
  }
  return next;
}

std::optional<std::string> refusal(const Terms& terms, const State& state, const Signal& signal) {
  if (const auto* answer = std::get_if<ApprovalAnswered>(&signal.what)) {
    if (answer->step.value >= state.steps.size()) return "there is no such step";
    const StepState& step = step_of(state, answer->step);
    if (answer->approval >= step.approvals.size()) return "there is no such approval";
    const ApprovalState& asked = step.approvals[answer->approval];
    if (step.status != StepStatus::awaiting_approval || asked.status != ApprovalStatus::asked) {
      return "`" + terms.of(answer->step).name + "` does not wait for this approval";
    }
    if (asked.bound_to != answer->bound_to)
      return "the approval was given for a state that is gone";
    if (signal.at >= asked.until) return "the time to approve is over";
    return std::nullopt;
  }
  if (const auto* funded = std::get_if<Funded>(&signal.what))
    return refusal_to_start(terms, *funded);
  if (const auto* taken = std::get_if<TakenOver>(&signal.what))
    return refusal_to_hand_over(terms, state, *taken);
  const auto* command = std::get_if<Commanded>(&signal.what);
  if (command == nullptr) return std::nullopt;
  const auto deal = [&](DealEvent event) -> std::optional<std::string> {
    if (machines::after(state.status, event)) return std::nullopt;
    return "a deal that is " + std::string(machines::to_text(state.status)) + " cannot " +
           std::string(machines::to_text(event));
  };
  switch (command->command) {
    case Command::pause: return deal(DealEvent::pause);
    case Command::resume: return deal(DealEvent::resume);
    case Command::cancel: return deal(DealEvent::cancel);
    case Command::resume_step:
    case Command::skip_step: break;
  }
  if (command->step.value >= state.steps.size()) return "there is no such step";
  if (machines::is_over(state.status)) return deal(DealEvent::pause);
  const StepState& step = step_of(state, command->step);
  if (step.open)
    return "`" + terms.of(command->step).name + "` has an attempt out whose outcome is not known";
  const StepEvent event =
      command->command == Command::resume_step ? StepEvent::resume : StepEvent::skip;
  const machines::Begun begun = step.begun ? machines::Begun::yes : machines::Begun::no;
  if (machines::after(step.status, event, begun)) return std::nullopt;
  return "`" + terms.of(command->step).name + "` is " +
         std::string(machines::to_text(step.status)) + " and cannot " +
         std::string(machines::to_text(event));
}

}  // namespace dealwright::core
