// Intake, turns, sleep and failures.
#include "engine/runtime/engine.hpp"

#include <algorithm>
#include <utility>

#include "dsl/values/assertion.hpp"
#include "engine/runtime/packed_state.hpp"

namespace dealwright::runtime {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

Result<std::vector<Result<DealNumber>>> Engine::admit(std::span<Admission> admissions) {
  if (round_.waits_for_room()) {
    return std::unexpected(Error{.code = ErrorCode::no_space,
                                 .what = "no new deal is taken in while the journal is full"});
  }
  std::vector<Result<DealNumber>> results(admissions.size(), DealNumber{0});
  std::vector<std::string_view> streams;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < admissions.size(); ++i) {
    if (slots_.size() + streams.size() >= limits_.deals_max) {
      results[i] =
          std::unexpected(Error{.code = ErrorCode::refused,
                                .what = "this engine holds " + std::to_string(limits_.deals_max) +
                                        " deals already; that is the most it takes"});
    } else if (numbers_.contains(admissions[i].id) ||
               std::ranges::find(streams, admissions[i].id) != streams.end()) {
      results[i] = std::unexpected(
          Error{.code = ErrorCode::refused, .what = "`" + admissions[i].id + "` is here already"});
    } else {
      streams.emplace_back(admissions[i].id);
      places.push_back(i);
    }
  }
  if (streams.empty()) return results;
  auto heads = journal_.take_over(streams);
  if (!heads) return std::unexpected(std::move(heads.error()));
  for (std::size_t k = 0; k < places.size(); ++k) {
    Admission& admission = admissions[places[k]];
    const auto number = static_cast<DealNumber>(slots_.size());
    numbers_.emplace(admission.id, number);
    slots_.push_back({.id = admission.id,
                      .plan = admission.plan,
                      .terms = admission.terms,
                      .outside = admission.outside,
                      .pace = admission.pace,
                      .why = {},
                      .start = nullptr,
                      .awake = nullptr,
                      .packed = {},
                      .head = (*heads)[k]});
    results[places[k]] = number;
    if (auto gone_on = go_on(number, (*heads)[k], admission); !gone_on) {
      close(number, gone_on.error().what);
      results[places[k]] = std::unexpected(std::move(gone_on.error()));
    }
  }
  return results;
}

Result<DealNumber> Engine::admit(Admission admission) {
  auto results = admit(std::span(&admission, 1));
  if (!results) return std::unexpected(std::move(results.error()));
  return std::move(results->front());
}

Result<void> Engine::go_on(DealNumber number, const ports::Head& head, const Admission& admission) {
  Slot& slot = slots_[number];
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  ++awake_;
  if (auto folded = slot.awake->fold(journal_, head); !folded) return folded;
  if (!admission.dead_letter.empty() && head.sequence != 0) {
    make_dead_letter(number, admission.dead_letter);
  }
  if (head.sequence == 0) {
    slot.start = std::make_unique<core::Funded>(
        core::Funded{.capital = admission.capital, .seed = admission.seed});
  }
  post_beginning(slot);
  count_effects(slot);
  make_ready(number);
  return {};
}

Result<void> Engine::post(DealNumber deal, core::Signal signal) {
  const Slot& slot = slots_[deal];
  if (slot.seat == Seat::closed) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = slot.why});
  }
  if (slot.awake && slot.awake->signals() >= limits_.signals_a_deal_max) {
    return std::unexpected(Error{.code = ErrorCode::unavailable,
                                 .what = "`" + slot.id + "` has " +
                                         std::to_string(limits_.signals_a_deal_max) +
                                         " signals to decide already; try again later"});
  }
  wake(deal).post(std::move(signal));
  make_ready(deal);
  return {};
}

