// Rows about what nodes answer, or do not.
#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/account/rows.hpp"

namespace dealwright::tests {
namespace {

using transactions::TransactionStatus;

constexpr const char* send_method = "eth_sendRawTransaction";

// One order that counts, and a way to be wrong about it.
Scenario counting(AccountStage& stage, const std::function<void()>& world = {}) {
  const values::Address counter = stage.deploy(programs::counts());
  stage.call("count", counter);
  return {.world = world,
          .check = [&stage, counter] { expect_done_once(stage, "count", counter); }};
}

Row way_row(std::string number, std::string name, Way way, std::uint64_t times) {
  return {.number = std::move(number),
          .name = std::move(name),
          .make = [way, times](AccountStage& stage) {
            stage.mines_every = 3;
            stage.transport.on_the_way = [&stage, way, times](const std::string& method) {
              if (method != send_method || stage.faults >= times) return Way::clear;
              ++stage.faults;
              return way;
            };
            return counting(stage);
          }};
}

Row lie_row(std::string number, std::string name, std::string method, Lie lie,
            std::uint64_t times) {
  return {.number = std::move(number),
          .name = std::move(name),
          .make = [method, lie, times](AccountStage& stage) {
            stage.transport.lies = [&stage, method, lie,
                                    times](const std::string& asked) -> std::optional<Lie> {
              if (asked != method || stage.faults >= times) return std::nullopt;
              ++stage.faults;
              return lie;
            };
            return counting(stage);
          }};
}

Lie refusal(std::string message, std::int64_t code = -32003) {
  return {.deed = Lie::Deed::nothing, .error = {code, std::move(message), {}}, .result = {}};
}
Lie false_error(std::string message) {
  return {.deed = Lie::Deed::as_asked, .error = {-32000, std::move(message), {}}, .result = {}};
}
Lie false_result(std::string json) {
  return {.deed = Lie::Deed::as_asked, .error = {}, .result = std::move(json)};
}

}  // namespace

std::vector<Row> answer_rows() {
  std::vector<Row> rows;
  rows.push_back(
      {.number = "1", .name = "chain id differs", .endpoints = 2, .make = [](AccountStage& stage) {
         const auto other = std::make_shared<LocalChain>(139);
         stage.transport.lead(AccountStage::first_port, *other);
         Scenario scenario = counting(stage);
         scenario.check = [&stage, other, check = scenario.check] {
           check();
           // A new process has to meet it first.
           const auto standing = stage.client().fleet().at(0).standing;
           EXPECT_TRUE(standing == rpc::Standing::quarantined ||
                       (stage.deaths != 0 && standing == rpc::Standing::unmet));
           EXPECT_EQ(other->pending_nonce(stage.address()), 0U);
           ++stage.faults;
         };
         return scenario;
       }});
  rows.push_back({.number = "3", .name = "endpoint behind", .make = [](AccountStage& stage) {
                    stage.policy.confirmations = 3;
                    return counting(stage, [&stage] {
                      // It falls behind once ours is mined, for a few blocks.
                      const auto* one = stage.find("count");
                      const bool late = one != nullptr && one->inclusion && stage.faults < 4;
                      stage.transport.blocks_behind[AccountStage::first_port] = late ? 2 : 0;
                      if (late) ++stage.faults;
                    });
                  }});
  rows.push_back(lie_row("8", "simulation unavailable", "eth_call",
                         refusal("state is not available", -32000), 3));
  rows.push_back(lie_row("10", "gas estimate missing", "eth_estimateGas",
                         refusal("out of memory", -32000), 3));
  rows.push_back({.number = "10", .name = "gas estimate absurd", .make = [](AccountStage& stage) {
                    stage.transport.lies =
                        [&stage](const std::string& asked) -> std::optional<Lie> {
                      if (asked != "eth_estimateGas") return std::nullopt;
                      ++stage.faults;
                      return false_result("\"0xffffffffff\"");
                    };
                    Scenario scenario = counting(stage);
                    scenario.check = [&stage] {
                      expect_status(stage, "count", TransactionStatus::failed_pre);
                      EXPECT_EQ(stage.transport.sends(), 0U);
                    };
                    return scenario;
                  }});
  rows.push_back(lie_row("23", "returned hash differs", send_method,
                         false_result("\"0x" + std::string(64, 'a') + "\""), 1));
  rows.push_back(way_row("24", "time-out before the node acts", Way::lost_before, 2));
  rows.push_back(way_row("24", "time-out after the node acted", Way::lost_after, 2));
  rows.push_back(way_row("24", "status 503", Way::overloaded, 2));
  rows.push_back(way_row("24", "connection refused", Way::not_connected, 2));
  rows.push_back({.number = "24",
                  .name = "time-out, three endpoints",
                  .endpoints = 3,
                  .make = [](AccountStage& stage) {
                    stage.transport.on_the_way = [&stage](const std::string& method) {
                      if (method != send_method || stage.faults >= 2) return Way::clear;
                      ++stage.faults;
                      return Way::lost_after;
                    };
                    return counting(stage);
                  }});
  rows.push_back({.number = "25", .name = "already known", .make = [](AccountStage& stage) {
                    stage.mines_every = 5;
                    stage.transport.on_the_way = [&stage](const std::string& method) {
                      if (method != send_method || stage.faults != 0) return Way::clear;
                      ++stage.faults;
                      return Way::lost_after;
                    };
                    return counting(stage);
                  }});
  rows.push_back(
      {.number = "26", .name = "nonce too low with our receipt", .make = [](AccountStage& stage) {
         stage.chain.set_mining(Mining::with_each_transaction);
         stage.transport.on_the_way = [&stage](const std::string& method) {
           if (method != send_method || stage.faults != 0) return Way::clear;
           ++stage.faults;
           return Way::lost_after;
         };
         return counting(stage);
       }});
  rows.push_back(lie_row("32", "pool full", send_method, refusal("txpool is full", -32000), 2));
  rows.push_back(lie_row("34", "node's own fee cap", send_method,
                         refusal("tx fee (1.2 ether) exceeds the configured cap (1.0 ether)"), 2));
  rows.push_back({.number = "35", .name = "structurally invalid", .make = [](AccountStage& stage) {
                    stage.transport.lies =
                        [&stage](const std::string& asked) -> std::optional<Lie> {
                      const auto* one = stage.find("count");
                      const bool acts = one != nullptr && one->attempts.size() == 1;
                      if (asked != send_method || !acts) return std::nullopt;
                      ++stage.faults;
                      return refusal("intrinsic gas too low", -32000);
                    };
                    Scenario scenario = counting(stage);
                    scenario.check = [&stage] {
                      expect_status(stage, "count", TransactionStatus::final_cancelled);
                    };
                    return scenario;
                  }});
  rows.push_back(
      {.number = "36", .name = "rate limit", .endpoints = 2, .make = [](AccountStage& stage) {
         stage.transport.on_the_way = [&stage](const std::string&) {
           if (stage.tick < 3 || stage.tick > 8) return Way::clear;
           ++stage.faults;
           return Way::overloaded;
         };
         return counting(stage);
       }});
  rows.push_back(
      lie_row("37", "unrecognised error, not done", send_method, refusal("gremlins", -1), 2));
  rows.push_back(lie_row("37", "unrecognised error, done all the same", send_method,
                         false_error("VM Exception while processing transaction"), 1));
  rows.push_back(lie_row("46", "receipt null but nonce consumed", "eth_getTransactionReceipt",
                         false_result("null"), 12));
  rows.push_back(lie_row("48", "malformed receipt", "eth_getTransactionReceipt",
                         false_result("{\"status\":\"0x1\"}"), 4));
  return rows;
}

}  // namespace dealwright::tests
