// Prices on the grid of ticks: tick t stands for the price 1.0001^t, kept as its square root in
// Q64.96 fixed point. Equal to the contract's integers.
#pragma once

#include <array>
#include <cstdint>

#include "dsl/values/amount.hpp"

namespace dealwright::models {

inline constexpr std::int32_t tick_max = 887272;  // the lowest tick is -tick_max

// The square roots at the lowest and the highest tick; prices lie from the one up to but without
// the other.
inline constexpr values::Amount sqrt_price_min{4295128739};
inline constexpr values::Amount sqrt_price_max{
    std::array<std::uint64_t, 4>{0x5d951d5263988d26, 0xefd1fc6a50648849, 0xfffd8963, 0}};

/// sqrt(1.0001^tick) * 2^96 as the contract rounds it; refuses a tick beyond tick_max.
/// Source: Uniswap v3, TickMath.getSqrtRatioAtTick.
[[nodiscard]] values::Number<values::Amount> sqrt_price_at_tick(std::int32_t tick);

/// The greatest tick whose sqrt price is at most `sqrt_price`; refuses a price outside
/// sqrt_price_min (included) to sqrt_price_max (not included). Source: what Uniswap v3,
/// TickMath.getTickAtSqrtRatio promises.
[[nodiscard]] values::Number<std::int32_t> tick_at_sqrt_price(const values::Amount& sqrt_price);

}  // namespace dealwright::models
