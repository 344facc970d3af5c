// Rows about pools, blocks, fees and reorganisations.
#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/account/rows.hpp"

namespace dealwright::tests {
namespace {

using transactions::Foreign;
using transactions::Transaction;
using transactions::TransactionStatus;
using values::Amount;

Amount gwei(std::uint64_t n) { return Amount(n * 1'000'000'000); }

struct Counter {
  AccountStage& stage;
  values::Address address;
  explicit Counter(AccountStage& on) : stage(on), address(on.deploy(programs::counts())) {
    stage.call("count", address);
  }
  [[nodiscard]] std::function<void()> done_once() const {
    return
        [this_stage = &stage, where = address] { expect_done_once(*this_stage, "count", where); };
  }
};

// Other blocks in the place of the one that holds it and of all on top.
void undo(AccountStage& stage) {
  const std::uint64_t block = stage.find("count")->inclusion->block.number;
  stage.chain.reorganise(stage.chain.head().place.number - block + 1);
}

bool is_included(const Transaction* one) { return one != nullptr && one->inclusion.has_value(); }

}  // namespace

std::vector<Row> chain_rows() {
  std::vector<Row> rows;
  rows.push_back({.number = "-", .name = "nothing goes wrong", .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.faults = 1;
                    return Scenario{.check = counter.done_once()};
                  }});
  rows.push_back({.number = "9, 47",
                  .name = "state moves after simulation: reverted",
                  .make = [](AccountStage& stage) {
                    const values::Address fragile = stage.deploy(programs::reverts_when_set());
                    stage.call("fragile", fragile);
                    stage.transport.on_the_way = [&stage, fragile](const std::string& method) {
                      if (method == "eth_sendRawTransaction") {
                        stage.chain.set_slot(fragile, {}, Amount(1));
                        ++stage.faults;
                      }
                      return Way::clear;
                    };
                    return Scenario{.check = [&stage] {
                      expect_status(stage, "fragile", TransactionStatus::final_reverted);
                      EXPECT_EQ(stage.account().state().next_nonce, 1U);
                    }};
                  }});
  rows.push_back({.number = "28", .name = "nonce gap", .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.call("again", counter.address);
                    stage.mines_every = 4;
                    return Scenario{.world =
                                        [&stage] {
                                          const auto* first = in_pool(stage, "again");
                                          const auto* second = in_pool(stage, "count");
                                          if (stage.faults != 0 || !first || !second) return;
                                          const Transaction* lower = stage.find("again");
                                          const Transaction* higher = stage.find("count");
                                          stage.chain.drop(lower->nonce < higher->nonce
                                                               ? first->hash
                                                               : second->hash);
                                          ++stage.faults;
                                        },
                                    .check =
                                        [&stage, where = counter.address] {
                                          expect_done_once(stage, "count", where, 2);
                                          expect_done_once(stage, "again", where, 2);
                                        }};
                  }});
  rows.push_back(
      {.number = "30", .name = "underpriced on a bump", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.mines_every = 0;
         stage.transport.lies = [&stage](const std::string& asked) -> std::optional<Lie> {
           const Transaction* one = stage.find("count");
           if (asked != "eth_sendRawTransaction" || one == nullptr || one->attempts.size() != 2)
             return std::nullopt;
           ++stage.faults;
           return Lie{.deed = Lie::Deed::nothing,
                      .error = {-32003, "replacement transaction underpriced", {}},
                      .result = {}};
         };
         return Scenario{.world =
                             [&stage] {
                               const Transaction* one = stage.find("count");
                               if (one != nullptr && one->attempts.size() > 2)
                                 stage.mines_every = 1;
                             },
                         .check = counter.done_once()};
       }});
  rows.push_back({.number = "31",
                  .name = "under the base fee when it is sent",
                  .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.transport.on_the_way = [&stage](const std::string& method) {
                      if (method != "eth_sendRawTransaction" || stage.faults != 0)
                        return Way::clear;
                      stage.chain.set_base_fee(gwei(20));
                      ++stage.faults;
                      return Way::clear;
                    };
                    return Scenario{.check = [&stage, check = counter.done_once()] {
                      check();
                      EXPECT_GE(stage.find("count")->attempts.size(), 2U);
                    }};
                  }});
  rows.push_back({.number = "38", .name = "evicted from the pool", .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.mines_every = 4;
                    return Scenario{.world =
                                        [&stage] {
                                          const auto* there = in_pool(stage, "count");
                                          if (!there || stage.faults >= 3) return;
                                          stage.chain.drop(there->hash);
                                          ++stage.faults;
                                        },
                                    .check = counter.done_once()};
                  }});
  rows.push_back(
      {.number = "39", .name = "base fee rises while it waits", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.mines_every = 3;
         return Scenario{.world =
                             [&stage] {
                               if (!in_pool(stage, "count") || stage.faults != 0) return;
                               stage.chain.set_base_fee(gwei(30));
                               ++stage.faults;
                             },
                         .check =
                             [&stage, check = counter.done_once()] {
                               check();
                               EXPECT_GE(stage.find("count")->attempts.size(), 2U);
                             }};
       }});
  rows.push_back({.number = "12, 40",
                  .name = "base fee over the cap for a while",
                  .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.mines_every = 3;
                    return Scenario{.world =
                                        [&stage] {
                                          if (in_pool(stage, "count") && stage.faults == 0) {
                                            stage.chain.set_base_fee(gwei(300));
                                            stage.faults = stage.tick;
                                          }
                                          if (stage.faults != 0 && stage.tick > stage.faults + 30)
                                            stage.chain.set_base_fee(gwei(50));
                                        },
                                    .check =
                                        [&stage, check = counter.done_once()] {
                                          check();
                                          for (const auto& attempt : stage.find("count")->attempts)
                                            EXPECT_LE(attempt.terms.fees.fee_max,
                                                      stage.policy.fee_max);
                                        }};
                  }});
  rows.push_back(
      {.number = "41", .name = "an older attempt is mined", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.mines_every = 0;
         return Scenario{.world =
                             [&stage] {
                               const Transaction* one = stage.find("count");
                               if (one == nullptr || one->attempts.size() < 2 || stage.faults != 0)
                                 return;
                               stage.chain.drop(one->attempts[1].hash);
                               stage.chain.drop(one->attempts[0].hash);
                               stage.send_bytes(one->attempts[0].bytes);
                               stage.chain.mine();
                               stage.mines_every = 1;
                               ++stage.faults;
                             },
                         .check =
                             [&stage, check = counter.done_once()] {
                               check();
                               const Transaction* one = stage.find("count");
                               EXPECT_EQ(one->inclusion->transaction, one->attempts[0].hash);
                             }};
       }});
  rows.push_back(
      {.number = "42", .name = "stuck behind a predecessor", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.call("again", counter.address);
         stage.mines_every = 0;
         return Scenario{.world =
                             [&stage] {
                               const Transaction* a = stage.find("count");
                               const Transaction* b = stage.find("again");
                               if (!a || !b || !a->nonce || !b->nonce) return;
                               const Transaction* low = a->nonce < b->nonce ? a : b;
                               const Transaction* high = low == a ? b : a;
                               // Of two that wait only the lower one is helped.
                               if (low->attempts.size() >= 3) {
                                 EXPECT_EQ(high->attempts.size(), 1U);
                                 ++stage.faults;
                                 stage.mines_every = 1;
                               }
                             },
                         .check =
                             [&stage, where = counter.address] {
                               expect_done_once(stage, "count", where, 2);
                               expect_done_once(stage, "again", where, 2);
                             }};
       }});
  rows.push_back(
      {.number = "43", .name = "its time is over: cancelled", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.orders[0].give_up_at = stage.now + values::seconds(5);
         stage.mines_every = 0;
         return Scenario{.world =
                             [&stage] {
                               const Transaction* one = stage.find("count");
                               const bool cancelling = one != nullptr && !one->attempts.empty() &&
                                                       one->attempts.back().terms.purpose ==
                                                           transactions::Purpose::cancel;
                               if (!cancelling || in_pool(stage, "count") != &one->attempts.back())
                                 return;
                               ++stage.faults;
                               stage.mines_every = 1;
                             },
                         .check =
                             [&stage, where = counter.address] {
                               expect_status(stage, "count", TransactionStatus::final_cancelled);
                               EXPECT_EQ(stage.counted(where), 0U);
                               EXPECT_EQ(stage.account().state().next_nonce, 1U);
                             }};
       }});
  rows.push_back(
      {.number = "44", .name = "the cancel loses the race", .make = [](AccountStage& stage) {
         const Counter counter(stage);
         stage.orders[0].give_up_at = stage.now + values::seconds(5);
         stage.mines_every = 0;
         return Scenario{
             .world =
                 [&stage] {
                   const Transaction* one = stage.find("count");
                   if (one == nullptr || one->attempts.size() < 2 || stage.faults != 0 ||
                       one->attempts.back().terms.purpose != transactions::Purpose::cancel)
                     return;
                   for (const auto& attempt : one->attempts)
                     stage.chain.drop(attempt.hash);
                   stage.send_bytes(one->attempts[0].bytes);
                   stage.chain.mine();
                   stage.mines_every = 1;
                   ++stage.faults;
                 },
             .check = counter.done_once()};
       }});
  const auto reorganised = [](std::uint64_t confirmations,
                              std::function<void(AccountStage&)> then) {
    return [confirmations, then = std::move(then)](AccountStage& stage) {
      const Counter counter(stage);
      stage.policy.confirmations = confirmations;
      return Scenario{.world =
                          [&stage, then] {
                            if (!is_included(stage.find("count")) || stage.faults != 0) return;
                            then(stage);
                            ++stage.faults;
                          },
                      .check = counter.done_once()};
    };
  };
  rows.push_back({.number = "50",
                  .name = "reorganised, in no pool any more",
                  .make = reorganised(4, [](AccountStage& stage) { undo(stage); })});
  rows.push_back({.number = "50",
                  .name = "reorganised into another block",
                  .make = reorganised(4, [](AccountStage& stage) {
                    const crypto::Bytes bytes = stage.find("count")->attempts.back().bytes;
                    undo(stage);
                    stage.send_bytes(bytes);
                    stage.chain.mine();
                  })});
  rows.push_back({.number = "50",
                  .name = "the chain becomes shorter and stays so",
                  .make = reorganised(4, [](AccountStage& stage) {
                    stage.chain.roll_back(1);
                    stage.mines_every = 12;
                  })});
  rows.push_back({.number = "50",
                  .name = "another transaction takes its nonce",
                  .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.policy.confirmations = 4;
                    stage.policy.foreign = Foreign::adopt;
                    return Scenario{.world =
                                        [&stage] {
                                          const Transaction* one = stage.find("count");
                                          if (!is_included(one) || stage.faults != 0) return;
                                          undo(stage);
                                          EXPECT_EQ(stage.send_foreign(*one->nonce), "");
                                          stage.chain.mine();
                                          ++stage.faults;
                                        },
                                    .check =
                                        [&stage, check = counter.done_once()] {
                                          check();
                                          EXPECT_EQ(stage.find("count")->nonce, 1U);
                                        }};
                  }});
  rows.push_back(
      {.number = "50", .name = "success becomes a revert", .make = [](AccountStage& stage) {
         const values::Address fragile = stage.deploy(programs::reverts_when_set());
         stage.call("fragile", fragile);
         stage.policy.confirmations = 4;
         return Scenario{
             .world =
                 [&stage, fragile] {
                   const Transaction* one = stage.find("fragile");
                   if (!is_included(one) || stage.faults != 0) return;
                   EXPECT_EQ(one->status, TransactionStatus::included_ok);
                   stage.chain.reorganise(stage.chain.head().place.number -
                                          one->inclusion->block.number + 1);
                   stage.chain.set_slot(fragile, {}, Amount(1));
                   ++stage.faults;
                 },
             .check =
                 [&stage] { expect_status(stage, "fragile", TransactionStatus::final_reverted); }};
       }});
  rows.push_back({.number = "52", .name = "finality stalls", .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.policy.confirmations = 4;
                    return Scenario{.world =
                                        [&stage] {
                                          const Transaction* one = stage.find("count");
                                          if (!is_included(one)) return;
                                          ++stage.faults;
                                          if (stage.faults <= 40) {
                                            EXPECT_EQ(one->status, TransactionStatus::included_ok);
                                          }
                                          stage.mines_every = stage.faults > 40 ? 1 : 0;
                                        },
                                    .check = counter.done_once()};
                  }});
  rows.push_back({.number = "p6",
                  .name = "five blocks reorganised while no process runs",
                  .make = [](AccountStage& stage) {
                    const Counter counter(stage);
                    stage.policy.confirmations = 8;
                    stage.on_restart = [&stage] {
                      if (stage.tick < 6) return;
                      stage.chain.reorganise(5);
                    };
                    stage.faults = 1;
                    return Scenario{.check = counter.done_once()};
                  }});
  return rows;
}

}  // namespace dealwright::tests
