// The flagship where legs fail, its books worked out by hand. Up to the purchase all of these
// worlds are the calm one: 300 ETH wrapped and supplied, 225,000 USDT borrowed, 375,000 USDTz
// bought.
#include "tests/unit/engine/scenario/flagship_ledgers.hpp"

namespace dealwright::scenario {
namespace {

FlagshipWorld frozen_at_the_second_rung() {
  FlagshipWorld world;
  world.setting.settings["redemption_window.pays()"] = tests::ratio("499/500");
  world.setting.script = {{{.step = "redeem", .rung = 2, .action = {}},
                           plan::OutcomeFails{.name = "frozen", .times = std::nullopt}}};
  return world;
}

std::vector<LedgerChange> until_the_freeze() {
  return until_the_purchase() +
         std::vector<LedgerChange>{
             // 50,000 x 99.8% = 49,900: above 99.5%, so the ladder climbs.
             {"redeem.redeem",
              {{"lot of working USDTz", "325,000"},
               {"proceeds of working USDT", "49,900"},
               {"opportunistic ETH", "199.99"},
               {"fees ETH", "0.01"}}},
             // Refused, and three times more: each attempt costs its fee and nothing else.
             {"redeem.redeem failed frozen",
              {{"opportunistic ETH", "199.988"}, {"fees ETH", "0.012"}}},
             {"redeem.redeem failed frozen",
              {{"opportunistic ETH", "199.986"}, {"fees ETH", "0.014"}}},
             {"redeem.redeem failed frozen",
              {{"opportunistic ETH", "199.984"}, {"fees ETH", "0.016"}}},
             {"redeem.redeem failed frozen",
              {{"opportunistic ETH", "199.982"}, {"fees ETH", "0.018"}}},
             // What there is goes into the loan: 225,000 - 49,900 = 175,100.
             {"repay.repay",
              {{"proceeds of working USDT", ""},
               {"owed on loan USDT", "175,100"},
               {"opportunistic ETH", "199.98"},
               {"fees ETH", "0.02"}}}};
}

TEST(FlagshipLedger, IsRightAtEveryStepWhenTheIssuerFreezes) {
  const LedgerHistory history = history_of(frozen_at_the_second_rung());
  EXPECT_EQ(history.deal, "holding");
  EXPECT_EQ(history.steps.at("redeem"), "held");
  EXPECT_EQ(history.steps.at("unlock"), "held");
  expect_history(history, a_thousand_ether, until_the_freeze());
}

TEST(FlagshipLedger, IsRightAtEveryStepWhenADefenceTopsUp) {
  FlagshipWorld world = frozen_at_the_second_rung();
  world.setting.events = {{values::days(10), plan::PriceMove{"ETH", tests::ratio("-2/5")}}};
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.deal, "holding");
  // ETH at 1,800: 175,100 / (300 x 1,800) = 32.4% is above 28%; with 350 pledged it is 27.8%.
  expect_history(
      history, a_thousand_ether,
      until_the_freeze() + std::vector<LedgerChange>{{"top_up.wrap",
                                                      {{"extra of opportunistic WETH", "50"},
                                                       {"opportunistic ETH", "149.978"},
                                                       {"fees ETH", "0.022"}}},
                                                     {"top_up.supply",
                                                      {{"extra of opportunistic WETH", ""},
                                                       {"collateral of opportunistic WETH", "50"},
                                                       {"opportunistic ETH", "149.976"},
                                                       {"fees ETH", "0.024"}}}});
}

TEST(FlagshipLedger, IsRightAtEveryStepWhenTheBorrowIsRefusedThreeTimes) {
  FlagshipWorld world;
  world.setting.script = {{{.step = "open_credit", .rung = std::nullopt, .action = "borrow"},
                           plan::OutcomeFails{.name = "no_liquidity", .times = 3}}};
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.deal, "completed");
  expect_history(history, a_thousand_ether,
                 {{"open_credit.wrap",
                   {{"working ETH", ""},
                    {"wrapped of working WETH", "300"},
                    {"opportunistic ETH", "199.998"},
                    {"fees ETH", "0.002"}}},
                  {"open_credit.supply",
                   {{"wrapped of working WETH", ""},
                    {"collateral of working WETH", "300"},
                    {"opportunistic ETH", "199.996"},
                    {"fees ETH", "0.004"}}},
                  {"open_credit.borrow failed no_liquidity",
                   {{"opportunistic ETH", "199.994"}, {"fees ETH", "0.006"}}},
                  {"open_credit.borrow failed no_liquidity",
                   {{"opportunistic ETH", "199.992"}, {"fees ETH", "0.008"}}},
                  {"open_credit.borrow failed no_liquidity",
                   {{"opportunistic ETH", "199.99"}, {"fees ETH", "0.01"}}},
                  {"open_credit.borrow",
                   {{"cash of working USDT", "225,000"},
                    {"owed on loan USDT", "225,000"},
                    {"opportunistic ETH", "199.988"},
                    {"fees ETH", "0.012"}}},
                  {"buy.buy",
                   {{"cash of working USDT", ""},
                    {"lot of working USDTz", "375,000"},
                    {"opportunistic ETH", "199.986"},
                    {"fees ETH", "0.014"}}},
                  {"redeem.redeem",
                   {{"lot of working USDTz", "325,000"},
                    {"proceeds of working USDT", "50,000"},
                    {"opportunistic ETH", "199.984"},
                    {"fees ETH", "0.016"}}},
                  {"redeem.redeem",
                   {{"lot of working USDTz", "112,500"},
                    {"proceeds of working USDT", "262,500"},
                    {"opportunistic ETH", "199.982"},
                    {"fees ETH", "0.018"}}},
                  {"repay.repay",
                   {{"proceeds of working USDT", "37,500"},
                    {"owed on loan USDT", ""},
                    {"opportunistic ETH", "199.98"},
                    {"fees ETH", "0.02"}}},
                  {"unlock.withdraw",
                   {{"collateral of working WETH", ""},
                    {"freed of working WETH", "300"},
                    {"opportunistic ETH", "199.978"},
                    {"fees ETH", "0.022"}}},
                  {"unlock.unwrap",
                   {{"freed of working WETH", ""},
                    {"working ETH", "300"},
                    {"opportunistic ETH", "199.976"},
                    {"fees ETH", "0.024"}}}});
}

TEST(FlagshipLedger, IsRightAtEveryStepWhenTheIssuerPaysTooLittle) {
  FlagshipWorld world;
  world.setting.settings["redemption_window.pays()"] = tests::ratio("9/10");
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.deal, "holding");
  EXPECT_EQ(history.steps.at("redeem"), "held");
  expect_history(history, a_thousand_ether,
                 until_the_purchase() + std::vector<LedgerChange>{
                                            // 50,000 x 90% = 45,000, under 99.5%: no second rung.
                                            {"redeem.redeem",
                                             {{"lot of working USDTz", "325,000"},
                                              {"proceeds of working USDT", "45,000"},
                                              {"opportunistic ETH", "199.99"},
                                              {"fees ETH", "0.01"}}},
                                            // 225,000 - 45,000
                                            {"repay.repay",
                                             {{"proceeds of working USDT", ""},
                                              {"owed on loan USDT", "180,000"},
                                              {"opportunistic ETH", "199.988"},
                                              {"fees ETH", "0.012"}}}});
}

}  // namespace
}  // namespace dealwright::scenario
