// Judges statuses, limits, buckets and conditions.
#include "engine/scenario/expectations.hpp"

#include "dsl/plan/words.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/money.hpp"
#include "engine/core/turn.hpp"
#include "engine/scenario/seen_in.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using plan::ExpectationKind;
using simulated::SimulatedWorld;
using values::Rational;

bool all_the_time(const plan::Expectation& expectation) {
  return expectation.throughout || expectation.kind == ExpectationKind::limits_hold ||
         expectation.kind == ExpectationKind::untouched;
}

}  // namespace

Expectations::Expectations(const core::Terms& terms, const std::vector<plan::Expectation>& expected)
    : terms_(terms), expected_(expected), broken_(expected.size()) {}

void Expectations::look(const State& state, const SimulatedWorld& world) {
  if (state.status == core::DealStatus::waiting) return;
  if (!first_ledger_) first_ledger_ = state.books.ledger;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    if (!all_the_time(expected_[i]) || broken_[i]) continue;
    if (auto why = against(expected_[i], state, world)) {
      const values::Duration since = world.record().conditions.now - state.started_at;
      broken_[i] = "after " + values::to_words(since) + ": " + *why;
    }
  }
}

std::vector<Verdict> Expectations::broken_in(const State& state, const SimulatedWorld& world) {
  look(state, world);
  std::vector<Verdict> broken;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    if (broken_[i])
      broken.push_back({.text = expected_[i].text, .line = expected_[i].line, .why = *broken_[i]});
  }
  return broken;
}

std::vector<Verdict> Expectations::judge(const State& state, const SimulatedWorld& world) {
  look(state, world);
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    const auto why = all_the_time(expected_[i]) ? broken_[i] : against(expected_[i], state, world);
    verdicts.push_back({.text = expected_[i].text,
                        .line = expected_[i].line,
                        .held = !why,
                        .why = why.value_or("")});
  }
  return verdicts;
}

std::optional<std::string> Expectations::against(const plan::Expectation& expectation,
                                                 const State& state,
                                                 const SimulatedWorld& world) const {
  switch (expectation.kind) {
    case ExpectationKind::limits_hold: return against_limits(state, world);
    case ExpectationKind::untouched: return against_untouched(expectation.subject, state);
    case ExpectationKind::status: return against_status(expectation, state);
    case ExpectationKind::condition: return against_condition(expectation.condition, state, world);
    case ExpectationKind::ran: break;
  }
  const auto step = terms_.find_step(expectation.subject);
  if (!step) return "there is no step `" + expectation.subject + "`";
  if (core::step_of(state, *step).runs > 0) return std::nullopt;
  return "`" + expectation.subject + "` never ran";
}

std::optional<std::string> Expectations::against_status(const plan::Expectation& expectation,
                                                        const State& state) const {
  if (expectation.subject == "deal") {
    const std::string found(machines::to_text(state.status));
    if (found == expectation.status) return std::nullopt;
    return "the deal is " + found + (state.why.empty() ? "" : ": " + state.why);
  }
  const auto id = terms_.find_step(expectation.subject);
  if (!id) return "there is no step `" + expectation.subject + "`";
  const core::StepState& step = core::step_of(state, *id);
  std::string found(machines::to_text(step.status));
  if (expectation.rung) {
    // Rungs before the current one are done; those after it have not come.
    if (*expectation.rung <= step.rungs) {
      found = "done";
    } else if (*expectation.rung > step.rungs + 1 || (step.status == core::StepStatus::done)) {
      found = "waiting";
    }
  }
  if (found == expectation.status) return std::nullopt;
  return "`" + expectation.subject + "` is " + found + (step.why.empty() ? "" : ": " + step.why);
}

std::optional<std::string> Expectations::against_limits(const State& state,
                                                        const SimulatedWorld& world) const {
  for (std::uint32_t i = 0; i < terms_.plan().limits.size(); ++i) {
    const plan::Limit& limit = terms_.plan().limits[i];
    if (limit.kind == plan::LimitKind::never_pledge) {
      for (const core::Entry& entry : state.books.ledger.entries()) {
        if (entry.account.kind != core::AccountKind::collateral) continue;
        if (terms_.of(entry.account.asset).name == limit.subject)
          return "`" + limit.text + "`: it is pledged";
      }
      continue;
    }
    if (limit.kind == plan::LimitKind::cap && limit.mode != plan::LimitMode::always) continue;
    const auto room = seen_in(world, terms_, state, [&](const core::View& view) {
      return core::headroom(view, core::LimitId{i});
    });
    if (!room) continue;
    const auto* left = std::get_if<Rational>(&room->left);
    if (left != nullptr && left->is_negative()) {
      const std::string unit = limit.kind == plan::LimitKind::repayable
                                   ? "USD"
                                   : plan::unit_of(terms_.plan(), limit.quantity);
      return "`" + limit.text + "`: it is " + plan::to_text(room->quantity, unit);
    }
  }
  return std::nullopt;
}

std::optional<std::string> Expectations::against_untouched(const std::string& name,
                                                           const State& state) const {
  const auto bucket = terms_.find_bucket(name);
  if (!bucket) return "there is no bucket `" + name + "`";
  for (std::uint32_t a = 0; a < terms_.plan().assets.size(); ++a) {
    const core::Account account = core::resting(*bucket, core::AssetId{a});
    const values::Amount before =
        first_ledger_ ? first_ledger_->balance(account) : values::Amount();
    if (state.books.ledger.balance(account) < before) {
      return "`" + name + "` has " +
             core::to_text(terms_, core::AssetId{a}, state.books.ledger.balance(account)) + " of " +
             core::to_text(terms_, core::AssetId{a}, before);
    }
  }
  return std::nullopt;
}

std::optional<std::string> Expectations::against_condition(const plan::Expression& condition,
                                                           const State& state,
                                                           const SimulatedWorld& world) const {
  State valued = state;
  if (!valued.starting_nav) valued.starting_nav = starting_nav_;
  const plan::Value value = seen_in(world, terms_, valued, [&](const core::View& view) {
    return plan::evaluate(condition, view);
  });
  const auto* truth = std::get_if<bool>(&value);
  if (truth != nullptr && *truth) return std::nullopt;
  if (truth == nullptr) {
    return "`" + plan::to_text(terms_.plan(), condition) +
           "` cannot be told: " + core::to_text(value);
  }
  return seen_in(world, terms_, valued, [&](const core::View& view) {
    return plan::compared(terms_.plan(), condition, view);
  });
}

}  // namespace dealwright::scenario
