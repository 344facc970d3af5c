// The walk of a swap from tick to tick: find the next stop, trade up to it, cross it.
#include "dsl/models/concentrated_liquidity.hpp"

#include <algorithm>

#include "dsl/models/term.hpp"
#include "dsl/models/tick_price.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;
using values::NumberError;
using values::Rounding;

namespace {

constexpr std::int32_t ticks_in_word = 256;  // of the contract's bitmap, in steps of the spacing
constexpr Amount give_limit{std::array<std::uint64_t, 4>{0, 0, 0, 1ULL << 63U}};  // int256

// Where the walk stops next: the tick, and the change of liquidity there if there is one.
struct Stop {
  std::int32_t tick = 0;
  const PoolTick* crossed = nullptr;
};

bool is_well_formed(const ConcentratedPool& pool);
Stop next_stop(const ConcentratedPool& pool, const Swap& swap, Direction direction);
Number<Amount> liquidity_after(const Amount& liquidity, const PoolTick& tick, Direction direction);

// The price at which the walk ends whatever is left to give.
Amount end_of_scale(Direction direction) {
  const Whole end = direction == Direction::zero_for_one ? Whole(sqrt_price_min) + whole(1)
                                                         : Whole(sqrt_price_max) - whole(1);
  return *end.number();
}

// Whether `price` lies beyond `limit` for a walk in this direction.
bool is_beyond(const Amount& price, const Amount& limit, Direction direction) {
  return direction == Direction::zero_for_one ? price < limit : price > limit;
}

}  // namespace

Number<Swap> swap_exact_in(const ConcentratedPool& pool, const Amount& give, Direction direction) {
  const Amount limit = end_of_scale(direction);
  if (give.is_zero() || give >= give_limit || !is_well_formed(pool))
    return std::unexpected(refused);
  if (!is_beyond(limit, pool.sqrt_price, direction)) return std::unexpected(refused);

  Swap swap{.sqrt_price = pool.sqrt_price, .tick = pool.tick, .liquidity = pool.liquidity};
  Amount remaining = give;
  Whole received = Amount();
  Whole fees = Amount();
  // Ends: each round passes a tick or a word of ticks, reaches the limit, or uses up the input.
  while (!remaining.is_zero() && swap.sqrt_price != limit) {
    const Stop stop = next_stop(pool, swap, direction);
    const Number<Amount> stop_price = sqrt_price_at_tick(stop.tick);
    if (!stop_price) return std::unexpected(stop_price.error());
    const Amount target = is_beyond(*stop_price, limit, direction) ? limit : *stop_price;
    const auto stretch =
        swap_stretch(swap.sqrt_price, target, swap.liquidity, remaining, pool.fee_pips);
    if (!stretch) return std::unexpected(stretch.error());
    const Number<Amount> rest =
        (Whole(remaining) - (Whole(stretch->amount_in) + stretch->fee)).number();
    if (!rest) return std::unexpected(rest.error());
    remaining = *rest;
    received = received + stretch->amount_out;
    fees = fees + stretch->fee;

    const bool moved = stretch->sqrt_price != swap.sqrt_price;
    swap.sqrt_price = stretch->sqrt_price;
    if (swap.sqrt_price == *stop_price) {
      if (stop.crossed != nullptr) {
        const auto liquidity = liquidity_after(swap.liquidity, *stop.crossed, direction);
        if (!liquidity) return std::unexpected(liquidity.error());
        swap.liquidity = *liquidity;
      }
      swap.tick = direction == Direction::zero_for_one ? stop.tick - 1 : stop.tick;
    } else if (moved) {
      const Number<std::int32_t> tick = tick_at_sqrt_price(swap.sqrt_price);
      if (!tick) return std::unexpected(tick.error());
      swap.tick = *tick;
    }
  }

  const Number<Amount> paid = (Whole(give) - remaining).number();
  if (!received.number()) return std::unexpected(received.number().error());
  if (!fees.number()) return std::unexpected(fees.number().error());
  DEALWRIGHT_ASSERT(paid.has_value());
  swap.paid = *paid;
  swap.received = *received.number();
  swap.fee = *fees.number();
  return swap;
}

