// A stage for whole deals: a disk and worlds that outlive every process, and one process after
// another that runs the deals on them until they come to rest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/terms.hpp"
#include "engine/runtime/engine.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/faulty_ports.hpp"
#include "tests/simulation/witness.hpp"

namespace dealwright::simulation {

// How a deal ended, in words that are equal when nothing that matters differs.
struct End {
  std::string status;
  std::string state;
  simulated::WorldRecord world;
};

class Stage {
 public:
  explicit Stage(Tally& tally) : tally_(tally) {}

  // A deal in a world of its own, submitted twice.
  void add(std::shared_ptr<const core::Terms> terms, const simulated::Setting& setting);

  // One process after another until everything rests, 60 days after the start. `chance`, when
  // there is any, gives people, rivals and long downtimes their say as long as faults go on.
  void play(Faults& faults, Chance* chance);
  // What holds when all has come to rest.
  void look_at_the_end();

  [[nodiscard]] std::vector<End> ends();
  [[nodiscard]] std::vector<std::string> complaints() const;
  [[nodiscard]] std::uint64_t lives() const { return lives_; }

 private:
  struct Role {
    std::string id;
    std::shared_ptr<const core::Terms> terms;
    values::Digest plan;
    values::Amount capital;
    std::vector<core::PositionAmount> adopted;
    std::unique_ptr<simulated::SimulatedWorld> world;
    std::unique_ptr<Witness> witness;
  };
  enum class Ending : std::uint8_t { rests, died };

  [[nodiscard]] Ending live(Faults& faults, Chance* chance);
  [[nodiscard]] std::vector<std::unique_ptr<FaultyWorld>> outside_of(Process& process);
  [[nodiscard]] std::vector<runtime::Admission> admissions(
      const std::vector<std::unique_ptr<FaultyWorld>>& outside) const;
  void people_act(runtime::Engine& engine, Chance& chance);
  void rival_takes_over(Chance& chance);
  void world_goes_on(Chance& chance);
  void resume_all(runtime::Engine& engine);
  [[nodiscard]] bool any_closed(const runtime::Engine& engine);
  [[nodiscard]] values::TimePoint now() const;

  Tally& tally_;
  memory::MemoryJournal disk_;
  std::vector<Role> roles_;
  std::map<std::string, Witness*, std::less<>> witnesses_;
  std::vector<std::string> complaints_;
  values::TimePoint horizon_;
  values::TimePoint passed_;  // of the stage's time, whatever the worlds have seen of it
  std::uint64_t lives_ = 0;
};

}  // namespace dealwright::simulation
