// From a model's numbers to the contract's pool and back.
#include "dsl/models/concentrated_pool.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "dsl/models/concentrated_liquidity.hpp"
#include "dsl/models/term.hpp"
#include "dsl/models/tick_price.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;
using values::Rational;
using values::Rounding;

namespace {

constexpr std::int32_t scale_end = tick_max / banded_spacing * banded_spacing;
constexpr unsigned fee_decimals = 6;

struct Range {
  std::int32_t low = 0;
  std::int32_t high = 0;
  Amount liquidity;
};

Number<std::int32_t> to_tick(const Rational& number) {
  const auto whole_number = values::to_whole(number);
  if (!whole_number) return std::unexpected(whole_number.error());
  if (*whole_number < -tick_max || *whole_number > tick_max) return std::unexpected(refused);
  return static_cast<std::int32_t>(*whole_number);
}

// The ends of both ranges, in order; two ends on one tick are one.
std::vector<PoolTick> ticks_of(const std::array<Range, 2>& ranges) {
  std::vector<PoolTick> ticks;
  const auto at = [&](std::int32_t index) -> PoolTick& {
    const auto place = std::ranges::lower_bound(ticks, index, {}, &PoolTick::index);
    if (place != ticks.end() && place->index == index) return *place;
    return *ticks.insert(place, PoolTick{.index = index});
  };
  for (const Range& range : ranges) {
    if (range.liquidity.is_zero()) continue;
    PoolTick& low = at(range.low);
    low.enters = values::add(low.enters, range.liquidity).value_or(low.enters);
    PoolTick& high = at(range.high);
    high.leaves = values::add(high.leaves, range.liquidity).value_or(high.leaves);
  }
  return ticks;
}

}  // namespace

Number<Rational> banded_swap(std::span<const Rational> arguments, BandedFigure asked) {
  if (arguments[0].is_zero()) return Rational();
  std::array<Amount, 4> amounts;  // price, wide, band, give
  constexpr std::array<std::size_t, 4> places{0, 2, 3, 7};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto amount = values::to_amount(arguments[places[i]], 0, Rounding::exact);
    if (!amount) return std::unexpected(amount.error());
    if (*amount >= sqrt_price_limit) return std::unexpected(refused);
    amounts[i] = *amount;
  }
  const auto& [sqrt_price, wide, band, give] = amounts;
  const auto fee = values::to_amount(arguments[6], fee_decimals, Rounding::exact);
  const Number<std::int32_t> low = to_tick(arguments[4]);
  const Number<std::int32_t> high = to_tick(arguments[5]);
  const Number<std::int32_t> at = tick_at_sqrt_price(sqrt_price);
  if (!fee || !low || !high || !at || *fee >= Amount(pips)) return std::unexpected(refused);
  if (!band.is_zero() && *low >= *high) return std::unexpected(refused);

  const std::array<Range, 2> ranges{Range{-scale_end, scale_end, wide}, Range{*low, *high, band}};
  const std::vector<PoolTick> ticks = ticks_of(ranges);
  ConcentratedPool pool{.sqrt_price = sqrt_price,
                        .tick = *at - (arguments[1].is_zero() ? 0 : 1),
                        .fee_pips = static_cast<std::uint32_t>(fee->limbs()[0]),
                        .tick_spacing = banded_spacing,
                        .ticks = ticks};
  for (const Range& range : ranges) {
    if (pool.tick < range.low || pool.tick >= range.high) continue;
    const auto sum = values::add(pool.liquidity, range.liquidity);
    if (!sum) return std::unexpected(sum.error());
    pool.liquidity = *sum;
  }
  const auto swap = swap_exact_in(
      pool, give, arguments[8].is_zero() ? Direction::one_for_zero : Direction::zero_for_one);
  if (!swap) return std::unexpected(swap.error());
  if (swap->paid != give) return std::unexpected(refused);
  switch (asked) {
    case BandedFigure::received: return Rational::from_amount(swap->received, 0);
    case BandedFigure::sqrt_price: return Rational::from_amount(swap->sqrt_price, 0);
    case BandedFigure::fell: break;
  }
  const auto tick = tick_at_sqrt_price(swap->sqrt_price);
  if (!tick) return std::unexpected(tick.error());
  return Rational(swap->tick == *tick ? 0 : 1);
}

}  // namespace dealwright::models
