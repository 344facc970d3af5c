// The square root of 1.0001^tick by repeated multiplication: one factor for each bit of the tick.
#include "dsl/models/tick_price.hpp"

#include <cstddef>
#include <utility>

#include "dsl/models/term.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::models {

using values::Amount;
using values::Number;

namespace {

// sqrt(1.0001)^-(2^bit) in Q128, rounded to the nearest: high and low word. A test computes them
// anew.
constexpr std::array<std::pair<std::uint64_t, std::uint64_t>, 20> factors{{
    {0xfffcb933bd6fad37, 0xaa2d162d1a594001}, {0xfff97272373d4132, 0x59a46990580e213a},
    {0xfff2e50f5f656932, 0xef12357cf3c7fdcc}, {0xffe5caca7e10e4e6, 0x1c3624eaa0941cd0},
    {0xffcb9843d60f6159, 0xc9db58835c926644}, {0xff973b41fa98c081, 0x472e6896dfb254c0},
    {0xff2ea16466c96a38, 0x43ec78b326b52861}, {0xfe5dee046a99a2a8, 0x11c461f1969c3053},
    {0xfcbe86c7900a88ae, 0xdcffc83b479aa3a4}, {0xf987a7253ac41317, 0x6f2b074cf7815e54},
    {0xf3392b0822b70005, 0x940c7a398e4b70f3}, {0xe7159475a2c29b74, 0x43b29c7fa6e889d9},
    {0xd097f3bdfd2022b8, 0x845ad8f792aa5825}, {0xa9f746462d870fdf, 0x8a65dc1f90e061e5},
    {0x70d869a156d2a1b8, 0x90bb3df62baf32f7}, {0x31be135f97d08fd9, 0x81231505542fcfa6},
    {0x09aa508b5b7a84e1, 0xc677de54f3e99bc9}, {0x005d6af8dedb8119, 0x6699c329225ee604},
    {0x00002216e584f5fa, 0x1ea926041bedfe98}, {0x00000000048a1703, 0x91f7dc42444e8fa2},
}};

// For arithmetic that cannot fail: factors are below 2^128 and the running product is at most
// 2^128.
Amount sure(const Number<Amount>& number) {
  DEALWRIGHT_ASSERT(number.has_value());
  return *number;
}

Amount times_q128(const Amount& ratio, const Amount& factor) {
  const auto product = sure(values::multiply(ratio, factor)).limbs();
  return Amount({product[2], product[3], 0, 0});
}

// From Q128 to Q96, rounded up.
Amount to_q96(const Amount& ratio) {
  return sure(values::divide(ratio, Amount(1ULL << 32U), values::Rounding::up));
}

}  // namespace

Number<Amount> sqrt_price_at_tick(std::int32_t tick) {
  if (tick < -tick_max || tick > tick_max) return std::unexpected(refused);
  const auto distance = static_cast<std::uint32_t>(tick < 0 ? -tick : tick);
  Amount ratio({0, 0, 1, 0});  // 1 in Q128
  for (std::size_t bit = 0; bit < factors.size(); ++bit) {
    if ((distance >> bit & 1U) == 0) continue;
    ratio = times_q128(ratio, Amount({factors[bit].second, factors[bit].first, 0, 0}));
  }
  if (tick > 0) ratio = sure(values::divide(Amount::max(), ratio, values::Rounding::down));
  return to_q96(ratio);
}

Number<std::int32_t> tick_at_sqrt_price(const Amount& sqrt_price) {
  if (sqrt_price < sqrt_price_min || sqrt_price >= sqrt_price_max) return std::unexpected(refused);
  std::int32_t low = -tick_max;  // its price is at most `sqrt_price`
  std::int32_t high = tick_max;  // its price is above
  while (high - low > 1) {
    const std::int32_t middle = low + (high - low) / 2;
    (sure(sqrt_price_at_tick(middle)) <= sqrt_price ? low : high) = middle;
  }
  return low;
}

}  // namespace dealwright::models
