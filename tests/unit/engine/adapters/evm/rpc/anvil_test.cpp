// The client, the codecs and a key against a real node: what we encode, it decodes, and the other
// way round.
#include <chrono>

#include <gtest/gtest.h>
#include <poll.h>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/rpc/http_transport.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"
#include "tests/unit/engine/adapters/evm/rpc/local_anvil.hpp"

namespace dealwright::rpc {
namespace {

values::TimePoint now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count()};
}

class AnvilTest : public testing::Test {
 protected:
  Client client() {
    return {{.chain_id = 138}, {{.name = "local", .url = anvil_.url()}}, transport_, now};
  }
  // The first account of the mnemonic "test … junk", which anvil funds.
  static crypto::PrivateKey funded() {
    auto key = crypto::PrivateKey::from_bytes(
        test::unhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));
    return std::move(*key);
  }
  static codec::Transaction transfer(std::uint64_t nonce) {
    values::Address to;
    to.bytes.fill(0x35);
    return {.chain_id = 138,
            .nonce = nonce,
            .priority_fee_max = values::Amount(1'000'000'000),
            .fee_max = values::Amount(10'000'000'000),
            .gas_limit = 21'000,
            .to = to,
            .value = values::Amount(7)};
  }
  static Call send(const codec::Transaction& transaction, const crypto::PrivateKey& key) {
    return {.method = "eth_sendRawTransaction",
            .params = "[\"" + crypto::to_hex(codec::sign(transaction, key).value().bytes) + "\"]"};
  }
  static codec::Receipt mined(Client& asking, const crypto::Hash& hash) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
      const auto answer = asking.call(
          {.method = "eth_getTransactionReceipt", .params = "[\"" + crypto::to_hex(hash) + "\"]"});
      const auto receipt = codec::receipt_from_json(answer.value_or("null"));
      EXPECT_TRUE(receipt.has_value()) << receipt.error().what;
      if (!receipt || receipt->has_value()) return receipt ? **receipt : codec::Receipt{};
      ::poll(nullptr, 0, 5);
    }
    ADD_FAILURE() << "not mined";
    return {};
  }

 private:
  tests::LocalAnvil anvil_;
  HttpTransport transport_;
};

TEST_F(AnvilTest, MinesWhatWeSignAndWeReadItsReceipt) {
  Client asking = client();
  const codec::Transaction transaction = transfer(0);
  const auto key = funded();
  const auto signed_transaction = codec::sign(transaction, key);
  const auto hash = asking.call(send(transaction, key));
  ASSERT_TRUE(hash.has_value()) << hash.error().what;
  EXPECT_EQ(*hash, "\"" + crypto::to_hex(signed_transaction->hash) + "\"");
  EXPECT_EQ(asking.fleet().at(0).node, NodeKind::anvil);

  const codec::Receipt receipt = mined(asking, signed_transaction->hash);
  EXPECT_EQ(receipt.outcome, codec::Outcome::succeeded);
  EXPECT_EQ(receipt.from, crypto::address_of(key));
  EXPECT_EQ(receipt.to, transaction.to);
  EXPECT_EQ(receipt.gas_used, 21'000U);
  asking.head_changed(receipt.block.number);
  const auto balance =
      asking.call({.method = "eth_getBalance",
                   .params = "[\"" + values::to_text(*transaction.to) + "\",\"latest\"]"});
  EXPECT_EQ(balance.value_or(""), "\"0x7\"");
}

TEST_F(AnvilTest, SaysItsErrorsAsTheTableHasThem) {
  Client asking = client();
  const auto key = funded();
  const auto error_of = [&](const codec::Transaction& transaction, const crypto::PrivateKey& by) {
    const auto outcome = asking.call(send(transaction, by));
    EXPECT_FALSE(outcome.has_value());
    return outcome ? std::string() : std::string(to_text(outcome.error().is));
  };
  ASSERT_TRUE(asking.call(send(transfer(0), key)).has_value());
  (void)mined(asking, codec::sign(transfer(0), key)->hash);
  EXPECT_EQ(error_of(transfer(0), key), "nonce too low");
  codec::Transaction other_chain = transfer(1);
  other_chain.chain_id = 1;
  EXPECT_EQ(error_of(other_chain, key), "invalid");
  EXPECT_EQ(error_of(transfer(0), crypto::PrivateKey::generate()), "insufficient funds");
  codec::Transaction little_gas = transfer(1);
  little_gas.gas_limit = 20'000;
  EXPECT_EQ(error_of(little_gas, key), "invalid");
  codec::Transaction cheap = transfer(1);
  cheap.fee_max = cheap.priority_fee_max = values::Amount(1);
  EXPECT_EQ(error_of(cheap, key), "underpriced");

  // A gap is queued; the same bytes again are known; another transaction for the slot must pay
  // more.
  ASSERT_TRUE(asking.call(send(transfer(5), key)).has_value());
  EXPECT_EQ(error_of(transfer(5), key), "already known");
  codec::Transaction replacement = transfer(5);
  replacement.value = values::Amount(8);
  EXPECT_EQ(error_of(replacement, key), "replacement underpriced");
}

TEST_F(AnvilTest, AnswersABatch) {
  Client asking = client();
  const std::vector<Call> calls{
      {.method = "eth_chainId"}, {.method = "no_such_method"}, {.method = "eth_blockNumber"}};
  const auto outcomes = asking.batch(calls);
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].value_or(""), "\"0x8a\"");
  EXPECT_EQ(outcomes[1].error().is, ErrorClass::unknown);
  EXPECT_EQ(outcomes[2].value_or(""), "\"0x0\"");
}

}  // namespace
}  // namespace dealwright::rpc
