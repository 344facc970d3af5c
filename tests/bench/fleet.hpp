// Deals of one plan on a journal of their own, and where their effects go: what the durable benches
// drive. Steps take the ordinary plan, guards, ledger, codec and hash.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/runtime/engine.hpp"
#include "tests/bench/loopback.hpp"

namespace dealwright::bench {

using Clock = std::chrono::steady_clock;

inline const values::TimePoint start{1'767'225'600'000};
[[nodiscard]] values::Amount capital();
[[nodiscard]] double seconds_since(Clock::time_point begun);

// A folder that goes with the object, on the disk that we stand on.
struct Folder {
  std::filesystem::path path;
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::uintmax_t bytes() const;
};

// Where attempts go, of all deals, and where their outcomes come from.
class Effects {
 public:
  struct Report {
    runtime::DealNumber deal = 0;
    core::Signal signal;
  };
  virtual ~Effects() = default;
  virtual void perform(runtime::DealNumber deal, const core::Request& request) = 0;
  // What was done since; with `for_one`, at least one of them.
  [[nodiscard]] virtual std::vector<Report> reports(Acknowledger::Wait wait) = 0;
};

// Acknowledged at once, in this process.
class PromptEffects final : public Effects {
 public:
  void perform(runtime::DealNumber deal, const core::Request& request) override;
  std::vector<Report> reports(Acknowledger::Wait) override { return std::exchange(reports_, {}); }

 private:
  std::vector<Report> reports_;
};

// Acknowledged by another process over loopback.
class SentEffects final : public Effects {
 public:
  void perform(runtime::DealNumber deal, const core::Request& request) override;
  std::vector<Report> reports(Acknowledger::Wait wait) override;

 private:
  Acknowledger other_;
  std::deque<std::pair<std::string, Report>> out_;  // with what is sent
};

// What one deal sees: prices that stand still, unless they are set, and `Effects`.
class Market final : public ports::World, public ports::Operators {
 public:
  Market(Effects& effects, std::string price) : effects_(effects), price_(std::move(price)) {}
  runtime::DealNumber deal = 0;
  values::TimePoint time = start;
  void set_price(std::string price) { price_ = std::move(price); }

  values::TimePoint now() override { return time; }
  ports::Result<void> perform(const core::Request& request) override {
    effects_.perform(deal, request);
    return {};
  }
  ports::Result<void> look_up(const std::string&) override { return {}; }
  ports::Result<void> cancel(const std::string&) override { return {}; }
  ports::Result<ports::Answers> read(const core::ReadValues& asked) override;
  ports::Result<std::optional<core::Signal>> next(std::optional<values::TimePoint>) override {
    return std::optional<core::Signal>();
  }
  ports::Result<void> ask(const core::AskApproval&) override { return {}; }

 private:
  Effects& effects_;
  std::string price_;
};

class Fleet {
 public:
  Fleet(const plan::Plan& plan, const std::string& file, Effects& effects,
        std::string price = "10");

  // Enters and takes in so many new deals, two commits for all of them; their numbers.
  std::vector<runtime::DealNumber> begin(runtime::Engine& engine, std::size_t count);
  std::vector<runtime::DealNumber> take_in(runtime::Engine& engine,
                                           const std::vector<std::string>& ids);
  [[nodiscard]] sqlite::SqliteJournal& journal() { return *journal_; }
  [[nodiscard]] Effects& effects() { return effects_; }

 private:
  std::shared_ptr<const core::Terms> terms_;
  values::Digest identity_;
  std::string json_;
  std::unique_ptr<sqlite::SqliteJournal> journal_;
  Effects& effects_;
  std::string price_;
  std::deque<std::unique_ptr<Market>> markets_;
  std::size_t made_ = 0;
};

// Keeps nothing: what the engine alone takes is measured.
class NoJournal : public ports::JournalStore {
 public:
  ports::Result<ports::Head> head(std::string_view) override { return ports::Head{}; }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view, std::size_t) override {
    return std::vector<ports::StreamHead>{};
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return std::vector<ports::Head>(streams.size(), ports::Head{.epoch = 1});
  }
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  ports::Result<std::vector<journal::Record>> read(std::string_view, std::uint64_t,
                                                   std::size_t) override {
    return std::vector<journal::Record>{};
  }
  ports::Result<void> keep(std::span<const ports::Snapshot>) override { return {}; }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view, std::uint64_t) override {
    return std::optional<ports::Snapshot>();
  }
};

// Rounds until nothing is left to decide, effects included.
void run_dry(runtime::Engine& engine, Effects& effects);

}  // namespace dealwright::bench
