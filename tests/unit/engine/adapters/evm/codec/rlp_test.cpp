// RLP against the vectors of ethereum/tests and against ethers.
#include "engine/adapters/evm/codec/rlp.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::codec {
namespace {

using crypto::Bytes;
using nlohmann::json;
using test::unhex;

RlpItem bytes_item(Bytes bytes) { return {.bytes = std::move(bytes)}; }

// Digits of a number of any size as big-endian bytes: one of the vectors is above 2^256.
Bytes big_endian(std::string digits) {
  Bytes bytes;
  while (!digits.empty()) {
    int rest = 0;
    std::string quotient;
    for (const char c : digits) {
      const int part = rest * 10 + (c - '0');
      if (!quotient.empty() || part / 256 != 0) quotient += static_cast<char>('0' + part / 256);
      rest = part % 256;
    }
    bytes.push_back(static_cast<std::uint8_t>(rest));
    digits = quotient;
  }
  std::ranges::reverse(bytes);
  return bytes;
}

// The notation of the vectors: text, 0x bytes, # digits, numbers and lists.
RlpItem item_of(const json& value) {
  if (value.is_array()) {
    RlpItem list{.kind = RlpItem::Kind::list};
    for (const json& inner : value)
      list.items.push_back(item_of(inner));
    return list;
  }
  if (value.is_number())
    return bytes_item(minimal_bytes(values::Amount(value.get<std::uint64_t>())));
  const std::string text = value;
  if (text.starts_with("#")) return bytes_item(big_endian(text.substr(1)));
  if (text.starts_with("0x")) return bytes_item(unhex(text));
  return bytes_item({text.begin(), text.end()});
}

TEST(Rlp, AgreesWithThePublishedVectors) {
  const json vectors = test::published("rlp.json");
  EXPECT_EQ(vectors.size(), 28U);
  for (const auto& [name, vector] : vectors.items()) {
    const RlpItem item = item_of(vector.at("in"));
    const Bytes bytes = unhex(vector.at("out").get<std::string>());
    EXPECT_EQ(encode_rlp(item), bytes) << name;
    const auto decoded = decode_rlp(bytes);
    ASSERT_TRUE(decoded.has_value()) << name << ": " << decoded.error().what;
    EXPECT_EQ(*decoded, item) << name;
  }
}

TEST(Rlp, RefusesThePublishedVectorsThatAreNone) {
  const json vectors = test::published("rlp_invalid.json");
  EXPECT_GE(vectors.size(), 17U);
  for (const auto& [name, vector] : vectors.items()) {
    const auto decoded = decode_rlp(unhex(vector.at("out").get<std::string>()));
    ASSERT_FALSE(decoded.has_value()) << name;
    EXPECT_NE(decoded.error().what, "") << name;
  }
}

TEST(Rlp, AgreesWithEthers) {
  test::for_each_case("rlp", [](const json& one) {
    const RlpItem item = item_of(one.at("item"));
    const Bytes bytes = unhex(one.at("bytes").get<std::string>());
    ASSERT_EQ(encode_rlp(item), bytes);
    ASSERT_EQ(decode_rlp(bytes).value_or(RlpItem{}), item);
  });
}

TEST(Rlp, SaysWhereBytesAreNotCanonical) {
  EXPECT_EQ(decode_rlp(unhex("8100")).error().what,
            "a single small byte with a length in front at byte 0");
  EXPECT_EQ(decode_rlp(unhex("c28101")).error().what,
            "a single small byte with a length in front at byte 1");
  EXPECT_EQ(decode_rlp(unhex("b801ff")).error().what,
            "a short length is written in the long form at byte 0");
  EXPECT_EQ(decode_rlp(unhex("8180ff")).error().what, "1 bytes follow the item");
  EXPECT_EQ(decode_rlp({}).error().what, "no bytes where an RLP item begins");
  EXPECT_EQ(decode_rlp(unhex("bfffffffffffffffff")).error().what,
            "the bytes end before the 18446744073709551615 that are announced at byte 0");
}

TEST(Rlp, HasALimitOnDepth) {
  const auto nested = [](std::size_t lists) {
    RlpItem item{.kind = RlpItem::Kind::list};
    for (std::size_t i = 1; i < lists; ++i) {
      RlpItem around{.kind = RlpItem::Kind::list};
      around.items.push_back(std::move(item));
      item = std::move(around);
    }
    return encode_rlp(item);
  };
  EXPECT_TRUE(decode_rlp(nested(rlp_depth_max)).has_value());
  const auto deeper = decode_rlp(nested(rlp_depth_max + 1));
  ASSERT_FALSE(deeper.has_value());
  EXPECT_EQ(deeper.error().what.substr(0, 21), "lists deeper than 64 ");
}

TEST(Rlp, HasALimitOnItems) {
  const auto list_of = [](std::size_t items) {
    Bytes list;
    append_rlp_list(list, Bytes(items, 0x01));
    return list;
  };
  EXPECT_TRUE(decode_rlp(list_of(rlp_items_max - 1)).has_value());
  const auto more = decode_rlp(list_of(rlp_items_max));
  ASSERT_FALSE(more.has_value());
  EXPECT_EQ(more.error().what, "more than 100000 items");
}

TEST(RlpNumber, HasNoZerosInFrontAndFitsItsType) {
  EXPECT_EQ(rlp_number(bytes_item({}), "n"), values::Amount());
  EXPECT_EQ(rlp_number(bytes_item({1, 0}), "n"), values::Amount(256));
  EXPECT_EQ(rlp_number(bytes_item({0}), "the nonce").error().what, "the nonce has zeros in front");
  EXPECT_FALSE(rlp_number(bytes_item(Bytes(33, 1)), "n").has_value());
  EXPECT_FALSE(rlp_number64(bytes_item(Bytes(9, 1)), "n").has_value());
  EXPECT_FALSE(rlp_number({.kind = RlpItem::Kind::list}, "n").has_value());
  EXPECT_EQ(rlp_number64(bytes_item(Bytes(8, 0xff)), "n"), UINT64_MAX);
}

}  // namespace
}  // namespace dealwright::codec
