// Whether the book of a network has what a deal needs: before it is run there, and without asking
// the chain.
#pragma once

#include <vector>

#include "dsl/plan/plan.hpp"
#include "engine/adapters/evm/network/doctor.hpp"
#include "engine/adapters/evm/network/profile.hpp"

namespace dealwright::app {

// Contracts of its modules, tokens with their decimals, prices of what it values, and the coin that
// pays for gas: one check for each that is not as the deal needs it, one for the deal when all are.
[[nodiscard]] std::vector<network::Check> deal_needs(const plan::Plan& plan,
                                                     const network::Profile& profile);

}  // namespace dealwright::app
