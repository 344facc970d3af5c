// The chain's rows of the failure matrix, each as a scenario: what goes wrong, and what has to be
// true in the end. Each is lived without a death, and then with every death at every append.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/support/chain/account_stage.hpp"

namespace dealwright::tests {

struct Scenario {
  std::function<void()> world = {};  // after every tick
  std::function<void()> check = {};  // what is to be true at the end
};
struct Row {
  std::string number;  // in the failure matrix, or `p` and a number: of the peers' table
  std::string name;
  std::size_t endpoints = 1;
  std::function<Scenario(AccountStage&)> make;
  std::uint64_t ticks = 120;
};
inline void PrintTo(const Row& row, std::ostream* to) { *to << row.name; }
[[nodiscard]] std::vector<Row> answer_rows();   // of nodes, to sends and questions
[[nodiscard]] std::vector<Row> chain_rows();    // pools, blocks, reorganisations, fees
[[nodiscard]] std::vector<Row> account_rows();  // money, nonces, signers

// Expectations that rows share.
void expect_done_once(AccountStage& stage, const std::string& order, const values::Address& counter,
                      std::uint64_t times = 1);
void expect_status(AccountStage& stage, const std::string& order,
                   transactions::TransactionStatus status);
// Whether a transaction of the order is in the pool; its newest.
[[nodiscard]] const transactions::Attempt* in_pool(AccountStage& stage, const std::string& order);

}  // namespace dealwright::tests