Number<SwapStretch> swap_stretch(const Amount& sqrt_price, const Amount& target,
                                 const Amount& liquidity, const Amount& remaining,
                                 std::uint32_t fee_pips) {
  if (fee_pips >= pips) return std::unexpected(refused);
  const auto direction = sqrt_price >= target ? Direction::zero_for_one : Direction::one_for_zero;
  const auto given_between = direction == Direction::zero_for_one ? amount0_delta : amount1_delta;
  const auto taken_between = direction == Direction::zero_for_one ? amount1_delta : amount0_delta;

  const Amount kept(pips - fee_pips);
  const auto net = values::mul_div(remaining, kept, Amount(pips), Rounding::down);
  const auto to_target = given_between(target, sqrt_price, liquidity, Rounding::up);
  if (!net) return std::unexpected(net.error());
  if (!to_target) return std::unexpected(to_target.error());

  SwapStretch stretch{.sqrt_price = target, .amount_in = *to_target};
  if (*net < *to_target) {
    const auto next = next_sqrt_price_from_input(sqrt_price, liquidity, *net, direction);
    if (!next) return std::unexpected(next.error());
    stretch.sqrt_price = *next;
    if (*next != target) {
      const auto given = given_between(*next, sqrt_price, liquidity, Rounding::up);
      if (!given) return std::unexpected(given.error());
      stretch.amount_in = *given;
    }
  }
  const auto out = taken_between(stretch.sqrt_price, sqrt_price, liquidity, Rounding::down);
  if (!out) return std::unexpected(out.error());
  stretch.amount_out = *out;

  // Short of the target the whole rest is fee: what rounding left over belongs to the pool.
  const Number<Amount> fee =
      stretch.sqrt_price != target
          ? values::subtract(remaining, stretch.amount_in)
          : values::mul_div(stretch.amount_in, Amount(fee_pips), kept, Rounding::up);
  if (!fee) return std::unexpected(fee.error());
  stretch.fee = *fee;
  return stretch;
}

namespace {

bool is_on_grid(const PoolTick& tick, std::int32_t spacing) {
  return tick.index % spacing == 0 && tick.index >= -tick_max && tick.index <= tick_max;
}

bool is_well_formed(const ConcentratedPool& pool) {
  if (pool.fee_pips >= pips || pool.tick_spacing <= 0 || pool.tick_spacing > tick_max) return false;
  if (pool.liquidity >= liquidity_limit) return false;
  const Number<std::int32_t> tick = tick_at_sqrt_price(pool.sqrt_price);
  if (!tick) return false;
  // A price that fell exactly onto a tick belongs to the range below it.
  const bool fell = pool.tick == *tick - 1 && sqrt_price_at_tick(*tick) == pool.sqrt_price;
  if (pool.tick != *tick && !fell) return false;
  const auto out_of_order = [](const PoolTick& a, const PoolTick& b) { return a.index >= b.index; };
  return std::ranges::adjacent_find(pool.ticks, out_of_order) == pool.ticks.end() &&
         std::ranges::all_of(
             pool.ticks, [&pool](const PoolTick& t) { return is_on_grid(t, pool.tick_spacing); });
}

std::int32_t floor_divide(std::int32_t a, std::int32_t b) {
  return a / b - (a % b != 0 && a < 0 ? 1 : 0);
}

std::int32_t within_scale(std::int32_t tick) { return std::clamp(tick, -tick_max, tick_max); }

// As the contract looks it up: the next tick that is set in the same word of its bitmap, or else
// the word's last tick. Falling, the tick itself counts; rising, the search starts above it. Where
// there is no liquidity a stop rounds nothing, so the ends of words are passed over.
Stop next_stop(const ConcentratedPool& pool, const Swap& swap, Direction direction) {
  const std::int32_t spacing = pool.tick_spacing;
  const std::int32_t here = floor_divide(swap.tick, spacing);
  if (direction == Direction::zero_for_one) {
    const std::int32_t word = floor_divide(here, ticks_in_word) * ticks_in_word * spacing;
    const std::int32_t end = swap.liquidity.is_zero() ? -tick_max : word;
    const auto above = std::ranges::upper_bound(pool.ticks, here * spacing, {}, &PoolTick::index);
    if (above != pool.ticks.begin() && std::prev(above)->index >= end) {
      return {std::prev(above)->index, &*std::prev(above)};
    }
    return {within_scale(end), nullptr};
  }
  const std::int32_t next = here + 1;
  const std::int32_t word =
      (floor_divide(next, ticks_in_word) * ticks_in_word + ticks_in_word - 1) * spacing;
  const std::int32_t end = swap.liquidity.is_zero() ? tick_max : word;
  const auto found = std::ranges::lower_bound(pool.ticks, next * spacing, {}, &PoolTick::index);
  if (found != pool.ticks.end() && found->index <= end) return {found->index, &*found};
  return {within_scale(end), nullptr};
}

// Adds before it takes away, so that only the result can be out of bounds.
Number<Amount> liquidity_after(const Amount& liquidity, const PoolTick& tick, Direction direction) {
  const bool rising = direction == Direction::one_for_zero;
  const Amount& enters = rising ? tick.enters : tick.leaves;
  const Amount& leaves = rising ? tick.leaves : tick.enters;
  const Number<Amount> after = (Whole(liquidity) + enters - leaves).number();
  if (after && *after >= liquidity_limit) return std::unexpected(NumberError::overflow);
  return after;
}

}  // namespace
}  // namespace dealwright::models
