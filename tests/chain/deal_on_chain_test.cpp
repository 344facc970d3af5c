// A deal on a real node with the real WETH9: done as it is on the chain in this process, and its
// process dies before and after every append, with the chain put back for each life. Blocks come
// when the test says so; nobody waits for a clock.
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/onchain/chain_world.hpp"
#include "engine/adapters/evm/rpc/http_transport.hpp"
#include "engine/runtime/deal_run.hpp"
#include "tests/support/chain/account_stage.hpp"
#include "tests/support/deal_texts.hpp"
#include "tests/support/local_network.hpp"

namespace dealwright::tests {
namespace {

using values::Amount;

values::TimePoint wall() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

class Nobody final : public ports::Operators {
 public:
  ports::Result<void> ask(const core::AskApproval&) override { return {}; }
};

class DealOnChain : public testing::Test {
 protected:
  DealOnChain() {
    std::filesystem::create_directories(folder_);
    network_ = std::make_unique<support::LocalNetwork>(folder_);
    client_ = std::make_unique<rpc::Client>(
        rpc::Settings{.chain_id = 138},
        std::vector<rpc::Endpoint>{{.name = "anvil", .url = network_->url()}}, transport_,
        [this] { return now_; });
  }
  ~DealOnChain() override {
    network_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string steer(const std::string& method, const std::string& params = "[]") {
    const auto outcome = client_->call({.method = method, .params = params});
    EXPECT_TRUE(outcome.has_value()) << method << ": " << outcome.error().what;
    return outcome.value_or("");
  }
  // A hundred ether for the account that no deal of the network has.
  void fund() {
    steer("anvil_setBalance",
          "[\"" + values::to_text(signer_.address()) + "\",\"0x56bc75e2d63100000\"]");
    steer("evm_setAutomine", "[false]");
  }

  struct Life {
    FaultyJournal journal;
    core::State state;
    int deaths = 0;
  };
  void live(Life& life) {
    while (!process(life)) {
      ASSERT_LT(++life.deaths, 5);
    }
  }

  // WETH, by the token's own word.
  Amount held_by(const values::Address& owner) {
    client_->head_changed(0);
    const auto* token = network::find_asset(network_->profile(), "WETH");
    const std::string answer = steer(
        "eth_call", "[{\"to\":\"" + values::to_text(*token->address) + "\",\"data\":\"0x70a08231" +
                        std::string(24, '0') + crypto::to_digits(owner.bytes) + "\"},\"latest\"]");
    const auto bytes = crypto::from_hex(answer.substr(1, answer.size() - 2));
    return bytes ? codec::amount_of_bytes(*bytes) : Amount();
  }
  std::string nonce() {
    return steer("eth_getTransactionCount",
                 "[\"" + values::to_text(signer_.address()) + "\",\"latest\"]");
  }
  values::Address treasury() const {
    for (const auto& known : network_->profile().names) {
      if (known.name == "treasury") return known.address;
    }
    return {};
  }
  void expect_given_once(const Life& life, const Amount& treasury_had) {
    const Amount one = values::power_of_ten(18).value();
    EXPECT_EQ(machines::to_text(life.state.status), "completed");
    EXPECT_EQ(nonce(), "\"0x2\"");
    EXPECT_EQ(held_by(signer_.address()), one);
    EXPECT_EQ(held_by(treasury()), values::add(treasury_had, one).value());
  }

 private:
  bool process(Life& life) {
    const auto& limits = network_->profile().fees;
    auto account = account::Account::open({.chain_id = 138,
                                           .confirmations = 2,
                                           .fee_max = limits.per_gas_max,
                                           .priority_fee_max = limits.tip_max},
                                          {.journal = life.journal,
                                           .client = *client_,
                                           .signer = signer_,
                                           .now = [this] { return now_; },
                                           .explain = {},
                                           .differs = {},
                                           .intake = {}});
    if (!account) return false;
    onchain::ChainWorld world({.terms = terms_,
                               .deal = "gift-1",
                               .book = network_->profile(),
                               .account = **account,
                               .client = *client_,
                               .now = [this] { return now_; },
                               .wait =
                                   [this](values::TimePoint) {
                                     now_ = now_ + values::seconds(1);
                                     steer("evm_mine");
                                   }});
    runtime::DealRun run(terms_, "gift-1", plan::identity(terms_.plan()),
                         {.journal = life.journal, .world = world, .operators = nobody_});
    if (!run.begin(values::power_of_ten(19).value())) return false;
    if (!run.run(now_ + values::minutes(1))) return false;
    life.state = run.state();
    return true;
  }

  std::string folder_ = testing::TempDir() + "dealwright-deal-" + std::to_string(::getpid());
  std::unique_ptr<support::LocalNetwork> network_;
  rpc::HttpTransport transport_;
  values::TimePoint now_ = wall();
  std::unique_ptr<rpc::Client> client_;
  signers::KeySigner signer_{*crypto::PrivateKey::from_bytes(std::vector<std::uint8_t>(32, 11))};
  Nobody nobody_;
  core::Terms terms_{deal_of("tests/unit/engine/adapters/evm/onchain/gift.deal").plan};
};

TEST_F(DealOnChain, EveryActionHappensOnceWhereverTheProcessDies) {
  ASSERT_FALSE(HasFatalFailure());
  fund();
  const Amount treasury_had = held_by(treasury());
  std::string kept = steer("evm_snapshot");
  Life undisturbed;
  live(undisturbed);
  ASSERT_FALSE(HasFailure());
  expect_given_once(undisturbed, treasury_had);
  const std::uint64_t appends = undisturbed.journal.appends;
  std::uint64_t lives = 0;
  for (std::uint64_t append = 1; append <= appends; ++append) {
    for (const auto kind : {AppendFault::Kind::dies_before, AppendFault::Kind::dies_after}) {
      SCOPED_TRACE("append " + std::to_string(append) + " " + to_text(kind));
      EXPECT_EQ(steer("evm_revert", "[" + kept + "]"), "true");
      kept = steer("evm_snapshot");
      Life life;
      life.journal.fault = AppendFault{.append = append, .kind = kind};
      live(life);
      expect_given_once(life, treasury_had);
      EXPECT_EQ(life.deaths, 1);
      ++lives;
      if (HasFailure()) return;
    }
  }
  std::printf("anvil with WETH9: %llu appends, %llu lives, each action once\n",
              static_cast<unsigned long long>(appends), static_cast<unsigned long long>(lives));
}

}  // namespace
}  // namespace dealwright::tests
