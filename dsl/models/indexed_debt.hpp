// Debts and deposits that grow by an index, equal to the contracts' integers: rays (27 decimals),
// rounded half up. A scaled amount times the index is what is owed; the index grows by linear or
// compounded interest.
#pragma once

#include <array>
#include <cstdint>

#include "dsl/values/amount.hpp"

namespace dealwright::models {

inline constexpr unsigned ray_decimals = 27;
inline constexpr values::Amount ray{
    std::array<std::uint64_t, 4>{0x9fd0803ce8000000, 0x33b2e3c, 0, 0}};  // 10^27
inline constexpr std::uint64_t seconds_per_year = 365ULL * 24 * 3600;  // leap years are not counted

/// a * b / 10^27, half a unit rounds up; overflow where a * b + half does not fit 256 bits.
/// Source: Aave v3, WadRayMath.rayMul.
[[nodiscard]] values::Number<values::Amount> ray_mul(const values::Amount& a,
                                                     const values::Amount& b);

/// a * 10^27 / b, half a unit rounds up; division_by_zero, or overflow where a * 10^27 + b / 2 does
/// not fit 256 bits. Source: Aave v3, WadRayMath.rayDiv.
[[nodiscard]] values::Number<values::Amount> ray_div(const values::Amount& a,
                                                     const values::Amount& b);

/// The factor by which a deposit grows in `seconds` at a yearly `rate` in rays, in rays, rounded
/// down. Source: Aave v3, MathUtils.calculateLinearInterest.
[[nodiscard]] values::Number<values::Amount> linear_interest(const values::Amount& rate,
                                                             std::uint64_t seconds);

/// The factor by which a debt grows in `seconds` at a yearly `rate` in rays, in rays: the first
/// three terms of the binomial series, each rounded as the contract does. Never above true
/// compounding. Source: Aave v3, MathUtils.calculateCompoundedInterest.
[[nodiscard]] values::Number<values::Amount> compounded_interest(const values::Amount& rate,
                                                                 std::uint64_t seconds);

}  // namespace dealwright::models
