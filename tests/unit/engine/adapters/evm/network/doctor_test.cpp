// The doctor before a node of our own making: what it asks, what it makes of the answers, and where
// it stops.
#include "engine/adapters/evm/network/doctor.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::network {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* code = "0x6001";

std::string word(std::uint64_t number) {
  std::string digits(64, '0');
  for (std::size_t at = 64; number > 0; number /= 16)
    digits[--at] = "0123456789abcdef"[number % 16];
  return "0x" + digits;
}

std::string address(std::uint64_t number) { return "0x" + word(number).substr(26); }

// A node that has code everywhere and answers calls by their selectors.
class ScriptedNode final : public rpc::Transport {
 public:
  std::uint64_t chain_id = 138;
  std::string code_found = code;
  std::map<std::string, std::string> calls = {
      {"0x313ce567", word(6)},                        // decimals()
      {"0x70a08231", word(0)},                        // balanceOf(address)
      {"0xdd62ed3e", word(0)},                        // allowance(address,address)
      {"0xb3596f07", word(3'000 * 100'000'000ULL)}};  // getAssetPrice(address)
  std::size_t allowances = 0;

  std::expected<rpc::HttpReply, rpc::TransportFault> post(
      const rpc::PostRequest& request) override {
    const json asked = json::parse(request.body);
    if (!asked.is_array()) return rpc::HttpReply{200, answer(asked).dump()};
    json all = json::array();
    for (const json& one : asked)
      all.push_back(answer(one));
    return rpc::HttpReply{200, all.dump()};
  }

 private:
  json answer(const json& asked) {
    json reply = {{"jsonrpc", "2.0"}, {"id", asked["id"]}};
    const std::string method = asked["method"];
    const json& params = asked["params"];
    if (method == "eth_chainId") reply["result"] = chain_id == 138 ? "0x8a" : "0x1";
    if (method == "web3_clientVersion") reply["result"] = "Geth/v1.16.0-stable/linux-amd64/go1.24";
    if (method == "eth_syncing") reply["result"] = false;
    if (method == "eth_blockNumber") reply["result"] = "0x64";
    if (method == "eth_getBlockByNumber") {
      const bool is_old = params[0] == "0x0";
      reply["result"] = {{"number", is_old ? "0x0" : "0x64"},
                         {"timestamp", is_old ? "0x64" : "0x514"}};  // 12 seconds a block
    }
    if (method == "eth_getCode") reply["result"] = params[0] == address(9) ? "0x" : code_found;
    if (method == "eth_getStorageAt") reply["result"] = word(0);
    if (method == "eth_getBalance") reply["result"] = "0xde0b6b3a7640000";
    if (method == "eth_getTransactionCount") reply["result"] = "0x2";
    if (method == "eth_call") {
      const std::string selector = params[0]["data"].get<std::string>().substr(0, 10);
      if (selector == "0xdd62ed3e") ++allowances;
      reply["result"] = calls.contains(selector) ? calls.at(selector) : "0x";
    }
    return reply;
  }
};

Profile small() {
  const crypto::Hash hash = crypto::keccak256(*crypto::from_hex(code));
  const auto at = [](std::uint64_t number) { return *values::address_from_text(address(number)); };
  Profile profile{.chain_id = 138, .native = "ETH"};
  profile.contracts = {
      {.name = "aave_v3.oracle", .address = at(1), .code_hash = hash, .verified = "yes"}};
  profile.assets = {{.name = "ETH", .decimals = 18},
                    {.name = "USDC", .address = at(2), .code_hash = hash, .decimals = 6}};
  profile.assets[1].price = PriceSource{
      .contract = "aave_v3.oracle",
      .function = *abi::function_from_text("getAssetPrice(address asset) returns (uint256 price)"),
      .arguments = {"USDC"},
      .decimals = 8};
  profile.accounts = {
      {.name = "desk", .address = at(9), .funding_min = values::Amount(1'000'000'000'000'000'000)}};
  return profile;
}

std::vector<Check> examined(const Profile& profile, ScriptedNode& node) {
  return examine(profile, {.endpoints = {{.name = "here", .url = {.host = "127.0.0.1"}}},
                           .transport = &node,
                           .clock = [] { return values::TimePoint{0}; },
                           .wall = {1'310'000}});
}

const Check& about(const std::vector<Check>& checks, std::string_view subject) {
  const auto at = std::ranges::find(checks, subject, &Check::subject);
  EXPECT_NE(at, checks.end()) << subject;
  return *at;
}

TEST(Doctor, FindsSoundWhatIsAsTheProfileSays) {
  ScriptedNode node;
  const auto checks = examined(small(), node);
  EXPECT_TRUE(is_reached(checks));
  EXPECT_TRUE(is_sound(checks));
  EXPECT_THAT(about(checks, "here").found, HasSubstr("block 100, 10s old"));
  EXPECT_THAT(about(checks, "USDC").found, HasSubstr("6 decimals; 3,000 USD"));
  EXPECT_THAT(about(checks, "desk").found, HasSubstr("; 1 ETH"));
  EXPECT_EQ(about(checks, "aave_v3.oracle").verdict, Verdict::good);
}

TEST(Doctor, SaysHowLongFinalityTakes) {
  ScriptedNode node;
  Profile profile = small();
  profile.finality = {.depth = 50, .tag = FinalityTag::finalized};
  const auto checks = examined(profile, node);
  EXPECT_THAT(about(checks, "depth").found, HasSubstr("50 blocks, about 10m"));
  EXPECT_THAT(about(checks, "tag finalized").found, HasSubstr("0 blocks behind"));
}

TEST(Doctor, StopsAtNodesOfAnotherChain) {
  ScriptedNode node;
  node.chain_id = 1;
  const auto checks = examined(small(), node);
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks.front().verdict, Verdict::bad);
  EXPECT_FALSE(is_reached(checks));
  EXPECT_FALSE(is_sound(checks));
}

TEST(Doctor, SaysWhatCodeItFoundInstead) {
  ScriptedNode node;
  node.code_found = "0x6002";
  const auto checks = examined(small(), node);
  EXPECT_FALSE(is_sound(checks));
  EXPECT_THAT(
      about(checks, "aave_v3.oracle").found,
      HasSubstr("its hash is " + crypto::to_hex(crypto::keccak256(*crypto::from_hex("0x6002")))));
  EXPECT_EQ(about(checks, "USDC").verdict, Verdict::bad);
}

TEST(Doctor, ShowsWhatContractsSayOnlyWhereItIsWellFormed) {
  ScriptedNode node;
  node.calls["0x313ce567"] = "0x";
  node.calls["0xb3596f07"] = word(0);
  const Check check = about(examined(small(), node), "USDC");
  EXPECT_EQ(check.verdict, Verdict::bad);
  EXPECT_THAT(check.found, HasSubstr("does not say its decimals"));
  EXPECT_THAT(check.found, HasSubstr("its price is not above zero"));
}

TEST(Doctor, NeverLetsAGoodAnswerHideABadOne) {
  ScriptedNode node;
  node.calls["0x313ce567"] = word(18);
  const Check check = about(examined(small(), node), "USDC");
  EXPECT_EQ(check.verdict, Verdict::bad);
  EXPECT_THAT(check.found, HasSubstr("has 18 decimals, not the 6 of the profile"));
  EXPECT_THAT(check.found, HasSubstr("3,000 USD"));
}

TEST(Doctor, AsksForNoMoreAllowancesThanItsLimit) {
  ScriptedNode node;
  Profile profile = small();
  constexpr std::size_t each = 30;
  static_assert(each * each * each > allowances_asked_max);
  const ContractEntry contract = profile.contracts.front();
  const AssetEntry token = profile.assets[1];
  const AccountEntry account = profile.accounts.front();
  profile.contracts.resize(each, contract);
  profile.assets.resize(each + 1, token);
  profile.accounts.assign(each, account);
  const auto checks = examined(profile, node);
  EXPECT_LE(node.allowances, allowances_asked_max);
  EXPECT_GT(node.allowances, allowances_asked_max / 2);
  EXPECT_EQ(checks.back().verdict, Verdict::note);
  EXPECT_THAT(checks.back().found, HasSubstr("too many allowances"));
}

}  // namespace
}  // namespace dealwright::network
