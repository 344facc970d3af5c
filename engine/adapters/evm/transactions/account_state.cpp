// What follows from an account's state.
#include "engine/adapters/evm/transactions/account_state.hpp"

#include <algorithm>

namespace dealwright::transactions {

values::Amount reserved_of(const AccountState& state) {
  values::Amount sum;
  for (const auto& [nonce, name] : state.by_nonce) {
    const Transaction& one = state.orders.at(name);
    if (one.inclusion) continue;  // the account's balance says it already
    const auto more = values::add(sum, outlay_of(one));
    sum = more ? *more : values::Amount::max();
  }
  return sum;
}

std::size_t in_flight(const AccountState& state) {
  return static_cast<std::size_t>(std::ranges::count_if(
      state.by_nonce, [&](const auto& one) { return !state.orders.at(one.second).inclusion; }));
}

const Transaction* lowest_unmined(const AccountState& state) {
  for (const auto& [nonce, name] : state.by_nonce) {
    const Transaction& one = state.orders.at(name);
    if (!one.inclusion) return &one;
  }
  return nullptr;
}

}  // namespace dealwright::transactions
