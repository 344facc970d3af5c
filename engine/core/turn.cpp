// Recording, looking and judging within one decision.
#include "engine/core/turn.hpp"

#include <algorithm>
#include <utility>

#include "dsl/plan/words.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/core/apply.hpp"
#include "engine/core/ladder.hpp"

namespace dealwright::core {
namespace {

// A decision that records more than this goes round in circles: a bug of ours.
constexpr std::size_t facts_a_turn_max = 1'000'000;

}  // namespace

void Turn::record(FactKind what) {
  DEALWRIGHT_ASSERT(facts_.size() < facts_a_turn_max);
  facts_.push_back({.at = signal_.at, .what = std::move(what)});
  apply(terms_, state_, facts_.back());
}

bool Turn::must_read() {
  if (readings_.any_missing()) reads_ = true;
  return readings_.any_missing();
}

const Outcome* Turn::quote_for(const Request& request) {
  quotes_.push_back(request);
  const auto quote = std::ranges::find(signal_.quotes, request.attempt, &Quote::attempt);
  if (quote != signal_.quotes.end()) return &quote->outcome;
  reads_ = true;
  return nullptr;
}

Judgement Turn::judge(const plan::Expression& condition, const Scope& scope) {
  begin_looking();
  const View seen = view(scope);
  const plan::Value value = plan::evaluate(condition, seen);
  if (const auto* truth = std::get_if<bool>(&value)) {
    if (*truth) return {.truth = Truth::yes, .why = {}};
    return {.truth = Truth::no,
            .why = "`" + plan::to_text(terms_.plan(), condition) +
                   "` does not hold: " + plan::compared(terms_.plan(), condition, seen)};
  }
  if (must_read()) return {.truth = Truth::unread, .why = {}};
  return {
      .truth = Truth::no,
      .why = "`" + plan::to_text(terms_.plan(), condition) + "` cannot be told: " + to_text(value)};
}

Turn::Result Turn::finish() {
  if (waits_for_readings()) {
    effects_.emplace_back(ReadValues{.keys = {readings_.asked().begin(), readings_.asked().end()},
                                     .quotes = std::move(quotes_)});
  }
  return {.state = std::move(state_), .facts = std::move(facts_), .effects = std::move(effects_)};
}

Scope scope_of(Turn& turn, StepId step) {
  Scope scope;
  const plan::Step& planned = turn.terms().of(step);
  if (!planned.ladder) return scope;
  std::optional<values::Amount> rung = step_of(turn.state(), step).rung;
  if (!rung) {
    const auto next = next_rung(turn, step);
    if (next && *next) rung = (*next)->amount;
  }
  if (rung)
    scope.rung = in_units(turn.terms(), turn.terms().asset(planned.ladder->source.asset), *rung);
  return scope;
}

std::optional<RungSource> rung_of(const Turn& turn, StepId step) {
  const auto& rung = step_of(turn.state(), step).rung;
  if (!rung) return std::nullopt;
  return RungSource{.source = &turn.terms().of(step).ladder->source, .amount = *rung};
}

std::string to_text(const plan::Value& value) {
  if (const auto* number = std::get_if<values::Rational>(&value))
    return values::to_decimal(*number, 6);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::get<plan::Unavailable>(value).why;
}

}  // namespace dealwright::core
