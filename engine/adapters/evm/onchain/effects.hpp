// What an action has really done to our account: balances before and after the blocks that hold
// its transactions, and the events that prove it. Compared with what it declared.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/transactions/transaction.hpp"
#include "engine/core/request.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::onchain {

// One transaction of the action.
struct Happened {
  values::Amount value;  // wei that went with it
  transactions::Inclusion where;
};

struct Seen {
  std::vector<values::Amount> amounts;  // of each flow
  std::string differs;                  // from what was declared, with both; empty: it does not
};

struct Scene {
  const core::Terms& terms;
  const network::Profile& book;
  values::Address self;
  rpc::Client& client;
};

// The error says why it cannot be known now: a node that does not answer, or does not have the
// state of those blocks any more.
[[nodiscard]] std::expected<Seen, std::string> see_effects(const Scene& scene,
                                                           const core::Part& part,
                                                           const std::vector<Happened>& happened);

}  // namespace dealwright::onchain
