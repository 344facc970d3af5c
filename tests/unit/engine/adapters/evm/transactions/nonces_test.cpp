// What a journal may not say: facts that do not go on from each other are damage, whoever wrote
// them.
#include <gtest/gtest.h>

#include "engine/adapters/evm/transactions/apply.hpp"
#include "engine/adapters/evm/transactions/decide.hpp"
#include "engine/adapters/evm/transactions/work.hpp"

namespace dealwright::transactions {
namespace {

using values::Amount;

class NoncesTest : public testing::Test {
 protected:
  void SetUp() override {
    must(AccountOpened{.chain_id = 138, .address = {}, .nonce = 5});
    order("a");
    order("b");
  }
  std::string take(FactKind fact) {
    const auto applied = apply(state_, {.at = {1'000}, .what = std::move(fact)});
    return applied ? std::string() : applied.error();
  }
  void must(FactKind fact) { ASSERT_EQ(take(std::move(fact)), ""); }
  void order(const std::string& name) {
    must(Ordered{{.name = name,
                  .to = {},
                  .value = {},
                  .data = {},
                  .give_up_at = {},
                  .after = {},
                  .memo = {}}});
  }
  static Draft draft() {
    return {.purpose = Purpose::act,
            .gas_limit = 21'000,
            .fees = {.priority_fee_max = Amount(1), .fee_max = Amount(10)}};
  }
  static Examined examined(const std::string& name) {
    return {.order = name,
            .found = {.rehearsal = Rehearsal::passed,
                      .words = {},
                      .gas = 21'000,
                      .balance = Amount(1'000'000),
                      .market = {.base_fee = Amount(4), .priority_fee = Amount(1)},
                      .block_gas_limit = 30'000'000,
                      .nonce_latest = 5,
                      .nonce_pending = 5,
                      .nonce_final = 5}};
  }
  AccountState state_;
  Policy policy_{.chain_id = 138, .fee_max = Amount(100), .priority_fee_max = Amount(2)};
};

TEST_F(NoncesTest, AreGivenOutOnceAndInOrder) {
  must(NonceReserved{.order = "a", .nonce = 5, .draft = draft()});
  EXPECT_EQ(take(NonceReserved{.order = "b", .nonce = 5, .draft = draft()}),
            "nonce 5 is not the next one, 6");
}

TEST_F(NoncesTest, DoNotSkip) {
  EXPECT_EQ(take(NonceReserved{.order = "a", .nonce = 6, .draft = draft()}),
            "nonce 6 is not the next one, 5");
}

TEST_F(NoncesTest, OfAnOrderThatHasOneAreNotGivenOutAgain) {
  must(NonceReserved{.order = "a", .nonce = 5, .draft = draft()});
  EXPECT_NE(take(NonceReserved{.order = "a", .nonce = 6, .draft = draft()}), "");
}

TEST_F(NoncesTest, DoNotGoBackWhenAnOperatorReleasesTheAccount) {
  must(NonceReserved{.order = "a", .nonce = 5, .draft = draft()});
  EXPECT_EQ(take(Released{.by = "ann", .nonce = 5}), "nonces do not go back");
}

TEST_F(NoncesTest, OnlyWhatIsAnAttemptCanBeMined) {
  must(NonceReserved{.order = "a", .nonce = 5, .draft = draft()});
  EXPECT_EQ(take(Mined{.order = "a", .inclusion = {}}), "what was mined is no attempt at `a`");
}

TEST_F(NoncesTest, NothingHappensBeforeTheAccountIsOpenOrBackInTime) {
  AccountState empty;
  EXPECT_EQ(apply(empty, {.at = {}, .what = Halted{"x"}}).error(), "the account is not open yet");
  EXPECT_EQ(apply(state_, {.at = {999}, .what = Halted{"x"}}).error(), "time goes back");
}

TEST_F(NoncesTest, AnOrderGivenTwiceIsOne) {
  const News again{.at = {2'000}, .what = Ordering{state_.orders.at("a").order}};
  EXPECT_TRUE(decide(state_, policy_, again).empty());
}

TEST_F(NoncesTest, AreNotReservedForMoreThanTheAccountHas) {
  // Each takes 21,000 gas (25,200 with the margin) at 9 wei: 226,800.
  Examinations both{.orders = {examined("a"), examined("b")}, .intake = {}};
  for (Examined& one : both.orders)
    one.found.balance = Amount(453'599);
  const auto facts = decide(state_, policy_, {.at = {2'000}, .what = both});
  EXPECT_EQ(state_.next_nonce, 6U);
  EXPECT_EQ(state_.orders.at("a").status, TransactionStatus::reserved);
  EXPECT_EQ(state_.orders.at("b").status, TransactionStatus::held);
  EXPECT_EQ(state_.orders.at("b").why,
            "funds are short: the account has 453599 wei, this and what is under way need 453600");
  EXPECT_EQ(facts.size(), 2U);
}

TEST_F(NoncesTest, AreNotReservedWhileIntakeIsPaused) {
  const Examinations one{.orders = {examined("a")}, .intake = machines::Intake::paused};
  (void)decide(state_, policy_, {.at = {2'000}, .what = one});
  EXPECT_EQ(state_.orders.at("a").status, TransactionStatus::held);
  EXPECT_EQ(state_.next_nonce, 5U);
}

TEST_F(NoncesTest, AHeldOrderSaysItsReasonOnce) {
  Examinations one{.orders = {examined("a")}, .intake = {}};
  one.orders[0].found.balance = Amount(1);
  EXPECT_EQ(decide(state_, policy_, {.at = {2'000}, .what = one}).size(), 1U);
  one.orders[0].found.balance = Amount(2);
  EXPECT_TRUE(decide(state_, policy_, {.at = {3'000}, .what = one}).empty());
}

TEST_F(NoncesTest, AtMostSoManyAreInFlight) {
  policy_.in_flight_max = 1;
  const Examinations both{.orders = {examined("a"), examined("b")}, .intake = {}};
  (void)decide(state_, policy_, {.at = {2'000}, .what = both});
  EXPECT_EQ(state_.next_nonce, 6U);
  EXPECT_EQ(state_.orders.at("b").status, TransactionStatus::planned);
}

TEST_F(NoncesTest, WorkFollowsFromTheStateAlone) {
  must(NonceReserved{.order = "b", .nonce = 5, .draft = draft()});
  const Work work = work_of(state_);
  EXPECT_EQ(work.to_examine, std::vector<std::string>{"a"});
  EXPECT_EQ(work.to_sign, std::vector<std::string>{"b"});
  EXPECT_TRUE(work.to_send.empty());
}

TEST_F(NoncesTest, ASignatureForADraftThatIsGoneIsNobodys) {
  must(NonceReserved{.order = "a", .nonce = 5, .draft = draft()});
  Draft other = draft();
  other.gas_limit = 22'000;
  const News late{
      .at = {2'000},
      .what = SignedBy{.order = "a", .attempt = {.terms = other, .bytes = {1}, .hash = {}}}};
  EXPECT_TRUE(decide(state_, policy_, late).empty());
}

}  // namespace
}  // namespace dealwright::transactions
