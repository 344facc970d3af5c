// Signal, decide, append, release; replies are signals again.
#include "engine/runtime/deal_run.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dsl/values/assertion.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"

namespace dealwright::runtime {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

DealRun::DealRun(const core::Terms& terms, std::string stream, values::Digest plan,
                 const Ports& ports)
    : terms_(terms),
      stream_(std::move(stream)),
      plan_(plan),
      ports_(ports),
      state_(core::initial_state(terms)) {}

Result<void> DealRun::begin(const values::Amount& capital) {
  auto head = ports::take_over(ports_.journal, stream_);
  if (!head) return std::unexpected(head.error());
  head_ = *head;
  if (auto replayed = replay(); !replayed) return replayed;
  core::Signal first{.at = ports_.world.now()};
  if (head_.sequence == 0) {
    first.what = core::Funded{.capital = capital};
  } else {
    first.what = core::Restarted{};
  }
  return handle(std::move(first));
}

Result<void> DealRun::go_on_from(core::State state) {
  auto head = ports::take_over(ports_.journal, stream_);
  if (!head) return std::unexpected(head.error());
  head_ = *head;
  state_ = std::move(state);
  return handle({.at = ports_.world.now(), .what = core::Restarted{}});
}

Result<void> DealRun::run(std::optional<values::TimePoint> until) {
  while (true) {
    const auto happened = step_once(until);
    if (!happened) return std::unexpected(happened.error());
    if (!*happened) return {};
  }
}

Result<void> DealRun::take(const core::Signal& signal) {
  if (const auto why = core::refusal(terms_, state_, signal)) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = *why});
  }
  return handle(signal);
}

Result<bool> DealRun::step_once(std::optional<values::TimePoint> until) {
  const auto timer = core::next_timer(terms_, state_);
  std::optional<values::TimePoint> bound = until;
  if (timer && (!bound || *timer < *bound)) bound = timer;
  auto next = ports_.world.next(bound);
  if (!next) return std::unexpected(next.error());
  if (*next) {
    if (auto handled = handle(std::move(**next)); !handled) return std::unexpected(handled.error());
    return true;
  }
  if (!timer || (until && *timer > *until)) return false;
  const std::uint64_t before = head_.sequence;
  const values::TimePoint at = std::max(*timer, ports_.world.now());
  if (auto handled = handle({.at = at, .what = core::TimePassed{}}); !handled)
    return std::unexpected(handled.error());
  // A timer that changes nothing would be due again at once, for ever.
  DEALWRIGHT_ASSERT(head_.sequence != before || core::next_timer(terms_, state_) != timer);
  return true;
}

Result<void> DealRun::handle(core::Signal signal) {
  replies_.push_back(std::move(signal));
  while (!replies_.empty()) {
    core::Signal next = std::move(replies_.front());
    replies_.pop_front();
    // Clocks of several sources differ a little; the deal's own never runs backwards.
    next.at = std::max(next.at, state_.now);
    readings_in_a_row_ =
        std::holds_alternative<core::ReadingsArrived>(next.what) ? readings_in_a_row_ + 1 : 0;
    if (readings_in_a_row_ > readings_in_a_row_max) {
      return std::unexpected(
          Error{.code = ErrorCode::refused, .what = "the readings of a decision never suffice"});
    }
    core::Decision decision = core::decide(terms_, std::move(state_), next);
    if (auto recorded = record(next, decision); !recorded) return recorded;
    state_ = std::move(decision.state);
    if (!decision.facts.empty() && ports_.observer != nullptr) {
      ports_.observer->recorded(next, decision.facts, state_);
    }
    for (const core::Effect& effect : decision.effects) {
      if (auto released = release(effect); !released) return released;
    }
  }
  return {};
}

