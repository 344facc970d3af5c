// The ports of an engine with faults between it and what lies outside. When a process dies, every
// call of it fails from then on; what the other side has taken stays.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/ports/journal_store.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/witness.hpp"

namespace dealwright::simulation {

// One process: it runs until something kills it.
struct Process {
  Faults& faults;
  Tally& tally;
  bool alive = true;
};

class FaultyJournal final : public ports::JournalStore {
 public:
  // By stream. Everything outlives the journal.
  FaultyJournal(ports::JournalStore& disk, Process& process,
                const std::map<std::string, Witness*, std::less<>>& witnesses)
      : disk_(disk), process_(process), witnesses_(witnesses) {}

  ports::Result<ports::Head> head(std::string_view stream) override { return disk_.head(stream); }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                      std::size_t most) override {
    return disk_.heads(after, most);
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override;
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  ports::Result<std::vector<journal::Record>> read(std::string_view stream, std::uint64_t from,
                                                   std::size_t most) override {
    return disk_.read(stream, from, most);
  }
  ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override {
    return disk_.keep(snapshots);
  }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view stream,
                                                         std::uint64_t at_most) override {
    return disk_.snapshot(stream, at_most);
  }

 private:
  ports::JournalStore& disk_;
  Process& process_;
  const std::map<std::string, Witness*, std::less<>>& witnesses_;
};

class FaultyWorld final : public ports::World, public ports::Operators {
 public:
  FaultyWorld(simulated::SimulatedWorld& world, Process& process, Witness& witness)
      : world_(world), process_(process), witness_(witness) {}

  values::TimePoint now() override { return world_.now(); }
  ports::Result<void> perform(const core::Request& request) override;
  ports::Result<void> look_up(const std::string& attempt) override;
  ports::Result<void> cancel(const std::string& attempt) override;
  ports::Result<ports::Answers> read(const core::ReadValues& asked) override;
  ports::Result<std::optional<core::Signal>> next(std::optional<values::TimePoint> until) override;
  ports::Result<void> ask(const core::AskApproval& question) override;

 private:
  [[nodiscard]] ports::Result<void> question(Site site, const std::string& attempt);

  simulated::SimulatedWorld& world_;
  Process& process_;
  Witness& witness_;
  std::deque<core::Signal> again_;  // to be delivered before anything new
  std::uint32_t confused_for_ = 0;  // calls
};

}  // namespace dealwright::simulation
