// The one way in which an account's state changes.
#pragma once

#include <expected>
#include <string>

#include "engine/adapters/evm/transactions/account_state.hpp"
#include "engine/adapters/evm/transactions/fact.hpp"

namespace dealwright::transactions {

// Fails, in words, for a fact that does not go on from the state: a journal that is damaged or was
// written by other rules. The state is then of no more use.
[[nodiscard]] std::expected<void, std::string> apply(AccountState& state, const Fact& fact);

// Which event of the lifecycle being mined is, by what was mined and how.
[[nodiscard]] TransactionEvent event_of(const Transaction& transaction, const Inclusion& inclusion);

}  // namespace dealwright::transactions
