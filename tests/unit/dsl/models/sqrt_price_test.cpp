// Moves and amounts within one range: figures of the contract's own tests (v3-core,
// SqrtPriceMath.spec), and GMP.
#include "dsl/models/sqrt_price.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/models/term.hpp"
#include "dsl/models/tick_price.hpp"
#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using enum Direction;
using judge::shown;
using judge::units;
using judge::word;
using values::Amount;
using values::Rounding;
using values::edges::amount_of;
using values::edges::exact;
using values::edges::natural;
using values::edges::power_of_two;

const Amount ether = units("1000000000000000000");
const Amount tenth = units("100000000000000000");
const Amount price_121_to_100 = units("87150978765690771352898345369");  // 1.1 * 2^96

TEST(SqrtPrice, AgreesWithTheContractsFigures) {
  EXPECT_EQ(shown(next_sqrt_price_from_input(q96, ether, tenth, one_for_zero)),
            "87150978765690771352898345369");
  EXPECT_EQ(shown(next_sqrt_price_from_input(q96, ether, tenth, zero_for_one)),
            "72025602285694852357767227579");
  EXPECT_EQ(shown(next_sqrt_price_from_input(q96, units("10000000000000000000"),
                                             amount_of(power_of_two(100)), zero_for_one)),
            "624999999995069620");
  EXPECT_EQ(shown(amount0_delta(q96, price_121_to_100, ether, Rounding::up)), "90909090909090910");
  EXPECT_EQ(shown(amount0_delta(q96, price_121_to_100, ether, Rounding::down)),
            "90909090909090909");
  EXPECT_EQ(shown(amount1_delta(q96, price_121_to_100, ether, Rounding::up)), "100000000000000000");
  EXPECT_EQ(shown(amount1_delta(q96, price_121_to_100, ether, Rounding::down)),
            "99999999999999999");
}

TEST(SqrtPrice, AnInputTooLargeForTheProductStillHasAPrice) {
  const Amount half_of_all = amount_of(power_of_two(255) - 1);
  EXPECT_EQ(shown(next_sqrt_price_from_input(q96, Amount(1), half_of_all, zero_for_one)), "1");
}

TEST(SqrtPrice, NothingGivenMovesNothing) {
  EXPECT_EQ(next_sqrt_price_from_input(q96, tenth, Amount(), zero_for_one), q96);
  EXPECT_EQ(next_sqrt_price_from_input(q96, tenth, Amount(), one_for_zero), q96);
}

TEST(SqrtPrice, RefusesAPriceOrALiquidityOfZero) {
  EXPECT_EQ(next_sqrt_price_from_input(Amount(), ether, tenth, zero_for_one).error(), refused);
  EXPECT_EQ(next_sqrt_price_from_input(q96, Amount(), tenth, one_for_zero).error(), refused);
  EXPECT_EQ(amount0_delta(Amount(), q96, ether, Rounding::up).error(), refused);
}

TEST(SqrtPrice, APriceBeyondItsBitsOverflows) {
  const Amount top = *values::subtract(sqrt_price_limit, Amount(1));
  EXPECT_EQ(next_sqrt_price_from_input(top, Amount(1024), Amount(1024), one_for_zero).error(),
            values::NumberError::overflow);
}

TEST(SqrtPrice, TheOrderOfThePricesDoesNotMatter) {
  for (const Rounding rounding : {Rounding::up, Rounding::down}) {
    EXPECT_EQ(amount0_delta(q96, price_121_to_100, ether, rounding),
              amount0_delta(price_121_to_100, q96, ether, rounding));
    EXPECT_EQ(amount1_delta(q96, price_121_to_100, ether, rounding),
              amount1_delta(price_121_to_100, q96, ether, rounding));
  }
}

// A price within the scale, a liquidity within 128 bits.
Amount any_price() {
  const mpz_class span = exact(sqrt_price_max) - exact(sqrt_price_min);
  return amount_of(exact(sqrt_price_min) + *natural(160) % span);
}
Amount any_liquidity() { return amount_of(*natural(128)); }

mpz_class quotient(const mpz_class& a, const mpz_class& b, Rounding rounding) {
  return rounding == Rounding::up ? judge::up(a, b) : mpz_class(a / b);
}

RC_GTEST_PROP(SqrtPrice, TheNextPriceIsTheContractsFormula, ()) {
  const Amount price = any_price();
  const Amount liquidity = any_liquidity();
  const Amount give = *values::edges::amount();
  RC_ASSERT(judge::agrees(next_sqrt_price_from_input(price, liquidity, give, zero_for_one),
                          [&]() -> mpz_class {
                            if (liquidity.is_zero()) throw judge::Reverted{};
                            const mpz_class p = exact(price);
                            const mpz_class l = exact(liquidity) * power_of_two(96);
                            if (give.is_zero()) return p;
                            const mpz_class denominator = l + exact(give) * p;
                            if (denominator < power_of_two(256))
                              return judge::up(l * p, denominator);
                            return judge::up(l, word(l / p + exact(give)));
                          }));
  RC_ASSERT(judge::agrees(
      next_sqrt_price_from_input(price, liquidity, give, one_for_zero), [&]() -> mpz_class {
        if (liquidity.is_zero()) throw judge::Reverted{};
        const mpz_class next =
            word(exact(price) + word(exact(give) * power_of_two(96) / exact(liquidity)));
        if (next >= power_of_two(160)) throw judge::Reverted{};
        return next;
      }));
}

RC_GTEST_PROP(SqrtPrice, TheAmountsBetweenAreTheContractsFormulas, ()) {
  const Amount a = any_price();
  const Amount b = *rc::gen::element(a, any_price());
  const Amount liquidity = any_liquidity();
  const auto rounding = *rc::gen::element(Rounding::up, Rounding::down);
  const mpz_class low = exact(values::smaller(a, b));
  const mpz_class high = exact(values::larger(a, b));
  const mpz_class l = exact(liquidity);
  RC_ASSERT(judge::agrees(amount0_delta(a, b, liquidity, rounding), [&]() -> mpz_class {
    const mpz_class at_high = word(quotient(l * power_of_two(96) * (high - low), high, rounding));
    return quotient(at_high, low, rounding);
  }));
  RC_ASSERT(judge::agrees(amount1_delta(a, b, liquidity, rounding), [&]() -> mpz_class {
    return word(quotient(l * (high - low), power_of_two(96), rounding));
  }));
}

}  // namespace
}  // namespace dealwright::models
