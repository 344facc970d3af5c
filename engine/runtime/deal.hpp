// One deal in memory: signals queue up, are decided, and what follows is drafted as records; once
// somebody has made the draft durable, it is announced and its effects are released. It appends
// nothing itself, so that the drafts of many deals can share one append. Everything in it can be
// lost at any point: a new object on the same journal goes on.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dsl/values/digest.hpp"
#include "engine/core/decide.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/replay.hpp"
#include "engine/journal/snapshot.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/observer.hpp"
#include "engine/ports/operators.hpp"
#include "engine/ports/result.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::runtime {

// Records cost more than decisions. Where nobody will ever read them (a life among ten thousand
// simulated ones) they are drafted `bare`: numbered, without payload and hash.
enum class Drafts : std::uint8_t { whole, bare };

// What lies around one deal. All of it outlives the deal.
struct Outside {
  ports::World& world;
  ports::Operators& operators;
  ports::Observer* observer = nullptr;  // may be absent
  Drafts drafts = Drafts::whole;
};

// How often a decision may ask for readings before it must do something else.
inline constexpr int readings_in_a_row_max = 64;
// Records read from a journal at once.
inline constexpr std::size_t records_a_read = 4096;
// Readings that could not be had are asked for again after this, doubling.
inline constexpr values::Duration read_again_first = values::seconds(1);
inline constexpr values::Duration read_again_longest = values::minutes(5);

class Deal {
 public:
  // `terms` outlives the deal. `stream` names it in the journal; `plan` is the plan's identity.
  Deal(const core::Terms& terms, std::string stream, values::Digest plan, const Outside& outside);
  Deal(const Deal&) = delete;
  Deal& operator=(const Deal&) = delete;

  // Becomes the stream's one writer and folds what is there. `corrupt` when it cannot be.
  [[nodiscard]] ports::Result<void> take_over(ports::JournalStore& journal);
  // The same for a head that was taken over already.
  [[nodiscard]] ports::Result<void> fold(ports::JournalStore& journal, const ports::Head& head);
  // Goes on from a state that is known to be the fold of the journal up to this head.
  void go_on_from(const ports::Head& head, core::State state, std::uint64_t snapshot_at = 0);
  [[nodiscard]] std::uint64_t snapshot_at() const { return snapshot_at_; }

  void post(core::Signal signal) { signals_.push_back(std::move(signal)); }
  // Before everything that waits: an operator has seen the deal as it is now.
  void post_first(core::Signal signal) { signals_.push_front(std::move(signal)); }
  [[nodiscard]] bool has_signals() const { return !signals_.empty(); }
  [[nodiscard]] std::size_t signals() const { return signals_.size(); }
  [[nodiscard]] const core::Signal& next_signal() const { return signals_.front(); }

  // Decides the next signal, and the readings that it asks for, up to what has to be recorded. An
  // error is about this deal alone; the object is then of no more use.
  [[nodiscard]] ports::Result<void> decide_next();
  // What has to be durable before anything else happens; without records when the decision changed
  // nothing. It points into the deal.
  [[nodiscard]] ports::Append draft() const;
  // The draft is durable, up to this head: announces it and releases its effects. Answers queue up
  // as signals.
  [[nodiscard]] ports::Result<void> release(const ports::Head& head);

  // Lets the deal's own world move on, not beyond `until`: what happens next, or the deal's own
  // timer, becomes a signal. False when nothing happens until then.
  [[nodiscard]] ports::Result<bool> await_next(std::optional<values::TimePoint> until);
  // When it wants to be looked at again though nothing arrives.
  [[nodiscard]] std::optional<values::TimePoint> next_timer() const;
  // The readings that the last decision looked at: when one of them changes, the deal wants to
  // know.
  [[nodiscard]] const std::vector<core::ReadingKey>& watched() const { return watched_; }

  // Whether so much is recorded behind the last snapshot that another one is worth keeping.
  [[nodiscard]] bool wants_snapshot() const {
    return head_.sequence - snapshot_at_ >= journal::snapshot_every;
  }
  [[nodiscard]] ports::Snapshot snapshot();

  [[nodiscard]] const core::Terms& terms() const { return terms_; }
  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] const ports::Head& head() const { return head_; }
  [[nodiscard]] const std::string& stream() const { return stream_; }

 private:
  // What an observer is told of one decision once it is durable.
  struct Announcement {
    core::Signal cause;
    std::vector<core::Fact> facts;
    std::optional<core::State> after;  // none: the deal's state as it is
  };

  [[nodiscard]] ports::Result<void> replay(ports::JournalStore& journal);
  [[nodiscard]] ports::Result<void> read_on(ports::JournalStore& journal,
                                            journal::Replay& replay) const;
  void add_to_draft(const core::Signal& cause, const std::vector<core::Fact>& facts);
  // The readings of a decision that asks for nothing else; false when they cannot be had now.
  // They are of `at` at the earliest: an answer is not older than its question.
  [[nodiscard]] bool read_at_once(const core::ReadValues& asked, values::TimePoint at);
  [[nodiscard]] ports::Result<void> release(const core::Effect& effect);
  // What an error of the world means for an attempt: it comes back as a signal.
  [[nodiscard]] ports::Result<void> report(const std::string& attempt, const ports::Error& error);

  const core::Terms& terms_;
  std::string stream_;
  values::Digest plan_;
  Outside outside_;
  core::State state_;
  ports::Head head_;
  std::deque<core::Signal> signals_;
  std::vector<journal::Record> draft_;
  std::optional<ports::Standing> standing_;  // new with the draft
  std::vector<core::Effect> effects_;        // to be released after the draft
  std::vector<Announcement> announcements_;
  std::vector<core::ReadingKey> watched_;
  std::optional<values::TimePoint> read_again_at_;
  std::uint32_t reads_failed_ = 0;  // in a row
  int readings_in_a_row_ = 0;
  std::uint64_t snapshot_at_ = 0;  // the last one that is known
};

// What a listing says of a deal in this state. One that is over is still open while it has
// something to defend or to track.
[[nodiscard]] ports::Standing standing_of(const core::State& state);
// The signal in words, as the cause of its facts.
[[nodiscard]] std::string cause_of(const core::Terms& terms, const core::Signal& signal);

}  // namespace dealwright::runtime
