// Intake, turns and rounds.
#include "engine/runtime/engine.hpp"

#include <algorithm>
#include <unordered_set>
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
  std::unordered_set<std::string_view> seen;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < admissions.size(); ++i) {
    if (numbers_.size() + streams.size() >= limits_.deals_max) {
      results[i] =
          std::unexpected(Error{.code = ErrorCode::refused,
                                .what = "this engine holds " + std::to_string(limits_.deals_max) +
                                        " deals already; that is the most it takes"});
    } else if (numbers_.contains(admissions[i].id) || !seen.insert(admissions[i].id).second) {
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
    const DealNumber number = free_number();
    numbers_.emplace(admission.id, number);
    slots_[number].emplace(Slot{.id = admission.id,
                                .plan = admission.plan,
                                .terms = admission.terms,
                                .outside = admission.outside,
                                .pace = admission.pace,
                                .horizon = admission.horizon,
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
  Slot& slot = *slots_[number];
  slot.awake = std::make_unique<Deal>(*slot.terms, slot.id, slot.plan, slot.outside);
  ++awake_;
  if (auto folded = slot.awake->fold(journal_, head); !folded) return folded;
  if (!admission.dead_letter.empty() && head.sequence != 0) {
    make_dead_letter(number, admission.dead_letter);
  }
  if (head.sequence == 0) {
    slot.start = std::make_unique<core::Funded>(core::Funded{
        .capital = admission.capital, .seed = admission.seed, .adopted = admission.adopted});
    const core::Signal first{.at = slot.outside.world.now(), .what = *slot.start};
    if (auto why = core::refusal(*slot.terms, slot.awake->state(), first))
      return std::unexpected(Error{.code = ErrorCode::refused, .what = std::move(*why)});
  }
  post_beginning(slot);
  count_effects(slot);
  make_ready(number);
  return {};
}

Result<void> Engine::post(DealNumber deal, core::Signal signal) {
  const Slot& slot = *slots_[deal];
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
  const Slot& slot = *slots_[deal];
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
    slots_[deal]->seat = Seat::open;
    slots_[deal]->failures = 0;
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
      if (slots_[deal]->queued || slots_[deal]->seat == Seat::closed) continue;
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
    if (!holds(deal)) continue;
    if (slots_[deal]->seat == Seat::closed) continue;
    Deal& awake = wake(deal);
    slots_[deal]->fired = now;
    slots_[deal]->fired_at = awake.head().sequence;
    awake.post({.at = now, .what = core::TimePassed{}});
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
      deals.push_back(slots_[number]->awake.get());
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
  if (auto kept = keep_snapshots(); !kept) return std::unexpected(kept.error());
  rest_surplus();
  return Progress::worked;
}

// Derived, and so not worth stopping for: without it the next start reads more.
Result<void> Engine::keep_snapshots() {
  if (snapshots_.empty()) return {};
  const auto kept = journal_.keep(snapshots_);
  snapshots_.clear();
  if (!kept && (kept.error().code == ErrorCode::stopped || kept.error().code == ErrorCode::fenced))
    return kept;
  return {};
}

Result<std::size_t> Engine::move_time(std::optional<values::TimePoint> until) {
  std::size_t moved = 0;
  for (std::size_t left = movers_.size(); left > 0; --left) {
    const DealNumber number = movers_.front();
    movers_.pop_front();
    if (!holds(number)) continue;
    Slot& slot = *slots_[number];
    if (slot.seat == Seat::closed || slot.queued) continue;
    wake(number);
    if (time_stands_still(slot)) {
      slot.at_rest = true;
      if (auto settled = settle(number); !settled) return std::unexpected(settled.error());
      continue;
    }
    auto bound = until;
    const auto horizon = horizon_of(slot);
    if (horizon && (!bound || *horizon < *bound)) bound = horizon;
    auto happened = slot.awake->await_next(bound);
    if (!happened) {
      if (auto failed = fail(number, happened.error()); !failed)
        return std::unexpected(failed.error());
      continue;
    }
    slot.at_rest = !*happened;
    if (*happened) {
      if (std::holds_alternative<core::TimePassed>(slot.awake->next_signal().what)) {
        slot.fired = slot.awake->next_signal().at;
        slot.fired_at = slot.awake->head().sequence;
      }
      make_ready(number);
      ++moved;
    } else if (auto settled = settle(number); !settled) {
      return std::unexpected(settled.error());
    }
  }
  return moved;
}

Result<Progress> Engine::run(std::optional<values::TimePoint> until) {
  for (std::optional<Slot>& slot : slots_) {
    if (slot) slot->at_rest = false;
  }
  movers_.clear();
  for (DealNumber number = 0; number < slots_.size(); ++number) {
    if (holds(number) && slots_[number]->pace == Pace::own && slots_[number]->seat != Seat::closed)
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
    Slot& slot = *slots_[number];
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
    if (auto settled = settle(deals[i]); !settled) return settled;
  }
  return {};
}

// After a turn: what it waits for now.
Result<void> Engine::settle(DealNumber number) {
  Slot& slot = *slots_[number];
  if (goes_in_circles(slot)) {
    return fail(number, {.code = ErrorCode::refused, .what = "its timer changes nothing"});
  }
  slot.fired.reset();
  slot.failures = 0;
  count_effects(slot);
  if (slot.awake->wants_snapshot()) snapshots_.push_back(slot.awake->snapshot());
  if (slot.start && slot.awake->head().sequence != 0) slot.start.reset();
  if (slot.pace == Pace::told) {
    timers_.set(number, slot.awake->next_timer());
    watchers_.watch(number, slot.awake->watched());
  }
  if (slot.awake->has_signals()) {
    make_ready(number);
    return {};
  }
  if (slot.pace == Pace::own && !slot.at_rest) movers_.push_back(number);
  if (!slot.resting) {
    slot.resting = true;
    resting_.push_back(number);
  }
  return {};
}

// A timer that records nothing and is due again would fire for ever.
bool Engine::goes_in_circles(const Slot& slot) {
  if (!slot.fired || slot.awake->has_signals()) return false;
  const auto timer = slot.awake->next_timer();
  return slot.awake->head().sequence == slot.fired_at && timer && *timer <= *slot.fired;
}

DealNumber Engine::free_number() {
  if (!free_.empty()) {
    const DealNumber number = free_.back();
    free_.pop_back();
    return number;
  }
  slots_.emplace_back();
  return static_cast<DealNumber>(slots_.size() - 1);
}

void Engine::make_ready(DealNumber number) {
  Slot& slot = *slots_[number];
  if (slot.queued || slot.seat == Seat::closed) return;
  slot.queued = true;
  slot.at_rest = false;
  ready_.push_back(number);
}

// A deal that is over has nothing to wait for; one that is paused, or asks a person who is not
// simulated, would only lose its time.
bool Engine::time_stands_still(const Slot& slot) {
  const core::State& state = slot.awake->state();
  if (standing_of(state).course == ports::Course::ended) return true;
  if (state.status == core::DealStatus::paused) return slot.effects_out == 0;
  for (const core::StepId id : state.alive) {
    const core::StepState& step = core::step_of(state, id);
    if (step.status != core::StepStatus::awaiting_approval) continue;
    for (std::size_t i = 0; i < step.approvals.size(); ++i) {
      if (step.approvals[i].status == core::ApprovalStatus::asked &&
          !slot.outside.operators.answers_itself(slot.terms->of(id).approvals[i].role))
        return true;
    }
  }
  return false;
}

// What runs has its time, also when it began, or was taken up again, late.
std::optional<values::TimePoint> Engine::horizon_of(const Slot& slot) {
  if (!slot.horizon) return std::nullopt;
  const core::State& state = slot.awake->state();
  values::TimePoint horizon = *slot.horizon;
  for (const core::StepId id : state.alive) {
    const core::StepState& step = core::step_of(state, id);
    if (step.status == core::StepStatus::running && step.began_at)
      horizon = std::max(horizon, *step.began_at + slot.terms->of(id).timeout);
  }
  return horizon;
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
  const Slot& slot = *slots_[deal];
  return {.id = slot.id,
          .seat = slot.seat,
          .why = slot.why,
          .head = slot.awake ? &slot.awake->head() : &slot.head};
}

core::State Engine::state_of(DealNumber deal) const {
  const Slot& slot = *slots_[deal];
  DEALWRIGHT_ASSERT(slot.seat != Seat::closed);
  return slot.awake ? slot.awake->state() : unpack(slot.packed);
}

Counts Engine::counts() const {
  Counts counts{.deals = numbers_.size(),
                .awake = awake_,
                .ready = ready_.size() + held_back_.size(),
                .effects_out = effects_out_};
  for (const std::optional<Slot>& slot : slots_) {
    if (slot && slot->seat == Seat::dead_letter) ++counts.dead_letters;
    if (slot && slot->seat == Seat::closed) ++counts.closed;
  }
  return counts;
}

}  // namespace dealwright::runtime
