// Encoding: the examples of the specification, ethers, and what does not fit.
#include "engine/adapters/evm/abi/encode.hpp"

#include <gtest/gtest.h>

#include "engine/adapters/evm/abi/call.hpp"
#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi {
namespace {

using nlohmann::json;
using test::unhex;

// A call as its words, one a line.
std::string words_of(const std::string& signature, const json& arguments) {
  const auto function = function_from_text(signature);
  EXPECT_TRUE(function.has_value()) << signature;
  const auto bytes = encode_call(*function, tests::values_of(function->inputs, arguments));
  if (!bytes) return bytes.error().what;
  const std::string digits = crypto::to_digits(*bytes);
  std::string text = digits.substr(0, 8);
  for (std::size_t at = 8; at < digits.size(); at += 64)
    text += "\n" + digits.substr(at, 64);
  return text;
}

std::string fault(const std::string& type, Value value) {
  auto read = tests::type_of(type);
  read.name = "x";
  const auto bytes = encode({read}, {std::move(value)});
  return bytes ? "" : bytes.error().what;
}

// Solidity documentation, "Contract ABI Specification", Examples.
TEST(Encoding, IsTheOneOfTheSpecificationsExamples) {
  EXPECT_EQ(words_of("baz(uint32,bool)", {"69", true}),
            "cdcd77c0\n"
            "0000000000000000000000000000000000000000000000000000000000000045\n"
            "0000000000000000000000000000000000000000000000000000000000000001");
  EXPECT_EQ(words_of("bar(bytes3[2])", json::array({{"0x616263", "0x646566"}})),
            "fce353f6\n"
            "6162630000000000000000000000000000000000000000000000000000000000\n"
            "6465660000000000000000000000000000000000000000000000000000000000");
  EXPECT_EQ(
      words_of("sam(bytes,bool,uint256[])", {"0x64617665", true, json::array({"1", "2", "3"})}),
      "a5643bf2\n"
      "0000000000000000000000000000000000000000000000000000000000000060\n"
      "0000000000000000000000000000000000000000000000000000000000000001\n"
      "00000000000000000000000000000000000000000000000000000000000000a0\n"
      "0000000000000000000000000000000000000000000000000000000000000004\n"
      "6461766500000000000000000000000000000000000000000000000000000000\n"
      "0000000000000000000000000000000000000000000000000000000000000003\n"
      "0000000000000000000000000000000000000000000000000000000000000001\n"
      "0000000000000000000000000000000000000000000000000000000000000002\n"
      "0000000000000000000000000000000000000000000000000000000000000003");
  EXPECT_EQ(words_of("f(uint256,uint32[],bytes10,bytes)",
                     {"291", json::array({"1110", "1929"}), "0x31323334353637383930",
                      "0x48656c6c6f2c20776f726c6421"}),
            "8be65246\n"
            "0000000000000000000000000000000000000000000000000000000000000123\n"
            "0000000000000000000000000000000000000000000000000000000000000080\n"
            "3132333435363738393000000000000000000000000000000000000000000000\n"
            "00000000000000000000000000000000000000000000000000000000000000e0\n"
            "0000000000000000000000000000000000000000000000000000000000000002\n"
            "0000000000000000000000000000000000000000000000000000000000000456\n"
            "0000000000000000000000000000000000000000000000000000000000000789\n"
            "000000000000000000000000000000000000000000000000000000000000000d\n"
            "48656c6c6f2c20776f726c642100000000000000000000000000000000000000");
}

TEST(Encoding, AgreesWithEthers) {
  test::for_each_case("values", [](const json& one) {
    const std::vector<Type> types = tests::types_of(one.at("types"));
    const Values values = tests::values_of(types, one.at("values"));
    const auto bytes = encode(types, values);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().what;
    ASSERT_EQ(crypto::to_hex(*bytes), one.at("bytes").get<std::string>());
    for (const Reading reading : {Reading::canonical, Reading::lenient}) {
      const auto decoded = decode(types, *bytes, reading);
      ASSERT_TRUE(decoded.has_value()) << decoded.error().what;
      ASSERT_EQ(*decoded, values);
    }
  });
}

TEST(Call, AgreesWithEthers) {
  test::for_each_case("calls", [](const json& one) {
    const auto function = function_from_text(one.at("signature").get<std::string>());
    ASSERT_TRUE(function.has_value()) << function.error().what;
    const Values arguments = tests::values_of(function->inputs, one.at("values"));
    const auto bytes = encode_call(*function, arguments);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().what;
    ASSERT_EQ(crypto::to_hex(*bytes), one.at("bytes").get<std::string>());
    ASSERT_EQ(decode_call(*function, *bytes).value_or(Values()), arguments);
  });
}

TEST(PackedEncoding, AgreesWithEthers) {
  test::for_each_case("packed", [](const json& one) {
    const std::vector<Type> types = tests::types_of(one.at("types"));
    const auto bytes = encode_packed(types, tests::values_of(types, one.at("values")));
    ASSERT_TRUE(bytes.has_value()) << bytes.error().what;
    ASSERT_EQ(crypto::to_hex(*bytes), one.at("bytes").get<std::string>());
  });
}

TEST(PackedEncoding, RefusesTuplesAndListsOfLists) {
  const auto fault_of_packed = [](const std::string& type) {
    const auto bytes = encode_packed({tests::type_of(type)}, {Value{Values(1)}});
    return bytes ? "" : bytes.error().what;
  };
  EXPECT_EQ(fault_of_packed("(bool)"), "value [0]: (bool) has no packed form");
  EXPECT_EQ(fault_of_packed("bool[][]"), "value [0]: bool[][] has no packed form");
  EXPECT_EQ(fault_of_packed("string[]"), "value [0]: string[] has no packed form");
}

TEST(Encoding, SaysWhichValueDoesNotFit) {
  EXPECT_EQ(fault("uint8", number(255)), "");
  EXPECT_EQ(fault("uint8", number(256)), "`x`: 256 does not fit uint8");
  EXPECT_EQ(fault("int8", Value{Integer{.magnitude = values::Amount(128)}}),
            "`x`: 128 does not fit int8");
  EXPECT_EQ(fault("uint8", text("1")), "`x`: the value is not of type uint8");
  EXPECT_EQ(fault("bytes4", Value{crypto::Bytes(5)}), "`x`: bytes4 has 4 bytes, not 5");
  EXPECT_EQ(fault("uint8[2]", Value{Values{number(1)}}), "`x`: uint8[2] has 2 elements, not 1");
  EXPECT_EQ(fault("uint8[]", Value{Values{number(1), number(300)}}),
            "`x[1]`: 300 does not fit uint8");
  EXPECT_EQ(fault("(uint8 y, bool)[]", Value{Values{Value{Values{number(300), number(1)}}}}),
            "`x[0].y`: 300 does not fit uint8");
  EXPECT_EQ(fault("(uint8,bool)", Value{Values{number(1)}}), "`x`: takes 2 values, not 1");
  EXPECT_EQ(fault("address", number(1)), "`x`: the value is not of type address");
  EXPECT_EQ(fault("bool", number(1)), "`x`: the value is not of type bool");
  EXPECT_EQ(fault("string", Value{crypto::Bytes()}), "`x`: the value is not of type string");
}

TEST(Call, TakesAllArgumentsAndNoMore) {
  const auto function = function_from_text("transfer(address to, uint256 amount)");
  ASSERT_TRUE(function.has_value());
  EXPECT_EQ(encode_call(*function, {number(1)}).error().what,
            "transfer(address,uint256): takes 2 values, not 1");
  EXPECT_EQ(encode_call(*function, {number(1), number(1)}).error().what,
            "transfer(address,uint256): `to`: the value is not of type address");
}

TEST(Call, IsNotDecodedAsAnother) {
  const auto transfer = function_from_text("transfer(address,uint256)");
  const auto approve = function_from_text("approve(address,uint256)");
  const auto bytes = encode_call(*transfer, {Value{values::Address{}}, number(1)});
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(decode_call(*approve, *bytes).error().what,
            "this is no call of approve(address,uint256), which begins with 0x095ea7b3");
  EXPECT_FALSE(decode_call(*transfer, crypto::ByteView(*bytes).first(3)).has_value());
}

}  // namespace
}  // namespace dealwright::abi
