// A swap through a pool whose liquidity is set range by range, equal to the contract's integers to
// the last unit, the stops at the ends of the contract's words of 256 ticks included: each stop
// rounds.
#pragma once

#include <cstdint>
#include <span>

#include "dsl/models/sqrt_price.hpp"
#include "dsl/values/amount.hpp"

namespace dealwright::models {

inline constexpr std::uint32_t pips = 1'000'000;  // fees are in millionths: 500 is 5 bps

// A tick at which liquidity changes when the price rises through it; falling through it, the other
// way round.
struct PoolTick {
  std::int32_t index = 0;
  values::Amount enters;  // liquidity of the ranges that begin here
  values::Amount leaves;  // liquidity of the ranges that end here
};

// The state of a pool as its contract shows it. `ticks` rise strictly, are multiples of
// tick_spacing and lie within
// +-tick_max, which bounds their number.
struct ConcentratedPool {
  values::Amount sqrt_price;
  std::int32_t tick = 0;     // of the price; one less when the price has just fallen onto a tick
  values::Amount liquidity;  // in range now
  std::uint32_t fee_pips = 0;
  std::int32_t tick_spacing = 1;
  std::span<const PoolTick> ticks;
};

// What a swap moves, and the pool afterwards.
struct Swap {
  values::Amount
      paid;  // the fee included; less than what was offered when the price reached its end
  values::Amount received;
  values::Amount fee;
  values::Amount sqrt_price;
  std::int32_t tick = 0;
  values::Amount liquidity;
};

/// Gives `give` base units to the pool, without a limit on the price but the ends of the scale.
/// Refuses a `give` of zero or from 2^255 on, and a pool that is not as described above; `negative`
/// or `overflow` where the ticks take liquidity below zero or above 128 bits. Source: Uniswap v3,
/// UniswapV3Pool.swap with an exact input, called as SwapRouter does with sqrtPriceLimitX96 = 0.
[[nodiscard]] values::Number<Swap> swap_exact_in(const ConcentratedPool& pool,
                                                 const values::Amount& give, Direction direction);

// One stretch of a swap, up to `target` or to where the input ends.
struct SwapStretch {
  values::Amount sqrt_price;
  values::Amount amount_in;  // without the fee
  values::Amount amount_out;
  values::Amount fee;
};

/// Source: Uniswap v3, SwapMath.computeSwapStep with an exact input. The direction follows from the
/// two prices.
[[nodiscard]] values::Number<SwapStretch> swap_stretch(const values::Amount& sqrt_price,
                                                       const values::Amount& target,
                                                       const values::Amount& liquidity,
                                                       const values::Amount& remaining,
                                                       std::uint32_t fee_pips);

}  // namespace dealwright::models
