// Attempts as orders, and orders as outcomes.
#include "engine/adapters/evm/onchain/chain_world.hpp"

#include <algorithm>
#include <utility>

#include "engine/adapters/evm/binding/bind.hpp"
#include "engine/adapters/evm/onchain/effects.hpp"
#include "engine/adapters/evm/onchain/readings.hpp"
#include "engine/journal/codec.hpp"

namespace dealwright::onchain {

using core::Outcome;
using core::OutcomeKind;
using ports::Error;
using ports::ErrorCode;
using ports::Result;
using transactions::Transaction;
using transactions::TransactionStatus;
using values::TimePoint;

namespace {

bool ends_the_process(ErrorCode code) {
  switch (code) {
    case ErrorCode::conflict:
    case ErrorCode::fenced:
    case ErrorCode::corrupt:
    case ErrorCode::stopped: return true;
    case ErrorCode::unavailable:
    case ErrorCode::ambiguous:
    case ErrorCode::refused:
    case ErrorCode::no_space: return false;
  }
  return true;
}

// The name that the module has for a transaction that was mined and did nothing.
std::string failure_of(const plan::Action& action) {
  const auto known = std::ranges::find(action.fails, "reverted");
  if (known != action.fails.end()) return *known;
  return action.fails.empty() ? "reverted" : action.fails.front();
}

}  // namespace

Result<void> ChainWorld::perform(const core::Request& request) {
  const auto known = orders_of(request.attempt);
  if (!known) return std::unexpected(known.error());
  if (!known->empty()) return look_up(request.attempt);
  const TimePoint at = now();
  const plan::Step& step = place_.terms.of(place_.terms.of(request.parts.at(0).action).step);
  const auto calls = binding::bind({.terms = place_.terms,
                                    .book = place_.book,
                                    .self = place_.account.state().address,
                                    .now = at,
                                    .deadline = at + step.timeout},
                                   request);
  if (!calls) return std::unexpected(Error{.code = ErrorCode::refused, .what = calls.error()});
  std::vector<transactions::Order> orders;
  for (const binding::BoundCall& call : *calls) {
    const std::size_t i = orders.size();
    orders.push_back({.name = order_name(request.attempt, i),
                      .to = call.to,
                      .value = call.value,
                      .data = call.data,
                      .give_up_at = {},
                      .after = i == 0 ? "" : order_name(request.attempt, i - 1),
                      // What it was for is known after a restart too.
                      .memo = i == 0 ? journal::encode(place_.terms, request) : ""});
  }
  if (auto ordered = place_.account.order(orders); !ordered) return ordered;
  watched_.insert(request.attempt);
  return {};
}

Result<void> ChainWorld::look_up(const std::string& attempt) {
  const auto orders = orders_of(attempt);
  if (!orders) return std::unexpected(orders.error());
  if (orders->empty()) {
    tell(attempt, {.kind = OutcomeKind::no_effect, .failure = "never_seen"});
    return {};
  }
  watched_.insert(attempt);
  return {};
}

Result<void> ChainWorld::cancel(const std::string& attempt) {
  const auto orders = orders_of(attempt);
  if (!orders) return std::unexpected(orders.error());
  std::vector<std::string> names;
  for (const Transaction* one : *orders)
    names.push_back(one->order.name);
  for (const std::string& name : names) {
    if (auto done = place_.account.give_up(name, "its time is over"); !done) return done;
  }
  return look_up(attempt);
}

Result<ports::Answers> ChainWorld::read(const core::ReadValues& asked) {
  return read_values({.terms = place_.terms, .book = place_.book, .client = place_.client}, asked);
}

Result<std::optional<core::Signal>> ChainWorld::next(std::optional<TimePoint> until) {
  while (true) {
    if (auto settled = settle_watched(); !settled) return std::unexpected(settled.error());
    if (!told_.empty()) {
      core::Signal signal = std::move(told_.front());
      told_.pop_front();
      return std::optional(std::move(signal));
    }
    const auto worked = place_.account.work();
    if (!worked && ends_the_process(worked.error().code)) return std::unexpected(worked.error());
    if (worked && *worked) continue;
    if (until && now() >= *until) return std::optional<core::Signal>();
    const auto due = place_.account.next_due();
    // Without a node that answers nothing is due, and yet it is waited for.
    if (!due && worked && !until) return std::optional<core::Signal>();
    TimePoint target = due.value_or(now() + account::look_every);
    if (until) target = std::min(target, *until);
    place_.wait(std::max(target, now()));
  }
}

std::string ChainWorld::order_name(const std::string& attempt, std::size_t call) const {
  return place_.deal + "/" + attempt + "/" + std::to_string(call);
}

// They were ordered together, so all or none are there.
Result<std::vector<const Transaction*>> ChainWorld::orders_of(const std::string& attempt) {
  std::vector<const Transaction*> orders;
  while (true) {
    const auto one = place_.account.look_up(order_name(attempt, orders.size()));
    if (!one) return std::unexpected(one.error());
    if (*one == nullptr) return orders;
    orders.push_back(*one);
  }
}

Result<void> ChainWorld::settle_watched() {
  const std::vector<std::string> attempts(watched_.begin(), watched_.end());
  for (const std::string& attempt : attempts) {
    const auto orders = orders_of(attempt);
    if (!orders) {
      if (ends_the_process(orders.error().code)) return std::unexpected(orders.error());
      continue;
    }
    auto outcome = outcome_of(attempt, *orders);
    if (!outcome) return std::unexpected(outcome.error());
    if (!*outcome) continue;
    watched_.erase(attempt);
    tell(attempt, **std::move(outcome));
  }
  return {};
}

Result<std::optional<Outcome>> ChainWorld::outcome_of(
    const std::string& attempt, const std::vector<const Transaction*>& orders) {
  for (const Transaction* one : orders) {
    if (!transactions::is_over(one->status)) return std::optional<Outcome>();
  }
  const auto request = journal::decode_request(place_.terms, orders.front()->order.memo);
  if (!request) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .what = "order of `" + attempt + "`: " + request.error()});
  }
  const plan::Action& action = *place_.terms.of(request->parts.at(0).action).action;
  Outcome outcome;
  std::vector<Happened> happened;
  for (const Transaction* one : orders) {
    if (!one->inclusion) continue;
    outcome.fee = values::add(outcome.fee, transactions::fee_of(*one->inclusion))
                      .value_or(values::Amount::max());
    happened.push_back({.value = one->order.value, .where = *one->inclusion});
  }
  const auto failed = std::ranges::find_if(
      orders, [](const Transaction* one) { return one->status != TransactionStatus::final_ok; });
  if (failed != orders.end()) {
    outcome.kind = OutcomeKind::no_effect;
    switch ((*failed)->status) {
      case TransactionStatus::final_reverted: outcome.failure = failure_of(action); break;
      case TransactionStatus::final_cancelled: outcome.failure = "cancelled"; break;
      case TransactionStatus::external: outcome.failure = "nonce_taken"; break;
      case TransactionStatus::failed_pre:
        outcome.failure =
            (*failed)->why.starts_with("reverted") ? failure_of(action) : (*failed)->why;
        break;
      case TransactionStatus::planned:
      case TransactionStatus::guarded:
      case TransactionStatus::simulated:
      case TransactionStatus::reserved:
      case TransactionStatus::signed_:
      case TransactionStatus::sending:
      case TransactionStatus::pending:
      case TransactionStatus::bumping:
      case TransactionStatus::cancelling:
      case TransactionStatus::unknown:
      case TransactionStatus::reconcile:
      case TransactionStatus::included_ok:
      case TransactionStatus::included_reverted:
      case TransactionStatus::included_cancelled:
      case TransactionStatus::final_ok:
      case TransactionStatus::postcheck_failed:
      case TransactionStatus::held: outcome.kind = OutcomeKind::unknown; break;
    }
    return std::optional(std::move(outcome));
  }
  auto seen = see_effects({.terms = place_.terms,
                           .book = place_.book,
                           .self = place_.account.state().address,
                           .client = place_.client},
                          request->parts.at(0), happened);
  // It has happened; what exactly is asked for again.
  if (!seen) return std::optional<Outcome>();
  if (!seen->differs.empty()) {
    outcome.kind = OutcomeKind::unknown;
    outcome.failure = "effects differ: " + seen->differs;
    return std::optional(std::move(outcome));
  }
  outcome.kind = OutcomeKind::done;
  outcome.amounts.push_back(std::move(seen->amounts));
  return std::optional(std::move(outcome));
}

void ChainWorld::tell(const std::string& attempt, Outcome outcome) {
  told_.push_back(
      {.at = now(),
       .what = core::ActionReported{.attempt = attempt, .outcome = std::move(outcome)}});
}

}  // namespace dealwright::onchain
