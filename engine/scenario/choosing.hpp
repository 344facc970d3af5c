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
#include "engine/ports/journal_store.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::scenario {

using Question = std::variant<core::Request, core::AskApproval>;

// What was chosen on the way to a state and still matters there.
struct Chosen {
  std::map<std::string, std::string> attempts;  // name -> choice
  std::vector<core::AskApproval> asked;         // answered, or never to be
  std::deque<core::ApprovalAnswered> answers;   // on their way to the engine
};

class ChoosingWorld final : public ports::World, public ports::Operators {
 public:
  ChoosingWorld(simulated::SimulatedWorld& world, Chosen& chosen)
      : world_(world), chosen_(chosen) {}
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

 private:
  simulated::SimulatedWorld& world_;
  Chosen& chosen_;
};

// One way to go on from a question.
struct Choice {
  std::string name;                              // "fails no_liquidity"
  std::optional<plan::ScriptedOutcome> outcome;  // of an attempt; none: as the world does it
  std::string freezes;                           // a module that does nothing any more, for ever
  std::optional<core::Verdict> verdict;          // of a person; none: no answer
};
[[nodiscard]] std::vector<Choice> choices_for(const core::Terms& terms,
                                              const simulated::SimulatedWorld& world,
                                              const Question& question);
// For people: "open_credit.borrow#3", "senior_trader about open_credit".
[[nodiscard]] std::string words_of(const core::Terms& terms, const Question& question);

// Accepts everything and keeps nothing: the journals of branches are never read.
class ForgettingJournal final : public ports::JournalStore {
 public:
  [[nodiscard]] ports::Result<ports::Head> head(std::string_view) override { return ports::Head{}; }
  [[nodiscard]] ports::Result<std::vector<ports::StreamHead>> heads(std::string_view,
                                                                    std::size_t) override {
    return std::vector<ports::StreamHead>{};
  }
  [[nodiscard]] ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return std::vector<ports::Head>(streams.size(), ports::Head{.epoch = 1});
  }
  [[nodiscard]] ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  [[nodiscard]] ports::Result<std::vector<journal::Record>> read(std::string_view, std::uint64_t,
                                                                 std::size_t) override {
    return std::vector<journal::Record>{};
  }
  [[nodiscard]] ports::Result<void> keep(std::span<const ports::Snapshot>) override { return {}; }
  [[nodiscard]] ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view,
                                                                       std::uint64_t) override {
    return std::optional<ports::Snapshot>();
  }
};

}  // namespace dealwright::scenario
