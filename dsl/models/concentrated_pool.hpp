// A concentrated pool as a model describes it: liquidity over the whole scale and one band of more,
// so that a swap can cross ticks. The primitives ask here; the contract's walk is in
// concentrated_liquidity.hpp.
#pragma once

#include <cstdint>
#include <span>

#include "dsl/values/rational.hpp"

namespace dealwright::models {

// What is asked of a swap.
enum class BandedFigure : std::uint8_t { received, sqrt_price, fell };

// The ticks between two prices of a pool at 5 bps, which is the pool that models describe.
inline constexpr std::int32_t banded_spacing = 10;

/// `arguments` in the order of the primitives: the square root of the price in Q64.96, 1 when it
/// has just fallen onto a tick, the liquidity of the whole scale, that of the band, the band's two
/// ticks, the fee, what is given in base units, 1 for token 0 given and 0 for token 1. Zero without
/// a price. Refuses what a contract would refuse, and a swap that the pool cannot take whole.
[[nodiscard]] values::Number<values::Rational> banded_swap(
    std::span<const values::Rational> arguments, BandedFigure asked);

}  // namespace dealwright::models
