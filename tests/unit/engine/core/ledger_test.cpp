// Double entry: what moves, what is reserved, what it cost, whose it is.
#include "engine/core/ledger.hpp"

#include <gtest/gtest.h>

namespace dealwright::core {
namespace {

using values::Amount;

constexpr AssetId ether{0};
constexpr AssetId dollar{1};
constexpr BucketId one{0};
constexpr BucketId two{1};

Ledger with(const Account& account, std::uint64_t amount) {
  Ledger ledger;
  ledger.post({.from = outside(the_start, account.asset), .to = account, .amount = Amount(amount)});
  return ledger;
}

TEST(Ledger, MovesMoneyAndKeepsTheBooksBalanced) {
  Ledger ledger = with(resting(one, ether), 10);
  ledger.post({.from = resting(one, ether),
               .to = in_holding(HoldingId{0}, one, ether),
               .amount = Amount(4)});
  EXPECT_EQ(ledger.balance(resting(one, ether)), Amount(6));
  EXPECT_EQ(ledger.in_holding(HoldingId{0}, ether), Amount(4));
  EXPECT_EQ(find_imbalance(ledger), std::nullopt);
}

TEST(Ledger, ReservedMoneyIsNotFree) {
  Ledger ledger = with(resting(one, ether), 10);
  ledger.reserve({.account = resting(one, ether), .amount = Amount(7)});
  EXPECT_EQ(ledger.free(resting(one, ether)), Amount(3));
  EXPECT_EQ(ledger.balance(resting(one, ether)), Amount(10));
  ledger.void_reservation({.account = resting(one, ether), .amount = Amount(7)});
  EXPECT_EQ(ledger.free(resting(one, ether)), Amount(10));
}

TEST(LedgerDeath, RefusesToSpendWhatIsReserved) {
  Ledger ledger = with(resting(one, ether), 10);
  ledger.reserve({.account = resting(one, ether), .amount = Amount(7)});
  EXPECT_DEATH(
      ledger.post({.from = resting(one, ether), .to = outside(0, ether), .amount = Amount(4)}),
      "this must hold");
}

TEST(Ledger, ADebtGivesMoneyAndTakesItBack) {
  Ledger ledger;
  ledger.post(
      {.from = owed(PositionId{0}, dollar), .to = resting(one, dollar), .amount = Amount(100)});
  EXPECT_EQ(ledger.balance(owed(PositionId{0}, dollar)), Amount(100));
  ledger.post(
      {.from = resting(one, dollar), .to = owed(PositionId{0}, dollar), .amount = Amount(100)});
  EXPECT_TRUE(ledger.entries().empty());
}

TEST(Ledger, TwoWaysToTheSameMoneyAreTheSameLedger) {
  Ledger straight = with(resting(one, ether), 5);
  Ledger around = with(resting(one, ether), 9);
  around.post({.from = resting(one, ether), .to = outside(the_start, ether), .amount = Amount(4)});
  EXPECT_EQ(straight, around);
}

TEST(Ledger, CostsFollowTheMoneyInProportion) {
  Ledger ledger;
  const Account lot = in_holding(HoldingId{0}, one, ether);
  ledger.post({.from = outside(3, ether), .to = lot, .amount = Amount(10)}, {{dollar, Amount(25)}});
  ledger.transfer({.from = lot, .to = resting(one, ether), .amount = Amount(4)});
  ASSERT_EQ(ledger.entries().size(), 3U);
  EXPECT_EQ(ledger.entries()[0].costs, (Costs{{dollar, Amount(10)}}));
  EXPECT_EQ(ledger.entries()[1].costs, (Costs{{dollar, Amount(15)}}));
}

TEST(Ledger, MoneyWithoutACostCountsAsItsOwnNextToMoneyWithOne) {
  Ledger ledger = with(resting(one, ether), 7);
  ledger.post({.from = outside(3, ether), .to = resting(one, ether), .amount = Amount(3)},
              {{dollar, Amount(30)}});
  EXPECT_EQ(ledger.entries()[0].costs, (Costs{{ether, Amount(7)}, {dollar, Amount(30)}}));
}

TEST(DivideByWeight, RoundsDownAndGivesTheDustToTheHeaviest) {
  const auto parts = divide_by_weight(Amount(10), {{one, Amount(1)}, {two, Amount(2)}});
  EXPECT_EQ(parts[0].weight, Amount(3));
  EXPECT_EQ(parts[1].weight, Amount(7));
  const auto nothing = divide_by_weight(Amount(5), {{one, Amount(0)}, {two, Amount(0)}});
  EXPECT_EQ(nothing[0].weight, Amount(5));
}

}  // namespace
}  // namespace dealwright::core
