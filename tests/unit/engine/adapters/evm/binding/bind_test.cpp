// A deal's actions as calls of contracts, by a book in which every address is a round number.
#include "engine/adapters/evm/binding/bind.hpp"

#include <gtest/gtest.h>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/binding/unit.hpp"
#include "tests/support/deal_texts.hpp"

namespace dealwright::binding {
namespace {

using values::Address;
using values::Amount;
using values::Rational;

Address address(std::uint8_t byte) {
  Address made;
  made.bytes.fill(byte);
  return made;
}
std::string hex(std::uint8_t byte) { return values::to_text(address(byte)); }

std::string entry(const std::string& table, const std::string& name, std::uint8_t byte,
                  const std::string& more) {
  return "[" + table + ".\"" + name + "\"]\naddress = \"" + hex(byte) + "\"\ncode_hash = \"0x" +
         std::string(64, '1') + "\"\n" + more + "verified = \"by the test\"\n";
}

network::Profile book() {
  const std::string text =
      "format = 1\nchain_id = 138\nnative = \"ETH\"\n"
      "[[endpoints]]\nname = \"node\"\nurl = \"http://127.0.0.1:8545\"\n"
      "[finality]\ndepth = 1\n"
      "[fees]\nper_gas_max = \"100 gwei\"\ntip_max = \"2 gwei\"\n"
      "[assets.ETH]\ndecimals = 18\n" +
      entry("contracts", "weth.token", 1, "") + entry("contracts", "uniswap_v2.router", 2, "") +
      entry("assets", "WETH", 1, "decimals = 18\n") + entry("assets", "USDC", 3, "decimals = 6\n") +
      "[names]\ntreasury = \"" + hex(9) + "\"\n";
  auto read = network::read_profile(text);
  if (!read) {
    for (const auto& mistake : read.error())
      ADD_FAILURE() << "line " << mistake.line << ": " << mistake.what;
    return {};
  }
  return *std::move(read);
}

class BindTest : public testing::Test {
 protected:
  core::Part part(const std::string& action, const Amount& paid) {
    const core::ActionId id = terms_.find_action(action).value();
    core::Part made{.action = id, .locals = {}, .legs = {}};
    for (const plan::Flow& flow : terms_.of(id).action->flows) {
      core::Leg leg;
      if (flow.kind == plan::FlowKind::pay)
        leg.draws.push_back({.account = {.asset = terms_.asset(flow.asset)}, .amount = paid});
      made.legs.push_back(leg);
    }
    return made;
  }
  std::expected<std::vector<BoundCall>, std::string> bound(core::Part made) {
    core::Request request{.attempt = "x#1", .parts = {}, .flash = {}};
    request.parts.push_back(std::move(made));
    return bind({.terms = terms_,
                 .book = book_,
                 .self = address(7),
                 .now = {1'767'225'600'000},
                 .deadline = {1'767'225'660'999}},
                request);
  }
  static abi::Values decoded(const BoundCall& call) {
    const auto function = abi::function_from_text(call.signature);
    return abi::decode_call(*function, call.data).value();
  }

  core::Terms terms_{tests::deal_of("tests/unit/engine/adapters/evm/binding/trade.deal").plan};
  network::Profile book_ = book();
};

const Amount one_ether = values::power_of_ten(18).value();

TEST_F(BindTest, NativeCoinGoesWithTheCall) {
  const auto calls = bound(part("open.wrap", one_ether));
  ASSERT_TRUE(calls.has_value()) << calls.error();
  ASSERT_EQ(calls->size(), 1U);
  EXPECT_EQ(calls->front().to, address(1));
  EXPECT_EQ(calls->front().value, one_ether);
  EXPECT_EQ(crypto::to_hex(calls->front().data), "0xd0e30db0");
}

TEST_F(BindTest, AnAllowanceComesFirstAndIsExact) {
  core::Part swap = part("swap.swap", one_ether);
  swap.locals = {
      {.name = "least", .value = Rational::fraction(29'850'000'001, 10'000'000).value()}};
  const auto calls = bound(std::move(swap));
  ASSERT_TRUE(calls.has_value()) << calls.error();
  ASSERT_EQ(calls->size(), 2U);
  EXPECT_EQ((*calls)[0].to, address(1));
  EXPECT_EQ(decoded((*calls)[0]), (abi::Values{{address(2)}, {one_ether}}));
  EXPECT_EQ((*calls)[1].to, address(2));
  const abi::Values arguments = decoded((*calls)[1]);
  EXPECT_EQ(arguments[0], abi::Value{one_ether});
  // 2985.0000001 USDC, of which the contract knows six places: a minimum rounds up.
  EXPECT_EQ(arguments[1], abi::Value{Amount(2'985'000'001)});
  EXPECT_EQ(arguments[2], (abi::Value{std::vector<abi::Value>{{address(1)}, {address(3)}}}));
  EXPECT_EQ(arguments[3], abi::Value{address(7)});
  EXPECT_EQ(arguments[4], abi::Value{Amount(1'767'225'660)});
}

TEST_F(BindTest, ATextIsSomebodyInTheBook) {
  core::Part transfer = part("swap.transfer", Amount(5));
  transfer.locals = {{.name = "to", .value = std::string("treasury")}};
  auto calls = bound(transfer);
  ASSERT_TRUE(calls.has_value()) << calls.error();
  EXPECT_EQ(decoded(calls->front()), (abi::Values{{address(9)}, {Amount(5)}}));
  transfer.locals = {{.name = "to", .value = std::string("somebody")}};
  calls = bound(transfer);
  ASSERT_FALSE(calls.has_value());
  EXPECT_EQ(calls.error(),
            "`swap.transfer`: argument 1 of `transfer(address,uint256)`: the "
            "network's book has no `somebody`");
}

TEST_F(BindTest, WhatIsNotInTheBookIsNotCalled) {
  book_.contracts.clear();
  const auto calls = bound(part("open.wrap", one_ether));
  ASSERT_FALSE(calls.has_value());
  EXPECT_EQ(calls.error(), "`open.wrap`: the network's book has no contract `weth.token`");
}

TEST_F(BindTest, WhatWasNotFixedWithTheDecisionIsNotMadeUp) {
  const auto calls = bound(part("swap.swap", one_ether));
  ASSERT_FALSE(calls.has_value());
  EXPECT_NE(calls.error().find("`least` was not fixed with the decision"), std::string::npos)
      << calls.error();
}

TEST_F(BindTest, GroupsAreNotTakenApart) {
  core::Request request{.attempt = "x#1", .parts = {}, .flash = Amount(1)};
  request.parts.push_back(part("open.wrap", one_ether));
  EXPECT_FALSE(
      bind({.terms = terms_, .book = book_, .self = {}, .now = {}, .deadline = {}}, request)
          .has_value());
}

TEST(Unit, IsReadFromWords) {
  EXPECT_EQ(unit_from_text("USDC per WETH"), (Unit{{"USDC", 1}, {"WETH", -1}}));
  EXPECT_TRUE(unit_from_text("ratio").empty());
  EXPECT_TRUE(unit_from_text("").empty());
  EXPECT_TRUE(unit_from_text("USDC per USDC").empty());
  EXPECT_EQ(to_text(unit_from_text("USDC per WETH")), "USDC per WETH");
  EXPECT_EQ(asset_of(unit_from_text("USDC")), "USDC");
  EXPECT_FALSE(asset_of(unit_from_text("USDC per WETH")).has_value());
}

}  // namespace
}  // namespace dealwright::binding
