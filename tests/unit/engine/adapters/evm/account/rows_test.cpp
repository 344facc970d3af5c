// Every row, lived once without a death, and once with each fault at each append. Prints a table.
#include "tests/unit/engine/adapters/evm/account/rows.hpp"

#include <cstdio>

#include <gtest/gtest.h>

#include "engine/adapters/evm/transactions/apply.hpp"
#include "engine/adapters/evm/transactions/fact_codec.hpp"

namespace dealwright::tests {

using transactions::Transaction;
using transactions::TransactionStatus;

void expect_status(AccountStage& stage, const std::string& order, TransactionStatus status) {
  const Transaction* const one = stage.find(order);
  ASSERT_NE(one, nullptr) << order;
  EXPECT_EQ(machines::to_text(one->status), machines::to_text(status)) << one->why;
}

void expect_done_once(AccountStage& stage, const std::string& order, const values::Address& counter,
                      std::uint64_t times) {
  expect_status(stage, order, TransactionStatus::final_ok);
  EXPECT_EQ(stage.counted(counter), times);
}

const transactions::Attempt* in_pool(AccountStage& stage, const std::string& order) {
  const Transaction* const one = stage.find(order);
  if (one == nullptr) return nullptr;
  for (const transactions::Attempt& attempt : one->attempts) {
    if (stage.chain.pooled(attempt.hash) != nullptr) return &attempt;
  }
  return nullptr;
}

namespace {

// What is true of every life, whatever went wrong.
void expect_invariants(AccountStage& stage) {
  const transactions::AccountState& state = stage.account().state();
  std::map<std::uint64_t, std::string> nonces;
  for (const auto& [name, one] : state.orders) {
    if (one.nonce) {
      EXPECT_TRUE(nonces.emplace(*one.nonce, name).second) << "nonce " << *one.nonce << " twice";
    }
    for (const transactions::Attempt& attempt : one.attempts) {
      const auto decoded = codec::decode_signed(attempt.bytes);
      ASSERT_TRUE(decoded.has_value());
      EXPECT_EQ(decoded->transaction.nonce, *one.nonce);
      EXPECT_LE(decoded->transaction.fee_max, stage.policy.fee_max);
      const bool cancels = attempt.terms.purpose == transactions::Purpose::cancel;
      EXPECT_EQ(*decoded->transaction.to, cancels ? state.address : one.order.to);
      EXPECT_EQ(decoded->transaction.value, cancels ? values::Amount() : one.order.value);
    }
  }
  const std::string stream = account::stream_of(stage.policy.chain_id, stage.address());
  const auto head = stage.journal.head(stream);
  ASSERT_TRUE(head.has_value());
  const auto folded = account::fold(stage.journal, stream, *head);
  ASSERT_TRUE(folded.has_value()) << folded.error().what;
  EXPECT_EQ(*folded, state);
}

struct Lived {
  std::uint64_t appends = 0;
  std::uint64_t faults = 0;
  std::string end;
};

Lived live(const Row& row, const std::optional<AppendFault>& fault) {
  AccountStage stage(row.endpoints);
  stage.journal.fault = fault;
  const Scenario scenario = row.make(stage);
  const std::string wrong = stage.live(row.ticks, scenario.world);
  EXPECT_EQ(wrong, "");
  if (!wrong.empty()) return {};
  scenario.check();
  expect_invariants(stage);
  Lived lived{.appends = stage.journal.appends, .faults = stage.faults, .end = {}};
  for (const transactions::Order& order : stage.orders) {
    const std::string end(machines::to_text(stage.find(order.name)->status));
    if (lived.end.find(end) == std::string::npos)
      lived.end += (lived.end.empty() ? "" : ", ") + end;
  }
  return lived;
}

std::vector<Row> all_rows() {
  std::vector<Row> rows = answer_rows();
  for (auto more : {chain_rows(), account_rows()})
    rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

class FailureMatrix : public testing::TestWithParam<Row> {};

TEST_P(FailureMatrix, EndsTheSameWithEveryDeathAtEveryAppend) {
  const Row& row = GetParam();
  const Lived plain = live(row, std::nullopt);
  ASSERT_FALSE(testing::Test::HasFailure());
  EXPECT_GT(plain.faults, 0U) << "what the row is about did not happen";
  std::uint64_t lives = 0;
  for (std::uint64_t append = 1; append <= plain.appends; ++append) {
    for (const AppendFault::Kind kind : append_fault_kinds) {
      SCOPED_TRACE("append " + std::to_string(append) + " " + to_text(kind));
      const Lived other = live(row, AppendFault{.append = append, .kind = kind});
      EXPECT_EQ(other.end, plain.end);
      ++lives;
      if (testing::Test::HasFailure()) return;
    }
  }
  std::printf("%-7s %-48s %4llu faults seen %4llu appends %5llu lives  %s\n", row.number.c_str(),
              row.name.c_str(), static_cast<unsigned long long>(plain.faults),
              static_cast<unsigned long long>(plain.appends),
              static_cast<unsigned long long>(lives), plain.end.c_str());
}

INSTANTIATE_TEST_SUITE_P(Rows, FailureMatrix, testing::ValuesIn(all_rows()),
                         [](const testing::TestParamInfo<Row>& info) {
                           std::string name = info.param.number + "_" + info.param.name;
                           for (char& c : name) {
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace dealwright::tests
