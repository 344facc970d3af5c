// The flagship, from its text, in a world that a test describes: every balance of its books after
// every action. What is expected is worked out by hand from the deal's terms, an action after the
// other; the tests write down what each changes, and the whole books are compared.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/adapters/simulated/setting.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {

// "working ETH" -> "300", "lot of working USDTz" -> "375,000", "owed on loan USDT", "fees ETH".
using Balances = std::map<std::string, std::string>;

struct LedgerMoment {
  std::string action;  // "open_credit.borrow", "open_credit.borrow failed no_liquidity"
  Balances balances;   // after it
};
struct LedgerHistory {
  std::vector<LedgerMoment> moments;
  std::string deal;  // its status at the end
  std::map<std::string, std::string> steps;
  std::uint32_t crashes = 0;
};

struct FlagshipWorld {
  std::string capital = "1_000 ETH";
  // ETH at 3,000 USD, USDT at 1; the desk sells USDTz at 0.60; a transaction costs 0.002 ETH and no
  // time; a loan costs nothing, so that time does not enter.
  simulated::Setting setting{.prices = {{"ETH", tests::ratio("3000")}, {"USDT", tests::ratio("1")}},
                             .settings = {{"discount_desk.price(USDTz)", tests::ratio("3/5")},
                                          {"redemption_window.pays()", tests::ratio("1")},
                                          {"aave_v3.borrow_rate(USDT)", tests::ratio("0")}},
                             .fee = tests::ratio("1/500")};
  std::vector<plan::Crash> crashes;
};

// Until nothing happens any more, or 30 days.
[[nodiscard]] LedgerHistory history_of(const FlagshipWorld& world);

// What an action changes: an empty amount means that nothing is left there.
struct LedgerChange {
  std::string action;
  Balances changes;
};
[[nodiscard]] std::vector<LedgerChange> operator+(std::vector<LedgerChange> before,
                                                  const std::vector<LedgerChange>& more);

// What 1,000 ETH begin with, and how they come to 375,000 USDTz where nothing goes wrong before.
inline const Balances a_thousand_ether{
    {"core ETH", "500"}, {"working ETH", "300"}, {"opportunistic ETH", "200"}};
[[nodiscard]] std::vector<LedgerChange> until_the_purchase();

// Compares every balance after every action with `start` and the changes so far.
void expect_history(const LedgerHistory& history, const Balances& start,
                    const std::vector<LedgerChange>& changes);

}  // namespace dealwright::scenario
