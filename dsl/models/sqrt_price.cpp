// The price moves and amounts of one range, in the order of operations and roundings of the
// contract.
#include "dsl/models/sqrt_price.hpp"

#include "dsl/models/term.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::models {

using values::Amount;
using values::larger;
using values::Number;
using values::Rounding;
using values::smaller;

namespace {

Whole mul_div(const Whole& a, const Whole& b, const Amount& c, Rounding rounding) {
  return Whole::of(a, b, [&c, rounding](const Amount& x, const Amount& y) {
    return values::mul_div(x, y, c, rounding);
  });
}

// More token 0 lowers the price: L * p / (L + give * p), or L / (L / p + give) where the product
// does not fit.
Number<Amount> after_token0(const Amount& sqrt_price, const Amount& liquidity, const Amount& give) {
  if (give.is_zero()) return sqrt_price;
  const Whole scaled = Whole(liquidity) * q96;
  const Whole denominator = scaled + Whole(give) * sqrt_price;
  if (denominator.number()) {
    return mul_div(scaled, sqrt_price, *denominator.number(), Rounding::up).number();
  }
  return divide(scaled, scaled / sqrt_price + give, Rounding::up).number();
}

// More token 1 raises the price: p + give / L.
Number<Amount> after_token1(const Amount& sqrt_price, const Amount& liquidity, const Amount& give) {
  const Number<Amount> next =
      (Whole(sqrt_price) + mul_div(give, q96, liquidity, Rounding::down)).number();
  if (next && *next >= sqrt_price_limit) return std::unexpected(values::NumberError::overflow);
  return next;
}

}  // namespace

Number<Amount> next_sqrt_price_from_input(const Amount& sqrt_price, const Amount& liquidity,
                                          const Amount& give, Direction direction) {
  if (sqrt_price.is_zero() || liquidity.is_zero()) return std::unexpected(refused);
  switch (direction) {
    case Direction::zero_for_one: return after_token0(sqrt_price, liquidity, give);
    case Direction::one_for_zero: return after_token1(sqrt_price, liquidity, give);
  }
  DEALWRIGHT_UNREACHABLE("a Direction outside its list");
}

Number<Amount> amount0_delta(const Amount& a, const Amount& b, const Amount& liquidity,
                             Rounding rounding) {
  const Amount& low = smaller(a, b);
  const Amount& high = larger(a, b);
  if (low.is_zero()) return std::unexpected(refused);
  const Whole at_high = mul_div(Whole(liquidity) * q96, Whole(high) - low, high, rounding);
  return divide(at_high, low, rounding).number();
}

Number<Amount> amount1_delta(const Amount& a, const Amount& b, const Amount& liquidity,
                             Rounding rounding) {
  return mul_div(liquidity, Whole(larger(a, b)) - smaller(a, b), q96, rounding).number();
}

}  // namespace dealwright::models
