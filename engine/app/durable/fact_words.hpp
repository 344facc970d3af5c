// Facts as a person follows them: one line each, those that are bookkeeping left out.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::app {

struct FactLine {
  std::string step;  // empty: the deal
  std::string what;
};

// Of one deal, whose facts come in order: it remembers what attempts were for.
class FactWords {
 public:
  // `terms` outlives it.
  explicit FactWords(const core::Terms& terms) : terms_(terms) {}
  // `after`: the state with the fact in it.
  [[nodiscard]] std::optional<FactLine> of(const core::Fact& fact, const core::State& after);

 private:
  [[nodiscard]] std::string name(core::StepId step) const { return terms_.of(step).name; }
  [[nodiscard]] std::string action(const std::string& attempt) const;
  [[nodiscard]] std::string actions_in(const core::Request& request) const;
  friend struct FactTeller;

  const core::Terms& terms_;
  std::map<std::string, std::string> requested_;  // attempt -> what it does
};

}  // namespace dealwright::app
