// The chains that the suite is run for: the one in this process, and a real node.
#pragma once

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"
#include "engine/adapters/evm/rpc/client.hpp"
#include "engine/adapters/evm/rpc/http_transport.hpp"
#include "tests/support/chain/chain_transport.hpp"
#include "tests/unit/engine/adapters/evm/rpc/local_anvil.hpp"

namespace dealwright::tests {

inline constexpr std::uint64_t test_chain = 138;

class InProcessHome {
 public:
  InProcessHome() { transport_.lead(80, chain_); }
  rpc::Transport& transport() { return transport_; }
  static rpc::Url url() { return {.host = "in-process", .port = 80}; }

 private:
  LocalChain chain_{test_chain};
  ChainTransport transport_;
};

class AnvilHome {
 public:
  rpc::Transport& transport() { return transport_; }
  rpc::Url url() { return anvil_.url(); }

 private:
  rpc::tests::LocalAnvil anvil_;
  rpc::HttpTransport transport_;
};

// A chain that mines on command, and an account with 100 ETH.
template <class Home>
class ChainTest : public testing::Test {
 protected:
  void SetUp() override {
    steer("evm_setAutomine", "[false]");
    steer("anvil_setBalance", "[\"" + values::to_text(ours()) + "\",\"0x56bc75e2d63100000\"]");
  }

  rpc::Outcome ask(const std::string& method, const std::string& params) {
    client_.head_changed(0);
    return client_.call({.method = method, .params = params});
  }
  // What has to succeed.
  std::string steer(const std::string& method, const std::string& params) {
    const auto outcome = ask(method, params);
    EXPECT_TRUE(outcome.has_value()) << method << ": " << outcome.error().what;
    return outcome.value_or("");
  }
  void mine() { steer("evm_mine", "[]"); }

  values::Address ours() const { return crypto::address_of(key_); }
  static values::Address other() {
    values::Address address;
    address.bytes.fill(0x35);
    return address;
  }
  static codec::Transaction payment(std::uint64_t nonce) {
    return {.chain_id = test_chain,
            .nonce = nonce,
            .priority_fee_max = values::Amount(1'000'000'000),
            .fee_max = values::Amount(10'000'000'000),
            .gas_limit = 21'000,
            .to = other(),
            .value = values::Amount(7)};
  }
  codec::Transaction call_of(std::uint64_t nonce, const crypto::Bytes& code) {
    values::Address contract;
    contract.bytes.fill(0x77);
    steer("anvil_setCode",
          "[\"" + values::to_text(contract) + "\",\"" + crypto::to_hex(code) + "\"]");
    codec::Transaction transaction = payment(nonce);
    transaction.to = contract;
    transaction.value = {};
    transaction.gas_limit = 100'000;
    return transaction;
  }
  std::string hash_of(const codec::Transaction& transaction) {
    return "\"" + crypto::to_hex(codec::sign(transaction, key_).value().hash) + "\"";
  }
  // "accepted", or what the error is.
  std::string send(const codec::Transaction& transaction) {
    const auto outcome =
        ask("eth_sendRawTransaction",
            "[\"" + crypto::to_hex(codec::sign(transaction, key_).value().bytes) + "\"]");
    if (!outcome) return std::string(to_text(outcome.error().is));
    EXPECT_EQ(*outcome, hash_of(transaction));
    return "accepted";
  }
  std::optional<codec::Receipt> receipt(const codec::Transaction& transaction) {
    const auto read = codec::receipt_from_json(
        steer("eth_getTransactionReceipt", "[" + hash_of(transaction) + "]"));
    EXPECT_TRUE(read.has_value()) << read.error().what;
    return read.value_or(std::nullopt);
  }
  bool is_known(const codec::Transaction& transaction) {
    return steer("eth_getTransactionByHash", "[" + hash_of(transaction) + "]") != "null";
  }
  std::string nonce(const std::string& block) {
    return steer("eth_getTransactionCount",
                 "[\"" + values::to_text(ours()) + "\",\"" + block + "\"]");
  }
  std::uint64_t head() {
    const std::string text = steer("eth_blockNumber", "[]");
    return codec::number_from_quantity(text.substr(1, text.size() - 2)).value_or(0);
  }

 private:
  Home home_;
  crypto::PrivateKey key_ = crypto::PrivateKey::generate();
  rpc::Client client_{
      {.chain_id = test_chain}, {{.name = "node", .url = home_.url()}}, home_.transport(), [] {
        return values::TimePoint{};
      }};
};

struct HomeNames {
  template <class Home>
  static std::string GetName(int) {
    return std::is_same_v<Home, AnvilHome> ? "Anvil" : "InProcess";
  }
};
using Homes = testing::Types<InProcessHome, AnvilHome>;

}  // namespace dealwright::tests
