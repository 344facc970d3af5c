// A decision in the making: facts are applied as they are drafted, so that each is decided on what
// those before it lead to. Used by this room alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/transactions/apply.hpp"
#include "engine/adapters/evm/transactions/news.hpp"
#include "engine/adapters/evm/transactions/policy.hpp"

namespace dealwright::transactions {

class Decision {
 public:
  Decision(AccountState& state, const Policy& policy, values::TimePoint at)
      : state_(state), policy_(policy), at_(at < state.at ? state.at : at) {}

  void add(FactKind what) {
    facts_.push_back({.at = at_, .what = std::move(what)});
    const auto applied = apply(state_, facts_.back());
    DEALWRIGHT_ASSERT(applied.has_value());
  }
  void move(const std::string& order, TransactionEvent event, std::string why = {}) {
    add(Moved{.order = order, .event = event, .why = std::move(why)});
  }

  [[nodiscard]] const Transaction* find(const std::string& order) const {
    const auto at = state_.orders.find(order);
    return at == state_.orders.end() ? nullptr : &at->second;
  }
  [[nodiscard]] const AccountState& state() const { return state_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] values::TimePoint at() const { return at_; }
  [[nodiscard]] std::vector<Fact> take() { return std::move(facts_); }

 private:
  AccountState& state_;
  const Policy& policy_;
  values::TimePoint at_;
  std::vector<Fact> facts_;
};

// The parts of `decide`, one for each kind of news that needs more than a few lines.
void examine(Decision& decision, const Examinations& news);
void answered(Decision& decision, const SendAnswered& news);
void look(Decision& decision, const Look& news);

}  // namespace dealwright::transactions
