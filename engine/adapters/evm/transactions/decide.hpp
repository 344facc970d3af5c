// What follows from news: facts to be recorded before anything else happens. Start reading here.
#pragma once

#include <vector>

#include "engine/adapters/evm/transactions/account_state.hpp"
#include "engine/adapters/evm/transactions/fact.hpp"
#include "engine/adapters/evm/transactions/news.hpp"
#include "engine/adapters/evm/transactions/policy.hpp"

namespace dealwright::transactions {

// The same state, policy and news give the same facts. The state moves on with them: whoever calls
// makes them durable before anything else is done, and drops the state when that fails. News about
// orders that are not known, or that have moved on, give none.
[[nodiscard]] std::vector<Fact> decide(AccountState& state, const Policy& policy, const News& news);

}  // namespace dealwright::transactions
