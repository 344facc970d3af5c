// Typed messages against the example of EIP-712 and ethers.
#include "engine/adapters/evm/abi/typed_message.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi {
namespace {

using nlohmann::json;

std::string fault(const std::function<void(json&)>& change) {
  json message = test::published("typed_message.json");
  change(message);
  const auto hashed = hash_typed_message(message.dump());
  return hashed ? "" : hashed.error().what;
}

TEST(TypedMessage, IsTheExampleOfEip712) {
  const auto hashed = hash_typed_message(test::published("typed_message.json").dump());
  ASSERT_TRUE(hashed.has_value()) << hashed.error().what;
  EXPECT_EQ(hashed->encoded_type,
            "Mail(Person from,Person to,string contents)Person(string name,address wallet)");
  EXPECT_EQ(crypto::to_hex(hashed->domain),
            "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
  EXPECT_EQ(crypto::to_hex(hashed->message),
            "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
  EXPECT_EQ(crypto::to_hex(hashed->digest),
            "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
}

TEST(TypedMessage, AgreesWithEthers) {
  test::for_each_case("typed_messages", [](const json& one) {
    const auto hashed = hash_typed_message(one.at("json").dump());
    ASSERT_TRUE(hashed.has_value()) << hashed.error().what;
    ASSERT_EQ(hashed->encoded_type, one.at("type").get<std::string>());
    ASSERT_EQ(crypto::to_hex(hashed->domain), one.at("domain").get<std::string>());
    ASSERT_EQ(crypto::to_hex(hashed->digest), one.at("digest").get<std::string>());
  });
}

TEST(TypedMessage, TakesNoFieldThatIsNotSigned) {
  EXPECT_EQ(fault([](json& m) { m["message"]["amount"] = "1"; }),
            "the message: a value has fields that `Mail` does not declare");
  EXPECT_EQ(fault([](json& m) { m["domain"]["salt"] = "0x00"; }),
            "the domain: a value has fields that `EIP712Domain` does not declare");
  EXPECT_EQ(fault([](json& m) { m["message"].erase("to"); }),
            "the message: `Mail` lacks its field `to`");
}

TEST(TypedMessage, SaysWhatIsWrong) {
  EXPECT_EQ(fault([](json&) {}), "");
  EXPECT_EQ(fault([](json& m) { m.erase("domain"); }), "the typed message lacks `domain`");
  EXPECT_EQ(fault([](json& m) { m["primaryType"] = "Letter"; }), "no type `Letter` is declared");
  EXPECT_EQ(fault([](json& m) { m["types"]["Mail"][0]["type"] = "Persona"; }),
            "`Mail.from`: `Persona` is no type of the ABI");
  EXPECT_EQ(fault([](json& m) { m["message"]["to"]["wallet"] = "0x12"; }),
            "the message: `to`: `wallet`: `0x12` is no address: 0x and 40 hexadecimal digits are");
  EXPECT_EQ(fault([](json& m) { m["message"]["contents"] = 5; }),
            "the message: `contents`: the value is no text");
  EXPECT_EQ(fault([](json& m) { m["domain"]["chainId"] = 1.5; }),
            "the domain: `chainId`: `` is no whole number");
  EXPECT_EQ(fault([](json& m) { m["domain"]["chainId"] = -1; }),
            "the domain: `chainId`: -1 does not fit uint256");
  EXPECT_EQ(fault([](json& m) { m["types"]["Mail"].push_back(m["types"]["Mail"][0]); }),
            "`Mail` has the field `from` twice");
  EXPECT_FALSE(hash_typed_message("[]").has_value());
  EXPECT_FALSE(hash_typed_message(std::string(typed_message_bytes_max + 1, ' ')).has_value());
}

TEST(TypedMessage, OfAFixedListHasThatManyElements) {
  const auto with = [](json list) {
    json message = test::published("typed_message.json");
    message["types"]["Mail"][2]["type"] = "string[2]";
    message["message"]["contents"] = std::move(list);
    const auto hashed = hash_typed_message(message.dump());
    return hashed ? "" : hashed.error().what;
  };
  EXPECT_EQ(with({"a", "b"}), "");
  EXPECT_EQ(with(json::array({"a"})), "the message: `contents`: the list has 1 elements, not 2");
}

TEST(TypedMessage, OfTypesThatContainThemselvesEnds) {
  json message = test::published("typed_message.json");
  message["types"]["Person"].push_back({{"name", "friend"}, {"type", "Person"}});
  json person = {{"name", "x"}, {"wallet", "0x" + std::string(40, '0')}};
  for (int i = 0; i < 30; ++i) {
    json around = {{"name", "x"}, {"wallet", "0x" + std::string(40, '0')}};
    around["friend"] = person;
    person = around;
  }
  message["message"]["from"] = person;
  const auto hashed = hash_typed_message(message.dump());
  ASSERT_FALSE(hashed.has_value());
  EXPECT_NE(hashed.error().what.find("structs deeper than 16"), std::string::npos)
      << hashed.error().what;
}

}  // namespace
}  // namespace dealwright::abi
