// What can happen to a transaction on its way onto a chain, on a real node and on the chain in this
// process alike: crash sweeps on the latter then say something about the former.
#include "tests/conformance/chain/homes.hpp"

namespace dealwright::tests {
namespace {

TYPED_TEST_SUITE(ChainTest, Homes, HomeNames);

TYPED_TEST(ChainTest, QueuesWhatComesBehindAGapUntilItIsFilled) {
  EXPECT_EQ(this->send(this->payment(1)), "accepted");
  this->mine();
  EXPECT_FALSE(this->receipt(this->payment(1)).has_value());
  EXPECT_EQ(this->nonce("pending"), "\"0x0\"");
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  EXPECT_EQ(this->nonce("pending"), "\"0x2\"");
  EXPECT_EQ(this->nonce("latest"), "\"0x0\"");
  this->mine();
  EXPECT_TRUE(this->receipt(this->payment(0)).has_value());
  EXPECT_TRUE(this->receipt(this->payment(1)).has_value());
  EXPECT_EQ(this->nonce("latest"), "\"0x2\"");
}

TYPED_TEST(ChainTest, KnowsTheSameBytesAgain) {
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  EXPECT_EQ(this->send(this->payment(0)), "already known");
  this->mine();
  EXPECT_EQ(this->send(this->payment(0)), "nonce too low");
}

TYPED_TEST(ChainTest, ReplacesOnlyForMore) {
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  codec::Transaction dearer = this->payment(0);
  dearer.value = values::Amount(8);
  EXPECT_EQ(this->send(dearer), "replacement underpriced");
  // Nodes differ in how much more they want; an eighth is enough for all.
  dearer.fee_max = values::Amount(11'250'000'000);
  dearer.priority_fee_max = values::Amount(1'125'000'000);
  EXPECT_EQ(this->send(dearer), "accepted");
  EXPECT_FALSE(this->is_known(this->payment(0)));
  this->mine();
  EXPECT_TRUE(this->receipt(dearer).has_value());
  EXPECT_FALSE(this->receipt(this->payment(0)).has_value());
  EXPECT_EQ(this->nonce("latest"), "\"0x1\"");
}

TYPED_TEST(ChainTest, ForgetsWhatIsDroppedAndTakesItAgain) {
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  EXPECT_TRUE(this->is_known(this->payment(0)));
  this->steer("anvil_dropTransaction", "[" + this->hash_of(this->payment(0)) + "]");
  EXPECT_FALSE(this->is_known(this->payment(0)));
  EXPECT_EQ(this->nonce("pending"), "\"0x0\"");
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  this->mine();
  EXPECT_TRUE(this->receipt(this->payment(0)).has_value());
}

TYPED_TEST(ChainTest, AReorganisationLeavesWhatWasMinedInNoPool) {
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  this->mine();
  const auto before = this->receipt(this->payment(0));
  ASSERT_TRUE(before.has_value());
  const std::uint64_t head = this->head();
  this->steer("anvil_reorg", "[1,[]]");
  EXPECT_EQ(this->head(), head);
  EXPECT_FALSE(this->receipt(this->payment(0)).has_value());
  EXPECT_FALSE(this->is_known(this->payment(0)));
  EXPECT_EQ(this->nonce("latest"), "\"0x0\"");
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  this->mine();
  const auto after = this->receipt(this->payment(0));
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(after->block.number, before->block.number + 1);
}

TYPED_TEST(ChainTest, ARollBackMakesTheChainShorter) {
  this->mine();
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  this->mine();
  const std::uint64_t head = this->head();
  this->steer("anvil_rollback", "[1]");
  EXPECT_EQ(this->head(), head - 1);
  EXPECT_FALSE(this->receipt(this->payment(0)).has_value());
  EXPECT_EQ(this->nonce("latest"), "\"0x0\"");
}

TYPED_TEST(ChainTest, MinesWhatReverts) {
  const codec::Transaction reverting = this->call_of(0, programs::reverts());
  EXPECT_EQ(this->send(reverting), "accepted");
  this->mine();
  const auto receipt = this->receipt(reverting);
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->outcome, codec::Outcome::reverted);
  EXPECT_LT(receipt->gas_used, 100'000U);
  EXPECT_EQ(this->nonce("latest"), "\"0x1\"");
}

TYPED_TEST(ChainTest, RunsOutOfGas) {
  const codec::Transaction burning = this->call_of(0, programs::burns());
  EXPECT_EQ(this->send(burning), "accepted");
  this->mine();
  const auto receipt = this->receipt(burning);
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->outcome, codec::Outcome::reverted);
  EXPECT_EQ(receipt->gas_used, 100'000U);
}

TYPED_TEST(ChainTest, ACallSaysWhyItReverts) {
  const codec::Transaction reverting = this->call_of(0, programs::reverts());
  const std::string object = "[{\"from\":\"" + values::to_text(this->ours()) + "\",\"to\":\"" +
                             values::to_text(*reverting.to) + "\"},\"latest\"]";
  for (const char* method : {"eth_call", "eth_estimateGas"}) {
    const auto outcome = this->ask(method, object);
    ASSERT_FALSE(outcome.has_value()) << method;
    EXPECT_EQ(outcome.error().is, rpc::ErrorClass::reverted) << method;
    EXPECT_EQ(outcome.error().answer.data.substr(0, 10), "0x08c379a0") << method;
  }
}

TYPED_TEST(ChainTest, CountsOnlyWhatSucceeds) {
  const codec::Transaction first = this->call_of(0, programs::counts());
  codec::Transaction second = first;
  second.nonce = 1;
  second.gas_limit = 22'000;  // not enough to count
  EXPECT_EQ(this->send(first), "accepted");
  EXPECT_EQ(this->send(second), "accepted");
  this->mine();
  EXPECT_EQ(this->receipt(first)->outcome, codec::Outcome::succeeded);
  EXPECT_EQ(this->receipt(second)->outcome, codec::Outcome::reverted);
  const std::string slot = this->steer(
      "eth_getStorageAt", "[\"" + values::to_text(*first.to) + "\",\"0x0\",\"latest\"]");
  EXPECT_EQ(slot, "\"0x" + std::string(63, '0') + "1\"");
}

TYPED_TEST(ChainTest, WhatHasChangedSinceItWasRehearsedReverts) {
  const codec::Transaction fragile = this->call_of(0, programs::reverts_when_set());
  const std::string contract = values::to_text(*fragile.to);
  EXPECT_TRUE(this->ask("eth_call", "[{\"to\":\"" + contract + "\"},\"latest\"]").has_value());
  EXPECT_EQ(this->send(fragile), "accepted");
  this->steer("anvil_setStorageAt",
              "[\"" + contract + "\",\"0x0\",\"0x" + std::string(63, '0') + "1\"]");
  this->mine();
  EXPECT_EQ(this->receipt(fragile)->outcome, codec::Outcome::reverted);
}

TYPED_TEST(ChainTest, LogsStandInReceipts) {
  codec::Transaction logging = this->call_of(0, programs::logs());
  logging.value = values::Amount(9);
  EXPECT_EQ(this->send(logging), "accepted");
  this->mine();
  const auto receipt = this->receipt(logging);
  ASSERT_TRUE(receipt.has_value());
  ASSERT_EQ(receipt->logs.size(), 1U);
  EXPECT_EQ(receipt->logs[0].topics.size(), 1U);
  EXPECT_EQ(codec::amount_of_bytes(receipt->logs[0].data), values::Amount(9));
}

TYPED_TEST(ChainTest, RefusesWhatCannotBePaid) {
  codec::Transaction cheap = this->payment(0);
  cheap.fee_max = cheap.priority_fee_max = values::Amount(1);
  EXPECT_EQ(this->send(cheap), "underpriced");
  codec::Transaction dear = this->payment(0);
  dear.value = values::power_of_ten(21).value();
  EXPECT_EQ(this->send(dear), "insufficient funds");
  codec::Transaction little = this->payment(0);
  little.gas_limit = 20'999;
  EXPECT_EQ(this->send(little), "invalid");
  codec::Transaction much = this->payment(0);
  much.gas_limit = 30'000'001;
  EXPECT_EQ(this->send(much), "invalid");
  codec::Transaction foreign = this->payment(0);
  foreign.chain_id = 1;
  EXPECT_EQ(this->send(foreign), "invalid");
}

TYPED_TEST(ChainTest, SaysNoncesOfPastBlocks) {
  EXPECT_EQ(this->send(this->payment(0)), "accepted");
  this->mine();
  this->mine();
  const std::uint64_t head = this->head();
  EXPECT_EQ(this->nonce(codec::to_quantity(head)), "\"0x1\"");
  EXPECT_EQ(this->nonce(codec::to_quantity(head - 2)), "\"0x0\"");
}

TYPED_TEST(ChainTest, AnEstimateIsEnough) {
  const std::string object = "[{\"from\":\"" + values::to_text(this->ours()) + "\",\"to\":\"" +
                             values::to_text(this->other()) + "\",\"value\":\"0x7\"},\"latest\"]";
  EXPECT_EQ(this->steer("eth_estimateGas", object), "\"0x5208\"");
}

}  // namespace
}  // namespace dealwright::tests
