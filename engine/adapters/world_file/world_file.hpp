// Simulated worlds that outlive the engine: one SQLite file holds the worlds of any number of
// deals. Everything a world accepts, everything that happens in it and every answer is committed
// before the call returns, so that after kill -9 it goes on exactly as it was accepted. Start here.
//
//   auto file = WorldFile::open(".dealwright/sim-world.db");           // created when missing
//   auto world = (*file)->create({"deal-7", plan}, terms, setting, capital);
//   … DealRun with ports {.world = **world, .operators = **world} … kill -9 …
//   auto file = WorldFile::open(".dealwright/sim-world.db");
//   auto world = (*file)->go_on({"deal-7", plan}, terms);              // needs no setting
//
// A world is its deal's alone: it has its own virtual time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsl/values/digest.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/adapters/world_file/durable_world.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::world_file {

class Database;

inline constexpr int file_version = 1;
// Worlds in one file.
inline constexpr std::int64_t worlds_max = 1'000'000;

// Whose world: the deal's id in the journal, and the identity of its plan.
struct Owner {
  std::string deal;
  values::Digest plan;
};

class WorldFile {
 public:
  // Creates the file, readable by its owner alone, when there is none. A file that is not a world
  // file or is damaged is `corrupt`, one of a newer version `refused`.
  [[nodiscard]] static ports::Result<std::unique_ptr<WorldFile>> open(const std::string& path);
  ~WorldFile();

  // A new world in which the deal owns its capital. When the deal has one already it is opened as
  // it stands, whatever the setting: the engine may have been killed right after it was made.
  // `refused` when that world belongs to another plan. `terms` and this file outlive the world.
  [[nodiscard]] ports::Result<std::unique_ptr<DurableWorld>> create(
      const Owner& owner, const core::Terms& terms, const simulated::Setting& setting,
      const values::Amount& capital);
  // The world as it stands. `refused` when there is none or it belongs to another plan. Whoever
  // opens a world last owns it: an earlier object on it is `fenced`.
  [[nodiscard]] ports::Result<std::unique_ptr<DurableWorld>> go_on(const Owner& owner,
                                                                   const core::Terms& terms);
  [[nodiscard]] ports::Result<bool> has(const std::string& deal);
  // What a deal's world has on record: each attempt's name and its row, as simulated::row_of writes
  // it, in the order of the names. Disturbs nobody who has the world open.
  struct OnRecord {
    std::string attempt;
    std::string row;
  };
  [[nodiscard]] ports::Result<std::vector<OnRecord>> attempts(const std::string& deal);
  // In the order in which they were made.
  [[nodiscard]] ports::Result<std::vector<std::string>> deals();

 private:
  explicit WorldFile(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
};

}  // namespace dealwright::world_file
