// What is offered for gas: from the chain's last block, under the policy's caps, exact.
#pragma once

#include <optional>
#include <string>

#include "engine/adapters/evm/transactions/policy.hpp"
#include "engine/adapters/evm/transactions/transaction.hpp"

namespace dealwright::transactions {

// As the chain says, in wei for one unit of gas.
struct Market {
  values::Amount base_fee;      // of the next block, or of the last
  values::Amount priority_fee;  // that nodes suggest; never more than the policy's cap is paid
  friend bool operator==(const Market&, const Market&) = default;
};

// The fees of a first attempt; nothing when the base fee and the tip do not fit under the cap now.
[[nodiscard]] std::optional<Fees> fees_for(const Policy& policy, const Market& market);
// At least an eighth more than before in both, and at least what a first attempt would offer;
// nothing when the cap does not allow an eighth more.
[[nodiscard]] std::optional<Fees> bumped(const Policy& policy, const Market& market,
                                         const Fees& before);
// Whether the next block could not take it.
[[nodiscard]] bool is_priced_out(const Market& market, const Fees& fees);

}  // namespace dealwright::transactions
