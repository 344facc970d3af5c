// What a pool with two reserves and a constant product gives and asks, equal to the contract's
// integers to the last unit.
#pragma once

#include <cstdint>

#include "dsl/values/amount.hpp"

namespace dealwright::models {

// In base units; `in` is the token given to the pool, `out` the one taken from it.
struct Reserves {
  values::Amount in;
  values::Amount out;
};

// What is left of the input after the fee: 997 of 1000 is a fee of 30 bps.
struct KeptAfterFee {
  std::uint64_t kept = 997;
  std::uint64_t of = 1000;
};

/// The most that `give` base units buy, rounded down. Refuses an empty reserve and a `give` of
/// nothing as the contract does; overflow where 256 bits do not hold a product. Source: Uniswap v2,
/// UniswapV2Library.getAmountOut.
[[nodiscard]] values::Number<values::Amount> amount_out(const Reserves& reserves,
                                                        const values::Amount& give,
                                                        const KeptAfterFee& fee = {});

/// The least that buys `take` base units, rounded up by adding one even to an exact quotient.
/// Refuses as amount_out does; `negative` when the pool holds less than `take`, `division_by_zero`
/// when it holds exactly that. Source: Uniswap v2, UniswapV2Library.getAmountIn.
[[nodiscard]] values::Number<values::Amount> amount_in(const Reserves& reserves,
                                                       const values::Amount& take,
                                                       const KeptAfterFee& fee = {});

}  // namespace dealwright::models
