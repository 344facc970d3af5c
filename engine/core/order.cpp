// `after`, `after settled`, `after any`, `at`, and the propagation of skips.
#include "engine/core/order.hpp"

#include <algorithm>

namespace dealwright::core {
namespace {

using plan::AfterMode;

enum class Term : std::uint8_t { met, open, dead };

Term term_of(const State& state, const AfterPlace& term) {
  const StepState& before = step_of(state, term.step);
  const bool never = before.status == StepStatus::skipped || before.status == StepStatus::failed;
  switch (term.mode) {
    case AfterMode::done:
      if (before.status == StepStatus::done) return Term::met;
      return never ? Term::dead : Term::open;
    case AfterMode::settled: return machines::is_settled(before.status) ? Term::met : Term::open;
    case AfterMode::any_rung:
      if (before.rungs > 0) return Term::met;
      return never || before.status == StepStatus::done ? Term::dead : Term::open;
  }
  return Term::open;
}

}  // namespace

OrderRuling order_of(const Terms& terms, const State& state, StepId id, values::TimePoint now) {
  const plan::Step& step = terms.of(id);
  // What comes before is looked at first: time alone starts nothing, and a step that waits for a
  // held one is not on its way.
  const auto earliest = not_before(terms, state, id);
  const OrderRuling met_ruling{
      .order = earliest && now < *earliest ? Order::too_early : Order::may_start, .why = {}};
  if (step.after.empty()) return met_ruling;
  StepId dead_at;
  bool any_alive = false;
  for (const auto& all_of : terms.after(id)) {
    bool met = true;
    bool dead = false;
    for (const AfterPlace& term : all_of) {
      const Term stands = term_of(state, term);
      if (stands != Term::met) met = false;
      if (stands == Term::dead) {
        dead = true;
        dead_at = term.step;
      }
    }
    if (met) return met_ruling;
    if (!dead) any_alive = true;
  }
  if (any_alive) return {.order = Order::not_yet, .why = {}};
  const StepStatus status = step_of(state, dead_at).status;
  return {.order = Order::never,
          .why = "`" + terms.of(dead_at).name + "` was " + std::string(machines::to_text(status))};
}

std::optional<std::string> missing_for(const Terms& terms, const State& state, StepId id) {
  const auto named = [](const Need& need) { return "`" + std::string(need.name) + "`"; };
  for (const Need& need : terms.needs(id)) {
    if (need.holding && state.books.holdings[need.holding->value] == HoldingStatus::absent)
      return named(need) + " never came to be";
    if (!need.position) continue;
    switch (state.books.positions[need.position->value]) {
      case PositionStatus::absent: return named(need) + " was never opened";
      case PositionStatus::closed: return named(need) + " is closed";
      case PositionStatus::open: break;
    }
  }
  return std::nullopt;
}

bool must_rerun(const Terms& terms, const State& state, StepId id) {
  const StepState& step = step_of(state, id);
  if (!machines::is_settled(step.status) || step.open) return false;
  // It stopped in the middle of its actions: going on there is an operator's act.
  if (step.status == StepStatus::held && step.begun) return false;
  if (yielded_before(terms, state, id) <= step.ran_on) return false;
  if (order_of(terms, state, id, state.now).order != Order::may_start) return false;
  // What is done stays done, but for those that said they take whatever has come so far.
  if (step.status != StepStatus::done) return true;
  return std::ranges::any_of(terms.after(id), [](const auto& all_of) {
    return std::ranges::any_of(
        all_of, [](const AfterPlace& term) { return term.mode == AfterMode::settled; });
  });
}

std::optional<values::TimePoint> not_before(const Terms& terms, const State& state, StepId id) {
  const auto& at = terms.of(id).at;
  if (!at) return std::nullopt;
  return state.started_at + *at;
}

}  // namespace dealwright::core
