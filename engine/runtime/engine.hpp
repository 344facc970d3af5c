// Many deals in one process: who may go on, in which order, how many at once. It collects the deals
// that have something to decide into rounds (round.hpp), keeps their timers and what they watch in
// the market, puts deals that only wait to sleep, and keeps a deal that fails from stopping the
// others. No clock, no thread, no file of its own: a host tells it the time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/ports/journal_store.hpp"
#include "engine/runtime/deal.hpp"
#include "engine/runtime/round.hpp"
#include "engine/runtime/timers.hpp"
#include "engine/runtime/watchers.hpp"

namespace dealwright::runtime {

struct EngineLimits {
  std::size_t deals_max = 2'000'000;       // taken in
  std::size_t awake_max = 10'000;          // in memory whole; those that wait beyond it are packed
  std::size_t round_deals_max = 512;       // that share one append
  std::size_t signals_a_deal_max = 1'024;  // that wait to be decided
  std::size_t effects_out_max = 4'096;     // attempts without an outcome, of all deals
  std::uint32_t failures_max = 5;          // of one deal in a row, before it is a dead letter
};

// A second and so on after a deal failed, doubling.
inline constexpr values::Duration failure_wait_first = values::seconds(1);

// Whose time a deal lives in.
enum class Pace : std::uint8_t {
  told,  // the host's: signals are posted, timers fire by `time_is`
  own,   // its world's, which jumps to whatever happens next
};

struct Admission {
  std::string id;                            // also the name of its stream
  values::Digest plan;                       // identity of the terms
  std::shared_ptr<const core::Terms> terms;  // one object for all deals of one plan
  Outside outside;
  Pace pace = Pace::told;
  // Deals of their own pace are at rest from here on, but for what runs then: virtual time without
  // an end would never stop.
  std::optional<values::TimePoint> horizon = {};
  values::Amount capital;                  // with which it starts, when its stream is empty
  std::optional<std::uint64_t> seed = {};  // of the chance that spreads its retries, when it starts
  std::vector<core::PositionAmount> adopted = {};  // that it takes over, when it starts
  // An earlier process died with this deal in its hand too often: it is paused before anything
  // else, with these words. Empty: it is not.
  std::string dead_letter;
};

// How a deal stands in the engine.
enum class Seat : std::uint8_t {
  open,
  dead_letter,  // paused by the engine after it failed too often; tracked on
  closed,       // it does not go on in this process: `why` says what happened
};
struct DealView {
  std::string_view id;
  Seat seat = Seat::open;
  std::string_view why;
  const ports::Head* head = nullptr;
};

struct Counts {
  std::size_t deals = 0;
  std::size_t awake = 0;
  std::size_t ready = 0;        // with a signal to decide
  std::size_t effects_out = 0;  // attempts without an outcome
  std::size_t dead_letters = 0;
  std::size_t closed = 0;
};

enum class Progress : std::uint8_t {
  worked,
  idle,     // nothing to decide
  no_room,  // the journal is full or away: nothing was lost; call again in a while
};

class Engine {
 public:
  Engine(ports::JournalStore& journal, const EngineLimits& limits)
      : journal_(journal), limits_(limits), round_(journal) {}

  // Takes deals in, all or none unless one alone is the matter: each stream gets a new epoch, is
  // folded, and the deal goes on where it is. Results in order. `refused`: too many deals, or the
  // deal is here already; `no_space`: nothing new while the journal is full; `corrupt`.
  [[nodiscard]] ports::Result<std::vector<ports::Result<DealNumber>>> admit(
      std::span<Admission> admissions);
  [[nodiscard]] ports::Result<DealNumber> admit(Admission admission);

  // A signal from outside. `unavailable` when too many wait already: the sender tries again later.
  [[nodiscard]] ports::Result<void> post(DealNumber deal, core::Signal signal);
  // An operator's or approver's act: refused in words when it makes no sense now, else decided
  // next, before anything else of the deal. Durable when the round after it was.
  [[nodiscard]] ports::Result<void> command(DealNumber deal, core::Signal signal);
  // The market has moved: wakes the deals that looked at one of these, and no others. How many.
  std::size_t news(std::span<const core::ReadingKey> changed, values::TimePoint now);
  // Fires the timers of deals whose pace is told. How many.
  std::size_t time_is(values::TimePoint now);
  [[nodiscard]] std::optional<values::TimePoint> next_timer() { return timers_.next(); }

