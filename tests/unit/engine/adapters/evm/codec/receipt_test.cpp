// Receipts and logs from what nodes answer, and from what they must not answer.
#include "engine/adapters/evm/codec/receipt.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dealwright::codec {
namespace {

using nlohmann::json;

std::string hash(char digit) { return "0x" + std::string(64, digit); }
std::string address(char digit) { return "0x" + std::string(40, digit); }

json a_log() {
  return {{"address", address('a')},   {"topics", json::array({hash('1'), hash('2')})},
          {"data", "0xc0ffee"},        {"blockNumber", "0x10"},
          {"blockHash", hash('b')},    {"transactionHash", hash('c')},
          {"transactionIndex", "0x1"}, {"logIndex", "0x3"},
          {"removed", false}};
}

json a_receipt() {
  return {{"type", "0x2"},
          {"status", "0x1"},
          {"transactionHash", hash('c')},
          {"transactionIndex", "0x1"},
          {"blockNumber", "0x10"},
          {"blockHash", hash('b')},
          {"from", address('d')},
          {"to", address('e')},
          {"contractAddress", nullptr},
          {"gasUsed", "0x5208"},
          {"cumulativeGasUsed", "0xa410"},
          {"effectiveGasPrice", "0x3b9aca00"},
          {"logsBloom", "0x00"},
          {"logs", json::array({a_log()})}};
}

std::string fault(const std::function<void(json&)>& change) {
  json receipt = a_receipt();
  change(receipt);
  const auto read = receipt_from_json(receipt.dump());
  return read ? "" : read.error().what;
}

TEST(Receipt, HasWhatTheNodeSays) {
  const auto read = receipt_from_json(a_receipt().dump());
  ASSERT_TRUE(read.has_value()) << read.error().what;
  ASSERT_TRUE(read->has_value());
  const Receipt& receipt = **read;
  EXPECT_EQ(receipt.outcome, Outcome::succeeded);
  EXPECT_EQ(receipt.block.number, 16U);
  EXPECT_EQ(receipt.gas_used, 21'000U);
  EXPECT_EQ(receipt.gas_price, values::Amount(1'000'000'000));
  EXPECT_EQ(values::to_text(receipt.to.value()), address('e'));
  EXPECT_FALSE(receipt.created.has_value());
  ASSERT_EQ(receipt.logs.size(), 1U);
  EXPECT_EQ(receipt.logs[0].topics.size(), 2U);
  EXPECT_EQ(receipt.logs[0].data, (crypto::Bytes{0xc0, 0xff, 0xee}));
  EXPECT_EQ(receipt.logs[0].log_index, 3U);
  EXPECT_EQ(receipt.logs[0].standing, LogStanding::mined);
}

TEST(Receipt, OfARevertedTransactionOrOfANewContract) {
  json reverted = a_receipt();
  reverted["status"] = "0x0";
  reverted["to"] = nullptr;
  reverted["contractAddress"] = address('f');
  reverted["logs"] = json::array();
  const auto read = receipt_from_json(reverted.dump());
  ASSERT_TRUE(read.has_value() && read->has_value());
  EXPECT_EQ((*read)->outcome, Outcome::reverted);
  EXPECT_FALSE((*read)->to.has_value());
  EXPECT_EQ(values::to_text((*read)->created.value()), address('f'));
}

TEST(Receipt, OfNullIsNothingAndNoError) {
  const auto read = receipt_from_json("null");
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->has_value());
}

TEST(Receipt, SaysWhichFieldIsWrong) {
  EXPECT_EQ(fault([](json&) {}), "");
  EXPECT_EQ(fault([](json& r) { r.erase("status"); }), "the receipt has no text `status`");
  EXPECT_EQ(fault([](json& r) { r["status"] = "0x2"; }),
            "the receipt has a `status` that is neither 0x0 nor 0x1");
  EXPECT_EQ(fault([](json& r) { r["gasUsed"] = 21000; }), "the receipt has no text `gasUsed`");
  EXPECT_EQ(fault([](json& r) { r["gasUsed"] = "0x05208"; }),
            "the receipt has a `gasUsed` that is wrong: the quantity `0x05208` has zeros in front");
  EXPECT_EQ(fault([](json& r) { r["blockHash"] = "0x12"; }),
            "the receipt has a `blockHash` that is no hash: `0x12`");
  EXPECT_EQ(fault([](json& r) { r["from"] = "0x12"; }),
            "the receipt has a `from` that is no address");
  EXPECT_EQ(fault([](json& r) { r["logs"] = nullptr; }), "the receipt has no list `logs`");
  EXPECT_EQ(fault([](json& r) { r["logs"][0]["data"] = "0x1"; }),
            "a log has a `data` that is no string of bytes");
  EXPECT_EQ(fault([](json& r) { r["logs"][0].erase("removed"); }), "");
  EXPECT_EQ(fault([](json& r) { r["logs"][0]["removed"] = 1; }),
            "a log has a `removed` that is no truth");
  EXPECT_EQ(fault([](json& r) {
              for (int i = 0; i < 3; ++i)
                r["logs"][0]["topics"].push_back(hash('3'));
            }),
            "a log has topics that are not up to four hashes");
}

TEST(Receipt, HasOnlyLogsOfItsOwnBlockAndTransaction) {
  const std::string said = "the receipt has a log of another block or transaction";
  EXPECT_EQ(fault([](json& r) { r["logs"][0]["blockHash"] = hash('9'); }), said);
  EXPECT_EQ(fault([](json& r) { r["logs"][0]["blockNumber"] = "0x11"; }), said);
  EXPECT_EQ(fault([](json& r) { r["logs"][0]["transactionHash"] = hash('9'); }), said);
}

TEST(Receipt, RefusesWhatIsNoReceipt) {
  for (const char* text : {"", "{", "[]", "1", "\"0x\"", "{}"})
    EXPECT_FALSE(receipt_from_json(text).has_value()) << text;
  EXPECT_FALSE(receipt_from_json(std::string(10'000, '[') + std::string(10'000, ']')).has_value());
}

TEST(Logs, AreReadInOrder) {
  json second = a_log();
  second["logIndex"] = "0x4";
  second["removed"] = true;
  const auto logs = logs_from_json(json::array({a_log(), second}).dump());
  ASSERT_TRUE(logs.has_value());
  ASSERT_EQ(logs->size(), 2U);
  EXPECT_EQ((*logs)[1].log_index, 4U);
  EXPECT_EQ((*logs)[1].standing, LogStanding::removed);
  EXPECT_FALSE(logs_from_json("null").has_value());
}

TEST(Logs, HaveALimit) {
  std::string text = "[";
  for (std::size_t i = 0; i <= logs_in_an_answer_max; ++i)
    text += i == 0 ? "0" : ",0";
  const auto logs = logs_from_json(text + "]");
  ASSERT_FALSE(logs.has_value());
  EXPECT_EQ(logs.error().what, "more than 100000 logs: ask for fewer blocks");
}

}  // namespace
}  // namespace dealwright::codec
