// The flagship where nothing goes wrong, its books worked out by hand: 1,000 ETH are 500 in `core`,
// 300 in `working` and 200 in `opportunistic`, which pays for gas.
#include "tests/unit/engine/scenario/flagship_ledgers.hpp"

namespace dealwright::scenario {
namespace {

// Nine actions at 0.002 ETH.
const std::vector<LedgerChange> all_well =
    until_the_purchase() +
    std::vector<LedgerChange>{
        // 70% of the lot are 262,500: a rung of 50,000 ...
        {"redeem.redeem",
         {{"lot of working USDTz", "325,000"},
          {"proceeds of working USDT", "50,000"},
          {"opportunistic ETH", "199.99"},
          {"fees ETH", "0.01"}}},
        // ... and one of 250,000, clipped to the 212,500 that are left of them.
        {"redeem.redeem",
         {{"lot of working USDTz", "112,500"},
          {"proceeds of working USDT", "262,500"},
          {"opportunistic ETH", "199.988"},
          {"fees ETH", "0.012"}}},
        // All that is owed: 262,500 - 225,000 = 37,500 stay.
        {"repay.repay",
         {{"proceeds of working USDT", "37,500"},
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
          {"fees ETH", "0.018"}}}};

TEST(FlagshipLedger, IsRightAtEveryStepWhenAllGoesWell) {
  const LedgerHistory history = history_of({});
  EXPECT_EQ(history.deal, "completed");
  EXPECT_EQ(history.steps.at("top_up"), "waiting");
  expect_history(history, a_thousand_ether, all_well);
}

TEST(FlagshipLedger, IsTheSameAtEveryStepThroughCrashes) {
  FlagshipWorld world;
  world.crashes = {
      {{.step = "open_credit", .rung = std::nullopt, .action = "borrow"}, plan::CrashPoint::sent},
      {{.step = "buy", .rung = std::nullopt, .action = "buy"}, plan::CrashPoint::recorded},
      {{.step = "redeem", .rung = 2, .action = "redeem"}, plan::CrashPoint::sent},
      {{.step = "unlock", .rung = std::nullopt, .action = "withdraw"}, plan::CrashPoint::done}};
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.crashes, 4U);
  EXPECT_EQ(history.deal, "completed");
  expect_history(history, a_thousand_ether, all_well);
}

// Another capital, and prices that divide into nothing: every rounding shows.
TEST(FlagshipLedger, IsRightToTheLastBaseUnitOfOddAmounts) {
  FlagshipWorld world;
  world.capital = "1_234.567890123456789012 ETH";
  world.setting.prices = {{"ETH", tests::ratio("300137/100")}, {"USDT", tests::ratio("99/100")}};
  world.setting.settings["discount_desk.price(USDTz)"] = tests::ratio("6137/10000");
  world.setting.settings["redemption_window.pays()"] = tests::ratio("9971/10000");
  world.setting.fee = tests::ratio("23/10000");
  const LedgerHistory history = history_of(world);
  EXPECT_EQ(history.deal, "completed");
  expect_history(
      history,
      // 30% and 20% rounded down to the wei; `core` is first, so the wei that is left over is its.
      {{"core ETH", "617.283945061728394507"},
       {"working ETH", "370.370367037037036703"},
       {"opportunistic ETH", "246.913578024691357802"}},
      {{"open_credit.wrap",
        {{"working ETH", ""},
         {"wrapped of working WETH", "370.370367037037036703"},
         {"opportunistic ETH", "246.911278024691357802"},
         {"fees ETH", "0.0023"}}},
       {"open_credit.supply",
        {{"wrapped of working WETH", ""},
         {"collateral of working WETH", "370.370367037037036703"},
         {"opportunistic ETH", "246.908978024691357802"},
         {"fees ETH", "0.0046"}}},
       // 370.370367037037036703 x 3,001.37 x 25% / 0.99 = 280,711.7445745...
       {"open_credit.borrow",
        {{"cash of working USDT", "280,711.744574"},
         {"owed on loan USDT", "280,711.744574"},
         {"opportunistic ETH", "246.906678024691357802"},
         {"fees ETH", "0.0069"}}},
       // 280,711.744574 / 0.6137 = 457,408.7413622...
       {"buy.buy",
        {{"cash of working USDT", ""},
         {"lot of working USDTz", "457,408.741362"},
         {"opportunistic ETH", "246.904378024691357802"},
         {"fees ETH", "0.0092"}}},
       // 70% of the lot: 320,186.1189534, rounded down. 50,000 x 99.71% = 49,855
       {"redeem.redeem",
        {{"lot of working USDTz", "407,408.741362"},
         {"proceeds of working USDT", "49,855"},
         {"opportunistic ETH", "246.902078024691357802"},
         {"fees ETH", "0.0115"}}},
       // 250,000 x 99.71% = 249,275
       {"redeem.redeem",
        {{"lot of working USDTz", "157,408.741362"},
         {"proceeds of working USDT", "299,130"},
         {"opportunistic ETH", "246.899778024691357802"},
         {"fees ETH", "0.0138"}}},
       // What is left of the 70%: 20,186.118953, of which 99.71% are 20,127.5792080...
       {"redeem.redeem",
        {{"lot of working USDTz", "137,222.622409"},
         {"proceeds of working USDT", "319,257.579208"},
         {"opportunistic ETH", "246.897478024691357802"},
         {"fees ETH", "0.0161"}}},
       // 319,257.579208 - 280,711.744574
       {"repay.repay",
        {{"proceeds of working USDT", "38,545.834634"},
         {"owed on loan USDT", ""},
         {"opportunistic ETH", "246.895178024691357802"},
         {"fees ETH", "0.0184"}}},
       {"unlock.withdraw",
        {{"collateral of working WETH", ""},
         {"freed of working WETH", "370.370367037037036703"},
         {"opportunistic ETH", "246.892878024691357802"},
         {"fees ETH", "0.0207"}}},
       {"unlock.unwrap",
        {{"freed of working WETH", ""},
         {"working ETH", "370.370367037037036703"},
         {"opportunistic ETH", "246.890578024691357802"},
         {"fees ETH", "0.023"}}}});
}

}  // namespace
}  // namespace dealwright::scenario