Result<void> Engine::command(DealNumber deal, core::Signal signal) {
  const Slot& slot = slots_[deal];
  if (slot.seat == Seat::closed) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = slot.why});
  }
  if (round_.waits_for_room()) {
    return std::unexpected(Error{.code = ErrorCode::no_space,
                                 .what = "nothing can be recorded while the journal is full"});
  }
  Deal& awake = wake(deal);
  if (auto why = core::refusal(*slot.terms, awake.state(), signal)) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = std::move(*why)});
  }
  const auto* act = std::get_if<core::Commanded>(&signal.what);
  if (act != nullptr && act->command == core::Command::resume) {
    slots_[deal].seat = Seat::open;
    slots_[deal].failures = 0;
  }
  awake.post_first(std::move(signal));
  make_ready(deal);
  return {};
}

std::size_t Engine::news(std::span<const core::ReadingKey> changed, values::TimePoint now) {
  std::size_t woken = 0;
  for (const core::ReadingKey& key : changed) {
    for (const DealNumber deal : watchers_.of(key)) {
      // One that is to decide anyway looks at everything then.
      if (slots_[deal].queued || slots_[deal].seat == Seat::closed) continue;
      wake(deal).post({.at = now, .what = core::TimePassed{}});
      make_ready(deal);
      ++woken;
    }
  }
  return woken;
}

std::size_t Engine::time_is(values::TimePoint now) {
  const auto due = timers_.take_due(now, limits_.deals_max);
  for (const DealNumber deal : due) {
    if (slots_[deal].seat == Seat::closed) continue;
    wake(deal).post({.at = now, .what = core::TimePassed{}});
    make_ready(deal);
  }
  return due.size();
}

Result<Progress> Engine::take_round() {
  Result<std::vector<DealFault>> faults;
  if (round_.waits_for_room()) {
    faults = round_.append_again();
  } else {
    in_round_ = take_turns();
    if (in_round_.empty()) return Progress::idle;
    std::vector<Deal*> deals;
    deals.reserve(in_round_.size());
    for (const DealNumber number : in_round_)
      deals.push_back(slots_[number].awake.get());
    faults = round_.take(deals);
  }
  if (!faults) {
    const ErrorCode code = faults.error().code;
    if (code == ErrorCode::no_space || code == ErrorCode::unavailable) return Progress::no_room;
    return std::unexpected(std::move(faults.error()));
  }
  if (auto settled = settle_round(in_round_, *faults); !settled)
    return std::unexpected(settled.error());
  in_round_.clear();
  rest_surplus();
  return Progress::worked;
}

Result<std::size_t> Engine::move_time(std::optional<values::TimePoint> until) {
  std::size_t moved = 0;
  for (std::size_t left = movers_.size(); left > 0; --left) {
    const DealNumber number = movers_.front();
    movers_.pop_front();
    Slot& slot = slots_[number];
    if (slot.seat == Seat::closed || slot.queued) continue;
    auto happened = wake(number).await_next(until);
    if (!happened) {
      if (auto failed = fail(number, happened.error()); !failed)
        return std::unexpected(failed.error());
      continue;
    }
    slot.at_rest = !*happened;
    if (*happened) {
      make_ready(number);
      ++moved;
    } else {
      settle(number);
    }
  }
  return moved;
}

Result<Progress> Engine::run(std::optional<values::TimePoint> until) {
  for (Slot& slot : slots_)
    slot.at_rest = false;
  movers_.clear();
  for (DealNumber number = 0; number < slots_.size(); ++number) {
    if (slots_[number].pace == Pace::own && slots_[number].seat != Seat::closed)
      movers_.push_back(number);
  }
  while (true) {
    auto progress = take_round();
    if (!progress || *progress == Progress::no_room) return progress;
    if (*progress == Progress::worked) continue;
    const auto moved = move_time(until);
    if (!moved) return std::unexpected(moved.error());
    if (*moved == 0 && ready_.empty() && held_back_.empty()) return Progress::idle;
  }
}

