// Fees under caps, by whole wei.
#include "engine/adapters/evm/transactions/fees.hpp"

#include <gtest/gtest.h>

namespace dealwright::transactions {
namespace {

using values::Amount;

Policy policy() { return {.fee_max = Amount(1'000), .priority_fee_max = Amount(20)}; }

TEST(Fees, LeaveRoomForTheBaseFeeToRise) {
  const auto fees = fees_for(policy(), {.base_fee = Amount(100), .priority_fee = Amount(5)});
  ASSERT_TRUE(fees.has_value());
  EXPECT_EQ(fees->priority_fee_max, Amount(5));
  EXPECT_EQ(fees->fee_max, Amount(205));
}

TEST(Fees, NeverPassTheCaps) {
  const auto fees = fees_for(policy(), {.base_fee = Amount(900), .priority_fee = Amount(500)});
  ASSERT_TRUE(fees.has_value());
  EXPECT_EQ(fees->priority_fee_max, Amount(20));
  EXPECT_EQ(fees->fee_max, Amount(1'000));
}

TEST(Fees, ThereAreNoneWhenNoBlockTakesThemUnderTheCap) {
  EXPECT_FALSE(fees_for(policy(), {.base_fee = Amount(981), .priority_fee = Amount(20)}));
  EXPECT_TRUE(fees_for(policy(), {.base_fee = Amount(980), .priority_fee = Amount(20)}));
}

TEST(Fees, ALyingNodesNumberIsOverTheCapAndNotSmall) {
  EXPECT_FALSE(fees_for(policy(), {.base_fee = Amount::max(), .priority_fee = Amount::max()}));
}

TEST(Fees, ABumpIsAnEighthMoreInBothAndRoundsUp) {
  const auto more = bumped(policy(), {.base_fee = Amount(1), .priority_fee = Amount(1)},
                           {.priority_fee_max = Amount(9), .fee_max = Amount(100)});
  ASSERT_TRUE(more.has_value());
  EXPECT_EQ(more->priority_fee_max, Amount(11));
  EXPECT_EQ(more->fee_max, Amount(113));
}

TEST(Fees, ABumpOfNothingIsMoreThanNothing) {
  const auto more = bumped(policy(), {.base_fee = Amount(), .priority_fee = Amount()},
                           {.priority_fee_max = Amount(), .fee_max = Amount(1)});
  ASSERT_TRUE(more.has_value());
  EXPECT_EQ(more->priority_fee_max, Amount(1));
  EXPECT_EQ(more->fee_max, Amount(2));
}

TEST(Fees, ABumpCatchesUpWithTheMarket) {
  const auto more = bumped(policy(), {.base_fee = Amount(300), .priority_fee = Amount(10)},
                           {.priority_fee_max = Amount(1), .fee_max = Amount(100)});
  ASSERT_TRUE(more.has_value());
  EXPECT_EQ(more->fee_max, Amount(610));
}

TEST(Fees, AtTheCapThereIsNoBump) {
  EXPECT_FALSE(bumped(policy(), {.base_fee = Amount(1), .priority_fee = Amount(1)},
                      {.priority_fee_max = Amount(1), .fee_max = Amount(900)}));
}

TEST(Fees, PricedOutIsBelowTheBaseFeeAndOneWeiOfATip) {
  const Market market{.base_fee = Amount(100), .priority_fee = Amount(1)};
  EXPECT_TRUE(is_priced_out(market, {.priority_fee_max = Amount(1), .fee_max = Amount(100)}));
  EXPECT_FALSE(is_priced_out(market, {.priority_fee_max = Amount(1), .fee_max = Amount(101)}));
}

}  // namespace
}  // namespace dealwright::transactions
