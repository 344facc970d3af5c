// Logs of events against ethers, and logs that are another event's.
#include <gtest/gtest.h>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/encode.hpp"
#include "tests/unit/engine/adapters/evm/abi/json_value.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi {
namespace {

using crypto::Hash;
using nlohmann::json;

Event event_of(std::string_view text) {
  auto event = event_from_text(text);
  EXPECT_TRUE(event.has_value()) << (event ? "" : event.error().what);
  return event.value_or(Event{});
}

const Event& transfer() {
  static const Event event =
      event_of("event Transfer(address indexed from, address indexed to, uint256 value)");
  return event;
}

Values some_transfer() { return {Value{values::Address{}}, Value{values::Address{}}, number(7)}; }

TEST(Event, AgreesWithEthers) {
  test::for_each_case("events", [](const json& one) {
    const Event event = event_of(one.at("event").get<std::string>());
    Values values = tests::values_of(event.inputs, one.at("values"));
    const auto encoded = encode_event(event, values);
    ASSERT_TRUE(encoded.has_value()) << encoded.error().what;
    std::vector<std::string> topics;
    for (const Hash& topic : encoded->topics)
      topics.push_back(crypto::to_hex(topic));
    ASSERT_EQ(topics, one.at("topics").get<std::vector<std::string>>());
    ASSERT_EQ(crypto::to_hex(encoded->data), one.at("data").get<std::string>());

    const auto decoded = decode_event(event, encoded->topics, encoded->data, Reading::canonical);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().what;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (is_kept_as_hash(event.inputs[i], event.kept[i])) {
        const auto topic = encode_topic(event.inputs[i], values[i]);
        values[i] = {crypto::Bytes(topic->bytes.begin(), topic->bytes.end())};
      }
    }
    ASSERT_EQ(*decoded, values);
  });
}

TEST(Event, IsNamedByItsTopic) {
  EXPECT_EQ(crypto::to_hex(topic_of(transfer())),
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

TEST(Event, IsNotDecodedFromTheLogOfAnother) {
  auto log = encode_event(transfer(), some_transfer());
  ASSERT_TRUE(log.has_value());
  const Event approval =
      event_of("event Approval(address indexed owner, address indexed spender, uint256 value)");
  EXPECT_EQ(decode_event(approval, log->topics, log->data, Reading::lenient).error().what,
            "event Approval(address,address,uint256): the log is another event's");
  // The same event with one more indexed parameter, as ERC-721 has it.
  const Event token =
      event_of("event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)");
  EXPECT_EQ(decode_event(token, log->topics, log->data, Reading::lenient).error().what,
            "event Transfer(address,address,uint256): has 4 topics, the log has 3");
}

TEST(Event, WithoutANameHasOneMoreTopic) {
  const Event event = event_of(
      "Note(uint8 indexed a, uint8 indexed b, uint8 indexed c, "
      "uint8 indexed d) anonymous");
  const auto log = encode_event(event, {number(1), number(2), number(3), number(4)});
  ASSERT_TRUE(log.has_value());
  EXPECT_EQ(log->topics.size(), 4U);
  EXPECT_TRUE(decode_event(event, log->topics, log->data, Reading::canonical).has_value());
  EXPECT_EQ(event_from_text("E(bool indexed,bool indexed,bool indexed,bool indexed)").error().what,
            "event `E` has 4 indexed parameters, at most 3 can be");
}

TEST(Topic, OfAListIsTheHashOfItsElementsInPlace) {
  // Solidity documentation, "Encoding of Indexed Event Parameters": no lengths, all padded.
  const Type type = tests::type_of("uint8[]");
  const auto topic = encode_topic(type, Value{Values{number(1), number(2)}});
  ASSERT_TRUE(topic.has_value());
  crypto::Bytes words(64);
  words[31] = 1;
  words[63] = 2;
  EXPECT_EQ(*topic, crypto::keccak256(crypto::ByteView(words)));
  const auto of_text = encode_topic(tests::type_of("string"), text("abc"));
  EXPECT_EQ(of_text.value_or(Hash{}), crypto::keccak256("abc"));
  EXPECT_FALSE(encode_topic(type, text("abc")).has_value());
}

TEST(Event, OfWrongDataIsSaid) {
  auto log = encode_event(transfer(), some_transfer());
  ASSERT_TRUE(log.has_value());
  EXPECT_EQ(decode_event(transfer(), log->topics, {}, Reading::lenient).error().what,
            "event Transfer(address,address,uint256): the bytes end before the values");
  log->topics[1].bytes[0] = 1;
  EXPECT_EQ(decode_event(transfer(), log->topics, log->data, Reading::lenient).error().what,
            "event Transfer(address,address,uint256): `from`: an address has more than 20 bytes");
  EXPECT_EQ(encode_event(transfer(), {}).error().what,
            "event Transfer(address,address,uint256): takes 3 values, not 0");
}

}  // namespace
}  // namespace dealwright::abi
