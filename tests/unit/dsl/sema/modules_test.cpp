// Protocols that a project adds with text and ABI only; names of modules and of deals do not mix.
#include <gtest/gtest.h>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/render.hpp"
#include "tests/support/library_provider.hpp"

namespace dealwright::sema {
namespace {

constexpr std::string_view pawn_shop = R"(/// Lends against anything.
protocol pawn_shop {
  contract shop abi "pawn_shop"
  query rate(A): ratio {
    read  shop.rateOf(A) / 1e18
    model setting = 3%
  }
  query owed(loan: reads Debt of A): A { model loan.principal + simple_interest(loan.principal, rate(A), loan.age) }
  action pawn(A, size: A) -> cash: A, loan: Debt of A {
    call   shop.pawn(A, size)
    issues loan for size, cash of size
    proof  event shop.Pawned(amount: size)
    fails  closed
  }
  action redeem(loan: changes Debt of A, pay: A) {
    call    shop.redeem(A, pay) allowing shop to take pay
    moves   pay out
    settles loan by pay
    proof   event shop.Redeemed(amount: pay)
    fails   closed
  }
}
)";

constexpr std::string_view pawn_shop_abi = R"([
  {"type": "function", "name": "pawn", "inputs": [{"type": "address"}, {"type": "uint256"}]},
  {"type": "function", "name": "redeem", "inputs": [{"type": "address"}, {"type": "uint256"}]},
  {"type": "function", "name": "rateOf", "stateMutability": "view", "inputs": [{"type": "address"}],
   "outputs": [{"type": "uint256"}]},
  {"type": "event", "name": "Pawned", "inputs": [{"name": "amount", "type": "uint256"}]},
  {"type": "event", "name": "Redeemed", "inputs": [{"name": "amount", "type": "uint256"}]}
])";

constexpr std::string_view deal = R"(use "./protocols/pawn_shop.deal" as pawn
deal d {
  buckets of 100 USDC { working 100% }
  step take { pawn.pawn(USDC, 50 USDC) -> cash, loan }
  step back {
    require pawn.rate(USDC) < 10%
    pawn.redeem(loan, pay: up to loan.owed from cash)
    ensure loan.owed == 0 USDC
  }
}
)";

compile::CheckedText check(std::string_view text, support::LibraryProvider& provider) {
  return compile::check_text(
      std::make_shared<const diagnostics::Source>("d.deal", std::string(text)), provider);
}

std::string shown(const diagnostics::Diagnostics& found) {
  return diagnostics::to_terminal(found, diagnostics::Colour::none);
}

support::LibraryProvider project() {
  support::LibraryProvider provider;
  provider.files["protocols/pawn_shop.deal"] = pawn_shop;
  provider.files["abi/pawn_shop.json"] = pawn_shop_abi;
  return provider;
}

TEST(OwnProtocol, IsTextAndAbiOnly) {
  support::LibraryProvider provider = project();
  const auto checked = check(deal, provider);
  ASSERT_TRUE(checked.found.empty()) << shown(checked.found);
  const auto planned = compile::plan_deal(checked, "d", {});
  ASSERT_TRUE(planned.plan) << shown(planned.found);
  const plan::Plan& plan = *planned.plan;
  ASSERT_EQ(plan.allow_list.size(), 3U);
  EXPECT_EQ(plan.allow_list[0].contract, "pawn_shop.USDC");
  EXPECT_EQ(plan.allow_list[1].signature, "pawn(address,uint256)");
  ASSERT_EQ(plan.modules.size(), 1U);
  EXPECT_EQ(plan.modules[0].alias, "pawn");
  ASSERT_EQ(plan.modules[0].queries.size(), 2U);
  EXPECT_EQ(plan.modules[0].queries[0].name, "pawn_shop.owed");
}

TEST(OwnProtocol, WithoutItsAbiIsAFindingAtItsOwnText) {
  support::LibraryProvider provider = project();
  provider.files.erase("abi/pawn_shop.json");
  const auto checked = check(deal, provider);
  ASSERT_FALSE(checked.found.empty());
  for (const auto& finding : checked.found)
    EXPECT_EQ(finding.primary.source->name(), "protocols/pawn_shop.deal") << shown(checked.found);
  EXPECT_EQ(checked.found.front().code, diagnostics::Code::abi_unreadable);
}

TEST(OwnProtocol, MayUseLettersThatADealHasAsAssets) {
  // The module's `A` stands for any asset, whatever the deal calls `A`.
  support::LibraryProvider provider = project();
  const std::string text(deal);
  const std::size_t line = text.find('\n') + 1;
  const auto ordered =
      check(text.substr(0, line) + "asset A { decimals 2 }\n" + text.substr(line), provider);
  EXPECT_TRUE(ordered.found.empty()) << shown(ordered.found);
}

TEST(OwnProtocol, BringsItsAssetsAlong) {
  support::LibraryProvider provider = project();
  provider.files["assets.deal"] = "asset SILVER { decimals 4 }\n";
  provider.files["more.deal"] = "use \"./assets.deal\"\nasset GOLD { decimals 4 }\n";
  const auto checked = check(R"(use "./more.deal"
use erc20
deal d {
  buckets of 5 SILVER { working 100% }
  step s { erc20.transfer(all SILVER from working, to: "x") }
}
)",
                             provider);
  EXPECT_TRUE(checked.found.empty()) << shown(checked.found);
}

}  // namespace
}  // namespace dealwright::sema
