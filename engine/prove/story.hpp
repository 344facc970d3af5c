// A counterexample as engines and people read it: a scenario that does not come out as expected
// when it is played.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/prove/walk.hpp"
#include "engine/prove/worst.hpp"

namespace dealwright::prove {

struct Story {
  plan::Scenario scenario;
  std::vector<std::string> path;  // what happens, in order
};

struct Telling {
  const core::Terms& terms;
  const Variables& variables;
  const Market& market;
  const std::map<std::string, Rational>& nominal_prices;  // asset -> USD
  std::vector<Happening> path;
  std::vector<Polynomial> kept;
  std::map<VariableId, std::optional<Rational>> at;  // where the limit is broken
  Epoch epoch;                                       // when it is looked at
  std::optional<core::StepId> blocked;               // a step that the limit keeps from being done
  std::string limit;
};
// Everything that the corner leaves open is chosen; where the market has to move between two
// actions that nothing keeps apart, a first attempt that fails gives it the time.
[[nodiscard]] Story tell(const Telling& telling);

// The scenario in the deal language, with the modules named as the deal names them.
[[nodiscard]] std::string to_text(const core::Terms& terms, const plan::Scenario& scenario);

}  // namespace dealwright::prove
