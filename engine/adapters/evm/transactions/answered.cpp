// What a node's answer to a send means. An error is never read as "not sent": only the chain, or
// the nonce, says what became of bytes that left us.
#include <string>

#include "engine/adapters/evm/transactions/draft.hpp"

namespace dealwright::transactions {
namespace {

bool is_out(TransactionStatus status) {
  return status == TransactionStatus::sending || status == TransactionStatus::unknown ||
         status == TransactionStatus::pending;
}

}  // namespace

void answered(Decision& decision, const SendAnswered& news) {
  const Transaction* const one = decision.find(news.order);
  if (one == nullptr || find_attempt(*one, news.hash) == nullptr) return;
  // That it was sent is recorded with the answer: until then the same bytes are sent again.
  if (one->status == TransactionStatus::signed_) decision.move(news.order, TransactionEvent::send);
  if (!is_out(one->status)) return;
  const bool is_pending = one->status == TransactionStatus::pending;
  const bool is_newest = one->attempts.back().hash == news.hash;
  const auto in_doubt = [&] {
    if (one->status == TransactionStatus::sending)
      decision.move(news.order, TransactionEvent::ambiguous, news.words);
  };
  switch (news.answer) {
    case SendAnswer::accepted:
      if (!is_pending) decision.move(news.order, TransactionEvent::accepted);
      return;
    case SendAnswer::nonce_too_low:
      decision.move(news.order, TransactionEvent::slot_taken, news.words);
      return;
    case SendAnswer::replacement_underpriced:
      // With older attempts of ours the slot's occupant is one of them, as far as anybody knows;
      // without, it is not ours.
      if (one->attempts.size() > 1 && is_newest) {
        if (!is_pending) decision.move(news.order, TransactionEvent::accepted, news.words);
      } else if (one->attempts.size() == 1) {
        decision.move(news.order, TransactionEvent::slot_taken, news.words);
      }
      return;
    case SendAnswer::underpriced: in_doubt(); return;
    case SendAnswer::invalid:
      in_doubt();
      // The nonce is given out and has to be used: by nothing.
      if (is_newest && one->wish == Wish::go_on && one->status == TransactionStatus::unknown)
        decision.add(GiveUpAsked{.order = news.order, .why = "no node takes it: " + news.words});
      return;
    case SendAnswer::ambiguous: in_doubt(); return;
  }
}

}  // namespace dealwright::transactions
