// JSON-RPC requests and answers, and answers that are none.
#include "engine/adapters/evm/rpc/message.hpp"

#include <array>

#include <gtest/gtest.h>

namespace dealwright::rpc {
namespace {

std::string fault(std::string_view text, std::size_t calls = 1) {
  const auto answers = answers_from(text, calls, 7);
  return answers ? "" : answers.error();
}

TEST(Request, IsAnObjectForOneCallAndAListForSeveral) {
  const std::array<Call, 2> calls{
      {{.method = "eth_chainId"}, {.method = "eth_getBalance", .params = R"(["0x1","latest"])"}}};
  EXPECT_EQ(request_of(std::span(calls).first(1), 7),
            R"({"id":7,"jsonrpc":"2.0","method":"eth_chainId","params":[]})");
  EXPECT_EQ(request_of(calls, 7),
            R"([{"id":7,"jsonrpc":"2.0","method":"eth_chainId","params":[]},)"
            R"({"id":8,"jsonrpc":"2.0","method":"eth_getBalance","params":["0x1","latest"]}])");
}

TEST(Answer, IsAResultOrAnError) {
  const auto result = answers_from(R"({"jsonrpc":"2.0","id":7,"result":{"b":1,"a":"0x"}})", 1, 7);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->front().value_or(""), R"({"a":"0x","b":1})");
  const auto error = answers_from(
      R"({"id":7,"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}})", 1, 7);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->front().error(),
            (ErrorAnswer{.code = 3, .message = "execution reverted", .data = "0x08c379a0"}));
  const auto wrapped = answers_from(
      R"({"id":7,"error":{"code":-32000,"message":"x","data":{"data":"0x12","hash":"0x"}}})", 1, 7);
  EXPECT_EQ(wrapped->front().error().data, "0x12");
  const auto nothing = answers_from(R"({"id":7,"result":null,"error":null})", 1, 7);
  EXPECT_EQ(nothing->front().value_or(""), "null");
}

TEST(Answer, OfABatchIsInTheOrderOfItsCalls) {
  const auto answers = answers_from(
      R"([{"id":9,"result":3},{"id":7,"result":1},{"id":8,"error":{"code":1,"message":"no"}}])", 3,
      7);
  ASSERT_TRUE(answers.has_value()) << answers.error();
  EXPECT_EQ((*answers)[0].value_or(""), "1");
  EXPECT_EQ((*answers)[1].error().message, "no");
  EXPECT_EQ((*answers)[2].value_or(""), "3");
}

TEST(Answer, OfANodeThatTakesNoBatchesIsItsErrorForEach) {
  const auto answers =
      answers_from(R"({"id":null,"error":{"code":-32600,"message":"no batches"}})", 2, 7);
  ASSERT_TRUE(answers.has_value());
  EXPECT_EQ((*answers)[1].error().message, "no batches");
}

TEST(Answer, ThatIsNoneIsSaid) {
  EXPECT_EQ(fault(""), "the answer is no JSON");
  EXPECT_EQ(fault("<html>busy</html>"), "the answer is no JSON");
  EXPECT_EQ(fault("1"), "an answer is no object");
  EXPECT_EQ(fault(R"({"result":1})"), "an answer has no id of ours");
  EXPECT_EQ(fault(R"({"id":"7","result":1})"), "an answer has no id of ours");
  EXPECT_EQ(fault(R"({"id":6,"result":1})"), "an answer is to another request");
  EXPECT_EQ(fault(R"({"id":8,"result":1})"), "an answer is to another request");
  EXPECT_EQ(fault(R"({"id":7})"), "an answer has neither a result nor an error");
  EXPECT_EQ(fault(R"({"id":7,"error":"no"})"), "an answer has neither a result nor an error");
  EXPECT_EQ(fault(R"([{"id":7,"result":1}])", 2), "a batch has another number of answers");
  EXPECT_EQ(fault(R"([{"id":7,"result":1},{"id":7,"result":1}])", 2),
            "a request is answered twice");
  EXPECT_EQ(fault(std::string(1'000'000, '[')), "the answer is nested too deeply");
}

TEST(Answer, DoesNotSteerATerminalAndIsCut) {
  const auto answers = answers_from(
      R"({"id":7,"error":{"code":1,"message":"\u001b[2J)" + std::string(1'000, 'x') + R"("}})", 1,
      7);
  ASSERT_TRUE(answers.has_value());
  const std::string& message = answers->front().error().message;
  EXPECT_EQ(message.substr(0, 5), "?[2Jx");
  EXPECT_EQ(message.size(), message_shown_max);
}

TEST(CanonicalJson, IsTheSameForTheSame) {
  EXPECT_EQ(canonical(R"({"b": 1, "a": [2]})"), canonical(R"({"a":[2],"b":1})"));
  EXPECT_NE(canonical(R"({"a":1})"), canonical(R"({"a":2})"));
}

}  // namespace
}  // namespace dealwright::rpc
