// Before a nonce is given out: whether the order would succeed, can be paid for, and whether the
// account is ours alone. Everything that is refused or held here has cost nothing.
#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "engine/adapters/evm/transactions/draft.hpp"

namespace dealwright::transactions {
namespace {

using values::Amount;

struct Stop {
  TransactionEvent event = TransactionEvent::block;
  std::string why;
};

// The estimate with the policy's margin, within the block's and the policy's limits.
std::optional<std::uint64_t> gas_limit_for(const Policy& policy, const Examination& found) {
  const std::uint64_t most = std::min(policy.gas_limit_max, found.block_gas_limit);
  if (!found.gas || *found.gas > most) return std::nullopt;
  const std::uint64_t margin = *found.gas / 100 * policy.gas_margin_percent +
                               *found.gas % 100 * policy.gas_margin_percent / 100;
  return std::min(most, *found.gas + margin);
}

// What stands against it, or the draft to sign.
std::expected<Draft, Stop> ruling(const Decision& decision, const Transaction& one,
                                  const Examinations& news, const Examination& found) {
  const auto stop = [](TransactionEvent event, std::string why) {
    return std::unexpected(Stop{event, std::move(why)});
  };
  const Policy& policy = decision.policy();
  const bool late = one.order.give_up_at && *one.order.give_up_at <= decision.at();
  if (late) return stop(TransactionEvent::refuse, "its time was over before it could be sent");
  if (!one.order.after.empty()) {
    const Transaction* const before = decision.find(one.order.after);
    if (before == nullptr || before->status != TransactionStatus::final_ok)
      return stop(TransactionEvent::refuse, "what had to come before it did not succeed");
  }
  if (found.rehearsal == Rehearsal::reverted)
    return stop(TransactionEvent::refuse, "reverted: " + found.words);
  if (found.rehearsal == Rehearsal::unavailable)
    return stop(TransactionEvent::block, "it cannot be rehearsed: " + found.words);
  if (!decision.state().halted.empty())
    return stop(TransactionEvent::block, decision.state().halted);
  if (news.intake == machines::Intake::paused)
    return stop(TransactionEvent::block, "nothing new is sent while intake is paused");
  if (!found.gas) return stop(TransactionEvent::block, "no node says what gas it takes");
  const auto gas_limit = gas_limit_for(policy, found);
  if (!gas_limit) {
    return stop(TransactionEvent::refuse,
                "it takes " + std::to_string(*found.gas) + " gas, allowed are " +
                    std::to_string(std::min(policy.gas_limit_max, found.block_gas_limit)));
  }
  const auto fees = fees_for(policy, found.market);
  if (!fees) {
    return stop(TransactionEvent::block,
                "fees are over the cap of " + values::to_digits(policy.fee_max) +
                    " wei: a unit of gas costs " + values::to_digits(found.market.base_fee));
  }
  Draft draft{.purpose = Purpose::act, .gas_limit = *gas_limit, .fees = *fees};
  Transaction costly{.order = one.order};
  costly.draft = draft;
  const auto needed = values::add(outlay_of(costly), reserved_of(decision.state()));
  if (!needed || *needed > found.balance) {
    return stop(TransactionEvent::block,
                "funds are short: the account has " + values::to_digits(found.balance) +
                    " wei, this and what is under way need " +
                    (needed ? values::to_digits(*needed) : "more than there is"));
  }
  return draft;
}

// Whether nonces were used that this journal never gave out, and what follows. True: nothing can be
// reserved now.
bool is_foreign(Decision& decision, const Examination& found) {
  const std::uint64_t next = decision.state().next_nonce;
  if (found.nonce_latest <= next && found.nonce_pending <= next) return false;
  if (!decision.state().halted.empty()) return true;
  if (decision.policy().foreign == Foreign::adopt) {
    const bool is_final = found.nonce_final == found.nonce_latest &&
                          found.nonce_pending == found.nonce_latest && found.nonce_latest > next;
    if (is_final) decision.add(NonceAdopted{found.nonce_latest});
    return !is_final;
  }
  const bool mined = found.nonce_latest > next;
  decision.add(Halted{(mined ? "the chain expects nonce " + std::to_string(found.nonce_latest)
                             : "transactions up to nonce " +
                                   std::to_string(found.nonce_pending - 1) + " wait in the pool") +
                      ", this journal gave out those below " + std::to_string(next) +
                      " only: its tail is lost, or somebody else uses the key"});
  return true;
}

void block(Decision& decision, const Transaction& one, const std::string& why) {
  // Said already: the figures behind the colon change with every block.
  const auto reason = [](std::string_view words) { return words.substr(0, words.find(':')); };
  if (one.status == TransactionStatus::held && reason(one.why) == reason(why)) return;
  if (one.status == TransactionStatus::held) decision.move(one.order.name, TransactionEvent::clear);
  decision.move(one.order.name, TransactionEvent::block, why);
}

}  // namespace

void examine(Decision& decision, const Examinations& news) {
  for (const auto& [name, found] : news.orders) {
    const Transaction* const one = decision.find(name);
    if (one == nullptr ||
        (one->status != TransactionStatus::planned && one->status != TransactionStatus::held))
      continue;
    // A node that is behind would show nonces as free that are used; it must not be believed.
    if (is_foreign(decision, found)) {
      block(decision, *one,
            decision.state().halted.empty() ? "another transaction of this account is not final yet"
                                            : decision.state().halted);
      continue;
    }
    auto draft = ruling(decision, *one, news, found);
    if (!draft) {
      if (draft.error().event == TransactionEvent::refuse) {
        decision.move(name, TransactionEvent::refuse, draft.error().why);
      } else {
        block(decision, *one, draft.error().why);
      }
      continue;
    }
    if (in_flight(decision.state()) >= decision.policy().in_flight_max) continue;
    if (one->status == TransactionStatus::held) decision.move(name, TransactionEvent::clear);
    decision.add(
        NonceReserved{.order = name, .nonce = decision.state().next_nonce, .draft = *draft});
  }
}

}  // namespace dealwright::transactions
