// What a dry run says about the deals, to the base unit.
#include "engine/scenario/dry_run.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {
namespace {

simulated::Setting calm() {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}},
          .settings = {{"discount_desk.price(USDTz)", tests::ratio("3/5")}}};
}

std::string balance(const std::vector<BalanceLine>& ledger, std::string_view place,
                    std::string_view asset) {
  const auto line = std::ranges::find_if(ledger, [&](const BalanceLine& one) {
    return one.place == place && one.amount.asset == asset;
  });
  return line == ledger.end() ? "0" : values::to_digits(line->amount.amount);
}

const ActionLine& action(const DryRun& run, std::string_view id, std::uint32_t rung = 0) {
  const auto line = std::ranges::find_if(
      run.actions, [&](const ActionLine& one) { return one.action == id && one.rung == rung; });
  EXPECT_NE(line, run.actions.end()) << id;
  return *line;
}

TEST(DryRun, TheDealsOfTheseTestsArePlansWithoutFaults) {
  for (const plan::Plan& plan :
       {tests::lending_deal(), tests::loop_deal(), tests::flash_deal(100, 1)}) {
    for (const plan::PlanError& fault : plan::find_faults(plan))
      ADD_FAILURE() << plan.deal << " " << fault.where << ": " << fault.what;
  }
}

TEST(DryRun, LoopDealIsRightToTheBaseUnitAfterEveryAction) {
  const core::Terms terms(tests::loop_deal());
  const auto result = dry_run(terms, calm());
  ASSERT_TRUE(result.has_value()) << result.error().what;
  const DryRun& run = *result;
  EXPECT_EQ(run.status, "completed") << run.why;

  const auto& wrapped = action(run, "open_credit.wrap").ledger;
  EXPECT_EQ(balance(wrapped, "bucket core", "ETH"), "500000000000000000000");
  EXPECT_EQ(balance(wrapped, "bucket working", "ETH"), "0");
  EXPECT_EQ(balance(wrapped, "bucket opportunistic", "ETH"), "200000000000000000000");
  EXPECT_EQ(balance(wrapped, "holding wrapped", "WETH"), "300000000000000000000");

  const auto& supplied = action(run, "open_credit.supply").ledger;
  EXPECT_EQ(balance(supplied, "pledged collateral", "WETH"), "300000000000000000000");

  // 25% of 300 ETH at 3,000 USD.
  const auto& borrowed = action(run, "open_credit.borrow").ledger;
  EXPECT_EQ(balance(borrowed, "debt loan", "USDT"), "225000000000");
  EXPECT_EQ(balance(borrowed, "holding cash", "USDT"), "225000000000");

  // At 0.60: 225,000 / 0.6 = 375,000.
  const auto& bought = action(run, "buy.buy").ledger;
  EXPECT_EQ(balance(bought, "holding cash", "USDT"), "0");
  EXPECT_EQ(balance(bought, "holding lot", "USDTz"), "375000000000");

  // 70% of the lot are 262,500: 50,000, then the 212,500 that are left of 250,000.
  const auto& first = action(run, "redeem.redeem", 1).ledger;
  EXPECT_EQ(balance(first, "holding lot", "USDTz"), "325000000000");
  EXPECT_EQ(balance(first, "holding proceeds", "USDT"), "50000000000");
  const auto& second = action(run, "redeem.redeem", 2).ledger;
  EXPECT_EQ(balance(second, "holding lot", "USDTz"), "112500000000");
  EXPECT_EQ(balance(second, "holding proceeds", "USDT"), "262500000000");

  // Interest of 12 hours at 5%: 225,000 * 0.05 * 12 / 8,760 = 15.410958904…, rounded up.
  const auto& repaid = action(run, "repay.repay").ledger;
  EXPECT_EQ(balance(repaid, "debt loan", "USDT"), "0");
  EXPECT_EQ(balance(repaid, "holding proceeds", "USDT"), "37484589041");

  EXPECT_EQ(balance(run.end, "bucket core", "ETH"), "500000000000000000000");
  EXPECT_EQ(balance(run.end, "bucket working", "ETH"), "300000000000000000000");
  EXPECT_EQ(balance(run.end, "bucket opportunistic", "ETH"), "200000000000000000000");
  EXPECT_EQ(run.took, values::hours(12));
}

