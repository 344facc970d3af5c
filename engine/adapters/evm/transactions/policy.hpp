// How an account behaves on a chain: fees, depth, patience. A plain value, from the network's
// profile.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::transactions {

// What to do when nonces are used up by transactions that are not ours.
enum class Foreign : std::uint8_t {
  halt,   // somebody else has the key: an operator looks into it
  adopt,  // the account is shared on purpose: wait until theirs are final, then go on behind them
};

struct Policy {
  std::uint64_t chain_id = 0;
  std::uint64_t confirmations = 1;  // blocks on top of each other, the transaction's own included
  values::Amount fee_max;           // wei for one unit of gas: never more
  values::Amount priority_fee_max;
  // Room for the base fee to rise before a transaction is stuck: by 12.5% a block at most.
  std::uint64_t base_fee_times = 2;
  std::uint64_t gas_limit_max = 30'000'000;
  std::uint64_t gas_margin_percent = 20;  // over the estimate
  values::Duration stuck_after = values::seconds(60);
  // No block tells that it was there: a head below what was seen, for so long, is a reorganisation.
  values::Duration behind_max = values::seconds(30);
  values::Duration send_again_after = values::seconds(15);
  values::Duration examine_again_after = values::seconds(5);
  std::size_t in_flight_max = 16;  // that nodes queue for one account (geth's accountslots)
  Foreign foreign = Foreign::halt;
};

// Nodes replace a transaction when both fees rise by a tenth; an eighth is on the safe side.
inline constexpr std::uint64_t bump_divisor = 8;
inline constexpr std::uint64_t cancel_gas = 21'000;

}  // namespace dealwright::transactions
