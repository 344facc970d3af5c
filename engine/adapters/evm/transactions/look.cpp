// What a look at the chain means for what is under way: mined, gone, stuck, moved by a
// reorganisation, final. A receipt that is missing is never proof of anything.
#include <string>

#include "engine/adapters/evm/transactions/draft.hpp"

namespace dealwright::transactions {
namespace {

bool is_included(TransactionStatus status) {
  return status == TransactionStatus::included_ok ||
         status == TransactionStatus::included_reverted ||
         status == TransactionStatus::included_cancelled;
}

bool wants_to_end(const Decision& decision, const Transaction& one) {
  return one.wish == Wish::give_up ||
         (one.order.give_up_at && *one.order.give_up_at <= decision.at());
}

// Once it is cancelled there is no way back: both forms of it are out.
bool is_being_cancelled(const Transaction& one) {
  return one.attempts.back().terms.purpose == Purpose::cancel;
}

void find_depth(Decision& decision, const Look& news, const Seen& seen, const Transaction& one) {
  const codec::BlockPlace place = one.inclusion->block;
  if (news.head.number < place.number) {
    // A node that is behind, or a chain that became shorter. Time tells; sending the same bytes
    // again can do no harm.
    if (news.behind_for >= decision.policy().behind_max)
      decision.move(seen.order, TransactionEvent::reorged, "the chain became shorter");
    return;
  }
  if (!seen.block_there) return;
  if (*seen.block_there != place.hash) {
    decision.move(seen.order, TransactionEvent::reorged,
                  "block " + std::to_string(place.number) + " is another one now");
    return;
  }
  if (news.head.number - place.number + 1 < decision.policy().confirmations) return;
  if (!seen.differs.empty() && one.status == TransactionStatus::included_ok) {
    decision.move(seen.order, TransactionEvent::effects_differ, seen.differs);
  } else {
    decision.move(seen.order, TransactionEvent::deep_enough);
  }
}

void draft_other_bytes(Decision& decision, const Look& news, const Transaction& one,
                       Purpose purpose, const std::string& why) {
  if (one.attempts.size() >= attempts_max) return;
  const Draft& last = one.attempts.back().terms;
  // While no block can take it under the cap, paying more buys nothing: the same bytes are sent
  // again until it can, or until the cap is reached.
  if (!fees_for(decision.policy(), news.market)) return;
  const auto fees = bumped(decision.policy(), news.market, last.fees);
  if (!fees) return;
  decision.add(ReplacementDrafted{
      .order = one.order.name,
      .draft = {.purpose = purpose,
                .gas_limit = purpose == Purpose::cancel ? cancel_gas : last.gas_limit,
                .fees = *fees},
      .why = why});
}

void push(Decision& decision, const Look& news, const Transaction& one) {
  if (wants_to_end(decision, one) && !is_being_cancelled(one)) {
    draft_other_bytes(decision, news, one, Purpose::cancel,
                      one.why.empty() ? "its time is over" : one.why);
    return;
  }
  // Behind a predecessor nothing helps but helping that one.
  if (lowest_unmined(decision.state()) != &one) return;
  const Draft& last = one.attempts.back().terms;
  const bool waited = decision.at() - one.since >= decision.policy().stuck_after;
  if (waited || is_priced_out(news.market, last.fees))
    draft_other_bytes(decision, news, one, last.purpose, "it waits for too long");
}

void find_place(Decision& decision, const Look& news, const Seen& seen, const Transaction& one) {
  const bool is_used = news.nonce_latest > *one.nonce;
  switch (one.status) {
    case TransactionStatus::pending:
      if (is_used) {
        decision.move(seen.order, TransactionEvent::slot_taken,
                      "nonce " + std::to_string(*one.nonce) + " is used");
      } else if (seen.pool == InPool::not_there) {
        decision.move(seen.order, TransactionEvent::not_seen, "it is in no pool");
      } else {
        push(decision, news, one);
      }
      return;
    case TransactionStatus::unknown:
      if (seen.pool == InPool::there) {
        decision.move(seen.order, TransactionEvent::accepted);
      } else if (is_used) {
        decision.move(seen.order, TransactionEvent::slot_taken,
                      "nonce " + std::to_string(*one.nonce) + " is used");
      } else {
        push(decision, news, one);
      }
      return;
    case TransactionStatus::sending:
      if (seen.pool == InPool::there) decision.move(seen.order, TransactionEvent::accepted);
      return;
    case TransactionStatus::reconcile:
      if (!is_used) {
        decision.move(seen.order, TransactionEvent::nonce_free);
      } else if (seen.taken_by && find_attempt(one, *seen.taken_by) == nullptr) {
        decision.move(seen.order, TransactionEvent::foreign_final,
                      "nonce " + std::to_string(*one.nonce) + " was used by " +
                          crypto::to_hex(*seen.taken_by) + ", which is not ours");
        if (decision.policy().foreign == Foreign::adopt) {
          decision.move(seen.order, TransactionEvent::replan);
        } else {
          decision.add(
              Halted{"a transaction that is not ours used nonce " + std::to_string(*one.nonce)});
        }
      }
      return;
    case TransactionStatus::planned:
    case TransactionStatus::guarded:
    case TransactionStatus::simulated:
    case TransactionStatus::reserved:
    case TransactionStatus::signed_:
    case TransactionStatus::bumping:
    case TransactionStatus::cancelling:
    case TransactionStatus::included_ok:
    case TransactionStatus::included_reverted:
    case TransactionStatus::included_cancelled:
    case TransactionStatus::final_ok:
    case TransactionStatus::final_reverted:
    case TransactionStatus::final_cancelled:
    case TransactionStatus::postcheck_failed:
    case TransactionStatus::failed_pre:
    case TransactionStatus::held:
    case TransactionStatus::external: return;
  }
}

}  // namespace

void look(Decision& decision, const Look& news) {
  for (const Seen& seen : news.seen) {
    const Transaction* const one = decision.find(seen.order);
    if (one == nullptr || !one->nonce || one->attempts.empty() || is_over(one->status)) continue;
    if (is_included(one->status)) {
      find_depth(decision, news, seen, *one);
      continue;
    }
    const bool is_ours = seen.inclusion && find_attempt(*one, seen.inclusion->transaction);
    // A receipt from above the head that the look is about belongs to the next look.
    const bool mined = is_ours && seen.inclusion->block.number <= news.head.number;
    const bool may_be =
        one->status != TransactionStatus::signed_ && one->status != TransactionStatus::reserved;
    if (mined && may_be) {
      decision.add(Mined{.order = seen.order, .inclusion = *seen.inclusion});
    } else {
      find_place(decision, news, seen, *one);
    }
  }
}

}  // namespace dealwright::transactions
