// The flagship where a loan costs 5% a year, as the pool's contract counts it: a balance is
// recorded divided by an index in rays (1e27) that grows by
//   1e27 + r t / Y + t (t-1) (r^2 / Y^2) / 2 + t (t-1) (t-2) (r^3 / Y^3) / 6
// with r = 5e25 and Y = 31,536,000 s, each quotient rounded down and each product of rays rounded
// half up. The loan is taken at the start, so it is recorded as it is. The figures below were
// worked out with integers of any size.
#include "tests/unit/engine/scenario/flagship_ledgers.hpp"

namespace dealwright::scenario {
namespace {

FlagshipWorld with_interest() {
  FlagshipWorld world;
  world.setting.settings["aave_v3.borrow_rate(USDT)"] = tests::ratio("1/20");
  return world;
}

TEST(FlagshipLedger, IsRightAtEveryStepWithInterest) {
  const LedgerHistory history = history_of(with_interest());
  EXPECT_EQ(history.deal, "completed");
  std::vector<LedgerChange> expected = until_the_purchase();
  expected.insert(
      expected.end(),
      {{"redeem.redeem",
        {{"lot of working USDTz", "325,000"},
         {"proceeds of working USDT", "50,000"},
         {"opportunistic ETH", "199.99"},
         {"fees ETH", "0.01"}}},
       {"redeem.redeem",
        {{"lot of working USDTz", "112,500"},
         {"proceeds of working USDT", "262,500"},
         {"opportunistic ETH", "199.988"},
         {"fees ETH", "0.012"}}},
       // After two rungs of 6 hours, t = 43,200: the index is 1.000068495496326787151802115,
       // 225,015.411487 are owed, and 262,500 - 225,015.411487 stay.
       {"repay.repay",
        {{"proceeds of working USDT", "37,484.588513"},
         {"owed on loan USDT", ""},
         {"opportunistic ETH", "199.986"},
         {"fees ETH", "0.014"}}},
       {"unlock.withdraw",
        {{"collateral of working WETH", ""},
         {"freed of working WETH", "300"},
         {"opportunistic ETH", "199.984"},
         {"fees ETH", "0.016"}}},
       {"unlock.unwrap",
        {{"freed of working WETH", ""},
         {"working ETH", "300"},
         {"opportunistic ETH", "199.982"},
         {"fees ETH", "0.018"}}}});
  expect_history(history, a_thousand_ether, expected);
}

TEST(FlagshipLedger, IsRightAtEveryStepWithInterestOnARestThatStays) {
  FlagshipWorld world = with_interest();
  world.setting.settings["redemption_window.pays()"] = tests::ratio("499/500");
  world.setting.script = {{{.step = "redeem", .rung = 2, .action = {}},
                           plan::OutcomeFails{.name = "frozen", .times = std::nullopt}}};
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.deal, "holding");
  std::vector<LedgerChange> expected = until_the_purchase();
  expected.insert(
      expected.end(),
      {{"redeem.redeem",
        {{"lot of working USDTz", "325,000"},
         {"proceeds of working USDT", "49,900"},
         {"opportunistic ETH", "199.99"},
         {"fees ETH", "0.01"}}},
       {"redeem.redeem failed frozen", {{"opportunistic ETH", "199.988"}, {"fees ETH", "0.012"}}},
       {"redeem.redeem failed frozen", {{"opportunistic ETH", "199.986"}, {"fees ETH", "0.014"}}},
       {"redeem.redeem failed frozen", {{"opportunistic ETH", "199.984"}, {"fees ETH", "0.016"}}},
       {"redeem.redeem failed frozen", {{"opportunistic ETH", "199.982"}, {"fees ETH", "0.018"}}},
       // 6 hours and pauses of 15, 30 and 60 s, t = 21,705: the index is
       // 1.000034413643857277087649325. 49,900 are 49,898.282818 of what was recorded, 225,000; the
       // 175,101.717182... that stay of it are worth 175,107.743070.
       {"repay.repay",
        {{"proceeds of working USDT", ""},
         {"owed on loan USDT", "175,107.74307"},
         {"opportunistic ETH", "199.98"},
         {"fees ETH", "0.02"}}}});
  expect_history(history, a_thousand_ether, expected);
}

}  // namespace
}  // namespace dealwright::scenario
