// One deal being run: the loop, written once. A signal arrives, is decided, its facts are appended,
// and only then are its effects released. Everything in memory can be lost at any point: a new
// object on the same journal goes on. Start here.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "dsl/values/digest.hpp"
#include "engine/core/decide.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/observer.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/result.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::runtime {

struct Ports {
  ports::JournalStore& journal;
  ports::World& world;
  ports::Operators& operators;
  ports::Observer* observer = nullptr;  // may be absent
};

// How often a decision may ask for readings before it must do something else.
inline constexpr int readings_in_a_row_max = 64;
// Records read from a journal at once.
inline constexpr std::size_t records_a_read = 4096;

class DealRun {
 public:
  // `terms` and the ports outlive the run. `stream` names the deal in the journal; `plan` is the
  // plan's identity.
  DealRun(const core::Terms& terms, std::string stream, values::Digest plan, const Ports& ports);

  // Takes the stream over, replays it, and goes on: with the capital when it is empty, with what is
  // open otherwise.
  [[nodiscard]] ports::Result<void> begin(const values::Amount& capital);
  // Goes on from a state that is known to be the fold of the journal: a snapshot.
  [[nodiscard]] ports::Result<void> go_on_from(core::State state);
  // Runs until nothing can happen before `until` (or, without it, ever). After an error the object
  // is of no more use.
  [[nodiscard]] ports::Result<void> run(std::optional<values::TimePoint> until);
  // One signal from outside: an operator's or approver's. Refused ones are answered and never
  // recorded.
  [[nodiscard]] ports::Result<void> take(const core::Signal& signal);

  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] const ports::Head& head() const { return head_; }

 private:
  [[nodiscard]] ports::Result<void> replay();
  [[nodiscard]] ports::Result<void> handle(core::Signal signal);
  [[nodiscard]] ports::Result<void> record(const core::Signal& cause,
                                           const core::Decision& decision);
  [[nodiscard]] ports::Result<void> release(const core::Effect& effect);
  // What an error of the world means for an attempt: it comes back as a signal.
  [[nodiscard]] ports::Result<void> report(const std::string& attempt, const ports::Error& error);
  [[nodiscard]] ports::Result<bool> step_once(std::optional<values::TimePoint> until);

  const core::Terms& terms_;
  std::string stream_;
  values::Digest plan_;
  Ports ports_;
  core::State state_;
  ports::Head head_;
  std::deque<core::Signal> replies_;  // of ports that answered at once
  int readings_in_a_row_ = 0;
};

// The signal in words, as the cause of its facts.
[[nodiscard]] std::string cause_of(const core::Terms& terms, const core::Signal& signal);

}  // namespace dealwright::runtime
