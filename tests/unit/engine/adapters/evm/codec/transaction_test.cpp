// Transactions against the vectors of ethereum/tests, the example of EIP-155, and ethers.
#include "engine/adapters/evm/codec/transaction.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::codec {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using nlohmann::json;
using test::unhex;
using values::Amount;

Amount amount(const json& one, const char* name) {
  if (!one.contains(name)) return {};
  return values::amount_from_digits(one.at(name).get<std::string>()).value_or(Amount::max());
}

std::uint64_t number(const json& one, const char* name) { return amount(one, name).limbs()[0]; }

values::Address address(const std::string& text) {
  return values::address_from_text(text).value_or(values::Address{});
}

crypto::PrivateKey key_of(std::string_view hex) {
  auto key = crypto::PrivateKey::from_bytes(unhex(hex));
  EXPECT_TRUE(key.has_value());
  return std::move(*key);
}

Transaction transaction_of(const json& one) {
  Transaction result{.kind = static_cast<TransactionKind>(one.at("kind").get<int>()),
                     .chain_id = number(one, "chain"),
                     .nonce = number(one, "nonce"),
                     .gas_price = amount(one, "price"),
                     .priority_fee_max = amount(one, "tip"),
                     .fee_max = amount(one, "cap"),
                     .gas_limit = number(one, "gas"),
                     .value = amount(one, "value"),
                     .data = unhex(one.at("data").get<std::string>())};
  if (!one.at("to").is_null()) result.to = address(one.at("to"));
  for (const json& entry : one.value("list", json::array())) {
    AccessEntry& added = result.access_list.emplace_back();
    added.address = address(entry.at("address"));
    for (const json& key : entry.at("storageKeys"))
      added.storage_keys.push_back(crypto::hash_from_hex(key.get<std::string>()).value());
  }
  return result;
}

void agrees_with_ethers(const char* kind) {
  test::for_each_case(kind, [](const json& one) {
    const Transaction transaction = transaction_of(one);
    const Bytes unsigned_form = unhex(one.at("unsigned").get<std::string>());
    ASSERT_EQ(unsigned_bytes(transaction), unsigned_form);
    ASSERT_EQ(decode_unsigned(unsigned_form).value_or(Transaction{}), transaction);
    const auto made = sign(transaction, key_of(one.at("key").get<std::string>()));
    ASSERT_TRUE(made.has_value()) << made.error().what;
    ASSERT_EQ(crypto::to_hex(made->bytes), one.at("signed").get<std::string>());
    ASSERT_EQ(crypto::to_hex(made->hash), one.at("hash").get<std::string>());
    const auto decoded = decode_signed(made->bytes);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().what;
    ASSERT_EQ(decoded->transaction, transaction);
    ASSERT_EQ(decoded->hash, made->hash);
    ASSERT_EQ(decoded->sender, address(one.at("sender")));
  });
}

Transaction plain() {
  return {.chain_id = 1,
          .nonce = 9,
          .priority_fee_max = Amount(2),
          .fee_max = Amount(100),
          .gas_limit = 21'000,
          .to = address("0x3535353535353535353535353535353535353535"),
          .value = Amount(1'000'000'000'000'000'000)};
}

