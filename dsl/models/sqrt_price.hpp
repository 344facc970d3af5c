// How far a trade moves the price within one range of liquidity, and what lies between two prices.
// Prices are square roots in Q64.96 of token 1 per token 0. Equal to the contract's integers.
#pragma once

#include <array>
#include <cstdint>

#include "dsl/values/amount.hpp"

namespace dealwright::models {

inline constexpr values::Amount q96{std::array<std::uint64_t, 4>{0, 1ULL << 32U, 0, 0}};  // 2^96
inline constexpr values::Amount sqrt_price_limit{
    std::array<std::uint64_t, 4>{0, 0, 1ULL << 32U, 0}};                                    // 2^160
inline constexpr values::Amount liquidity_limit{std::array<std::uint64_t, 4>{0, 0, 1, 0}};  // 2^128

// Which token is given: token 0 for token 1 lowers the price, token 1 for token 0 raises it.
enum class Direction : std::uint8_t { zero_for_one, one_for_zero };

/// The price after `give` of the given token, rounded so that the trade never passes the exact
/// price: up for token 0, down for token 1. Refuses a price or a liquidity of zero; overflow when
/// the price leaves 160 bits. Source: Uniswap v3, SqrtPriceMath.getNextSqrtPriceFromInput.
[[nodiscard]] values::Number<values::Amount> next_sqrt_price_from_input(
    const values::Amount& sqrt_price, const values::Amount& liquidity, const values::Amount& give,
    Direction direction);

/// How much of token 0 lies between two prices at this liquidity; up is what must be paid, down
/// what is received. Refuses a price of zero. Source: Uniswap v3, SqrtPriceMath.getAmount0Delta.
[[nodiscard]] values::Number<values::Amount> amount0_delta(const values::Amount& a,
                                                           const values::Amount& b,
                                                           const values::Amount& liquidity,
                                                           values::Rounding rounding);

/// The same of token 1. Source: Uniswap v3, SqrtPriceMath.getAmount1Delta.
[[nodiscard]] values::Number<values::Amount> amount1_delta(const values::Amount& a,
                                                           const values::Amount& b,
                                                           const values::Amount& liquidity,
                                                           values::Rounding rounding);

}  // namespace dealwright::models
