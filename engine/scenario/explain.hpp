// Why a deal went on, waited or stopped: every guard and limit with the values that it compared, at
// the moment of the decision. Looks at a copy of the state that it keeps by the recorded facts; the
// run does not notice.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/fact.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/scenario/measures.hpp"

namespace dealwright::scenario {

enum class Asked : std::uint8_t { when, require, approve, ensure, limit, gas, outcome };
enum class Answer : std::uint8_t {
  passed,
  not_passed,
  waits,       // a `when` with time left, an approver who was asked
  not_needed,  // an approval whose condition does not hold
};

struct WhyLine {
  values::Duration at;  // since the start
  std::string step;
  std::uint32_t rung = 0;
  Asked asked = Asked::when;
  Answer answer = Answer::passed;
  std::string text;      // the guard or limit; of a limit also the action: "borrow: ltv <= 30%"
  std::string compared;  // "ltv goes from 0% to 25%"
  friend bool operator==(const WhyLine&, const WhyLine&) = default;
};

[[nodiscard]] std::string_view to_text(Asked asked);
[[nodiscard]] std::string_view to_text(Answer answer);

class Explainer {
 public:
  // Both outlive it.
  Explainer(const core::Terms& terms, simulated::SimulatedWorld& world);

  // Every batch of facts of the run, in order.
  void recorded(std::span<const core::Fact> facts);
  [[nodiscard]] std::vector<WhyLine> take() { return std::move(lines_); }

 private:
  void before(const core::Fact& fact);
  // The first guards of a step; all that lets a step or rung begin.
  void look_at_whens(core::StepId step, const core::Scope& scope, std::size_t count);
  void pass_gate(core::StepId step, std::optional<values::Amount> rung);
  void settled(const core::StepSettled& fact);
  void limits(const core::ActionRequested& fact);
  void cap(const core::ActionRequested& fact, const plan::Limit& limit, core::LimitId id,
           const core::Books& now, const core::Books& then);
  void gas(const core::ActionRequested& fact);
  void condition(core::StepId step, Asked asked, const std::string& text,
                 const plan::Expression& expression, const core::Scope& scope);
  void add(core::StepId step, WhyLine line);
  [[nodiscard]] core::Scope scope_of(core::StepId step, std::optional<values::Amount> rung) const;
  [[nodiscard]] std::string number_text(const plan::Value& value, const plan::Limit& limit) const;

  const core::Terms& terms_;
  simulated::SimulatedWorld& world_;
  Looker looker_;
  core::State state_;  // before the fact at hand
  values::TimePoint at_;
  std::vector<WhyLine> lines_;
};

}  // namespace dealwright::scenario
