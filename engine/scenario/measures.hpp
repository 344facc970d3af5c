// What is looked at again and again while a deal is simulated: what it is worth, how far it is
// levered, how healthy that is. For plots and statistics, never for decisions.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dsl/values/rational.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/core/view.hpp"

namespace dealwright::scenario {

// In USD and as ratios; absent when it cannot be told.
struct Measures {
  std::optional<values::Rational> nav;
  std::optional<values::Rational> ltv;     // 0 without debt
  std::optional<values::Rational> health;  // absent without debt
  std::optional<values::Rational> owed;    // all debts, at the market
  friend bool operator==(const Measures&, const Measures&) = default;
};

[[nodiscard]] Measures measures_in(const core::View& view);

// Looks with the readings that the last look needed, so that most looks ask the world once.
class Looker {
 public:
  // Both outlive it.
  Looker(const core::Terms& terms, const simulated::SimulatedWorld& world)
      : terms_(terms), world_(&world) {}

  // Goes on with another world of the same deal.
  void turn_to(const simulated::SimulatedWorld& world) { world_ = &world; }

  [[nodiscard]] Measures measures(const core::State& state);
  // By asset of the plan, what everything of it is worth by the deal's own rule; assets that are
  // not held are left out.
  [[nodiscard]] std::vector<std::pair<std::string, values::Rational>> exposures(
      const core::State& state);
  // By limit: its quantity, bound and what is left. Nothing for limits that have no distance.
  [[nodiscard]] std::vector<std::optional<core::Headroom>> headrooms(const core::State& state);

  // `look` takes a const core::View& and is called until it misses nothing.
  template <class Look>
  auto look(const core::State& state, Look look) {
    return this->look(state, state.books, {}, look);
  }
  template <class Look>
  auto look(const core::State& state, const core::Books& books, const core::Scope& scope,
            Look look) {
    for (int round = 0;; ++round) {
      std::vector<core::Reading> arrived;
      arrived.reserve(keys_.size());
      for (const core::ReadingKey& key : keys_)
        arrived.push_back({.key = key, .value = world_->value_of(key)});
      core::Readings readings(arrived);
      auto result = look(core::View(terms_, state, books, readings, scope));
      if (!readings.any_missing() || round == rounds_max) return result;
      keys_.insert(readings.asked().begin(), readings.asked().end());
    }
  }

 private:
  // More than expressions have levels of queries within queries.
  static constexpr int rounds_max = 64;

  const core::Terms& terms_;
  const simulated::SimulatedWorld* world_;
  std::set<core::ReadingKey> keys_;
};

}  // namespace dealwright::scenario