Result<void> DealRun::record(const core::Signal& cause, const core::Decision& decision) {
  if (decision.facts.empty()) return {};
  const std::string why = cause_of(terms_, cause);
  std::vector<journal::Record> records;
  records.reserve(decision.facts.size());
  std::uint64_t sequence = head_.sequence;
  const values::Digest* previous = &head_.hash;
  for (const core::Fact& fact : decision.facts) {
    journal::Record record{.stream = stream_,
                           .sequence = ++sequence,
                           .kind = std::string(core::kind_name(fact.what)),
                           .version = journal::version_of(fact.what),
                           .cause = why,
                           .epoch = head_.epoch,
                           .plan = plan_,
                           .at = fact.at,
                           .written = ports_.world.now(),
                           .payload = journal::encode(terms_, fact.what),
                           .previous = *previous,
                           .hash = {}};
    record.hash = journal::hash_of(record);
    records.push_back(std::move(record));
    previous = &records.back().hash;
  }
  auto head =
      ports::append(ports_.journal, {.stream = stream_, .expected = head_, .records = records});
  if (!head) return std::unexpected(head.error());
  head_ = *head;
  return {};
}

Result<void> DealRun::release(const core::Effect& effect) {
  if (const auto* perform = std::get_if<core::Perform>(&effect)) {
    const auto done = ports_.world.perform(perform->request);
    return done ? Result<void>() : report(perform->request.attempt, done.error());
  }
  if (const auto* look_up = std::get_if<core::LookUp>(&effect)) {
    const auto done = ports_.world.look_up(look_up->attempt);
    return done ? Result<void>() : report(look_up->attempt, done.error());
  }
  if (const auto* cancel = std::get_if<core::CancelAttempt>(&effect)) {
    const auto done = ports_.world.cancel(cancel->attempt);
    return done ? Result<void>() : report(cancel->attempt, done.error());
  }
  if (const auto* question = std::get_if<core::AskApproval>(&effect))
    return ports_.operators.ask(*question);
  auto answers = ports_.world.read(std::get<core::ReadValues>(effect));
  if (!answers) return std::unexpected(answers.error());
  replies_.push_back({.at = ports_.world.now(),
                      .readings = std::move(answers->readings),
                      .quotes = std::move(answers->quotes),
                      .what = core::ReadingsArrived{}});
  return {};
}

Result<void> DealRun::report(const std::string& attempt, const Error& error) {
  core::Outcome outcome;
  outcome.failure = error.what;
  switch (error.code) {
    case ErrorCode::refused: outcome.kind = core::OutcomeKind::no_effect; break;
    case ErrorCode::unavailable:
    case ErrorCode::ambiguous: outcome.kind = core::OutcomeKind::unknown; break;
    case ErrorCode::conflict:
    case ErrorCode::fenced:
    case ErrorCode::corrupt:
    case ErrorCode::no_space:
    case ErrorCode::stopped: return std::unexpected(error);
  }
  replies_.push_back(
      {.at = ports_.world.now(),
       .what = core::ActionReported{.attempt = attempt, .outcome = std::move(outcome)}});
  return {};
}

Result<void> DealRun::replay() {
  std::vector<journal::Record> records;
  while (records.size() < head_.sequence) {
    auto more = ports_.journal.read(stream_, records.size() + 1, records_a_read);
    if (!more) return std::unexpected(more.error());
    if (more->empty())
      return std::unexpected(
          Error{.code = ErrorCode::corrupt, .what = "the journal ends too soon"});
    records.insert(records.end(), std::make_move_iterator(more->begin()),
                   std::make_move_iterator(more->end()));
  }
  auto state = journal::replay(terms_, plan_, stream_, records);
  if (!state) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .what = "record " + std::to_string(state.error().sequence) +
                                         " of `" + stream_ + "`: " + state.error().what});
  }
  state_ = std::move(*state);
  return {};
}

std::string cause_of(const core::Terms& terms, const core::Signal& signal) {
  struct Words {
    const core::Terms& terms;
    std::string operator()(const core::Funded&) const { return "funded"; }
    std::string operator()(const core::Restarted&) const { return "restarted"; }
    std::string operator()(const core::TimePassed&) const { return "time"; }
    std::string operator()(const core::ReadingsArrived&) const { return "readings"; }
    std::string operator()(const core::ActionReported& what) const {
      return "report " + what.attempt;
    }
    std::string operator()(const core::ApprovalAnswered& what) const {
      return "answer " + terms.of(what.step).name + " by " + what.by;
    }
    std::string operator()(const core::Commanded& what) const { return "command by " + what.by; }
  };
  return std::visit(Words{terms}, signal.what);
}

}  // namespace dealwright::runtime
