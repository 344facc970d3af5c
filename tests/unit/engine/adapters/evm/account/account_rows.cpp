// Rows about money, nonces and signers.
#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/account/rows.hpp"

namespace dealwright::tests {
namespace {

using transactions::Foreign;
using transactions::Transaction;
using transactions::TransactionStatus;
using values::Amount;

Scenario counting(AccountStage& stage, const std::function<void()>& world = {}) {
  const values::Address counter = stage.deploy(programs::counts());
  stage.call("count", counter);
  return {.world = world,
          .check = [&stage, counter] { expect_done_once(stage, "count", counter); }};
}

// An operator looks into a halted account a while after it halted.
std::function<void()> released_later(AccountStage& stage) {
  const auto since = std::make_shared<std::uint64_t>(0);
  return [&stage, since] {
    if (stage.account().state().halted.empty()) {
      *since = 0;
      return;
    }
    if (*since == 0) *since = stage.tick;
    if (stage.tick < *since + 5) return;
    stage.signer = SignerMood::honest;
    (void)stage.account().release("ann");
  };
}

Row foreign_row(std::string number, std::string name, Foreign policy,
                std::function<void(AccountStage&)> strike) {
  return {.number = std::move(number),
          .name = std::move(name),
          .make = [policy, strike = std::move(strike)](AccountStage& stage) {
            stage.policy.foreign = policy;
            Scenario scenario = counting(stage);
            strike(stage);
            if (policy == Foreign::adopt) return scenario;
            scenario.world = released_later(stage);
            return scenario;
          }};
}

// Somebody else's transaction is there before ours is rehearsed.
void strike_first(AccountStage& stage, bool mined) {
  stage.transport.on_the_way = [&stage, mined](const std::string& method) {
    // The account is opened with the nonce that is free; then somebody uses it.
    if (method != "eth_estimateGas" && method != "eth_maxPriorityFeePerGas") return Way::clear;
    if (stage.faults != 0) return Way::clear;
    ++stage.faults;
    EXPECT_EQ(stage.send_foreign(0), "");
    if (mined) stage.chain.mine();
    return Way::clear;
  };
}
// Between our rehearsal and our send.
void strike_between(AccountStage& stage) {
  stage.transport.on_the_way = [&stage](const std::string& method) {
    if (method != "eth_sendRawTransaction" || stage.faults != 0) return Way::clear;
    ++stage.faults;
    EXPECT_EQ(stage.send_foreign(0), "");
    return Way::clear;
  };
}

}  // namespace

std::vector<Row> account_rows() {
  std::vector<Row> rows;
  rows.push_back({.number = "7", .name = "simulation reverts", .make = [](AccountStage& stage) {
                    stage.call("no", stage.deploy(programs::reverts()));
                    stage.faults = 1;
                    return Scenario{.check = [&stage] {
                      expect_status(stage, "no", TransactionStatus::failed_pre);
                      EXPECT_EQ(stage.account().state().next_nonce, 0U);
                      EXPECT_EQ(stage.transport.sends(), 0U);
                    }};
                  }});
  rows.push_back({.number = "11", .name = "funds are short", .make = [](AccountStage& stage) {
                    stage.chain.set_balance(stage.address(), Amount(1'000));
                    return counting(stage, [&stage] {
                      const Transaction* one = stage.find("count");
                      if (one == nullptr || one->status != TransactionStatus::held) return;
                      EXPECT_TRUE(one->why.starts_with("funds are short")) << one->why;
                      EXPECT_FALSE(one->nonce.has_value());
                      if (++stage.faults > 3)
                        stage.chain.set_balance(stage.address(), values::power_of_ten(18).value());
                    });
                  }});
  rows.push_back(
      {.number = "12", .name = "fees over the policy's cap", .make = [](AccountStage& stage) {
         stage.chain.set_base_fee(Amount(300'000'000'000));
         stage.chain.mine();
         return counting(stage, [&stage] {
           const Transaction* one = stage.find("count");
           if (one == nullptr || one->status != TransactionStatus::held) return;
           if (++stage.faults > 3) stage.chain.set_base_fee(Amount(5'000'000'000));
         });
       }});
  rows.push_back({.number = "13, 14",
                  .name = "a rival engine takes the account over",
                  .make = [](AccountStage& stage) {
                    stage.mines_every = 3;
                    return counting(stage, [&stage] {
                      const Transaction* one = stage.find("count");
                      if (one == nullptr || !one->nonce || stage.faults >= 2) return;
                      const std::string stream =
                          account::stream_of(stage.policy.chain_id, stage.address());
                      EXPECT_TRUE(ports::take_over(stage.journal, stream).has_value());
                      ++stage.faults;
                    });
                  }});
  rows.push_back(
      {.number = "16", .name = "the signer does not answer", .make = [](AccountStage& stage) {
         stage.signer = SignerMood::away;
         return counting(stage, [&stage] {
           if (stage.faults >= 2) stage.signer = SignerMood::honest;
         });
       }});
  rows.push_back(
      {.number = "17", .name = "the signer signs something else", .make = [](AccountStage& stage) {
         stage.signer = SignerMood::lying;
         return counting(stage, [&stage, released = released_later(stage)] {
           if (stage.signer == SignerMood::lying) {
             EXPECT_EQ(stage.transport.sends(), 0U);
           }
           released();
         });
       }});
  rows.push_back(foreign_row("20", "chain nonce above the journal's next", Foreign::halt,
                             [](AccountStage& stage) { strike_first(stage, true); }));
  rows.push_back(foreign_row("21", "foreign transaction pending", Foreign::halt,
                             [](AccountStage& stage) { strike_first(stage, false); }));
  rows.push_back(foreign_row("p5", "foreign transaction pending, shared account", Foreign::adopt,
                             [](AccountStage& stage) { strike_first(stage, false); }));
  rows.push_back(foreign_row("27, 29", "the nonce goes to another one, shared account",
                             Foreign::adopt, strike_between));
  rows.push_back({.number = "27, 29",
                  .name = "the nonce goes to another one",
                  .make = [](AccountStage& stage) {
                    Scenario scenario = counting(stage);
                    strike_between(stage);
                    scenario.check = [&stage] {
                      expect_status(stage, "count", TransactionStatus::external);
                      EXPECT_FALSE(stage.account().state().halted.empty());
                    };
                    return scenario;
                  }});
  rows.push_back(
      {.number = "33", .name = "insufficient funds on send", .make = [](AccountStage& stage) {
         stage.transport.on_the_way = [&stage](const std::string& method) {
           if (method != "eth_sendRawTransaction" || stage.faults != 0) return Way::clear;
           ++stage.faults;
           stage.chain.set_balance(stage.address(), {});
           return Way::clear;
         };
         return counting(stage, [&stage] {
           if (stage.tick > 8)
             stage.chain.set_balance(stage.address(), values::power_of_ten(18).value());
         });
       }});
  rows.push_back({.number = "56",
                  .name = "many orders, ordered again and again",
                  .make = [](AccountStage& stage) {
                    const values::Address counter = stage.deploy(programs::counts());
                    stage.policy.in_flight_max = 3;
                    for (int i = 0; i < 8; ++i)
                      stage.call("count" + std::to_string(i), counter);
                    stage.faults = 1;
                    return Scenario{.check = [&stage, counter] {
                      for (const auto& order : stage.orders)
                        expect_done_once(stage, order.name, counter, 8);
                    }};
                  }});
  return rows;
}

}  // namespace dealwright::tests
