// The invariants, one check each.
#include "tests/simulation/witness.hpp"

#include <algorithm>

#include "engine/core/apply.hpp"
#include "engine/core/decide.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"

namespace dealwright::simulation {

using core::State;

namespace {

constexpr std::size_t complaints_max = 5;
constexpr std::size_t records_max = 1'000'000;

bool ends(machines::DealEvent event) {
  return event == machines::DealEvent::complete || event == machines::DealEvent::fail ||
         event == machines::DealEvent::cancel;
}

// What rests in buckets that nothing may draw from.
values::Amount untouched(const core::Terms& terms, const State& state) {
  values::Amount total;
  for (const plan::Bucket& bucket : terms.plan().buckets) {
    if (!bucket.untouchable) continue;
    const auto account =
        core::resting(terms.bucket(bucket.name), terms.asset(terms.plan().capital.asset));
    total = core::sum_of(total, state.books.ledger.balance(account));
  }
  return total;
}

}  // namespace

void Witness::durable(std::span<const journal::Record> records) {
  for (const journal::Record& record : records) {
    check(Invariant::stale_writers_write_nothing, record.epoch == epoch_,
          "epoch " + std::to_string(record.epoch) + " wrote record " +
              std::to_string(record.sequence) + " while " + std::to_string(epoch_) + " owns it");
    durable_ = record.sequence;
    const auto fact = journal::decode(terms_, record);
    if (fact) {
      follow(*fact);
    } else {
      complain(Invariant::replay_is_the_live_state, fact.error());
    }
  }
}

// What is on the disk is what has happened: rules about facts are held against it.
void Witness::follow(const core::Fact& fact) {
  if (const auto* asked = std::get_if<core::ActionRequested>(&fact.what)) {
    check(Invariant::paused_reserves_nothing, !paused_,
          "`" + asked->request.attempt + "` while paused");
    const bool fresh = requested_.emplace(asked->request.attempt, asked->request).second;
    check(Invariant::one_name_is_one_request, fresh,
          "two requests are named `" + asked->request.attempt + "`");
    std::vector<core::ActionId> actions;
    for (const core::Part& part : asked->request.parts) {
      actions.push_back(part.action);
      check(Invariant::one_success_per_action,
            !succeeded_.contains({asked->step.value, part.action.value}),
            "`" + asked->request.attempt + "` is asked for after it was done");
    }
    asked_[asked->request.attempt] = {asked->step, std::move(actions)};
  } else if (const auto* settled = std::get_if<core::ActionSettled>(&fact.what)) {
    if (settled->outcome.kind != core::OutcomeKind::done) return;
    for (const core::ActionId action : asked_[settled->attempt].second)
      succeeded_.insert({settled->step.value, action.value});
  } else if (const auto* started = std::get_if<core::StepStarted>(&fact.what)) {
    // A new run, or the next rung: its actions are new ones.
    std::erase_if(succeeded_, [&](const auto& done) { return done.first == started->step.value; });
  } else if (const auto* moved = std::get_if<core::DealMoved>(&fact.what)) {
    if (moved->event == machines::DealEvent::pause) paused_ = true;
    if (moved->event == machines::DealEvent::resume) paused_ = false;
    check(Invariant::ends_absorb, !ended_, "the deal moves on although it has ended");
    if (ends(moved->event)) {
      ended_ = moved->event;
      paused_ = false;
    }
  }
}

void Witness::sent(const core::Request& request, bool known) {
  const auto asked = requested_.find(request.attempt);
  check(Invariant::nothing_sent_without_its_record, asked != requested_.end(),
        "`" + request.attempt + "` has no record");
  if (asked != requested_.end()) {
    check(Invariant::one_name_is_one_request, asked->second == request,
          "`" + request.attempt + "` is not what was recorded");
  }
  if (known) tally_.hit(Row::already_known);
  if (unsent_.erase(request.attempt) > 0 && !known) {
    tally_.hit(Row::crash_before_sending);
    tally_.hit(Row::crash_after_deciding);
  }
}

void Witness::recorded(const core::Signal& /*cause*/, std::span<const core::Fact> /*facts*/,
                       const State& after) {
  check(Invariant::money_conserved, !core::find_imbalance(after.books.ledger),
        "the books do not balance");
  const values::Amount rests = untouched(terms_, after);
  check(Invariant::untouchable_never_shrinks, least_untouched_ <= rests, "it shrank");
  least_untouched_ = rests;
  announced_ = after;
}

std::optional<State> Witness::look_at(ports::JournalStore& disk, std::uint64_t cut) {
  const auto records = disk.read(stream_, 1, records_max);
  if (!records) {
    complain(Invariant::acknowledged_survives, records.error().what);
    return std::nullopt;
  }
  check(Invariant::acknowledged_survives,
        acknowledged_.sequence <= records->size() &&
            (acknowledged_.sequence == 0 ||
             (*records)[acknowledged_.sequence - 1].hash == acknowledged_.hash),
        "record " + std::to_string(acknowledged_.sequence) + " was acknowledged and is gone");
  const auto fault = journal::verify(*records, stream_, 1, values::Digest{});
  check(Invariant::chain_of_hashes_holds, !fault, fault ? fault->what : std::string());
  const auto whole = journal::replay(terms_, plan_, stream_, *records);
  if (!whole) {
    complain(Invariant::replay_is_the_live_state, whole.error().what);
    return std::nullopt;
  }
  if (announced_ && announced_->facts <= records->size()) {
    const auto then =
        journal::replay(terms_, plan_, stream_, std::span(*records).first(announced_->facts));
    check(Invariant::replay_is_the_live_state, then && *then == *announced_,
          "replay of " + std::to_string(announced_->facts) + " records is another state");
  }
  if (!records->empty()) {
    const std::size_t prefix = cut % (records->size() + 1);
    auto state = journal::replay(terms_, plan_, stream_, std::span(*records).first(prefix));
    for (std::size_t i = prefix; state && i < records->size(); ++i)
      core::apply(terms_, *state, journal::decode(terms_, (*records)[i]).value());
    check(Invariant::prefix_and_tail_are_the_whole, state && *state == *whole,
          "cut after " + std::to_string(prefix));
  }
  return *whole;
}

void Witness::compare_books(const State& state, const simulated::WorldRecord& world) {
  std::map<core::AssetId, values::Amount> ours;
  for (const core::Entry& entry : state.books.ledger.entries()) {
    if (entry.account.kind == core::AccountKind::resting ||
        entry.account.kind == core::AccountKind::holding)
      ours[entry.account.asset] = core::sum_of(ours[entry.account.asset], entry.balance);
  }
  for (const auto& [asset, amount] : world.conditions.wallet) {
    check(Invariant::books_agree_with_the_world, ours[asset] == amount,
          terms_.of(asset).name + ": books " + values::to_digits(ours[asset]) + ", world " +
              values::to_digits(amount));
  }
}

void Witness::comes_to_rest(const State& state) {
  for (const core::StepState& step : state.steps)
    check(Invariant::comes_to_rest, !step.open,
          step.open ? "`" + step.open->request.attempt + "` is still out in a deal that is " +
                          std::string(machines::to_text(state.status))
                    : std::string());
  const bool says_why =
      !state.why.empty() || std::ranges::any_of(state.steps, [](const core::StepState& step) {
        return !step.why.empty() || step.waiting_until || step.retry_at;
      });
  check(Invariant::comes_to_rest,
        machines::is_over(state.status) ||
            (state.status != machines::DealStatus::running && says_why) ||
            core::next_timer(terms_, state).has_value(),
        std::string(machines::to_text(state.status)) + " without a reason");
}

void Witness::check(Invariant invariant, bool holds, const std::string& what) {
  tally_.looked_at(invariant);
  if (!holds) complain(invariant, what);
}

void Witness::complain(Invariant invariant, const std::string& what) {
  if (complaints_.size() < complaints_max)
    complaints_.push_back(stream_ + ": " + std::string(in_words(invariant)) + ": " + what);
}

}  // namespace dealwright::simulation
