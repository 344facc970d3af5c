// Deciding, drafting and releasing for one deal.
#include "engine/runtime/deal.hpp"

#include <algorithm>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/snapshot.hpp"

namespace dealwright::runtime {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

Deal::Deal(const core::Terms& terms, std::string stream, values::Digest plan,
           const Outside& outside)
    : terms_(terms),
      stream_(std::move(stream)),
      plan_(plan),
      outside_(outside),
      state_(core::initial_state(terms)) {}

Result<void> Deal::take_over(ports::JournalStore& journal) {
  auto head = ports::take_over(journal, stream_);
  if (!head) return std::unexpected(head.error());
  return fold(journal, *head);
}

Result<void> Deal::fold(ports::JournalStore& journal, const ports::Head& head) {
  head_ = head;
  return replay(journal);
}

void Deal::go_on_from(const ports::Head& head, core::State state, std::uint64_t snapshot_at) {
  snapshot_at_ = snapshot_at;
  head_ = head;
  state_ = std::move(state);
}

Result<void> Deal::decide_next() {
  DEALWRIGHT_ASSERT(draft_.empty() && effects_.empty() && has_signals());
  watched_.clear();
  read_again_at_.reset();
  const ports::Standing before = standing_of(state_);
  bool goes_on = true;
  while (goes_on) {
    core::Signal next = std::move(signals_.front());
    signals_.pop_front();
    // Clocks of several sources differ a little; the deal's own never runs backwards.
    next.at = std::max(next.at, state_.now);
    for (const core::Reading& reading : next.readings)
      watched_.push_back(reading.key);
    readings_in_a_row_ =
        std::holds_alternative<core::ReadingsArrived>(next.what) ? readings_in_a_row_ + 1 : 0;
    if (readings_in_a_row_ > readings_in_a_row_max) {
      return std::unexpected(
          Error{.code = ErrorCode::refused, .what = "the readings of a decision never suffice"});
    }
    core::Decision decision = core::decide(terms_, std::move(state_), next);
    state_ = std::move(decision.state);
    add_to_draft(next, decision.facts);
    // Readings are harmless, so they need not wait for the record of what was decided before them:
    // the end of one action and the request of the next share an append.
    goes_on = decision.effects.size() == 1 &&
              std::holds_alternative<core::ReadValues>(decision.effects[0]) &&
              read_at_once(std::get<core::ReadValues>(decision.effects[0]), next.at);
    if (outside_.observer != nullptr && !decision.facts.empty()) {
      announcements_.push_back({.cause = std::move(next),
                                .facts = std::move(decision.facts),
                                .after = goes_on ? std::optional(state_) : std::nullopt});
    }
    if (!goes_on && !read_again_at_) effects_ = std::move(decision.effects);
  }
  ports::Standing after = standing_of(state_);
  if (after.status != before.status || after.course != before.course) standing_ = std::move(after);
  return {};
}

ports::Append Deal::draft() const {
  return {.stream = stream_,
          .expected = head_,
          .records = draft_,
          .standing = standing_ ? &*standing_ : nullptr};
}

void Deal::add_to_draft(const core::Signal& cause, const std::vector<core::Fact>& facts) {
  if (facts.empty()) return;
  if (outside_.drafts == Drafts::bare) {
    for (std::uint64_t i = 0; i < facts.size(); ++i)
      draft_.push_back({.sequence = head_.sequence + draft_.size() + 1});
    return;
  }
  const std::string why = cause_of(terms_, cause);
  const values::TimePoint written = outside_.world.now();
  draft_.reserve(draft_.size() + facts.size());
  for (const core::Fact& fact : facts) {
    const bool first = draft_.empty();
    journal::Record record{.stream = stream_,
                           .sequence = (first ? head_.sequence : draft_.back().sequence) + 1,
                           .kind = std::string(core::kind_name(fact.what)),
                           .version = journal::version_of(fact.what),
                           .cause = why,
                           .epoch = head_.epoch,
                           .plan = plan_,
                           .at = fact.at,
                           .written = written,
                           .payload = journal::encode(terms_, fact.what),
                           .previous = first ? head_.hash : draft_.back().hash,
                           .hash = {}};
    record.hash = journal::hash_of(record);
    draft_.push_back(std::move(record));
  }
}

bool Deal::read_at_once(const core::ReadValues& asked, values::TimePoint at) {
  at = std::max(at, outside_.world.now());
  auto answers = outside_.world.read(asked);
  if (!answers) {
    // A market that is away is no reason to stop: the deal looks again in a while.
    values::Duration wait = read_again_first;
    for (std::uint32_t i = 0; i < reads_failed_ && wait < read_again_longest; ++i)
      wait = wait + wait;
    ++reads_failed_;
    read_again_at_ = at + std::min(wait, read_again_longest);
    return false;
  }
  reads_failed_ = 0;
  signals_.push_front({.at = at,
                       .readings = std::move(answers->readings),
                       .quotes = std::move(answers->quotes),
                       .what = core::ReadingsArrived{}});
  return true;
}

Result<void> Deal::release(const ports::Head& head) {
  head_ = head;
  draft_.clear();
  standing_.reset();
  for (const Announcement& announcement : announcements_) {
    outside_.observer->recorded(announcement.cause, announcement.facts,
                                announcement.after ? *announcement.after : state_);
  }
  announcements_.clear();
  const std::vector<core::Effect> effects = std::exchange(effects_, {});
  for (const core::Effect& effect : effects) {
    if (auto released = release(effect); !released) return released;
  }
  return {};
}

Result<void> Deal::release(const core::Effect& effect) {
  if (const auto* perform = std::get_if<core::Perform>(&effect)) {
    const auto done = outside_.world.perform(perform->request);
    return done ? Result<void>() : report(perform->request.attempt, done.error());
  }
  if (const auto* look_up = std::get_if<core::LookUp>(&effect)) {
    const auto done = outside_.world.look_up(look_up->attempt);
    return done ? Result<void>() : report(look_up->attempt, done.error());
  }
  if (const auto* cancel = std::get_if<core::CancelAttempt>(&effect)) {
    const auto done = outside_.world.cancel(cancel->attempt);
    return done ? Result<void>() : report(cancel->attempt, done.error());
  }
  if (const auto* question = std::get_if<core::AskApproval>(&effect))
    return outside_.operators.ask(*question);
  // Beside other effects, readings wait like these.
  if (read_at_once(std::get<core::ReadValues>(effect), state_.now)) {
    core::Signal arrived = std::move(signals_.front());
    signals_.pop_front();
    signals_.push_back(std::move(arrived));
  }
  return {};
}

Result<void> Deal::report(const std::string& attempt, const Error& error) {
  core::Outcome outcome;
  outcome.failure = error.what;
  switch (error.code) {
    case ErrorCode::refused: outcome.kind = core::OutcomeKind::no_effect; break;
    case ErrorCode::unavailable:
    case ErrorCode::no_space:
    case ErrorCode::ambiguous: outcome.kind = core::OutcomeKind::unknown; break;
    case ErrorCode::conflict:
    case ErrorCode::fenced:
    case ErrorCode::corrupt:
    case ErrorCode::stopped: return std::unexpected(error);
  }
  signals_.push_back(
      {.at = outside_.world.now(),
       .what = core::ActionReported{.attempt = attempt, .outcome = std::move(outcome)}});
  return {};
}

std::optional<values::TimePoint> Deal::next_timer() const {
  auto timer = core::next_timer(terms_, state_);
  if (read_again_at_ && (!timer || *read_again_at_ < *timer)) timer = read_again_at_;
  return timer;
}

Result<bool> Deal::await_next(std::optional<values::TimePoint> until) {
  const auto timer = next_timer();
  std::optional<values::TimePoint> bound = until;
  if (timer && (!bound || *timer < *bound)) bound = timer;
  auto next = outside_.world.next(bound);
  if (!next) return std::unexpected(next.error());
  if (*next) {
    post(std::move(**next));
    return true;
  }
  if (!timer || (until && *timer > *until)) return false;
  post({.at = std::max(*timer, outside_.world.now()), .what = core::TimePassed{}});
  return true;
}

Result<void> Deal::replay(ports::JournalStore& journal) {
  if (head_.sequence >= journal::snapshot_every) {
    // A snapshot that does not fit is passed over: the records say what is true.
    const auto kept = journal.snapshot(stream_, head_.sequence);
    if (kept && *kept && (*kept)->format == journal::snapshot_format) {
      if (auto state = journal::state_of(terms_, plan_, (*kept)->state)) {
        journal::Replay tail(terms_, plan_, stream_);
        tail.go_on_from(std::move(*state), (*kept)->sequence, (*kept)->hash);
        if (read_on(journal, tail)) {
          snapshot_at_ = (*kept)->sequence;
          state_ = tail.take_state();
          return {};
        }
      }
    }
  }
  journal::Replay whole(terms_, plan_, stream_);
  if (auto read = read_on(journal, whole); !read) return read;
  snapshot_at_ = 0;
  state_ = whole.take_state();
  return {};
}

Result<void> Deal::read_on(ports::JournalStore& journal, journal::Replay& replay) const {
  const auto corrupt = [&](std::uint64_t sequence, const std::string& what) {
    return std::unexpected(
        Error{.code = ErrorCode::corrupt,
              .what = "record " + std::to_string(sequence) + " of `" + stream_ + "`: " + what});
  };
  while (replay.sequence() < head_.sequence) {
    const auto records = journal.read(stream_, replay.sequence() + 1, records_a_read);
    if (!records) return std::unexpected(records.error());
    if (records->empty()) return corrupt(replay.sequence() + 1, "it is not there");
    if (const auto added = replay.add(*records); !added)
      return corrupt(added.error().sequence, added.error().what);
  }
  if (replay.hash() != head_.hash) return corrupt(head_.sequence, "it is not the head");
  return {};
}

ports::Snapshot Deal::snapshot() {
  snapshot_at_ = head_.sequence;
  return {.stream = stream_,
          .sequence = head_.sequence,
          .hash = head_.hash,
          .format = journal::snapshot_format,
          .state = journal::snapshot_of(terms_, plan_, state_)};
}

ports::Standing standing_of(const core::State& state) {
  const bool ended = machines::is_over(state.status) && !core::has_open_position(state) &&
                     std::ranges::none_of(state.steps, [](const core::StepState& step) {
                       return step.open.has_value();
                     });
  return {.status = std::string(machines::to_text(state.status)),
          .course = ended ? ports::Course::ended : ports::Course::open,
          .since = state.now};
}

std::string cause_of(const core::Terms& terms, const core::Signal& signal) {
  struct Words {
    const core::Terms& terms;
    std::string operator()(const core::Funded&) const { return "funded"; }
    std::string operator()(const core::Restarted&) const { return "restarted"; }
    std::string operator()(const core::TimePassed& what) const {
      return what.news.empty() ? "time" : what.news;
    }
    std::string operator()(const core::ReadingsArrived&) const { return "readings"; }
    std::string operator()(const core::ActionReported& what) const {
      return "report " + what.attempt;
    }
    std::string operator()(const core::ApprovalAnswered& what) const {
      return "answer " + terms.of(what.step).name + " by " + what.by;
    }
    std::string operator()(const core::TakenOver& what) const { return "taken over by " + what.by; }
    std::string operator()(const core::Commanded& what) const { return "command by " + what.by; }
  };
  return std::visit(Words{terms}, signal.what);
}

}  // namespace dealwright::runtime