  // One round: the deals whose turn it is decide one signal each, in one append. An error ends the
  // process: what is on the disk is not known any more, or another engine owns the journal.
  [[nodiscard]] ports::Result<Progress> take_round();
  // Moves the worlds of deals with their own pace on to what happens next, not beyond `until`. How
  // many deals have something to decide now.
  [[nodiscard]] ports::Result<std::size_t> move_time(std::optional<values::TimePoint> until);
  // Rounds and time until nothing happens before `until`, or the journal is full.
  [[nodiscard]] ports::Result<Progress> run(std::optional<values::TimePoint> until);

  [[nodiscard]] std::optional<DealNumber> find(std::string_view id) const;
  // Numbers are below this one; some may be free.
  [[nodiscard]] std::size_t deals() const { return slots_.size(); }
  [[nodiscard]] bool holds(DealNumber deal) const {
    return deal < slots_.size() && slots_[deal].has_value();
  }
  [[nodiscard]] DealView view(DealNumber deal) const;
  // A copy for looking at; the deal may sleep.
  [[nodiscard]] core::State state_of(DealNumber deal) const;
  // Over all deals: for reports, not for every round.
  [[nodiscard]] Counts counts() const;
  [[nodiscard]] bool has_ready() const { return !ready_.empty(); }
  // Bytes that a sleeping deal's state takes.
  [[nodiscard]] std::size_t packed_bytes(DealNumber deal) const {
    return slots_[deal]->packed.capacity();
  }
  // Lets go of a deal that is over or closed: its number is given to another one later. False when
  // it is neither, or still has something to decide.
  bool retire(DealNumber deal);
  // Packs a deal that waits; nothing when it does not.
  void put_to_sleep(DealNumber deal);
  void watch_rounds(RoundWatch* watch) { round_.watch(watch); }

 private:
  struct Slot {
    std::string id;
    values::Digest plan;
    std::shared_ptr<const core::Terms> terms;
    Outside outside;
    Pace pace = Pace::told;
    std::optional<values::TimePoint> horizon = {};
    Seat seat = Seat::open;
    bool queued = false;   // in `ready_`
    bool resting = false;  // in `resting_`
    bool at_rest = false;  // its world has nothing more until the last `until`
    // The timer that fired last, and how much was recorded then.
    std::optional<values::TimePoint> fired = {};
    std::uint64_t fired_at = 0;
    std::uint32_t failures = 0;
    std::uint32_t effects_out = 0;
    std::string why;
    std::unique_ptr<core::Funded> start;  // while nothing of the deal is recorded
    std::unique_ptr<Deal> awake;          // none: it sleeps, or is closed
    std::string packed;                   // its state while it sleeps
    ports::Head head;                     // while it sleeps
    std::uint64_t snapshot_at = 0;
  };

  [[nodiscard]] ports::Result<void> go_on(DealNumber number, const ports::Head& head,
                                          const Admission& admission);
  Deal& wake(DealNumber number);
  void make_ready(DealNumber number);
  [[nodiscard]] std::vector<DealNumber> take_turns();
  [[nodiscard]] bool must_wait(const Slot& slot) const;
  [[nodiscard]] ports::Result<void> settle_round(const std::vector<DealNumber>& deals,
                                                 const std::vector<DealFault>& faults);
  [[nodiscard]] ports::Result<void> settle(DealNumber number);
  [[nodiscard]] static bool goes_in_circles(const Slot& slot);
  [[nodiscard]] ports::Result<void> fail(DealNumber number, const ports::Error& error);
  void close(DealNumber number, std::string why);
  [[nodiscard]] ports::Result<void> reload(DealNumber number);
  void post_beginning(Slot& slot);
  void make_dead_letter(DealNumber number, const std::string& why);
  [[nodiscard]] static bool time_stands_still(const Slot& slot);
  [[nodiscard]] static std::optional<values::TimePoint> horizon_of(const Slot& slot);
  [[nodiscard]] DealNumber free_number();
  void count_effects(Slot& slot);
  void rest_surplus();
  [[nodiscard]] ports::Result<void> keep_snapshots();

  ports::JournalStore& journal_;
  EngineLimits limits_;
  Round round_;
  std::deque<std::optional<Slot>> slots_;  // empty: the number is free
  std::unordered_map<std::string, DealNumber> numbers_;
  std::vector<DealNumber> free_;  // numbers of deals that were let go of
  std::deque<DealNumber> ready_;
  std::deque<DealNumber> held_back_;        // ready, but too many effects are out
  std::deque<DealNumber> resting_;          // awake though they only wait, the longest first
  std::deque<DealNumber> movers_;           // deals of their own pace whose worlds may move
  std::vector<DealNumber> in_round_;        // that could not be appended yet
  std::vector<ports::Snapshot> snapshots_;  // of the round
  Timers timers_;
  Watchers watchers_;
  std::size_t awake_ = 0;
  std::size_t effects_out_ = 0;
};

}  // namespace dealwright::runtime
