// A deal whose signals a test gives one by one: what was decided, recorded and requested lies open.
// No world and no journal; every record is folded a second time and has to give the same state.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/core/apply.hpp"
#include "engine/core/decide.hpp"
#include "engine/core/requests.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::core {

inline constexpr values::TimePoint decisions_start{1'767'225'600'000};

class Decisions {
 public:
  explicit Decisions(plan::Plan plan)
      : terms(std::move(plan)), state(initial_state(terms)), folded_(state) {}

  // What the world would answer to any reading, and how long a block takes.
  std::vector<Reading> market;
  values::TimePoint now = decisions_start;

  void fund(std::vector<PositionAmount> adopted = {}) {
    signal(Funded{.capital = scenario::capital_of(terms).value(), .adopted = std::move(adopted)});
  }
  // Decides, and answers what is to be read until nothing is.
  template <class What>
  void signal(What what) {
    Signal next{.at = now, .what = std::move(what)};
    while (true) {
      Decision decision = decide(terms, state, next);
      for (const Fact& fact : decision.facts) {
        apply(terms, folded_, fact);
        facts.push_back(fact);
      }
      state = std::move(decision.state);
      EXPECT_EQ(folded_, state) << "the state is not the fold of its facts";
      EXPECT_EQ(find_imbalance(state.books.ledger), std::nullopt);
      const ReadValues* read = nullptr;
      effects.clear();
      for (const Effect& effect : decision.effects) {
        effects.push_back(effect);
        if (std::holds_alternative<ReadValues>(effect)) read = &std::get<ReadValues>(effect);
      }
      if (read == nullptr) return;
      next = {.at = now, .readings = answers(*read), .what = ReadingsArrived{}};
    }
  }
  void wait(values::Duration time) {
    now = now + time;
    signal(TimePassed{});
  }
  void report(const std::string& attempt, Outcome outcome) {
    signal(ActionReported{.attempt = attempt, .outcome = std::move(outcome)});
  }
  // The attempt that was asked for last is done as expected.
  void done() {
    const Request asked = request();
    report(asked.attempt, expected_outcome(asked).value());
  }
  void no_effect(std::string failure) {
    report(request().attempt, {.kind = OutcomeKind::no_effect, .failure = std::move(failure)});
  }

  [[nodiscard]] Request request() const {
    for (const Effect& effect : effects) {
      if (const auto* perform = std::get_if<Perform>(&effect)) return perform->request;
    }
    ADD_FAILURE() << "nothing was asked for";
    return {};
  }
  template <class Kind>
  [[nodiscard]] bool requested() const {
    return std::ranges::any_of(
        effects, [](const Effect& effect) { return std::holds_alternative<Kind>(effect); });
  }
  template <class Kind>
  [[nodiscard]] std::vector<Kind> recorded() const {
    std::vector<Kind> found;
    for (const Fact& fact : facts) {
      if (const auto* kind = std::get_if<Kind>(&fact.what)) found.push_back(*kind);
    }
    return found;
  }
  [[nodiscard]] const StepState& step(std::string_view name) const {
    return step_of(state, terms.step(name));
  }
  [[nodiscard]] std::string status(std::string_view name) const {
    return std::string(machines::to_text(step(name).status));
  }
  [[nodiscard]] std::string deal() const { return std::string(machines::to_text(state.status)); }
  [[nodiscard]] std::string amount(std::string_view position) const {
    const PositionId id = terms.position(position);
    return values::to_decimal(recorded_amount(terms, state.books, id),
                              terms.decimals(terms.asset_of(id)));
  }
  [[nodiscard]] std::string free(std::string_view bucket, std::string_view asset) const {
    const AssetId id = terms.asset(asset);
    return values::to_decimal(state.books.ledger.free(resting(terms.bucket(bucket), id)),
                              terms.decimals(id));
  }
  [[nodiscard]] std::optional<std::string> refused(Signal one) const {
    one.at = now;
    return refusal(terms, state, one);
  }

  Terms terms;
  State state;
  std::vector<Fact> facts;
  std::vector<Effect> effects;  // of the last decision

 private:
  [[nodiscard]] std::vector<Reading> answers(const ReadValues& read) const {
    std::vector<Reading> found;
    for (const ReadingKey& key : read.keys) {
      const auto known = std::ranges::find(market, key, &Reading::key);
      found.push_back({.key = key,
                       .value = known == market.end()
                                    ? plan::Value(plan::Unavailable{"nobody told"})
                                    : known->value});
    }
    return found;
  }

  State folded_;
};

}  // namespace dealwright::core
