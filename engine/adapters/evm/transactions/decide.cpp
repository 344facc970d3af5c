// One function for each kind of news.
#include "engine/adapters/evm/transactions/decide.hpp"

#include <algorithm>

#include "engine/adapters/evm/transactions/draft.hpp"

namespace dealwright::transactions {
namespace {

struct Parts {
  Decision& decision;

  void operator()(const Ordering& news) {
    // The same name again is the same order.
    if (decision.find(news.order.name) == nullptr) decision.add(Ordered{news.order});
  }

  void operator()(const GivingUp& news) {
    const Transaction* const one = decision.find(news.order);
    if (one == nullptr || one->wish == Wish::give_up || is_over(one->status)) return;
    decision.add(GiveUpAsked{.order = news.order, .why = news.why});
    const bool free =
        one->status == TransactionStatus::planned || one->status == TransactionStatus::held;
    if (free) decision.move(news.order, TransactionEvent::refuse, news.why);
  }

  void operator()(const Examinations& news) { examine(decision, news); }

  void operator()(const SignedBy& news) {
    const Transaction* const one = decision.find(news.order);
    // Signed for a draft that is gone: a signature that is in no journal is nobody's.
    if (one == nullptr || !one->draft || *one->draft != news.attempt.terms) return;
    decision.add(BytesSigned{.order = news.order, .attempt = news.attempt});
  }

  void operator()(const SendAnswered& news) { answered(decision, news); }
  void operator()(const Look& news) { look(decision, news); }

  void operator()(const Halting& news) {
    if (decision.state().halted.empty()) decision.add(Halted{news.why});
  }
  void operator()(const Release& news) {
    if (!decision.state().halted.empty())
      decision.add(
          Released{.by = news.by, .nonce = std::max(news.nonce, decision.state().next_nonce)});
  }
};

}  // namespace

std::vector<Fact> decide(AccountState& state, const Policy& policy, const News& news) {
  Decision decision(state, policy, news.at);
  std::visit(Parts{decision}, news.what);
  return decision.take();
}

}  // namespace dealwright::transactions
