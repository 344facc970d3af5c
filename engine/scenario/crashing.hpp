// Ports that stop the engine where a scenario says so: the call has taken effect, and nothing after
// it happens. Everything else is passed on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::scenario {

// The crashes of a scenario, each of which strikes once.
class Crashes {
 public:
  Crashes(const core::Terms& terms, std::vector<plan::Crash> crashes)
      : terms_(terms), crashes_(std::move(crashes)) {}

  [[nodiscard]] bool strikes(plan::CrashPoint point, const core::Request& request);
  // By the records of an append.
  [[nodiscard]] bool strikes(std::span<const journal::Record> records);
  [[nodiscard]] bool any_left() const { return !crashes_.empty(); }

 private:
  const core::Terms& terms_;
  std::vector<plan::Crash> crashes_;
  std::map<std::string, core::Request> requests_;  // by attempt
};

class CrashingWorld final : public ports::World {
 public:
  CrashingWorld(ports::World& world, Crashes& crashes) : world_(world), crashes_(crashes) {}

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
      std::optional<values::TimePoint> until) override {
    return world_.next(until);
  }

 private:
  ports::World& world_;
  Crashes& crashes_;
};

class CrashingJournal final : public ports::JournalStore {
 public:
  CrashingJournal(ports::JournalStore& store, Crashes& crashes)
      : store_(store), crashes_(crashes) {}

  [[nodiscard]] ports::Result<ports::Head> head(std::string_view stream) override {
    return store_.head(stream);
  }
  [[nodiscard]] ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                                    std::size_t most) override {
    return store_.heads(after, most);
  }
  [[nodiscard]] ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return store_.take_over(streams);
  }
  [[nodiscard]] ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  [[nodiscard]] ports::Result<std::vector<journal::Record>> read(std::string_view stream,
                                                                 std::uint64_t from,
                                                                 std::size_t most) override {
    return store_.read(stream, from, most);
  }
  [[nodiscard]] ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override {
    return store_.keep(snapshots);
  }
  [[nodiscard]] ports::Result<std::optional<ports::Snapshot>> snapshot(
      std::string_view stream, std::uint64_t at_most) override {
    return store_.snapshot(stream, at_most);
  }

 private:
  ports::JournalStore& store_;
  Crashes& crashes_;
};

}  // namespace dealwright::scenario
