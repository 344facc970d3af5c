// The grid of prices: figures of the contract's own tests, and the factors computed anew
// from 1.0001.
#include "dsl/models/tick_price.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dsl/models/term.hpp"
#include "tests/unit/dsl/models/judge.hpp"

namespace dealwright::models {
namespace {

using judge::shown;
using judge::units;
using values::Amount;
using values::edges::exact;
using values::edges::power_of_two;

constexpr unsigned precision = 1024;  // bits, far beyond the 128 that count

// 2^128 / sqrt(1.0001)^(2^bit), rounded to the nearest.
mpz_class factor(unsigned bit) {
  mpf_class power(mpf_class("10001", precision) / 10000, precision);
  for (unsigned i = 0; i < bit; ++i)
    power *= power;
  mpf_class root(0, precision);
  root = sqrt(power);
  const mpf_class nearest(power_of_two(128) / root + mpf_class("0.5", precision), precision);
  return mpz_class(nearest);
}

mpz_class expected_at(std::int32_t tick) {
  static const std::vector<mpz_class> factors = [] {
    std::vector<mpz_class> all;
    for (unsigned bit = 0; bit < 20; ++bit)
      all.push_back(factor(bit));
    return all;
  }();
  mpz_class ratio = power_of_two(128);
  const auto distance = static_cast<unsigned>(std::abs(tick));
  for (unsigned bit = 0; bit < 20; ++bit) {
    if ((distance >> bit & 1U) != 0) ratio = ratio * factors[bit] / power_of_two(128);
  }
  if (tick > 0) ratio = mpz_class(power_of_two(256) - 1) / ratio;
  return judge::up(ratio, power_of_two(32));
}

TEST(TickPrice, AgreesWithTheContractsFigures) {
  EXPECT_EQ(shown(sqrt_price_at_tick(0)), "79228162514264337593543950336");  // 2^96
  EXPECT_EQ(shown(sqrt_price_at_tick(-50)), "79030349367926598376800521322");
  EXPECT_EQ(shown(sqrt_price_at_tick(-tick_max)), "4295128739");
  EXPECT_EQ(shown(sqrt_price_at_tick(-tick_max + 1)), "4295343490");
  EXPECT_EQ(shown(sqrt_price_at_tick(tick_max - 1)),
            "1461373636630004318706518188784493106690254656249");
  EXPECT_EQ(shown(sqrt_price_at_tick(tick_max)),
            "1461446703485210103287273052203988822378723970342");
}

TEST(TickPrice, TheEndsOfTheScaleAreTheEndTicks) {
  EXPECT_EQ(sqrt_price_at_tick(-tick_max), sqrt_price_min);
  EXPECT_EQ(sqrt_price_at_tick(tick_max), sqrt_price_max);
}

TEST(TickPrice, EveryBitOfATickHasItsFactor) {
  for (std::int32_t tick = 1; tick <= tick_max; tick *= 2) {
    EXPECT_EQ(exact(sqrt_price_at_tick(tick).value()), expected_at(tick)) << tick;
    EXPECT_EQ(exact(sqrt_price_at_tick(-tick).value()), expected_at(-tick)) << -tick;
  }
}

TEST(TickPrice, RefusesATickBeyondTheScale) {
  EXPECT_EQ(sqrt_price_at_tick(tick_max + 1).error(), refused);
  EXPECT_EQ(sqrt_price_at_tick(-tick_max - 1).error(), refused);
  EXPECT_EQ(sqrt_price_at_tick(std::numeric_limits<std::int32_t>::min()).error(), refused);
}

TEST(TickPrice, RefusesAPriceBeyondTheScale) {
  EXPECT_EQ(tick_at_sqrt_price(units("4295128738")).error(), refused);
  EXPECT_EQ(tick_at_sqrt_price(sqrt_price_max).error(), refused);
  EXPECT_EQ(tick_at_sqrt_price(sqrt_price_min), -tick_max);
  EXPECT_EQ(tick_at_sqrt_price(*values::subtract(sqrt_price_max, Amount(1))), tick_max - 1);
}

std::int32_t any_tick() { return *rc::gen::inRange(-tick_max, tick_max + 1); }

RC_GTEST_PROP(TickPrice, IsTheProductOfTheFactors, ()) {
  const std::int32_t tick = any_tick();
  const auto price = sqrt_price_at_tick(tick);
  RC_ASSERT(price.has_value());
  RC_ASSERT(exact(*price) == expected_at(tick));
}

RC_GTEST_PROP(TickPrice, ATickIsTheGreatestAtOrBelowItsPrice, ()) {
  const std::int32_t tick = *rc::gen::inRange(-tick_max + 1, tick_max);
  const Amount price = sqrt_price_at_tick(tick).value();
  RC_ASSERT(tick_at_sqrt_price(price).value() == tick);
  RC_ASSERT(tick_at_sqrt_price(*values::subtract(price, Amount(1))).value() == tick - 1);
}

}  // namespace
}  // namespace dealwright::models
