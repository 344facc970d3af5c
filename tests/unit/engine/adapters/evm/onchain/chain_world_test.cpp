// A deal on a chain, by the engine's own loop: its journal and its account's are one store, and the
// process dies at every append of either.
#include "engine/adapters/evm/onchain/chain_world.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/runtime/deal_run.hpp"
#include "tests/support/chain/account_stage.hpp"
#include "tests/support/deal_texts.hpp"

namespace dealwright::onchain {
namespace {

using tests::AppendFault;
using values::Address;
using values::Amount;

Address address(std::uint8_t byte) {
  Address made;
  made.bytes.fill(byte);
  return made;
}
const Address weth = address(0x11);
const Address treasury = address(0x22);

network::Profile book() {
  const std::string at = "address = \"" + values::to_text(weth) + "\"\ncode_hash = \"0x" +
                         std::string(64, '1') + "\"\nverified = \"by the test\"\n";
  auto read = network::read_profile(
      "format = 1\nchain_id = 138\nnative = \"ETH\"\n"
      "[[endpoints]]\nname = \"node\"\nurl = \"http://127.0.0.1:8545\"\n"
      "[finality]\ndepth = 1\n"
      "[fees]\nper_gas_max = \"100 gwei\"\ntip_max = \"2 gwei\"\n"
      "[assets.ETH]\ndecimals = 18\n[contracts.\"weth.token\"]\n" +
      at + "[assets.WETH]\ndecimals = 18\n" + at + "[names]\ntreasury = \"" +
      values::to_text(treasury) + "\"\n");
  EXPECT_TRUE(read.has_value());
  return read ? *std::move(read) : network::Profile{};
}

class Nobody final : public ports::Operators {
 public:
  ports::Result<void> ask(const core::AskApproval&) override { return {}; }
};

// One life of the deal: processes on one journal and one chain until nothing more happens.
class Life {
 public:
  explicit Life(const crypto::Bytes& token) {
    chain.set_mining(tests::Mining::on_command);
    chain.set_code(weth, token);
    chain.set_balance(signer_.address(), values::power_of_ten(20).value());
    transport_.lead(80, chain);
    const auto gwei = [](std::uint64_t n) { return Amount(n * 1'000'000'000); };
    policy_ = {.chain_id = 138,
               .confirmations = 2,
               .fee_max = gwei(100),
               .priority_fee_max = gwei(2),
               .send_again_after = values::seconds(3)};
  }

  // False when it does not come to an end.
  bool live(std::optional<AppendFault> fault, values::Duration at_most) {
    journal.fault = fault;
    const values::TimePoint end = now_ + at_most;
    while (!process(end)) {
      if (++deaths > 20) return false;
    }
    return true;
  }

  tests::LocalChain chain{138};
  tests::FaultyJournal journal;
  core::State state;
  int deaths = 0;
  Amount balance_of(const Address& owner) {
    const auto there = chain.account(weth, chain.head());
    const auto slot = there.slots.find(codec::amount_of_bytes(owner.bytes));
    return slot == there.slots.end() ? Amount() : slot->second;
  }
  Address self() const { return signer_.address(); }
  std::uint64_t nonce() { return chain.account(self(), chain.head()).nonce; }

 private:
  // True when it came to an end, false when it died.
  bool process(values::TimePoint end) {
    rpc::Client client({.chain_id = 138}, {{.name = "node", .url = {.host = "chain", .port = 80}}},
                       transport_, [this] { return now_; });
    auto account = account::Account::open(policy_, {.journal = journal,
                                                    .client = client,
                                                    .signer = signer_,
                                                    .now = [this] { return now_; },
                                                    .explain = {},
                                                    .differs = {},
                                                    .intake = {}});
    if (!account) return false;
    ChainWorld world({.terms = terms_,
                      .deal = "gift-1",
                      .book = book_,
                      .account = **account,
                      .client = client,
                      .now = [this] { return now_; },
                      .wait =
                          [this](values::TimePoint) {
                            now_ = now_ + values::seconds(1);
                            chain.mine();
                          }});
    runtime::DealRun run(terms_, "gift-1", plan::identity(terms_.plan()),
                         {.journal = journal, .world = world, .operators = nobody_});
    const auto begun = run.begin(values::power_of_ten(19).value());
    if (!begun) return false;
    const auto ran = run.run(end);
    if (!ran) return false;
    state = run.state();
    return true;
  }

  values::TimePoint now_{1'767'225'600'000};
  tests::ChainTransport transport_;
  transactions::Policy policy_;
  signers::KeySigner signer_{*crypto::PrivateKey::from_bytes(std::vector<std::uint8_t>(32, 9))};
  Nobody nobody_;
  core::Terms terms_{tests::deal_of("tests/unit/engine/adapters/evm/onchain/gift.deal").plan};
  network::Profile book_ = book();
};

const Amount one_ether = values::power_of_ten(18).value();

void expect_given_once(Life& life) {
  EXPECT_EQ(machines::to_text(life.state.status), "completed");
  EXPECT_EQ(life.nonce(), 2U);
  EXPECT_EQ(life.balance_of(treasury), one_ether);
  EXPECT_EQ(life.balance_of(life.self()), one_ether);
}

TEST(ChainWorld, ADealIsDoneOnAChain) {
  Life life(tests::programs::wrapped_ether());
  ASSERT_TRUE(life.live(std::nullopt, values::minutes(2)));
  expect_given_once(life);
  EXPECT_EQ(life.deaths, 0);
}

TEST(ChainWorld, EveryActionHappensOnceWhereverTheProcessDies) {
  Life undisturbed(tests::programs::wrapped_ether());
  ASSERT_TRUE(undisturbed.live(std::nullopt, values::minutes(2)));
  const std::uint64_t appends = undisturbed.journal.appends;
  EXPECT_GT(appends, 10U);
  for (std::uint64_t append = 1; append <= appends; ++append) {
    for (const auto kind : {AppendFault::Kind::dies_before, AppendFault::Kind::dies_after}) {
      SCOPED_TRACE("append " + std::to_string(append) + " " + tests::to_text(kind));
      Life life(tests::programs::wrapped_ether());
      ASSERT_TRUE(life.live(AppendFault{.append = append, .kind = kind}, values::minutes(5)));
      expect_given_once(life);
      EXPECT_EQ(life.deaths, 1);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(ChainWorld, EffectsThatDifferHoldTheStep) {
  Life life(tests::programs::taxed_ether());
  ASSERT_TRUE(life.live(std::nullopt, values::minutes(2)));
  EXPECT_NE(machines::to_text(life.state.status), "completed");
  // It was wrapped once, less than was declared came in, and nothing went on from there.
  EXPECT_EQ(life.nonce(), 1U);
  EXPECT_EQ(life.balance_of(treasury), Amount());
  const auto records = life.journal.read("gift-1", 1, 1'000);
  ASSERT_TRUE(records.has_value());
  const auto said = [](const journal::Record& record) {
    return record.payload.find(
               "effects differ: wrapped was declared as 2 WETH, seen were "
               "1.98 WETH") != std::string::npos;
  };
  EXPECT_TRUE(std::ranges::any_of(*records, said));
}

}  // namespace
}  // namespace dealwright::onchain
