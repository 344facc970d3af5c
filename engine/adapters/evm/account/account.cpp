// Rounds of work. What is to be done follows from the durable state; when it is due, from times
// that a crash may forget.
#include "engine/adapters/evm/account/account.hpp"

#include <algorithm>
#include <utility>

#include "engine/adapters/evm/transactions/apply.hpp"
#include "engine/adapters/evm/transactions/decide.hpp"
#include "engine/adapters/evm/transactions/work.hpp"

namespace dealwright::account {

using ports::Error;
using ports::ErrorCode;
using ports::Result;
using transactions::Attempt;
using transactions::Fact;
using transactions::Look;
using transactions::News;
using transactions::NewsKind;
using transactions::Order;
using transactions::Transaction;
using transactions::TransactionStatus;
using transactions::Work;
using values::TimePoint;

namespace {

std::unexpected<Error> refused(std::string what) {
  return std::unexpected(Error{.code = ErrorCode::refused, .what = std::move(what)});
}

codec::Transaction unsigned_form(const transactions::AccountState& state, const Transaction& one) {
  const transactions::Draft& draft = *one.draft;
  const bool cancels = draft.purpose == transactions::Purpose::cancel;
  return {.chain_id = state.chain_id,
          .nonce = *one.nonce,
          .gas_price = {},
          .priority_fee_max = draft.fees.priority_fee_max,
          .fee_max = draft.fees.fee_max,
          .gas_limit = draft.gas_limit,
          .to = cancels ? state.address : one.order.to,
          .value = cancels ? values::Amount() : one.order.value,
          .data = cancels ? crypto::Bytes() : one.order.data,
          .access_list = {}};
}

bool is_due(const std::map<std::string, TimePoint>& due, const std::string& name, TimePoint now) {
  const auto at = due.find(name);
  return at == due.end() || at->second <= now;
}

}  // namespace

Account::Account(const transactions::Policy& policy, Outside outside, values::Address address)
    : policy_(policy),
      outside_(std::move(outside)),
      journal_(outside_.journal, stream_of(policy.chain_id, address)) {}

Result<std::unique_ptr<Account>> Account::open(const transactions::Policy& policy,
                                               Outside outside) {
  const values::Address address = outside.signer.address();
  std::unique_ptr<Account> account(new Account(policy, std::move(outside), address));
  if (auto loaded = account->load(); !loaded) return std::unexpected(std::move(loaded.error()));
  if (account->state_.is_open) return account;
  const auto nonce = first_nonce(account->outside_.client, address);
  if (!nonce) return std::unexpected(Error{.code = ErrorCode::unavailable, .what = nonce.error()});
  const Fact opened{.at = account->outside_.now(),
                    .what = transactions::AccountOpened{
                        .chain_id = policy.chain_id, .address = address, .nonce = *nonce}};
  if (!transactions::apply(account->state_, opened)) return refused("the account cannot be opened");
  if (auto done = account->record({opened}, "opened"); !done)
    return std::unexpected(std::move(done.error()));
  return account;
}

Result<void> Account::load() {
  auto state = journal_.take_over();
  if (!state) return std::unexpected(std::move(state.error()));
  state_ = *std::move(state);
  must_load_ = false;
  return {};
}

Result<void> Account::order(std::span<const Order> orders) {
  if (must_load_) {
    if (auto loaded = load(); !loaded) return loaded;
  }
  for (const Order& order : orders) {
    if (order.name.empty() || order.name.size() > transactions::order_name_max)
      return refused("an order needs a name of at most " +
                     std::to_string(transactions::order_name_max) + " characters");
    const codec::Transaction form{.chain_id = policy_.chain_id,
                                  .gas_limit = transactions::cancel_gas,
                                  .to = order.to,
                                  .value = order.value,
                                  .data = order.data};
    if (const auto fault = codec::fault_of(form)) return refused(fault->what);
  }
  if (transactions::open_orders(state_) + orders.size() > transactions::open_orders_max &&
      std::ranges::any_of(orders, [&](const Order& one) { return find(one.name) == nullptr; }))
    return refused("the account has " + std::to_string(transactions::open_orders(state_)) +
                   " orders under way, and takes no more");
  std::vector<Fact> facts;
  for (const Order& order : orders) {
    auto more = transactions::decide(state_, policy_,
                                     {.at = outside_.now(), .what = transactions::Ordering{order}});
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  const auto taken = record(std::move(facts), "ordered");
  return taken ? Result<void>() : std::unexpected(taken.error());
}

Result<void> Account::give_up(const std::string& order, const std::string& why) {
  if (must_load_) {
    if (auto loaded = load(); !loaded) return loaded;
  }
  next_look_.reset();
  const auto taken = take(transactions::GivingUp{.order = order, .why = why}, "given up");
  return taken ? Result<void>() : std::unexpected(taken.error());
}

Result<void> Account::release(const std::string& by) {
  if (must_load_) {
    if (auto loaded = load(); !loaded) return loaded;
  }
  const auto nonce = first_nonce(outside_.client, state_.address);
  if (!nonce && !state_.by_nonce.empty())
    return std::unexpected(Error{.code = ErrorCode::unavailable, .what = nonce.error()});
  signer_fault_.clear();
  const auto taken =
      take(transactions::Release{.by = by, .nonce = nonce.value_or(state_.next_nonce)}, "released");
  return taken ? Result<void>() : std::unexpected(taken.error());
}

Result<bool> Account::work() {
  if (must_load_) {
    if (auto loaded = load(); !loaded) return std::unexpected(std::move(loaded.error()));
  }
  trouble_.clear();
  bool moved = false;
  for (const auto part :
       {&Account::examine_all, &Account::sign_all, &Account::send_all, &Account::look}) {
    const auto done = (this->*part)(outside_.now());
    if (!done) return done;
    moved = moved || *done;
  }
  return moved;
}

Result<bool> Account::examine_all(TimePoint now) {
  // A rehearsal is of this moment: what could not be reserved for now is not rehearsed.
  const std::size_t room =
      policy_.in_flight_max - std::min(policy_.in_flight_max, transactions::in_flight(state_));
  std::vector<std::string> due;
  for (const std::string& name : transactions::work_of(state_).to_examine) {
    if (due.size() >= std::min(room, examined_at_once_max)) break;
    if (is_due(examine_at_, name, now)) due.push_back(name);
  }
  if (due.empty()) return false;
  for (const std::string& name : due)
    examine_at_[name] = now + policy_.examine_again_after;
  auto found = examine(outside_.client, policy_, state_, due, outside_.explain);
  if (!found) {
    trouble_ = found.error();
    return false;
  }
  const machines::Intake intake = outside_.intake ? outside_.intake() : machines::Intake::open;
  const auto taken =
      take(transactions::Examinations{.orders = *std::move(found), .intake = intake}, "rehearsed");
  for (const std::string& name : due) {
    if (!state_.waiting.contains(name)) examine_at_.erase(name);
  }
  return taken;
}

Result<bool> Account::sign_all(TimePoint now) {
  if (!signer_fault_.empty() || (sign_at_ && *sign_at_ > now)) return false;
  std::vector<Fact> facts;
  for (const std::string& name : transactions::work_of(state_).to_sign) {
    const Transaction& one = state_.orders.at(name);
    const auto answer =
        outside_.signer.sign({.transaction = unsigned_form(state_, one), .sender = state_.address});
    News news{.at = now, .what = transactions::Halting{}};
    if (!answer && answer.error().kind == signers::FaultKind::unavailable) {
      trouble_ = answer.error().what;
      sign_at_ = now + policy_.send_again_after;
      break;
    }
    if (!answer) {
      signer_fault_ = answer.error().what;
      news.what = transactions::Halting{"the signer is not to be trusted: " + signer_fault_};
    } else {
      news.what = transactions::SignedBy{
          .order = name,
          .attempt = {.terms = *one.draft, .bytes = answer->bytes, .hash = answer->hash}};
    }
    auto more = transactions::decide(state_, policy_, news);
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
    send_at_.erase(name);
    if (!answer) break;
  }
  return record(std::move(facts), "signed");
}

Result<bool> Account::send_all(TimePoint now) {
  const Work work = transactions::work_of(state_);
  std::vector<std::string> due;
  for (const auto* names : {&work.to_send, &work.to_send_again}) {
    for (const std::string& name : *names) {
      // After a restart nobody knows when it was sent: it is sent once more.
      if (is_due(send_at_, name, now)) due.push_back(name);
    }
  }
  if (due.empty()) return false;
  std::ranges::sort(due, {},
                    [&](const std::string& name) { return *state_.orders.at(name).nonce; });
  std::vector<Fact> facts;
  for (const std::string& name : due) {
    const auto answered = send(outside_.client, name, state_.orders.at(name).attempts.back());
    if (!answered.words.empty()) trouble_ = answered.words;
    send_at_[name] = now + policy_.send_again_after;
    auto more = transactions::decide(state_, policy_, {.at = now, .what = answered});
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  if (!next_look_ || *next_look_ > now) next_look_ = now;
  return record(std::move(facts), "sent");
}

Result<bool> Account::look(TimePoint now) {
  if (next_look_ && *next_look_ > now) return false;
  const std::vector<std::string> names = transactions::work_of(state_).to_look_for;
  if (names.empty()) return false;
  next_look_ = now + look_every;
  auto found = account::look(outside_.client, policy_, state_, names);
  if (!found) {
    trouble_ = found.error();
    return false;
  }
  note_head(*found, now);
  find_differences(*found);
  return take(*std::move(found), "looked at block");
}

// A head that falls below what was seen is a lagging node at first.
void Account::note_head(Look& found, TimePoint now) {
  highest_head_ = std::max({highest_head_, state_.highest_block, found.head.number});
  if (found.head.number == highest_head_) {
    behind_since_.reset();
    return;
  }
  if (!behind_since_) behind_since_ = now;
  found.behind_for = now - *behind_since_;
  // What it says of nonces is as old as its head.
  if (found.behind_for < policy_.behind_max) {
    for (transactions::Seen& seen : found.seen) {
      if (!seen.inclusion && seen.pool == transactions::InPool::not_there)
        seen.pool = transactions::InPool::not_asked;
    }
  } else {
    highest_head_ = found.head.number;
  }
}

void Account::find_differences(Look& found) {
  if (!outside_.differs) return;
  for (transactions::Seen& seen : found.seen) {
    const Transaction* const one = find(seen.order);
    if (one == nullptr || one->status != TransactionStatus::included_ok) continue;
    auto words = outside_.differs(one->order, *one->inclusion);
    if (words) {
      seen.differs = *std::move(words);
    } else {
      // Without this check nothing is final.
      seen.block_there.reset();
      trouble_ = words.error();
    }
  }
}

Result<bool> Account::take(NewsKind news, std::string_view cause) {
  return record(
      transactions::decide(state_, policy_, {.at = outside_.now(), .what = std::move(news)}),
      cause);
}

Result<bool> Account::record(std::vector<Fact> facts, std::string_view cause) {
  if (facts.empty()) return false;
  auto appended = journal_.append(facts, cause, outside_.now());
  if (appended) return true;
  // What is not durable has not happened, and nobody may see it.
  must_load_ = true;
  state_ = {};
  signer_fault_.clear();
  return std::unexpected(std::move(appended.error()));
}

std::optional<TimePoint> Account::next_due() const {
  if (transactions::open_orders(state_) == 0) return std::nullopt;
  std::optional<TimePoint> first;
  const auto consider = [&](TimePoint at) {
    if (!first || at < *first) first = at;
  };
  const Work work = transactions::work_of(state_);
  const bool has_room = transactions::in_flight(state_) < policy_.in_flight_max;
  for (const std::string& name : work.to_examine) {
    if (!has_room) break;
    const auto at = examine_at_.find(name);
    consider(at == examine_at_.end() ? state_.at : at->second);
  }
  if (!work.to_sign.empty() && signer_fault_.empty()) consider(sign_at_.value_or(state_.at));
  for (const auto* names : {&work.to_send, &work.to_send_again}) {
    for (const std::string& name : *names) {
      const auto at = send_at_.find(name);
      consider(at == send_at_.end() ? state_.at : at->second);
    }
  }
  if (!work.to_look_for.empty()) consider(next_look_.value_or(state_.at));
  return first;
}

Result<const Transaction*> Account::look_up(const std::string& order) {
  if (must_load_) {
    if (auto loaded = load(); !loaded) return std::unexpected(std::move(loaded.error()));
  }
  return find(order);
}

const Transaction* Account::find(const std::string& order) const {
  const auto at = state_.orders.find(order);
  return at == state_.orders.end() ? nullptr : &at->second;
}

}  // namespace dealwright::account
