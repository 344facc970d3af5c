// Models equal contracts: the same inputs as in tests/data/onchain give, to the base unit, what the
// protocols' own bytecode answered.
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dsl/models/concentrated_liquidity.hpp"
#include "dsl/models/constant_product.hpp"
#include "dsl/models/indexed_debt.hpp"

namespace dealwright::models {
namespace {

using nlohmann::json;
using values::Amount;

json answers_of(const std::string& name) {
  std::ifstream file("tests/data/onchain/" + name + ".json");
  EXPECT_TRUE(file) << name;
  return json::parse(file);
}

Amount amount(const json& value) {
  const std::string digits = value.get<std::string>();
  const auto read = values::amount_from_digits(digits);
  EXPECT_TRUE(read.has_value()) << digits;
  return read.value_or(Amount());
}

std::string shown(const values::Number<Amount>& number) {
  return number ? values::to_digits(*number) : "refused";
}

TEST(Onchain, ConstantProductIsUniswapV2s) {
  std::size_t refused = 0;
  std::size_t filled = 0;
  for (const json& swap : answers_of("uniswap_v2")["swaps"]) {
    const Reserves before{.in = amount(swap["in"]), .out = amount(swap["out"])};
    const Amount give = amount(swap["give"]);
    const auto out = amount_out(before, give);
    if (swap.contains("refused")) {
      // The pair pays nothing for nothing.
      EXPECT_TRUE(!out || out->is_zero()) << swap;
      ++refused;
      continue;
    }
    EXPECT_EQ(shown(out), swap["got"].get<std::string>()) << swap;
    // What the model leaves in the pool is what the pool says it has.
    EXPECT_EQ(shown(values::add(before.in, give)), swap["after"][0].get<std::string>()) << swap;
    EXPECT_EQ(shown(values::subtract(before.out, out.value_or(Amount()))),
              swap["after"][1].get<std::string>())
        << swap;
    ++filled;
  }
  EXPECT_GE(filled, 90U);
  EXPECT_GE(refused, 10U);
}

std::vector<PoolTick> ticks_of(const json& pool) {
  std::vector<PoolTick> ticks;
  for (const json& tick : pool["ticks"]) {
    ticks.push_back({.index = tick["index"].get<std::int32_t>(),
                     .enters = amount(tick["enters"]),
                     .leaves = amount(tick["leaves"])});
  }
  return ticks;
}

TEST(Onchain, ConcentratedLiquidityIsUniswapV3sAcrossTicks) {
  std::size_t swaps = 0;
  std::size_t crossed = 0;
  std::size_t stopped = 0;
  for (const json& pool : answers_of("uniswap_v3")["pools"]) {
    const std::vector<PoolTick> ticks = ticks_of(pool);
    for (const json& swap : pool["swaps"]) {
      const json& before = swap["before"];
      const json& after = swap["after"];
      const ConcentratedPool state{.sqrt_price = amount(before["sqrt_price"]),
                                   .tick = before["tick"].get<std::int32_t>(),
                                   .liquidity = amount(before["liquidity"]),
                                   .fee_pips = 500,
                                   .tick_spacing = pool["tick_spacing"].get<std::int32_t>(),
                                   .ticks = ticks};
      const bool zero_for_one = swap["zero_for_one"].get<bool>();
      const auto result =
          swap_exact_in(state, amount(swap["give"]),
                        zero_for_one ? Direction::zero_for_one : Direction::one_for_zero);
      ASSERT_TRUE(result.has_value()) << swap;
      EXPECT_EQ(values::to_digits(result->paid), swap["paid"].get<std::string>()) << swap;
      EXPECT_EQ(values::to_digits(result->received), swap["received"].get<std::string>()) << swap;
      EXPECT_EQ(values::to_digits(result->sqrt_price), after["sqrt_price"].get<std::string>())
          << swap;
      EXPECT_EQ(result->tick, after["tick"].get<std::int32_t>()) << swap;
      EXPECT_EQ(values::to_digits(result->liquidity), after["liquidity"].get<std::string>())
          << swap;
      ++swaps;
      if (before["liquidity"] != after["liquidity"]) ++crossed;
      if (swap["paid"] != swap["give"]) ++stopped;
    }
  }
  EXPECT_GE(swaps, 80U);
  EXPECT_GE(crossed, 20U);
  EXPECT_GE(stopped, 1U);
}

// The reserve as it was when it was last brought up to date, and its indices at a later time.
void expect_indices(const json& reserve, std::uint64_t at, const json& debt_index,
                    const json& income_index, const json& whole) {
  const std::uint64_t seconds = at - reserve["updated"].get<std::uint64_t>();
  const auto debt = compounded_interest(amount(reserve["borrow_rate"]), seconds);
  const auto income = linear_interest(amount(reserve["supply_rate"]), seconds);
  ASSERT_TRUE(debt && income) << whole;
  EXPECT_EQ(shown(ray_mul(*debt, amount(reserve["borrow_index"]))), debt_index.get<std::string>())
      << whole;
  EXPECT_EQ(shown(ray_mul(*income, amount(reserve["supply_index"]))),
            income_index.get<std::string>())
      << whole;
}

void expect_balances(const json& position, const json& whole) {
  EXPECT_EQ(shown(ray_mul(amount(position["scaled_debt"]), amount(position["debt_index"]))),
            position["debt"].get<std::string>())
      << whole;
  EXPECT_EQ(shown(ray_mul(amount(position["scaled_collateral"]), amount(position["income_index"]))),
            position["collateral"].get<std::string>())
      << whole;
}

// What the pool records for an action is the amount over the index of that moment.
void expect_recorded(const json& step) {
  const std::string action = step["action"].get<std::string>();
  const bool is_of_debt = action.starts_with("borrow") || action.starts_with("repay");
  const char* scaled = is_of_debt ? "scaled_debt" : "scaled_collateral";
  const Amount before = amount(step["before"]["position"][scaled]);
  const Amount after = amount(step["after"]["position"][scaled]);
  const Amount index =
      amount(step["after"]["reserve"][is_of_debt ? "borrow_index" : "supply_index"]);
  const auto recorded = ray_div(amount(step["amount"]), index);
  ASSERT_TRUE(recorded.has_value()) << step;
  const bool grows = action == "borrow" || action == "supply";
  const auto expected =
      grows ? values::add(before, *recorded) : values::subtract(before, *recorded);
  EXPECT_EQ(shown(expected), values::to_digits(after)) << step;
  if (action.ends_with(" all")) EXPECT_TRUE(after.is_zero()) << step;
}

TEST(Onchain, IndicesAndBalancesAreAavesOverTime) {
  std::size_t looks = 0;
  std::size_t actions = 0;
  for (const json& step : answers_of("aave_v3")["steps"]) {
    const std::uint64_t at = step["at"].get<std::uint64_t>();
    if (step["action"] == "look") {
      const json& position = step["position"];
      expect_indices(step["reserve"], at, position["debt_index"], position["income_index"], step);
      expect_balances(position, step);
      ++looks;
      continue;
    }
    const json& updated = step["after"]["reserve"];
    EXPECT_EQ(updated["updated"].get<std::uint64_t>(), at) << step;
    expect_indices(step["before"]["reserve"], at, updated["borrow_index"], updated["supply_index"],
                   step);
    expect_balances(step["before"]["position"], step);
    expect_balances(step["after"]["position"], step);
    expect_recorded(step);
    ++actions;
  }
  EXPECT_GE(looks, 15U);
  EXPECT_GE(actions, 40U);
}

}  // namespace
}  // namespace dealwright::models