std::vector<DealNumber> Engine::take_turns() {
  // What was held back goes first, when there is room again.
  while (!held_back_.empty() && effects_out_ < limits_.effects_out_max) {
    ready_.push_front(held_back_.back());
    held_back_.pop_back();
    if (ready_.size() >= limits_.round_deals_max) break;
  }
  std::vector<DealNumber> turns;
  while (!ready_.empty() && turns.size() < limits_.round_deals_max) {
    const DealNumber number = ready_.front();
    ready_.pop_front();
    Slot& slot = slots_[number];
    if (slot.seat == Seat::closed || !slot.awake || !slot.awake->has_signals()) {
      slot.queued = false;
      continue;
    }
    if (must_wait(slot)) {
      held_back_.push_back(number);
      continue;
    }
    slot.queued = false;
    turns.push_back(number);
  }
  return turns;
}

// A deal with something out may always go on: what it decides is what makes room again.
bool Engine::must_wait(const Slot& slot) const {
  return effects_out_ >= limits_.effects_out_max && slot.effects_out == 0;
}

Result<void> Engine::settle_round(const std::vector<DealNumber>& deals,
                                  const std::vector<DealFault>& faults) {
  std::vector<bool> failed(deals.size(), false);
  for (const DealFault& fault : faults) {
    failed[fault.deal] = true;
    if (auto done = fail(deals[fault.deal], fault.error); !done) return done;
  }
  for (std::size_t i = 0; i < deals.size(); ++i) {
    if (failed[i]) continue;
    slots_[deals[i]].failures = 0;
    settle(deals[i]);
  }
  return {};
}

// After a turn: what it waits for now.
void Engine::settle(DealNumber number) {
  Slot& slot = slots_[number];
  count_effects(slot);
  if (slot.start && slot.awake->head().sequence != 0) slot.start.reset();
  if (slot.pace == Pace::told) {
    timers_.set(number, slot.awake->next_timer());
    watchers_.watch(number, slot.awake->watched());
  }
  if (slot.awake->has_signals()) return make_ready(number);
  if (slot.pace == Pace::own && !slot.at_rest) movers_.push_back(number);
  if (!slot.resting) {
    slot.resting = true;
    resting_.push_back(number);
  }
}

Result<void> Engine::fail(DealNumber number, const Error& error) {
  Slot& slot = slots_[number];
  switch (error.code) {
    case ErrorCode::stopped: return std::unexpected(error);
    case ErrorCode::fenced:
      close(number, "another engine has taken `" + slot.id + "` over");
      return {};
    case ErrorCode::corrupt: close(number, error.what); return {};
    case ErrorCode::unavailable:
    case ErrorCode::ambiguous:
    case ErrorCode::conflict:
    case ErrorCode::no_space:
    case ErrorCode::refused: break;
  }
  ++slot.failures;
  slot.why = error.what;
  if (slot.failures > limits_.failures_max) {
    close(number, "it failed " + std::to_string(slot.failures) + " times in a row: " + error.what);
    return {};
  }
  if (auto reloaded = reload(number); !reloaded) return reloaded;
  if (slot.seat == Seat::closed) return {};
  if (slot.failures == limits_.failures_max) {
    make_dead_letter(number, "the engine gave up after " + std::to_string(slot.failures) +
                                 " failures: " + error.what);
  }
  if (slot.pace == Pace::own || slot.seat == Seat::dead_letter) {
    post_beginning(slot);
    make_ready(number);
    return {};
  }
  values::Duration wait = failure_wait_first;
  for (std::uint32_t i = 1; i < slot.failures; ++i)
    wait = wait + wait;
  post_beginning(slot);
  timers_.set(number, slot.outside.world.now() + wait);
  return {};
}

void Engine::close(DealNumber number, std::string why) {
  Slot& slot = slots_[number];
  if (slot.awake) --awake_;
  slot.awake.reset();
  slot.packed.clear();
  effects_out_ -= slot.effects_out;
  slot.effects_out = 0;
  slot.seat = Seat::closed;
  slot.why = std::move(why);
  timers_.set(number, std::nullopt);
  watchers_.watch(number, {});
}

