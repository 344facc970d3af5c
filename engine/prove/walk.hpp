// Every state that a deal can reach, whatever its actions come to: the core's own rules of order,
// failure, ladders and reruns decide what happens to the steps, on a state without money; what the
// books hold beside it are forms. Steps side by side may act in any order; equal states are one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/core/state.hpp"
#include "engine/prove/acting.hpp"

namespace dealwright::prove {

// More states than this leave a proof undecided.
inline constexpr std::size_t nodes_max = 60'000;

// What happened, for a counterexample and for people.
enum class Event : std::uint8_t {
  start,
  begun,       // a step's guards passed
  done,        // an action
  partial,     // an action filled in part
  refused,     // an action that was not done, for good
  unknown,     // an action that nobody knows of
  known_late,  // an action that turned out to be done
  closed,      // a step that its guards or its own end settled
  called,      // a defence
};
struct Happening {
  std::int64_t before = -1;
  Event event = Event::start;
  core::StepId step;
  std::size_t item = 0;
  Epoch epoch;
  std::string what;  // in words
};

struct Node {
  core::State control;  // with amounts of zero
  Books books;
  std::vector<Polynomial> kept;               // what is known not to be negative
  std::vector<std::vector<Draw>> rungs_left;  // by step: what a ladder may still take
  std::set<core::StepId> called;              // defences, while nobody touched what they touch
  std::int64_t path = -1;
  std::string books_key;  // equal for equal books; set when the node is visited
};

// An action that is about to be asked for, and where it leads when it is done.
struct Step {
  const Node& before;
  const Node& after;
  core::StepId id;
  std::size_t item = 0;
  Epoch epoch;
};

struct Visitor {
  std::function<void(const Node&)> state;  // each distinct one
  // Each action that is done; false when it cannot be after all.
  std::function<bool(const Step&)> step;
};

class Walk {
 public:
  Walk(const core::Terms& terms, Market& market, Variables& variables)
      : terms_(terms), market_(market), variables_(variables) {}

  // False when there were too many states to see them all.
  [[nodiscard]] bool run(const Visitor& visitor);

  [[nodiscard]] std::size_t states() const { return states_; }
  [[nodiscard]] const std::optional<Form>& starting_nav() const { return starting_nav_; }
  [[nodiscard]] const std::vector<Happening>& happenings() const { return happenings_; }
  // Oldest first.
  [[nodiscard]] std::vector<Happening> path_to(std::int64_t last) const;

 private:
  friend class Moves;
  [[nodiscard]] Node beginning();
  void adopt(Books& books, core::PositionId id);
  [[nodiscard]] std::int64_t note(std::int64_t before, Happening what);

  const core::Terms& terms_;
  Market& market_;
  Variables& variables_;
  std::optional<Form> starting_nav_;
  std::vector<Happening> happenings_;
  std::size_t states_ = 0;
};

}  // namespace dealwright::prove
