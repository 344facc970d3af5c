// One deal alone, run at once: what dry runs, scenarios and explorations use. The loop is the one
// of round.hpp. Everything in memory can be lost at any point: a new object on the same journal
// goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/deal.hpp"
#include "engine/runtime/round.hpp"

namespace dealwright::runtime {

struct Ports {
  ports::JournalStore& journal;
  ports::World& world;
  ports::Operators& operators;
  ports::Observer* observer = nullptr;  // may be absent
  Drafts drafts = Drafts::whole;        // `bare` needs a journal that takes them
};

class DealRun {
 public:
  // `terms` and the ports outlive the run. `stream` names the deal in the journal; `plan` is the
  // plan's identity.
  DealRun(const core::Terms& terms, std::string stream, values::Digest plan, const Ports& ports);

  // Takes the stream over, replays it, and goes on: with the capital, and with what is taken over
  // from other deals, when it is empty; with what is open otherwise. `refused` when a position that
  // the plan takes over is missing.
  [[nodiscard]] ports::Result<void> begin(const values::Amount& capital,
                                          std::vector<core::PositionAmount> adopted = {});
  // Goes on from a state that is known to be the fold of the journal: a snapshot.
  [[nodiscard]] ports::Result<void> go_on_from(core::State state);
  // Runs until nothing can happen before `until` (or, without it, ever). After an error the object
  // is of no more use.
  [[nodiscard]] ports::Result<void> run(std::optional<values::TimePoint> until);
  // One signal from outside: an operator's or approver's. Refused ones are answered and never
  // recorded.
  [[nodiscard]] ports::Result<void> take(const core::Signal& signal);

  [[nodiscard]] const core::State& state() const { return deal_.state(); }
  [[nodiscard]] const ports::Head& head() const { return deal_.head(); }

 private:
  [[nodiscard]] ports::Result<void> handle(core::Signal signal);
  [[nodiscard]] ports::Result<void> handle_all();

  const core::Terms& terms_;
  Ports ports_;
  Deal deal_;
  Round round_;
};

}  // namespace dealwright::runtime
