// The simulated world of one deal on a file: the same ports and the same answers as
// simulated::SimulatedWorld, committed before each call returns. Made by WorldFile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/adapters/simulated/keep.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::world_file {

class Database;

// When a commit fails nothing has happened: the call says so and the world stands as before it.
// From one thread at a time; two worlds of one file too, for they share its connection.
class DurableWorld final : public ports::World, public ports::Operators {
 public:
  // For WorldFile.
  struct Place {
    Database& database;
    std::int64_t world = 0;  // its number in the file
    std::int64_t owner = 0;  // grows with each opening
  };
  DurableWorld(const core::Terms& terms, simulated::Setting setting, Place place);
  // Reads the world's rows.
  [[nodiscard]] ports::Result<void> load();

  [[nodiscard]] values::TimePoint now() override { return world_->now(); }
  [[nodiscard]] ports::Result<void> perform(const core::Request& request) override;
  [[nodiscard]] ports::Result<void> look_up(const std::string& attempt) override;
  [[nodiscard]] ports::Result<void> cancel(const std::string& attempt) override;
  [[nodiscard]] ports::Result<ports::Answers> read(const core::ReadValues& asked) override;
  // At least once: what was handed out last before a crash is handed out again after it, because
  // nobody can know whether it was recorded.
  [[nodiscard]] ports::Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override;
  [[nodiscard]] ports::Result<void> ask(const core::AskApproval& question) override;

  // An operator's hand: prices and settings from now on.
  [[nodiscard]] ports::Result<void> change(const simulated::Setting& to);

  // Another deal has taken a position over: it is not in this world any more.
  [[nodiscard]] ports::Result<void> let_go(core::PositionId position);

  [[nodiscard]] const simulated::Setting& setting() const { return setting_; }
  // What the world holds, for reports and comparisons.
  [[nodiscard]] const simulated::SimulatedWorld& world() const { return *world_; }

 private:
  [[nodiscard]] ports::Result<void> ready();
  [[nodiscard]] ports::Result<void> keep();
  // What the file does not have yet, and all rows but the attempts' as they are then.
  struct Changes {
    std::vector<std::pair<simulated::RowKey, std::string>> put;
    std::vector<simulated::RowKey> removed;
    simulated::Rows rows;
  };
  [[nodiscard]] Changes changes_since();
  [[nodiscard]] ports::Result<void> write(const Changes& changes);

  const core::Terms& terms_;
  simulated::Setting setting_;
  Place place_;
  std::unique_ptr<simulated::SimulatedWorld> world_;
  simulated::Rows kept_;  // as the file has them, attempts excluded
  std::optional<core::Signal> handed_;
  bool must_load_ = false;  // a commit failed: memory is ahead of the file
};

}  // namespace dealwright::world_file
