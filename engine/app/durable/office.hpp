// Where deals run durably: one journal held by this process, the worlds of the simulated network,
// and an engine over them. Deals come in from the catalogue with what was pinned for them: their
// plan and their network profile, whatever the files say today.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/adapters/simulated/setting.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/adapters/world_file/world_file.hpp"
#include "engine/app/durable/crash_watch.hpp"
#include "engine/app/durable/journal_place.hpp"
#include "engine/app/durable/operator_act.hpp"
#include "engine/app/durable/people.hpp"
#include "engine/app/durable/takeover.hpp"
#include "engine/app/exit_code.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/observer.hpp"
#include "engine/runtime/engine.hpp"

namespace dealwright::app {

// How long a deal goes on in virtual time where it does not say how long its assumptions hold.
inline constexpr values::Duration simulated_time_max = values::days(30);

// What a new deal is made of.
struct NewOrder {
  std::string id;   // empty: the deal's name and a number
  std::string key;  // idempotency key; empty: none
  std::string by;
  const core::Terms* terms = nullptr;
  const simulated::Setting* world = nullptr;
  std::vector<std::string> adopt;  // "first_half=first_half-2": whose positions it takes over
};

class Office {
 public:
  // Makes a follower for a deal that is taken in; none is made without it.
  using Following =
      std::function<std::unique_ptr<ports::Observer>(const core::Terms&, const std::string& id)>;

  // Takes the journal; `command` is how this process is known to others ("run").
  [[nodiscard]] static std::expected<std::unique_ptr<Office>, Failure> open(
      const JournalPlace& place, const std::string& command);

  // Enters a deal into the catalogue, or finds the one that its key made.
  [[nodiscard]] std::expected<ports::Created, Failure> enter(const NewOrder& order);
  // Takes deals of the catalogue into the engine. What is wrong with one is said in `left_out` and
  // stops no other.
  struct LeftOut {
    std::string id;
    std::string why;
  };
  [[nodiscard]] std::expected<std::vector<LeftOut>, Failure> take_in(
      const std::vector<ports::DealEntry>& deals, const Following& following);
  // All deals of the catalogue that are not over.
  [[nodiscard]] std::expected<std::vector<ports::DealEntry>, Failure> open_deals();

  // An operator's act, durable when it returns.
  [[nodiscard]] ActResult act(const OperatorAct& act);

  [[nodiscard]] runtime::Engine& engine() { return engine_; }
  [[nodiscard]] sqlite::SqliteJournal& journal() { return *journal_; }
  [[nodiscard]] const JournalPlace& place() const { return place_; }
  // The terms of a deal that was taken in.
  [[nodiscard]] const core::Terms& terms_of(runtime::DealNumber number) const;

 private:
  struct Seated {
    std::shared_ptr<const core::Terms> terms;
    std::unique_ptr<world_file::DurableWorld> world;
    std::unique_ptr<People> people;
    std::unique_ptr<ports::Observer> observer;
    values::TimePoint horizon;
  };
  Office(JournalPlace place, std::unique_ptr<sqlite::SqliteJournal> journal);
  [[nodiscard]] std::expected<Seated, std::string> seat(const ports::DealEntry& deal);
  // What a deal that has not begun takes over, handed over by those that left it behind.
  [[nodiscard]] std::expected<std::map<std::string, values::Amount>, std::string> take_over(
      const ports::DealEntry& deal, const std::vector<Takeover>& takeovers);
  [[nodiscard]] std::expected<void, std::string> hand_over(const ports::DealEntry& from,
                                                           const Takeover& takeover,
                                                           const std::string& to);
  // Its position is in the new deal's world from now on.
  [[nodiscard]] std::expected<void, std::string> let_go(const Takeover& takeover);
  // A deal's world, also of one that is not taken in.
  struct Looked {
    std::shared_ptr<const core::Terms> terms;
    std::unique_ptr<world_file::DurableWorld> own;  // unless it is seated
    world_file::DurableWorld* world = nullptr;
  };
  [[nodiscard]] std::expected<Looked, std::string> look_at_world(const std::string& id);
  [[nodiscard]] std::expected<std::shared_ptr<const core::Terms>, std::string> terms_of(
      const values::Digest& plan);
  [[nodiscard]] std::expected<std::string, Failure> free_id(const std::string& deal);
  [[nodiscard]] std::expected<void, Failure> settle();
  [[nodiscard]] ActResult set(const OperatorAct& act, runtime::DealNumber number);

  JournalPlace place_;
  std::unique_ptr<sqlite::SqliteJournal> journal_;
  std::unique_ptr<world_file::WorldFile> worlds_;
  std::map<values::Digest, std::shared_ptr<const core::Terms>> terms_;
  std::map<std::string, Seated> seated_;  // by id
  CrashWatch crashes_;
  runtime::Engine engine_;
};

}  // namespace dealwright::app
