// Interfaces from JSON and signatures from text.
#include "engine/adapters/evm/abi/interface.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::abi {
namespace {

using nlohmann::json;

std::string fault(const std::string& text) {
  const auto read = interface_from_json(text);
  return read ? "" : read.error().what;
}

std::string selector(std::string_view signature) {
  const auto function = function_from_text(signature);
  EXPECT_TRUE(function.has_value()) << signature;
  return crypto::to_hex(selector_of(function.value_or(Function{})));
}

TEST(Selector, FollowsFromTheCanonicalSignature) {
  EXPECT_EQ(selector("function transfer(address to, uint amount) external returns (bool)"),
            "0xa9059cbb");
  EXPECT_EQ(selector("balanceOf(address)"), "0x70a08231");
  EXPECT_EQ(selector("function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, "
                     "address recipient, uint256 deadline, uint256 amountIn, uint256 "
                     "amountOutMinimum, uint160 sqrtPriceLimitX96) params) payable"),
            "0x414bf389");
  EXPECT_EQ(crypto::to_hex(selector_of(*error_from_text("error Error(string)"))), "0x08c379a0");
}

TEST(Signature, SaysWhatAFunctionIs) {
  const auto function = function_from_text(
      "function latestRoundData(address base, address quote) external view returns (uint80 "
      "roundId, int256 answer);");
  ASSERT_TRUE(function.has_value()) << function.error().what;
  EXPECT_EQ(function->name, "latestRoundData");
  EXPECT_EQ(function->mutability, Mutability::view);
  ASSERT_EQ(function->outputs.size(), 2U);
  EXPECT_EQ(function->outputs[1].name, "answer");
}

TEST(Signature, IsRefusedWithTheReason) {
  const auto fault_of_function = [](std::string_view text) {
    const auto function = function_from_text(text);
    return function ? "" : function.error().what;
  };
  EXPECT_EQ(fault_of_function(""), "expected a name, found the end in ``");
  EXPECT_EQ(fault_of_function("f"), "expected `(`, found the end in `f`");
  EXPECT_EQ(fault_of_function("f(uint256"), "expected `,` or `)`, found the end in `f(uint256`");
  EXPECT_EQ(fault_of_function("f() sometimes"),
            "expected `view`, `pure`, `payable`, `external`, `public` or `returns`, found the end "
            "in `f() sometimes`");
  EXPECT_EQ(fault_of_function("1f()"), "expected a name, found `()` in `1f()`");
  EXPECT_EQ(fault_of_function("f(word)"), "`word` is no type of the ABI");
  EXPECT_EQ(fault_of_function(std::string(type_text_max + 1, 'f')),
            "a signature of more than 16384 characters");
}

TEST(Interface, OfEveryContractOfTheLibraryIsRead) {
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator("stdlib/abi")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream stream(entry.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto interface = interface_from_json(text);
    ASSERT_TRUE(interface.has_value()) << entry.path() << ": " << interface.error().what;
    EXPECT_FALSE(interface->functions.empty()) << entry.path();
    ++read;
  }
  EXPECT_GE(read, 10);
}

TEST(Interface, HasTuplesAndIndexedParameters) {
  const auto interface = interface_from_json(R"({"abi": [
    {"type": "constructor", "inputs": [{"name": "owner", "type": "address"}]},
    {"type": "receive", "stateMutability": "payable"},
    {"type": "function", "name": "f", "stateMutability": "pure", "outputs": [],
     "inputs": [{"name": "orders", "type": "tuple[2][]", "components": [
       {"name": "maker", "type": "address"}, {"name": "amount", "type": "uint256"}]}]},
    {"type": "event", "name": "E", "anonymous": false, "inputs": [
       {"name": "a", "type": "uint256", "indexed": true}, {"name": "b", "type": "bytes"}]},
    {"type": "error", "name": "Unauthorized", "inputs": [{"name": "who", "type": "address"}]}
  ]})");
  ASSERT_TRUE(interface.has_value()) << interface.error().what;
  EXPECT_EQ(interface->constructor.size(), 1U);
  ASSERT_EQ(interface->functions.size(), 1U);
  EXPECT_EQ(signature_of(interface->functions[0]), "f((address,uint256)[2][])");
  EXPECT_EQ(interface->functions[0].inputs[0].parts[0].parts[0].parts[1].name, "amount");
  EXPECT_EQ(interface->events[0].kept, (std::vector{Keeping::as_topic, Keeping::as_data}));
  EXPECT_EQ(signature_of(interface->errors[0]), "Unauthorized(address)");
}

TEST(Interface, SaysWhichEntryIsWrong) {
  EXPECT_EQ(fault("{}"), "an interface is a list of entries, or an object with one under `abi`");
  EXPECT_EQ(fault("["), "the interface is no JSON");
  EXPECT_EQ(fault("[1]"), "entry 1: is no object");
  EXPECT_EQ(fault(R"([{"type":"function"}])"), "entry 1: has no name");
  EXPECT_EQ(fault(R"([{"type":"function","name":"f","inputs":[{"type":"uint7"}]}])"),
            "entry 1, `f`: `uint7`: integers have 8 to 256 bits in steps of 8, not 7");
  EXPECT_EQ(fault(R"([{"type":"function","name":"f","inputs":[{"type":"tuple"}]}])"),
            "entry 1, `f`: a tuple without `components`");
  EXPECT_EQ(fault(R"([{"type":"function","name":"f","stateMutability":"odd"}])"),
            "entry 1, `f`: has a `stateMutability` that is not known");
  EXPECT_EQ(fault(R"([{"type":"modifier","name":"f"}])"),
            "entry 1, `f`: is of the kind `modifier`, which is not known");
}

TEST(Interface, HasLimits) {
  EXPECT_EQ(fault(std::string(interface_bytes_max + 1, ' ')),
            "an interface of more than 4194304 bytes");
  std::string many = "[";
  for (std::size_t i = 0; i <= interface_entries_max; ++i)
    many += i == 0 ? "1" : ",1";
  EXPECT_EQ(fault(many + "]"), "more than 10000 entries");
}

TEST(Interface, FindsAFunctionByItsNameOrItsSignature) {
  Interface interface;
  for (const char* text : {"f(uint256)", "g(uint256)", "g(address)"})
    interface.functions.push_back(*function_from_text(text));
  EXPECT_TRUE(find_function(interface, "f").has_value());
  EXPECT_TRUE(find_function(interface, "g(address)").has_value());
  EXPECT_EQ(find_function(interface, "g").error().what,
            "there is more than one function `g`: write it with its types, as `g(address)`");
  EXPECT_EQ(find_function(interface, "h").error().what, "there is no function `h`");
  EXPECT_EQ(find_event(interface, "f").error().what, "there is no event `f`");
}

}  // namespace
}  // namespace dealwright::abi
