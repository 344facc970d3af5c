// One account of one chain: the only place that gives out its nonces, over all deals that use it.
// The state is the fold of the account's facts; it changes by `apply` alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/transactions/transaction.hpp"

namespace dealwright::transactions {

// An action's transactions: bumps and cancels included. Beyond it nothing more is signed for it.
inline constexpr std::size_t attempts_max = 32;
// Orders that are not over, of one account.
inline constexpr std::size_t open_orders_max = 10'000;
inline constexpr std::size_t order_name_max = 300;

struct AccountState {
  bool is_open = false;  // its first fact is there
  std::uint64_t chain_id = 0;
  values::Address address;
  std::uint64_t next_nonce = 0;  // the lowest that was never given out
  std::string halted;            // why it gives out no nonce any more; empty: it does
  std::uint64_t highest_block = 0;
  std::map<std::string, Transaction> orders;      // by name
  std::map<std::uint64_t, std::string> by_nonce;  // not over
  std::set<std::string> waiting;                  // planned or held
  values::TimePoint at;                           // of the last fact
  friend bool operator==(const AccountState&, const AccountState&) = default;
};

// What open orders with a nonce may still take, in wei.
[[nodiscard]] values::Amount reserved_of(const AccountState& state);
[[nodiscard]] inline std::size_t open_orders(const AccountState& state) {
  return state.by_nonce.size() + state.waiting.size();
}
// With a nonce, and not mined.
[[nodiscard]] std::size_t in_flight(const AccountState& state);
// The lowest nonce that is given out and not mined: the one that everything waits for.
[[nodiscard]] const Transaction* lowest_unmined(const AccountState& state);

}  // namespace dealwright::transactions
