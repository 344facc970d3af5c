// Each fault at the call it belongs to.
#include "tests/simulation/faulty_ports.hpp"

#include <utility>

namespace dealwright::simulation {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

namespace {

// More than an engine takes before it gives a deal up, now and then.
constexpr std::uint32_t confused_calls = 7;

std::unexpected<Error> dead() {
  return std::unexpected(Error{.code = ErrorCode::stopped, .what = "the process was killed"});
}

std::unexpected<Error> failed(ErrorCode code, const char* what) {
  return std::unexpected(Error{.code = code, .what = what});
}

}  // namespace

Result<std::vector<ports::Head>> FaultyJournal::take_over(
    std::span<const std::string_view> streams) {
  if (!process_.alive) return dead();
  const Fault fault = process_.faults.at(Site::take_over);
  if (fault == Fault::die_before) {
    process_.alive = false;
    return dead();
  }
  auto heads = disk_.take_over(streams);
  if (heads) {
    for (std::size_t i = 0; i < streams.size(); ++i)
      witnesses_.find(streams[i])->second->taken_over((*heads)[i]);
  }
  if (fault == Fault::die_after) {
    process_.alive = false;
    return dead();
  }
  return heads;
}

Result<std::vector<Result<ports::Head>>> FaultyJournal::append(
    std::span<const ports::Append> appends) {
  if (!process_.alive) return dead();
  const Fault fault = process_.faults.at(Site::append);
  if (fault == Fault::die_before) {
    process_.alive = false;
    return dead();
  }
  if (fault == Fault::no_space) {
    process_.tally.hit(Row::disk_full);
    return failed(ErrorCode::no_space, "no space left on device");
  }
  if (fault == Fault::unavailable) return failed(ErrorCode::unavailable, "busy");
  auto results = disk_.append(appends);
  if (!results) return results;
  for (std::size_t i = 0; i < appends.size(); ++i) {
    Witness& witness = *witnesses_.find(appends[i].stream)->second;
    if ((*results)[i]) {
      witness.durable(appends[i].records);
    } else if ((*results)[i].error().code == ErrorCode::fenced) {
      process_.tally.hit(Row::lease_lost);
    }
  }
  if (fault == Fault::die_after) {
    process_.tally.hit(Row::commit_unknown);
    process_.alive = false;
    return dead();
  }
  for (std::size_t i = 0; i < appends.size(); ++i) {
    if ((*results)[i]) witnesses_.find(appends[i].stream)->second->acknowledged(*(*results)[i]);
  }
  return results;
}

Result<void> FaultyWorld::perform(const core::Request& request) {
  if (!process_.alive) return dead();
  if (confused_for_ > 0) {
    --confused_for_;
    return failed(ErrorCode::conflict, "the answer makes no sense");
  }
  const bool known = world_.knows(request.attempt);
  switch (process_.faults.at(Site::perform)) {
    case Fault::die_before:
      witness_.dies_before_sending(request.attempt);
      process_.alive = false;
      return dead();
    case Fault::die_after:
      witness_.sent(request, known);
      static_cast<void>(world_.perform(request));
      process_.alive = false;
      return dead();
    case Fault::ambiguous_lost:
      process_.tally.hit(Row::no_answer_on_send);
      return failed(ErrorCode::ambiguous, "timed out");
    case Fault::ambiguous_reached:
      process_.tally.hit(Row::no_answer_on_send);
      witness_.sent(request, known);
      static_cast<void>(world_.perform(request));
      return failed(ErrorCode::ambiguous, "connection reset");
    case Fault::unavailable: return failed(ErrorCode::unavailable, "503");
    case Fault::confused:
      confused_for_ = confused_calls;
      return failed(ErrorCode::conflict, "the answer makes no sense");
    case Fault::none:
    case Fault::no_space:
    case Fault::lost:
    case Fault::twice:
    case Fault::late: break;
  }
  witness_.sent(request, known);
  return world_.perform(request);
}

Result<void> FaultyWorld::question(Site site, const std::string& attempt) {
  if (!process_.alive) return dead();
  const Fault fault = process_.faults.at(site);
  if (fault == Fault::die_before) {
    process_.alive = false;
    return dead();
  }
  if (fault == Fault::unavailable) return failed(ErrorCode::unavailable, "503");
  if (site == Site::cancel) {
    process_.tally.hit(Row::deadline_passes);
    const auto known = world_.record().attempts.find(attempt);
    if (known != world_.record().attempts.end() &&
        known->second.stage != simulated::Stage::pending &&
        known->second.outcome.kind == core::OutcomeKind::done)
      process_.tally.hit(Row::cancel_loses_the_race);
  }
  auto done = site == Site::cancel ? world_.cancel(attempt) : world_.look_up(attempt);
  if (fault == Fault::die_after) {
    process_.alive = false;
    return dead();
  }
  return done;
}

Result<void> FaultyWorld::look_up(const std::string& attempt) {
  return question(Site::look_up, attempt);
}

Result<void> FaultyWorld::cancel(const std::string& attempt) {
  return question(Site::cancel, attempt);
}

Result<ports::Answers> FaultyWorld::read(const core::ReadValues& asked) {
  if (!process_.alive) return dead();
  if (process_.faults.at(Site::read) == Fault::unavailable) {
    if (!asked.quotes.empty()) process_.tally.hit(Row::quote_unavailable);
    return failed(ErrorCode::unavailable, "503");
  }
  return world_.read(asked);
}

Result<std::optional<core::Signal>> FaultyWorld::next(std::optional<values::TimePoint> until) {
  if (!process_.alive) return dead();
  if (!again_.empty()) {
    core::Signal signal = std::move(again_.front());
    again_.pop_front();
    return std::optional(std::move(signal));
  }
  auto signal = world_.next(until);
  if (!signal || !*signal || !std::holds_alternative<core::ActionReported>((*signal)->what))
    return signal;
  switch (process_.faults.at(Site::next)) {
    case Fault::lost: return world_.next(until);
    case Fault::twice:
      process_.tally.hit(Row::report_twice);
      again_.push_back(**signal);
      return signal;
    case Fault::late: {
      auto behind = world_.next(until);
      if (!behind || !*behind) return signal;
      again_.push_back(std::move(**signal));
      return behind;
    }
    case Fault::none:
    case Fault::die_before:
    case Fault::die_after:
    case Fault::no_space:
    case Fault::unavailable:
    case Fault::ambiguous_lost:
    case Fault::ambiguous_reached:
    case Fault::confused: break;
  }
  return signal;
}

Result<void> FaultyWorld::ask(const core::AskApproval& question) {
  if (!process_.alive) return dead();
  const Fault fault = process_.faults.at(Site::ask);
  if (fault == Fault::die_before) {
    process_.alive = false;
    return dead();
  }
  auto asked = world_.ask(question);
  if (fault == Fault::die_after) {
    process_.alive = false;
    return dead();
  }
  return asked;
}

}  // namespace dealwright::simulation