TEST(LegacyTransaction, IsTheExampleOfEip155) {
  const Transaction transaction{.kind = TransactionKind::legacy,
                                .chain_id = 1,
                                .nonce = 9,
                                .gas_price = Amount(20'000'000'000),
                                .gas_limit = 21'000,
                                .to = address("0x3535353535353535353535353535353535353535"),
                                .value = Amount(1'000'000'000'000'000'000)};
  EXPECT_EQ(crypto::to_hex(unsigned_bytes(transaction)),
            "0xec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
            "80018080");
  EXPECT_EQ(crypto::to_hex(signing_hash(transaction)),
            "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  std::string key = "0x";
  for (int i = 0; i < 32; ++i)
    key += "46";
  const auto made = sign(transaction, key_of(key));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(crypto::to_hex(made->bytes),
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
            "8025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f76"
            "1aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
}

TEST(LegacyTransaction, AgreesWithEthers) { agrees_with_ethers("legacy"); }
TEST(AccessListTransaction, AgreesWithEthers) { agrees_with_ethers("access_list"); }
TEST(DynamicFeeTransaction, AgreesWithEthers) { agrees_with_ethers("dynamic_fee"); }

TEST(Transaction, IsTakenOrRefusedAsThePublishedVectorsSay) {
  int taken = 0;
  int refused = 0;
  for (const auto& [name, vector] : test::published("transactions.json").items()) {
    const auto decoded = decode_signed(unhex(vector.at("bytes").get<std::string>()));
    if (vector.contains("refused")) {
      ++refused;
      // What is wrong with some is only that they are of another chain than the vectors' chain 1.
      const bool other_chain = vector.at("refused") == "INVALID_CHAINID" && decoded &&
                               decoded->transaction.chain_id != 1;
      EXPECT_TRUE(!decoded || other_chain) << name << " " << vector.at("refused");
      continue;
    }
    ++taken;
    ASSERT_TRUE(decoded.has_value()) << name << ": " << decoded.error().what;
    EXPECT_EQ(crypto::to_hex(decoded->hash), vector.at("hash").get<std::string>()) << name;
    EXPECT_EQ(values::to_text(decoded->sender), vector.at("sender").get<std::string>()) << name;
  }
  EXPECT_EQ(taken, 48);
  EXPECT_EQ(refused, 154);
}

TEST(Transaction, IsNotSignedWithoutAChainId) {
  Transaction transaction{.kind = TransactionKind::legacy, .to = values::Address{}};
  const auto key = crypto::PrivateKey::generate();
  ASSERT_FALSE(sign(transaction, key).has_value());
  EXPECT_EQ(sign(transaction, key).error().what,
            "a transaction without a chain id could be replayed on any chain");
  transaction.chain_id = 1;
  EXPECT_TRUE(sign(transaction, key).has_value());
}

TEST(Transaction, IsNotSignedWithAFault) {
  const auto fault = [](auto change) {
    Transaction transaction = plain();
    change(transaction);
    const auto made = sign(transaction, crypto::PrivateKey::generate());
    return made ? std::string() : made.error().what;
  };
  EXPECT_EQ(fault([](Transaction&) {}), "");
  EXPECT_EQ(fault([](Transaction& t) { t.chain_id = 0; }), "the chain id is zero");
  EXPECT_EQ(fault([](Transaction& t) { t.chain_id = chain_id_max + 1; }),
            "the chain id is above 9223372036854775789");
  EXPECT_EQ(fault([](Transaction& t) { t.nonce = nonce_max + 1; }),
            "the nonce is above 2^64 - 2 (EIP-2681)");
  EXPECT_EQ(fault([](Transaction& t) { t.gas_price = Amount(1); }),
            "an EIP-1559 transaction has no gas price");
  EXPECT_EQ(fault([](Transaction& t) { t.priority_fee_max = Amount(101); }),
            "the highest priority fee, 101 wei, is above the highest fee, 100 wei");
  EXPECT_EQ(fault([](Transaction& t) { t.kind = TransactionKind::legacy; }),
            "only EIP-1559 transactions have a highest fee");
  EXPECT_EQ(fault([](Transaction& t) { t.to = std::nullopt; }),
            "a transaction without recipient and data would create an empty contract");
  EXPECT_EQ(fault([](Transaction& t) { t.fee_max = Amount::max(); }),
            "gas limit times highest fee is above 2^256 - 1 wei");
  EXPECT_EQ(fault([](Transaction& t) { t.data.resize(transaction_bytes_max); }).substr(0, 20),
            "the transaction has ");
}

// A signed transaction with one thing changed behind the signer's back.
TEST(SignedTransaction, HasAnotherSenderWhenAnythingIsChanged) {
  const auto key = crypto::PrivateKey::generate();
  const Transaction transaction = plain();
  const crypto::Signature signature = crypto::sign(signing_hash(transaction), key);
  const auto sender_of = [&](const Transaction& changed) {
    const auto decoded = decode_signed(signed_bytes(changed, signature));
    return decoded ? decoded->sender : values::Address{};
  };
  EXPECT_EQ(sender_of(transaction), crypto::address_of(key));
  Transaction other = transaction;
  other.value = Amount(2);
  EXPECT_NE(sender_of(other), crypto::address_of(key));
  other = transaction;
  other.nonce = 10;
  EXPECT_NE(sender_of(other), crypto::address_of(key));
}

TEST(SignedTransaction, IsRefusedWithBytesBehindItOrOfAnUnknownType) {
  const auto made = sign(plain(), crypto::PrivateKey::generate());
  ASSERT_TRUE(made.has_value());
  Bytes longer = made->bytes;
  longer.push_back(0);
  EXPECT_EQ(decode_signed(longer).error().what, "1 bytes follow the item");
  Bytes other = made->bytes;
  other[0] = 3;
  EXPECT_EQ(decode_signed(other).error().what,
            "transactions of type 3 are not known here: legacy, 1 and 2 are");
  EXPECT_FALSE(decode_signed({}).has_value());
  EXPECT_FALSE(decode_signed(ByteView(made->bytes).first(20)).has_value());
  EXPECT_FALSE(decode_signed(Bytes(transaction_bytes_max + 1, 0xc0)).has_value());
}

}  // namespace
}  // namespace dealwright::codec