// From the journal, as after a restart: what was decided and not recorded is gone.
Result<void> Engine::reload(DealNumber number) {
  Slot& slot = slots_[number];
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  auto folded = slot.awake->take_over(journal_);
  if (folded) return {};
  const ErrorCode code = folded.error().code;
  if (code == ErrorCode::stopped || code == ErrorCode::fenced) return folded;
  close(number, folded.error().what);
  return {};
}

void Engine::post_beginning(Slot& slot) {
  core::Signal first{.at = slot.outside.world.now()};
  if (slot.awake->head().sequence == 0) {
    first.what = *slot.start;
  } else {
    slot.start.reset();
    first.what = core::Restarted{};
  }
  slot.awake->post(std::move(first));
}

// Paused, in the journal, so that everybody sees it and nothing new begins; what is out is tracked
// on, and an operator can resume it.
void Engine::make_dead_letter(DealNumber number, const std::string& why) {
  Slot& slot = slots_[number];
  slot.seat = Seat::dead_letter;
  slot.why = why;
  core::Signal pause{
      .at = slot.outside.world.now(),
      .what = core::Commanded{.command = core::Command::pause, .by = "engine", .why = why}};
  if (core::refusal(*slot.terms, slot.awake->state(), pause)) return;
  slot.awake->post_first(std::move(pause));
  make_ready(number);
}

Deal& Engine::wake(DealNumber number) {
  Slot& slot = slots_[number];
  if (slot.awake) return *slot.awake;
  DEALWRIGHT_ASSERT(slot.seat != Seat::closed && !slot.packed.empty());
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  slot.awake->go_on_from(slot.head, unpack(slot.packed));
  std::string().swap(slot.packed);
  ++awake_;
  return *slot.awake;
}

void Engine::put_to_sleep(DealNumber number) {
  Slot& slot = slots_[number];
  if (!slot.awake || slot.queued || slot.awake->has_signals()) return;
  slot.packed = pack(slot.awake->state());
  slot.head = slot.awake->head();
  slot.awake.reset();
  --awake_;
}

void Engine::rest_surplus() {
  while (awake_ > limits_.awake_max && !resting_.empty()) {
    const DealNumber number = resting_.front();
    resting_.pop_front();
    slots_[number].resting = false;
    put_to_sleep(number);
  }
  // Deals that left their rest are still listed.
  while (resting_.size() > 2 * limits_.awake_max + slots_.size()) {
    slots_[resting_.front()].resting = false;
    resting_.pop_front();
  }
}

void Engine::make_ready(DealNumber number) {
  Slot& slot = slots_[number];
  if (slot.queued || slot.seat == Seat::closed) return;
  slot.queued = true;
  slot.at_rest = false;
  ready_.push_back(number);
}

void Engine::count_effects(Slot& slot) {
  std::uint32_t out = 0;
  for (const core::StepId id : slot.awake->state().alive) {
    if (core::step_of(slot.awake->state(), id).open) ++out;
  }
  effects_out_ += out;
  effects_out_ -= slot.effects_out;
  slot.effects_out = out;
}

std::optional<DealNumber> Engine::find(std::string_view id) const {
  const auto number = numbers_.find(std::string(id));
  return number == numbers_.end() ? std::nullopt : std::optional(number->second);
}

DealView Engine::view(DealNumber deal) const {
  const Slot& slot = slots_[deal];
  return {.id = slot.id,
          .seat = slot.seat,
          .why = slot.why,
          .head = slot.awake ? &slot.awake->head() : &slot.head};
}

core::State Engine::state_of(DealNumber deal) const {
  const Slot& slot = slots_[deal];
  DEALWRIGHT_ASSERT(slot.seat != Seat::closed);
  return slot.awake ? slot.awake->state() : unpack(slot.packed);
}

Counts Engine::counts() const {
  Counts counts{.deals = slots_.size(),
                .awake = awake_,
                .ready = ready_.size() + held_back_.size(),
                .effects_out = effects_out_};
  for (const Slot& slot : slots_) {
    if (slot.seat == Seat::dead_letter) ++counts.dead_letters;
    if (slot.seat == Seat::closed) ++counts.closed;
  }
  return counts;
}

}  // namespace dealwright::runtime
