// One fact at a time: what was asked before it, then the fact applied.
#include "engine/scenario/explain.hpp"

#include <optional>
#include <utility>

#include "dsl/plan/words.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/core/apply.hpp"
#include "engine/core/posting.hpp"
#include "engine/core/requests.hpp"

namespace dealwright::scenario {
namespace {

using core::Books;
using core::State;
using core::Terms;
using plan::Value;
using values::Rational;

// The books once everything that is out is done as expected, as the rule of limits sees them.
Books with_open_attempts(const Terms& terms, const State& state) {
  Books books = state.books;
  for (const core::StepId id : state.alive) {
    const core::StepState& step = core::step_of(state, id);
    const auto expected = step.open ? core::expected_outcome(step.open->request) : std::nullopt;
    if (!expected) continue;
    Books tried = books;
    core::void_reservations(tried, step.open->request);
    if (core::settle(terms, state, tried, step.open->request, *expected)) books = std::move(tried);
  }
  return books;
}

std::string name_of_action(const core::Terms& terms, const core::Request& request) {
  std::string names;
  for (const core::Part& part : request.parts)
    names += (names.empty() ? "" : " + ") + terms.of(part.action).action->name;
  return names;
}

std::string role_in_words(const plan::Plan& plan, const plan::Approval& approval) {
  std::string text = "by " + approval.role;
  if (approval.when) text += " when " + plan::to_text(plan, *approval.when);
  return text;
}

}  // namespace

std::string_view to_text(Asked asked) {
  switch (asked) {
    case Asked::when: return "when";
    case Asked::require: return "require";
    case Asked::approve: return "approve";
    case Asked::ensure: return "ensure";
    case Asked::limit: return "limit";
    case Asked::gas: return "gas";
    case Asked::outcome: return "outcome";
  }
  DEALWRIGHT_UNREACHABLE("what was asked");
}

std::string_view to_text(Answer answer) {
  switch (answer) {
    case Answer::passed: return "passed";
    case Answer::not_passed: return "not passed";
    case Answer::waits: return "waits";
    case Answer::not_needed: return "not needed";
  }
  DEALWRIGHT_UNREACHABLE("answer");
}

Explainer::Explainer(const Terms& terms, simulated::SimulatedWorld& world)
    : terms_(terms), world_(world), looker_(terms, world), state_(core::initial_state(terms)) {}

void Explainer::recorded(std::span<const core::Fact> facts) {
  for (const core::Fact& fact : facts) {
    at_ = fact.at;
    before(fact);
    core::apply(terms_, state_, fact);
  }
}

void Explainer::before(const core::Fact& fact) {
  if (const auto* waits = std::get_if<core::StepWaits>(&fact.what)) {
    look_at_whens(waits->step, scope_of(waits->step, std::nullopt), waits->guard + 1);
    lines_.back().answer = Answer::waits;
  } else if (const auto* asked = std::get_if<core::ApprovalAsked>(&fact.what)) {
    const plan::Approval& approval = terms_.of(asked->step).approvals[asked->approval];
    add(asked->step, {.asked = Asked::approve,
                      .answer = Answer::waits,
                      .text = role_in_words(terms_.plan(), approval),
                      .compared = approval.role + " is asked"});
  } else if (const auto* given = std::get_if<core::ApprovalGiven>(&fact.what)) {
    add(given->step,
        {.asked = Asked::approve,
         .text = role_in_words(terms_.plan(), terms_.of(given->step).approvals[given->approval]),
         .compared = "approved by " + given->by});
  } else if (const auto* started = std::get_if<core::StepStarted>(&fact.what)) {
    pass_gate(started->step, started->rung);
  } else if (const auto* requested = std::get_if<core::ActionRequested>(&fact.what)) {
    limits(*requested);
    gas(*requested);
  } else if (const auto* settled_fact = std::get_if<core::StepSettled>(&fact.what)) {
    settled(*settled_fact);
  }
}

void Explainer::look_at_whens(core::StepId id, const core::Scope& scope, std::size_t count) {
  const plan::Step& step = terms_.of(id);
  for (std::size_t i = 0; i < count; ++i) {
    condition(id, Asked::when, plan::to_text(terms_.plan(), step.whens[i].condition),
              step.whens[i].condition, scope);
  }
}

void Explainer::pass_gate(core::StepId id, std::optional<values::Amount> rung) {
  const plan::Step& step = terms_.of(id);
  const core::Scope scope = scope_of(id, rung);
  look_at_whens(id, scope, step.whens.size());
  for (const plan::Expression& required : step.requires_)
    condition(id, Asked::require, plan::to_text(terms_.plan(), required), required, scope);
  for (const plan::Approval& approval : step.approvals) {
    if (!approval.when) continue;
    const auto [value, compared] =
        looker_.look(state_, state_.books, scope, [&](const core::View& view) {
          return std::pair(plan::evaluate(*approval.when, view),
                           plan::compared(terms_.plan(), *approval.when, view));
        });
    const auto* truth = std::get_if<bool>(&value);
    if (truth == nullptr || *truth) continue;  // it was asked for: said where it was
    add(id, {.asked = Asked::approve,
             .answer = Answer::not_needed,
             .text = role_in_words(terms_.plan(), approval),
             .compared = compared});
  }
}

void Explainer::settled(const core::StepSettled& fact) {
  const plan::Step& step = terms_.of(fact.step);
  const core::StepState& known = core::step_of(state_, fact.step);
  const core::Scope scope = scope_of(fact.step, known.rung);
  if (known.begun && fact.event != machines::StepEvent::fail) {
    // What the step ensures is looked at when its actions are done.
    const bool all_done =
        known.item >= step.items.size() || fact.event == machines::StepEvent::finish;
    if (all_done) {
      for (const plan::Expression& ensured : step.ensures)
        condition(fact.step, Asked::ensure, plan::to_text(terms_.plan(), ensured), ensured, scope);
    }
  }
  if (fact.event == machines::StepEvent::finish || fact.why.empty()) return;
  const bool stopped =
      fact.event == machines::StepEvent::hold || fact.event == machines::StepEvent::fail;
  add(fact.step, {.asked = Asked::outcome,
                  .answer = Answer::not_passed,
                  .text = stopped ? "the step is stopped" : "the step is skipped",
                  .compared = fact.why});
}

void Explainer::limits(const core::ActionRequested& fact) {
  auto outcome = core::expected_outcome(fact.request);
  if (!outcome) {
    const auto answers = world_.read({.keys = {}, .quotes = {fact.request}});
    if (!answers || answers->quotes.empty()) return;
    outcome = answers->quotes.front().outcome;
  }
  if (outcome->kind != core::OutcomeKind::done && outcome->kind != core::OutcomeKind::partial)
    return;
  const Books now = with_open_attempts(terms_, state_);
  Books then = now;
  for (const core::Draw& aside : core::step_of(state_, fact.step).set_aside)
    then.ledger.void_reservation(aside);
  if (!core::settle(terms_, state_, then, fact.request, *outcome)) return;
  for (std::uint32_t i = 0; i < terms_.plan().limits.size(); ++i)
    cap(fact, terms_.plan().limits[i], core::LimitId{i}, now, then);
}

void Explainer::cap(const core::ActionRequested& fact, const plan::Limit& limit, core::LimitId id,
                    const Books& now, const Books& then) {
  const std::string text = name_of_action(terms_, fact.request) + ": " + limit.text;
  if (limit.kind == plan::LimitKind::never_pledge) {
    for (const core::Part& part : fact.request.parts) {
      for (const plan::Flow& flow : terms_.of(part.action).action->flows) {
        if (flow.kind != plan::FlowKind::lock) continue;
        add(fact.step, {.rung = fact.request.rung,
                        .asked = Asked::limit,
                        .text = text,
                        .compared = "it pledges " + flow.asset});
      }
    }
    return;
  }
  const auto room_in = [&](const Books& books) {
    return looker_.look(state_, books, {},
                        [&](const core::View& view) { return core::headroom(view, id); });
  };
  const auto before = room_in(now);
  const auto after = room_in(then);
  if (!before || !after || before->quantity == after->quantity) return;
  const std::string of = limit.kind == plan::LimitKind::repayable
                             ? "what is owned less the debt"
                             : plan::to_text(terms_.plan(), limit.quantity);
  std::string compared = of + " goes from " + number_text(before->quantity, limit) + " to " +
                         number_text(after->quantity, limit);
  if (limit.kind == plan::LimitKind::cap)
    compared += ", the cap is " + number_text(after->bound, limit);
  const auto* left = std::get_if<Rational>(&after->left);
  const bool inside = left == nullptr || !left->is_negative();
  if (!inside) compared += "; it is allowed because it does not make it worse";
  add(fact.step, {.rung = fact.request.rung,
                  .asked = Asked::limit,
                  .text = text,
                  .compared = std::move(compared)});
}

void Explainer::gas(const core::ActionRequested& fact) {
  const plan::Gas& gas = terms_.plan().gas;
  if (!gas.at_most) return;
  const core::AssetId asset = terms_.asset(gas.asset);
  values::Amount spent;
  for (const core::Entry& entry : state_.books.ledger.entries()) {
    if (entry.account.kind == core::AccountKind::fees && entry.account.asset == asset)
      spent = core::sum_of(spent, entry.balance);
  }
  const auto [budget, fee] = looker_.look(state_, [&](const core::View& view) {
    return std::pair(plan::evaluate(*gas.at_most, view),
                     view.reading({.kind = core::ReadingKind::fee}));
  });
  add(fact.step,
      {.rung = fact.request.rung,
       .asked = Asked::gas,
       .text =
           name_of_action(terms_, fact.request) + ": at most " + plan::to_text(budget, gas.asset),
       .compared = plan::to_text(Value(core::in_units(terms_, asset, spent)), gas.asset) +
                   " so far, another " + plan::to_text(fee, gas.asset)});
}

void Explainer::condition(core::StepId step, Asked asked, const std::string& text,
                          const plan::Expression& expression, const core::Scope& scope) {
  const auto [value, compared] =
      looker_.look(state_, state_.books, scope, [&](const core::View& view) {
        return std::pair(plan::evaluate(expression, view),
                         plan::compared(terms_.plan(), expression, view));
      });
  const auto* truth = std::get_if<bool>(&value);
  add(step, {.asked = asked,
             .answer = truth != nullptr && *truth ? Answer::passed : Answer::not_passed,
             .text = text,
             .compared = compared});
}

void Explainer::add(core::StepId step, WhyLine line) {
  line.at = at_ - state_.started_at;
  line.step = terms_.of(step).name;
  const core::StepState& known = core::step_of(state_, step);
  if (line.rung == 0 && terms_.of(step).ladder) line.rung = known.rungs + 1;
  lines_.push_back(std::move(line));
}

core::Scope Explainer::scope_of(core::StepId step, std::optional<values::Amount> rung) const {
  core::Scope scope;
  const auto& ladder = terms_.of(step).ladder;
  if (ladder && rung)
    scope.rung = core::in_units(terms_, terms_.asset(ladder->source.asset), *rung);
  return scope;
}

std::string Explainer::number_text(const Value& value, const plan::Limit& limit) const {
  return plan::to_text(value, limit.kind == plan::LimitKind::repayable
                                  ? "USD"
                                  : plan::unit_of(terms_.plan(), limit.quantity));
}

}  // namespace dealwright::scenario
