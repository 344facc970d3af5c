// What a decision wants to know, asked of the chain at its head: prices by the sources of the book,
// what an action costs, how long a block takes.
#pragma once

#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/core/effect.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/world.hpp"

namespace dealwright::onchain {

struct Source {
  const core::Terms& terms;
  const network::Profile& book;
  rpc::Client& client;
};

// Gas that an action is taken to use where nobody has rehearsed it: a swap with its allowance.
inline constexpr std::uint64_t gas_of_an_action = 200'000;

// One reading for each key; what cannot be had is unavailable, and says why. Queries of modules are
// not read yet. Without a node: `unavailable`.
[[nodiscard]] ports::Result<ports::Answers> read_values(const Source& source,
                                                        const core::ReadValues& asked);

}  // namespace dealwright::onchain
