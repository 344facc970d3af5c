// The quantities of the language on one position of money: 10 AAA at 10 USD were changed into 20
// BBB, which have since fallen from 5 to 4 USD.
#include "engine/core/quantities.hpp"

#include "engine/core/turn.hpp"
#include "engine/scenario/seen_in.hpp"
#include "tests/unit/engine/core/small_deal.hpp"

namespace dealwright::core {
namespace {

std::unique_ptr<Deal> fallen(const std::vector<ValueRule>& rules = {}) {
  Step buying = step("a");
  buying.items = {{change("a.change", some_of("one", "10"), {TargetKind::holding, "h"})}};
  Step selling = step("b", {"a"});
  Action back = change("b.change", holding("h", "BBB"), to_one);
  back.flows[0].asset = "BBB";
  selling.items = {{back}};
  selling.at = values::days(40);
  return std::make_unique<Deal>(
      std::vector{buying, selling}, [&](Plan& plan, simulated::Setting& setting) {
        plan.value_rules = rules;
        plan.assets[1].redeems_into = "AAA";
        plan.assets[1].par = ratio("2/5");
        setting.events = {{values::hours(1), PriceMove{"BBB", ratio("-1/5")}}};
      });
}

std::string told(const Deal& deal, const Expression& expression) {
  const plan::Value value =
      scenario::seen_in(*deal.world, *deal.terms, deal.state(),
                        [&](const View& view) { return plan::evaluate(expression, view); });
  return to_text(value);
}
std::string exposure(Basis basis) {
  return told(*fallen({{"BBB", basis}}), named(Op::exposure, "BBB"));
}

TEST(Quantities, AnExposureCountsByTheDealsOwnRule) {
  EXPECT_EQ(exposure(Basis::cost), "100");
  EXPECT_EQ(exposure(Basis::market), "80");
  EXPECT_EQ(exposure(Basis::par), "80");  // 20 BBB redeem into 8 AAA
  EXPECT_EQ(exposure(Basis::lower_of_cost_and_market), "80");
}

TEST(Quantities, WithoutARuleTheLowerOfCostAndMarketCounts) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, named(Op::exposure, "BBB")), "80");
  EXPECT_EQ(told(*deal, of(Op::nav)), "980");
}

TEST(Quantities, CostIsWhatWasPaid) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, named(Op::cost, "h", {named(Op::asset, "AAA")})), "10");
  EXPECT_EQ(told(*deal, named(Op::cost, "h", {named(Op::asset, "BBB")})), "0");
  EXPECT_EQ(told(*deal, named(Op::at_cost, "BBB", {number("4", "BBB")})), "20");
}

TEST(Quantities, ValuesGoByTodaysPriceAndByPar) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, named(Op::value, "BBB", {number("3", "BBB")})), "12");
  EXPECT_EQ(told(*deal, named(Op::at_market, "BBB", {number("3", "BBB")})), "12");
  EXPECT_EQ(told(*deal, named(Op::at_par, "BBB", {number("3", "BBB")})), "1.2");
  EXPECT_EQ(told(*deal, named(Op::holding, "h")), "20");
}

TEST(Quantities, WithoutDebtThereIsNoLtvAndNoHealth) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, of(Op::ltv)), "0");
  EXPECT_EQ(told(*deal, of(Op::health)), "there is no debt");
}

TEST(Quantities, ProfitNeedsAStart) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, of(Op::profit)), "`nav` at the start is not known");
  const Deal limited({step("a")}, [](Plan& plan, simulated::Setting&) {
    plan.limits = {{.text = "loss", .quantity = of(Op::loss), .bound = number("1", "USD")}};
  });
  EXPECT_EQ(told(limited, of(Op::profit)), "0");
  EXPECT_EQ(told(limited, of(Op::loss)), "0");
}

TEST(Quantities, WhatIsNotThereSaysSo) {
  const auto deal = fallen();
  EXPECT_EQ(told(*deal, of(Op::rung)), "there is no rung here");
  EXPECT_EQ(told(*deal, of(Op::flash_owed)), "nothing is borrowed here");
  EXPECT_EQ(told(*deal, named(Op::holding, "x")), "`x` is not there yet");
  EXPECT_EQ(told(*deal, named(Op::position, "loan")), "there is no position `loan`");
  EXPECT_EQ(told(*deal, named(Op::param, "x")), "there is no parameter `x`");
  EXPECT_EQ(told(*deal, named(Op::setting, "pool.fee")), "`pool.fee` is known to the world alone");
}

}  // namespace
}  // namespace dealwright::core
