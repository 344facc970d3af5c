// Types as messages show them.
#include "dsl/sema/types.hpp"

#include <gtest/gtest.h>

namespace dealwright::sema {
namespace {

using values::Unit;

TEST(Types, AreWrittenAsAuthorsWriteThem) {
  EXPECT_EQ(to_text(Type::amount("ETH")), "ETH");
  EXPECT_EQ(to_text(Type::number(Unit::of("USDT") / Unit::of("USDTz"))), "USDT per USDTz");
  EXPECT_EQ(to_text(Type::value()), "USD");
  EXPECT_EQ(to_text(Type::plain()), "ratio");
  EXPECT_EQ(to_text(Type::about(TypeKind::debt, "USDT")), "Debt of USDT");
  EXPECT_EQ(to_text(Type::about(TypeKind::collateral, "WETH")), "Collateral of WETH");
  EXPECT_EQ(to_text(Type::about(TypeKind::route, "USDC")), "route of USDC");
  EXPECT_EQ(to_text(Type::about(TypeKind::cycle, "USDC")), "cycle from USDC");
  EXPECT_EQ(to_text(Type::about(TypeKind::asset, "ETH")), "the asset ETH");
  EXPECT_EQ(to_text(Type::of(TypeKind::address)), "address");
  EXPECT_EQ(to_text(Type::of(TypeKind::time)), "time");
  EXPECT_EQ(to_text(Type::of(TypeKind::raw)), "a contract's answer");
  EXPECT_EQ(to_text(Type::unknown()), "unknown");
}

TEST(Types, StandInSentences) {
  EXPECT_EQ(in_words(Type::plain()), "a ratio");
  EXPECT_EQ(in_words(Type::amount("ETH")), "ETH");
  EXPECT_EQ(in_words(Type::of(TypeKind::truth)), "a condition");
  EXPECT_EQ(in_words(Type::of(TypeKind::duration)), "a duration");
  EXPECT_EQ(in_words(Type::of(TypeKind::address)), "an address");
  EXPECT_EQ(in_words(Type::of(TypeKind::raw)), "a contract's answer");
  EXPECT_EQ(in_words(Type::of(TypeKind::bucket)), "a bucket");
}

TEST(Types, OfTheSameUnitAreEqual) {
  const Type price = Type::number(Unit::of("USDT") / Unit::of("ETH"));
  EXPECT_EQ(Type::number(price.unit * Unit::of("ETH")), Type::amount("USDT"));
  EXPECT_NE(Type::amount("ETH"), Type::amount("WETH"));
  EXPECT_TRUE(Type::number(price.unit / price.unit).is_plain());
}

}  // namespace
}  // namespace dealwright::sema
