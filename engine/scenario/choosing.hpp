// Ports that stop the engine where an exploration has something to choose: what becomes of an
// attempt, or what a person answers. What is chosen already is passed on to the world.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/effect.hpp"
#include "engine/core/state.hpp"
#include "engine/ports/observer.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::scenario {

using Question = std::variant<core::Request, core::AskApproval>;

// What was chosen on the way to a state and still matters there.
struct Chosen {
  std::map<std::string, std::string> attempts;  // name -> choice
  std::vector<core::AskApproval> asked;         // answered, or never to be
  std::deque<core::ApprovalAnswered> answers;   // on their way to the engine
  // An action that fails is tried again, and then it is where it was. So it fails for good, with
  // this failure, until its step has settled; by the first action of a request.
  std::map<core::ActionId, std::string> doomed;
};

class ChoosingWorld final : public ports::World, public ports::Operators, public ports::Observer {
 public:
  ChoosingWorld(const core::Terms& terms, simulated::SimulatedWorld& world, Chosen& chosen)
      : terms_(terms), world_(world), chosen_(chosen) {}
  // Where the engine was stopped.
  std::optional<Question> undecided;

  [[nodiscard]] values::TimePoint now() override { return world_.now(); }
  [[nodiscard]] ports::Result<void> perform(const core::Request& request) override;
  [[nodiscard]] ports::Result<void> look_up(const std::string& attempt) override {
    return world_.look_up(attempt);
  }
  [[nodiscard]] ports::Result<void> cancel(const std::string& attempt) override {
    return world_.cancel(attempt);
  }
  [[nodiscard]] ports::Result<ports::Answers> read(const core::ReadValues& asked) override {
    return world_.read(asked);
  }
  [[nodiscard]] ports::Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override;
  [[nodiscard]] ports::Result<void> ask(const core::AskApproval& question) override;
  // A step that has settled tries nothing again.
  void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                const core::State& after) override;

 private:
  const core::Terms& terms_;
  simulated::SimulatedWorld& world_;
  Chosen& chosen_;
};

// One way to go on from a question.
struct Choice {
  std::string name;                              // "fails no_liquidity", "fails paused or frozen"
  std::vector<std::string> failures;             // that it stands for: they have one consequence
  std::string doom;                              // how every attempt after it fails
  std::optional<plan::ScriptedOutcome> outcome;  // of an attempt; none: as the world does it
  std::string freezes;                           // a module that does nothing any more, for ever
  std::optional<core::Verdict> verdict;          // of a person; none: no answer
};
// Whether a failure is chosen for each attempt, or for all that are left, where that is the same.
enum class Failing : std::uint8_t { each, for_good };
[[nodiscard]] std::vector<Choice> choices_for(const core::Terms& terms, const core::State& state,
                                              const simulated::SimulatedWorld& world,
                                              const Question& question, Failing failing);
// For people: "open_credit.borrow#3", "senior_trader about open_credit".
[[nodiscard]] std::string words_of(const core::Terms& terms, const Question& question);

}  // namespace dealwright::scenario
