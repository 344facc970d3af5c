// One function for each kind of fact.
#include "engine/app/durable/fact_words.hpp"

#include <variant>

#include "engine/app/plan_words.hpp"
#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"

namespace dealwright::app {
namespace {

using Told = std::optional<FactLine>;

std::string in_words(const core::Outcome& outcome) {
  switch (outcome.kind) {
    case core::OutcomeKind::done: return "done";
    case core::OutcomeKind::partial: return "done in part";
    case core::OutcomeKind::no_effect: return "failed without effect (" + outcome.failure + ")";
    case core::OutcomeKind::unknown: return "unknown (" + outcome.failure + ")";
  }
  return {};
}

std::string said(std::string_view status, const std::string& why) {
  return "is " + std::string(status) + (why.empty() ? "" : " (" + why + ")");
}

std::string with_reason(const std::string& what, const std::string& why) {
  return why.empty() ? what : what + ": " + why;
}

}  // namespace

struct FactTeller {
  FactWords& words;
  const core::State& after;

  Told operator()(const core::DealStarted& fact) const {
    const plan::Plan& plan = words.terms_.plan();
    const unsigned decimals = words.terms_.decimals(words.terms_.asset(plan.capital.asset));
    std::string text =
        "starts with " + values::to_decimal(fact.capital, decimals) + " " + plan.capital.asset;
    for (const core::PositionAmount& taken : fact.adopted) {
      const plan::Position& position = words.terms_.of(taken.position);
      text += "; takes over " + position.name + ", " +
              values::to_decimal(taken.amount,
                                 words.terms_.decimals(words.terms_.asset_of(taken.position))) +
              " " + position.asset;
    }
    return FactLine{"", std::move(text)};
  }
  Told operator()(const core::StepWaits& fact) const {
    return FactLine{words.name(fact.step), "waits until its guard passes"};
  }
  Told operator()(const core::ApprovalAsked& fact) const {
    return FactLine{
        words.name(fact.step),
        "asks " + words.terms_.of(fact.step).approvals[fact.approval].role + " to approve"};
  }
  Told operator()(const core::ApprovalGiven& fact) const {
    return FactLine{words.name(fact.step), with_reason("approved by " + fact.by, fact.why)};
  }
  Told operator()(const core::ApprovalRefused& fact) const {
    return FactLine{words.name(fact.step), with_reason("refused by " + fact.by, fact.why)};
  }
  Told operator()(const core::StepStarted& fact) const {
    return FactLine{words.name(fact.step), "starts"};
  }
  Told operator()(const core::ActionRequested& fact) const {
    std::string& what = words.requested_[fact.request.attempt];
    what = words.actions_in(fact.request);
    return FactLine{words.name(fact.step), what + ": sent"};
  }
  Told operator()(const core::ActionSettled& fact) const {
    return FactLine{words.name(fact.step),
                    words.action(fact.attempt) + ": " + in_words(fact.outcome)};
  }
  Told operator()(const core::ActionUnknown& fact) const {
    return FactLine{words.name(fact.step),
                    words.action(fact.attempt) + ": unknown (" + fact.failure + "), looked up"};
  }
  Told operator()(const core::AttemptGivenUp& fact) const {
    return FactLine{words.name(fact.step), words.action(fact.attempt) + ": out of time, cancelled"};
  }
  Told operator()(const core::RetryScheduled& fact) const {
    return FactLine{words.name(fact.step), "tries again at " + values::to_text(fact.at)};
  }
  Told operator()(const core::RungEnded& fact) const {
    const bool climbed = fact.climb == core::Climb::climbed;
    return FactLine{words.name(fact.step), climbed ? "a rung is done" : "a rung did not climb"};
  }
  Told operator()(const core::StepSettled& fact) const {
    return FactLine{words.name(fact.step),
                    said(machines::to_text(core::step_of(after, fact.step).status), fact.why)};
  }
  Told operator()(const core::StepResumed& fact) const {
    return FactLine{words.name(fact.step), with_reason("resumed by " + fact.by, fact.why)};
  }
  Told operator()(const core::StepReopened& fact) const {
    return FactLine{words.name(fact.step), "is looked at again"};
  }
  Told operator()(const core::DealMoved& fact) const {
    return FactLine{"", said(machines::to_text(after.status), fact.why)};
  }
  Told operator()(const core::LimitWarned& fact) const {
    return FactLine{"", "warning: `" + words.terms_.of(fact.limit).text + "` is at " + fact.value};
  }
  Told operator()(const core::LimitBreached& fact) const {
    return FactLine{"", "breach: `" + words.terms_.of(fact.limit).text + "` is at " + fact.value};
  }
  Told operator()(const core::LimitCleared& fact) const {
    return FactLine{"", "`" + words.terms_.of(fact.limit).text + "` is clear again"};
  }
  Told operator()(const core::PositionHandedOver& fact) const {
    return FactLine{"", "hands `" + words.terms_.of(fact.position).name + "` over to " + fact.to};
  }
  // Bookkeeping between the lines above.
  Told operator()(const core::Observed& /*fact*/) const { return std::nullopt; }
  Told operator()(const core::StartValued& /*fact*/) const { return std::nullopt; }
  Told operator()(const core::SplitDone& /*fact*/) const { return std::nullopt; }
  Told operator()(const core::GasSetAside& /*fact*/) const { return std::nullopt; }
};

std::optional<FactLine> FactWords::of(const core::Fact& fact, const core::State& after) {
  return std::visit(FactTeller{*this, after}, fact.what);
}

std::string FactWords::actions_in(const core::Request& request) const {
  const PlanWords words(terms_.plan());
  std::string names;
  for (const core::Part& part : request.parts)
    names += (names.empty() ? "" : " + ") + words.of(*terms_.of(part.action).action);
  return names;
}

std::string FactWords::action(const std::string& attempt) const {
  const auto known = requested_.find(attempt);
  if (known != requested_.end()) return known->second;
  // Asked for before we followed: the name of an attempt begins with its action's.
  const auto action = terms_.find_action(attempt.substr(0, attempt.rfind('#')));
  return action ? PlanWords(terms_.plan()).of(*terms_.of(*action).action) : attempt;
}

}  // namespace dealwright::app
