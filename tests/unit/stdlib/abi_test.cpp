// Contract interfaces: each function and event is the deployed contract's, judged by its selector
// or topic, and the module texts name only what is there.
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stdlib/library.hpp"
#include "tests/unit/stdlib/keccak.hpp"

namespace dealwright::stdlib {
namespace {

using nlohmann::json;
using tests::keccak256;

std::vector<std::string> files_ending(std::string_view ending) {
  std::vector<std::string> found;
  for (const std::string_view name : file_names()) {
    if (name.ends_with(ending)) found.emplace_back(name);
  }
  return found;
}

json interface_of(const std::string& path) {
  const auto bytes = find_file(path);
  return bytes ? json::parse(*bytes) : json();
}

std::string type_of(const json& parameter) {
  const std::string type = parameter.at("type");
  if (!type.starts_with("tuple")) return type;
  std::string inner;
  for (const json& component : parameter.at("components")) {
    inner += (inner.empty() ? "" : ",") + type_of(component);
  }
  return "(" + inner + ")" + type.substr(5);
}

std::string signature_of(const json& entry) {
  std::string inputs;
  for (const json& input : entry.at("inputs"))
    inputs += (inputs.empty() ? "" : ",") + type_of(input);
  return std::string(entry.at("name")) + "(" + inputs + ")";
}

TEST(Keccak, AgreesWithThePublishedDigests) {
  EXPECT_EQ(keccak256(""), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(keccak256("abc"), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

// Selectors (8 digits) and topics (64) as the deployed contracts answer to them.
struct Known {
  const char* abi;
  const char* signature;
  const char* digest;
};
const std::vector<Known> deployed{
    {"aave_v3_data_provider", "getReserveData(address)", "35ea6a75"},
    {"aave_v3_data_provider", "getUserReserveData(address,address)", "28dd2d01"},
    {"aave_v3_oracle", "getAssetPrice(address)", "b3596f07"},
    {"aave_v3_pool", "supply(address,uint256,address,uint16)", "617ba037"},
    {"aave_v3_pool", "borrow(address,uint256,uint256,uint16,address)", "a415bcad"},
    {"aave_v3_pool", "repay(address,uint256,uint256,address)", "573ade81"},
    {"aave_v3_pool", "withdraw(address,uint256,address)", "69328dec"},
    {"aave_v3_pool", "flashLoanSimple(address,address,uint256,bytes,uint16)", "42b0b77c"},
    {"aave_v3_pool", "getUserAccountData(address)", "bf92857c"},
    {"aave_v3_pool", "FLASHLOAN_PREMIUM_TOTAL()", "074b2e43"},
    {"aave_v3_pool", "getReserveNormalizedVariableDebt(address)", "386497fd"},
    {"aave_v3_pool", "getReserveNormalizedIncome(address)", "d15e0053"},
    {"aave_v3_pool", "Supply(address,address,address,uint256,uint16)",
     "2b627736bca15cd5381dcf80b0bf11fd197d01a037c52b927a881a10fb73ba61"},
    {"aave_v3_pool", "Borrow(address,address,address,uint256,uint8,uint256,uint16)",
     "b3d084820fb1a9decffb176436bd02558d15fac9b0ddfed8c465bc7359d7dce0"},
    {"aave_v3_pool", "Repay(address,address,address,uint256,bool)",
     "a534c8dbe71f871f9f3530e97a74601fea17b426cae02e1c5aee42c96c784051"},
    {"aave_v3_pool", "Withdraw(address,address,address,uint256)",
     "3115d1449a7b732c986cba18244e897a450f61e1bb8d589cd2e69e6c8924f9f7"},
    {"aave_v3_pool", "FlashLoan(address,address,address,uint256,uint8,uint256,uint16)",
     "efefaba5e921573100900a3ad9cf29f222d995fb3b6045797eaea7521bd8d6f0"},
    {"chainlink_feed_registry", "latestRoundData(address,address)", "bcfd032d"},
    {"erc20", "transfer(address,uint256)", "a9059cbb"},
    {"erc20", "balanceOf(address)", "70a08231"},
    {"erc20", "approve(address,uint256)", "095ea7b3"},
    {"erc20", "allowance(address,address)", "dd62ed3e"},
    {"erc20", "decimals()", "313ce567"},
    {"erc20", "Transfer(address,address,uint256)",
     "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"},
    {"erc20", "Approval(address,address,uint256)",
     "8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"},
    {"uniswap_v2_router", "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
     "38ed1739"},
    {"uniswap_v2_factory", "getPair(address,address)", "e6a43905"},
    {"uniswap_v2_router", "getAmountsOut(uint256,address[])", "d06ca61f"},
    {"uniswap_v3_quoter", "quoteExactInputSingle((address,address,uint256,uint24,uint160))",
     "c6a5026a"},
    {"uniswap_v3_router",
     "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))",
     "414bf389"},
    {"weth9", "deposit()", "d0e30db0"},
    {"weth9", "withdraw(uint256)", "2e1a7d4d"},
    {"weth9", "Deposit(address,uint256)",
     "e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c"},
    {"weth9", "Withdrawal(address,uint256)",
     "7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65"}};

TEST(Abi, EveryEntryOfADeployedContractHasItsSelector) {
  std::map<std::string, std::set<std::string>> expected;
  for (const Known& known : deployed) {
    EXPECT_TRUE(keccak256(known.signature).starts_with(known.digest)) << known.signature;
    expected[known.abi].insert(known.signature);
  }
  const std::set<std::string> ours{"discount_desk", "redemption_window"};
  for (const std::string& path : files_ending(".json")) {
    const std::string name = path.substr(4, path.size() - 9);
    if (ours.contains(name)) continue;
    std::set<std::string> found;
    for (const json& entry : interface_of(path))
      found.insert(signature_of(entry));
    EXPECT_EQ(found, expected[name]) << path;
  }
}

TEST(Abi, EveryEntryIsComplete) {
  const std::set<std::string> mutability{"pure", "view", "nonpayable", "payable"};
  for (const std::string& path : files_ending(".json")) {
    for (const json& entry : interface_of(path)) {
      const std::string what = path + " " + signature_of(entry);
      if (entry.at("type") == "function") {
        EXPECT_TRUE(entry.at("outputs").is_array()) << what;
        EXPECT_TRUE(mutability.contains(entry.at("stateMutability"))) << what;
        continue;
      }
      EXPECT_EQ(entry.at("type"), "event") << what;
      EXPECT_EQ(entry.at("anonymous"), false) << what;
      int indexed = 0;
      for (const json& input : entry.at("inputs")) {
        EXPECT_NE(input.at("name"), "") << what;
        indexed += input.at("indexed").get<bool>() ? 1 : 0;
      }
      EXPECT_LE(indexed, 3) << what;
    }
  }
}

// What a module's text says about one contract: (kind, name, arguments), found by its words alone.
struct Mention {
  std::string kind;
  std::string name;
  std::vector<std::string> arguments;
};

// The text between the parenthesis at `open` and its partner, split at the commas of its own level.
std::vector<std::string> arguments_at(const std::string& text, std::size_t open) {
  std::vector<std::string> arguments;
  std::string argument;
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' && depth++ == 0) continue;
    if (c == ')' && --depth == 0) break;
    if (c == ',' && depth == 1) {
      arguments.push_back(argument);
      argument.clear();
    } else if (c != ' ') {
      argument += c;
    }
  }
  if (!argument.empty()) arguments.push_back(argument);
  return arguments;
}

std::vector<Mention> mentions_of(const std::string& contract, const std::string& text) {
  std::vector<Mention> found;
  const std::regex mention("(call|read|event) +" + contract + "\\.(\\w+)\\(");
  for (std::sregex_iterator it(text.begin(), text.end(), mention), end; it != end; ++it) {
    const auto open = static_cast<std::size_t>(it->position() + it->length() - 1);
    found.push_back({(*it)[1], (*it)[2], arguments_at(text, open)});
  }
  return found;
}

const json* entry_named(const json& abi, const std::string& type, const std::string& name) {
  for (const json& entry : abi) {
    if (entry.at("type") == type && entry.at("name") == name) return &entry;
  }
  return nullptr;
}

TEST(Abi, ModulesNameOnlyWhatIsThereWithAllArguments) {
  const std::regex declaration("contract +(\\w+) +abi +\"(\\w+)\"");
  int checked = 0;
  for (const std::string& path : files_ending(".deal")) {
    const std::string text(find_file(path).value());
    for (std::sregex_iterator it(text.begin(), text.end(), declaration), end; it != end; ++it) {
      const json abi = interface_of("abi/" + (*it)[2].str() + ".json");
      ASSERT_TRUE(abi.is_array()) << path << " names an interface that is not there: " << (*it)[2];
      for (const Mention& mention : mentions_of((*it)[1], text)) {
        const std::string what = path + ": " + mention.kind + " " + mention.name;
        const bool is_event = mention.kind == "event";
        const json* entry = entry_named(abi, is_event ? "event" : "function", mention.name);
        ASSERT_NE(entry, nullptr) << what;
        const json& inputs = entry->at("inputs");
        ++checked;
        if (is_event) {
          std::set<std::string> fields;
          for (const json& input : inputs)
            fields.insert(input.at("name"));
          for (const std::string& argument : mention.arguments) {
            EXPECT_TRUE(fields.contains(argument.substr(0, argument.find(':'))))
                << what << " " << argument;
          }
        } else {
          // A function whose only parameter is a struct is called with its fields.
          const bool one_struct = inputs.size() == 1 && inputs[0].at("type") == "tuple";
          const json& expected = one_struct ? inputs[0].at("components") : inputs;
          EXPECT_EQ(mention.arguments.size(), expected.size()) << what;
        }
      }
    }
  }
  EXPECT_GT(checked, 25);
}

TEST(Abi, OnlyFunctionsThatPayTakeTheNativeCoin) {
  const json weth = interface_of("abi/weth9.json");
  EXPECT_EQ(entry_named(weth, "function", "deposit")->at("stateMutability"), "payable");
  EXPECT_EQ(entry_named(weth, "function", "withdraw")->at("stateMutability"), "nonpayable");
}

}  // namespace
}  // namespace dealwright::stdlib
