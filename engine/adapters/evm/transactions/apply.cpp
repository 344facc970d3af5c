// Folding facts: each goes through the transition table, so that no record can put a transaction
// where its life does not lead.
#include "engine/adapters/evm/transactions/apply.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::transactions {
namespace {

using Applied = std::expected<void, std::string>;

std::unexpected<std::string> wrong(std::string what) { return std::unexpected(std::move(what)); }

class Fold {
 public:
  Fold(AccountState& state, values::TimePoint at) : state_(state), at_(at) {}

  Applied operator()(const AccountOpened& fact) {
    if (state_.is_open) return wrong("the account is open already");
    state_.is_open = true;
    state_.chain_id = fact.chain_id;
    state_.address = fact.address;
    state_.next_nonce = fact.nonce;
    return {};
  }
  Applied operator()(const Ordered& fact) {
    Transaction made{.order = fact.order, .since = at_};
    if (!state_.orders.try_emplace(fact.order.name, std::move(made)).second)
      return wrong("`" + fact.order.name + "` was ordered before");
    state_.waiting.insert(fact.order.name);
    return {};
  }
  Applied operator()(const Moved& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    if (fact.event == TransactionEvent::replan) {
      // The nonce that it had belongs to somebody else's transaction, for good.
      if (auto moved = move(*one, fact.event, fact.why); !moved) return moved;
      one->nonce.reset();
      one->attempts.clear();
      return {};
    }
    if (fact.event == TransactionEvent::reorged) one->inclusion.reset();
    return move(*one, fact.event, fact.why);
  }
  Applied operator()(const NonceReserved& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    if (fact.nonce != state_.next_nonce)
      return wrong("nonce " + std::to_string(fact.nonce) + " is not the next one, " +
                   std::to_string(state_.next_nonce));
    for (const TransactionEvent event :
         {TransactionEvent::guards_passed, TransactionEvent::simulation_passed,
          TransactionEvent::reserve}) {
      if (auto moved = move(*one, event, {}); !moved) return moved;
    }
    one->nonce = fact.nonce;
    one->draft = fact.draft;
    state_.by_nonce[fact.nonce] = fact.order;
    ++state_.next_nonce;
    return {};
  }
  Applied operator()(const ReplacementDrafted& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    const bool cancels = fact.draft.purpose == Purpose::cancel;
    if (auto moved =
            move(*one, cancels ? TransactionEvent::give_up : TransactionEvent::stuck, fact.why);
        !moved)
      return moved;
    one->draft = fact.draft;
    return {};
  }
  Applied operator()(const BytesSigned& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    if (one->attempts.size() >= attempts_max) return wrong("too many attempts");
    const bool first = one->status == TransactionStatus::reserved;
    if (auto moved = move(
            *one, first ? TransactionEvent::signed_durable : TransactionEvent::bytes_durable, {});
        !moved)
      return moved;
    one->draft.reset();
    one->attempts.push_back(fact.attempt);
    return {};
  }
  Applied operator()(const Mined& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    if (find_attempt(*one, fact.inclusion.transaction) == nullptr)
      return wrong("what was mined is no attempt at `" + fact.order + "`");
    if (auto moved = move(*one, event_of(*one, fact.inclusion), {}); !moved) return moved;
    one->inclusion = fact.inclusion;
    one->draft.reset();
    state_.highest_block = std::max(state_.highest_block, fact.inclusion.block.number);
    return {};
  }
  Applied operator()(const GiveUpAsked& fact) {
    Transaction* const one = find(fact.order);
    if (one == nullptr) return unknown(fact.order);
    one->wish = Wish::give_up;
    one->why = fact.why;
    return {};
  }
  Applied operator()(const NonceAdopted& fact) {
    if (fact.nonce < state_.next_nonce) return wrong("nonces do not go back");
    state_.next_nonce = fact.nonce;
    return {};
  }
  Applied operator()(const Halted& fact) {
    state_.halted = fact.why;
    return {};
  }
  Applied operator()(const Released& fact) {
    if (fact.nonce < state_.next_nonce) return wrong("nonces do not go back");
    state_.halted.clear();
    state_.next_nonce = fact.nonce;
    return {};
  }

 private:
  Transaction* find(const std::string& name) {
    const auto at = state_.orders.find(name);
    return at == state_.orders.end() ? nullptr : &at->second;
  }
  static Applied unknown(const std::string& name) {
    return wrong("`" + name + "` was never ordered");
  }
  Applied move(Transaction& one, TransactionEvent event, const std::string& why) {
    // Whether to go on is decided before it is recorded; what is recorded has happened.
    const auto next =
        machines::after(one.status, event,
                        {.intake = machines::Intake::open, .retries = machines::RetryBudget::left});
    if (!next) {
      return wrong("`" + one.order.name + "` is " + std::string(machines::to_text(one.status)) +
                   ", where `" + std::string(machines::to_text(event)) + "` does not happen");
    }
    one.status = *next;
    one.why = why;
    one.since = at_;
    if (is_over(one.status) && one.nonce) state_.by_nonce.erase(*one.nonce);
    if (one.status == TransactionStatus::planned || one.status == TransactionStatus::held) {
      state_.waiting.insert(one.order.name);
    } else {
      state_.waiting.erase(one.order.name);
    }
    return {};
  }

  AccountState& state_;
  values::TimePoint at_;
};

}  // namespace

Applied apply(AccountState& state, const Fact& fact) {
  const bool opens = std::holds_alternative<AccountOpened>(fact.what);
  if (!state.is_open && !opens) return wrong("the account is not open yet");
  if (fact.at < state.at) return wrong("time goes back");
  state.at = fact.at;
  return std::visit(Fold(state, fact.at), fact.what);
}

TransactionEvent event_of(const Transaction& transaction, const Inclusion& inclusion) {
  const Attempt* const attempt = find_attempt(transaction, inclusion.transaction);
  if (attempt != nullptr && attempt->terms.purpose == Purpose::cancel)
    return TransactionEvent::mined_cancelled;
  return inclusion.outcome == codec::Outcome::succeeded ? TransactionEvent::mined_ok
                                                        : TransactionEvent::mined_reverted;
}

}  // namespace dealwright::transactions