TEST(DryRun, ShowsTheHeadroomOfEveryCapAfterEachAction) {
  const core::Terms terms(tests::loop_deal());
  const auto run = dry_run(terms, calm());
  ASSERT_TRUE(run.has_value());
  const auto& rooms = action(*run, "open_credit.borrow").headroom;
  ASSERT_EQ(rooms.size(), 4U);
  EXPECT_EQ(rooms[0],
            (HeadroomLine{"ltv <= 30% when increased", "25%", "30%", "5%", tests::ratio("1/20")}));
  EXPECT_EQ(rooms[1],
            (HeadroomLine{"ltv <= 70% always", "25%", "70%", "45%", tests::ratio("9/20")}));
  const auto& bought = action(*run, "buy.buy").headroom;
  EXPECT_EQ(bought[2].quantity, "225,000 USD");  // at cost
  EXPECT_EQ(bought[2].bound, "750,000 USD");     // a quarter of 3,000,000
}

TEST(DryRun, FeesComeOutOfTheBucketThatPaysForGas) {
  const core::Terms terms(tests::loop_deal());
  simulated::Setting setting = calm();
  setting.fee = tests::ratio("1/100");
  const auto run = dry_run(terms, setting);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->status, "completed") << run->why;
  // Nine actions at 0.01 ETH.
  EXPECT_EQ(values::to_digits(run->fees.amount), "90000000000000000");
  EXPECT_EQ(balance(run->end, "bucket opportunistic", "ETH"), "199910000000000000000");
}

TEST(DryRun, TheGasBudgetStopsTheDealBeforeItIsOverspent) {
  plan::Plan plan = tests::loop_deal();
  plan.gas.at_most = tests::number("17/10", "ETH");
  const core::Terms terms(plan);
  simulated::Setting setting = calm();
  setting.fee = tests::ratio("1/5");
  const auto run = dry_run(terms, setting);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->status, "holding");
  EXPECT_EQ(
      run->why,
      "`open_credit` is held: the gas budget of 1.7 ETH does not cover another 0.2 beside the "
      "1.2 ETH set aside for defences");
  EXPECT_EQ(values::to_digits(run->fees.amount), "400000000000000000");
}

simulated::Setting two_pools(std::string_view there, std::string_view back) {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDC", values::Rational(1)}},
          .settings = {{"pool.price(USDC, ETH)", tests::ratio(there)},
                       {"pool.price(ETH, USDC)", tests::ratio(back)}}};
}

TEST(DryRun, AFlashCycleGivesBackWhatItBorrowedAndKeepsTheRest) {
  const core::Terms terms(tests::flash_deal(100'000, 100));
  const auto run = dry_run(terms, two_pools("1/2990", "3010"));
  ASSERT_TRUE(run.has_value()) << run.error().what;
  EXPECT_EQ(run->status, "completed") << run->why;
  // 100,000 / 2,990 ETH, rounded down, at 3,010 are 100,668.896321…; owed are 100,000 and 50.
  EXPECT_EQ(balance(run->end, "bucket working", "USDC"), "618896321");
  EXPECT_EQ(run->end.size(), 1U);
}

TEST(DryRun, AFlashCycleThatEarnsTooLittleHasNoEffect) {
  const core::Terms terms(tests::flash_deal(100'000, 700));
  const auto run = dry_run(terms, two_pools("1/2990", "3010"));
  ASSERT_TRUE(run.has_value()) << run.error().what;
  EXPECT_EQ(run->status, "failed");
  EXPECT_EQ(run->why, "`cycle`: `cycle.swap` failed: ensures");
  EXPECT_TRUE(run->end.empty());
}

TEST(DryRunTable, NamesEveryActionAndAlignsItsColumns) {
  const core::Terms terms(tests::lending_deal());
  const auto run = dry_run(terms, calm());
  ASSERT_TRUE(run.has_value());
  const std::string table = to_table(*run);
  EXPECT_NE(table.find("lend_and_return: completed"), std::string::npos) << table;
  EXPECT_NE(table.find("5 ETH working -> 5 WETH wrapped"), std::string::npos) << table;
  EXPECT_NE(table.find("3,750 USDT"), std::string::npos) << table;
  EXPECT_EQ(table.find(" \n"), std::string::npos) << "a line ends in a space";
}

}  // namespace
}  // namespace dealwright::scenario
