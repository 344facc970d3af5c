// What a scenario expects, looked at as the run goes on and judged at its end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/state.hpp"
#include "engine/scenario/play.hpp"

namespace dealwright::scenario {

class Expectations {
 public:
  Expectations(const core::Terms& terms, const std::vector<plan::Expectation>& expected);

  // `nav` at the start, for conditions about profit.
  void started_with(const values::Rational& nav) { starting_nav_ = nav; }
  // The ledger at the start, for a run that is looked at from its middle.
  void started_from(const core::Ledger& ledger) { first_ledger_ = ledger; }
  // Those that have to hold all the time and do not in this state.
  [[nodiscard]] std::vector<Verdict> broken_in(const core::State& state,
                                               const simulated::SimulatedWorld& world);
  // After an event, and daily: what has to hold throughout.
  void look(const core::State& state, const simulated::SimulatedWorld& world);
  // At the end.
  [[nodiscard]] std::vector<Verdict> judge(const core::State& state,
                                           const simulated::SimulatedWorld& world);

 private:
  // Why it does not hold; nothing when it does.
  [[nodiscard]] std::optional<std::string> against(const plan::Expectation& expectation,
                                                   const core::State& state,
                                                   const simulated::SimulatedWorld& world) const;
  [[nodiscard]] std::optional<std::string> against_status(const plan::Expectation& expectation,
                                                          const core::State& state) const;
  [[nodiscard]] std::optional<std::string> against_limits(
      const core::State& state, const simulated::SimulatedWorld& world) const;
  [[nodiscard]] std::optional<std::string> against_untouched(const std::string& bucket,
                                                             const core::State& state) const;
  [[nodiscard]] std::optional<std::string> against_condition(
      const plan::Expression& condition, const core::State& state,
      const simulated::SimulatedWorld& world) const;

  const core::Terms& terms_;
  const std::vector<plan::Expectation>& expected_;
  std::vector<std::optional<std::string>>
      broken_;  // by expectation: the first time it did not hold throughout
  std::optional<values::Rational> starting_nav_;
  std::optional<core::Ledger> first_ledger_;
};

}  // namespace dealwright::scenario
