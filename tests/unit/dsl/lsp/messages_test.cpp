// JSON-RPC as it comes: what is refused, with which number and for which request.
#include "dsl/lsp/messages.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dealwright::lsp {
namespace {

RpcError refused(std::string_view json) {
  const auto message = read_message(json);
  EXPECT_FALSE(message.has_value()) << json;
  return message ? RpcError{} : message.error();
}

TEST(Messages, AreRefusedByTheProtocolsNumbers) {
  EXPECT_EQ(refused("").code, RpcCode::parse_error);
  EXPECT_EQ(refused("{").code, RpcCode::parse_error);
  EXPECT_EQ(refused("\xFF").code, RpcCode::parse_error);
  EXPECT_EQ(refused("[]").code, RpcCode::invalid_request);
  EXPECT_EQ(refused("1").code, RpcCode::invalid_request);
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":1})").code, RpcCode::invalid_request);
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":{},"method":"x"})").code, RpcCode::invalid_request);
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":1.5,"method":"x"})").code, RpcCode::invalid_request);
  EXPECT_EQ(refused(R"({"jsonrpc":"1.0","id":1,"method":"x"})").code, RpcCode::invalid_request);
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":1,"method":2})").code, RpcCode::invalid_request);
  EXPECT_EQ(
      refused(R"({"jsonrpc":"2.0","id":7,"method":"x","params":{"position":{"line":-1}}})").code,
      RpcCode::invalid_params);
}

TEST(Messages, AreRefusedForTheRequestThatTheyWere) {
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":7,"method":"x","params":{"position":3}})").id, "7");
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","id":"a","method":"x","params":{"position":3}})").id,
            "\"a\"");
  EXPECT_EQ(refused("nothing").id, "null");
}

TEST(Messages, AreNestedOnlySoDeep) {
  const auto nested = [](unsigned depth) {
    return R"({"jsonrpc":"2.0","method":"x","params":)" + std::string(depth - 1, '[') +
           std::string(depth - 1, ']') + "}";
  };
  EXPECT_TRUE(read_message(nested(json_depth_max)).has_value());
  EXPECT_EQ(refused(nested(json_depth_max + 1)).code, RpcCode::invalid_request);
  EXPECT_EQ(refused(std::string(1'000'000, '[')).code, RpcCode::invalid_request);
  EXPECT_TRUE(read_message(R"({"jsonrpc":"2.0","method":"x","params":{"a":")" +
                           std::string(1'000, '[') + R"(\""}})")
                  .has_value())
      << "brackets in a text nest nothing";
}

TEST(Messages, TakeNumbersBeyondTheirUse) {
  const auto message = read_message(
      R"({"jsonrpc":"2.0","id":1,"method":"x","params":{"position":{"line":4294967296,"character":18446744073709551615}}})");
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->position->line, 4294967295U);
}

TEST(Messages, KeepTheirIdAsItWas) {
  EXPECT_EQ(read_message(R"({"jsonrpc":"2.0","id":"ä\n","method":"x"})")->id, R"("ä\n")");
  EXPECT_EQ(read_message(R"({"jsonrpc":"2.0","id":-5,"method":"x"})")->id, "-5");
  EXPECT_TRUE(read_message(R"({"jsonrpc":"2.0","method":"x"})")->id.empty());
}

TEST(Messages, WriteTextThatIsNoUtf8) { EXPECT_EQ(json_text("a\xFF"), "\"a\xEF\xBF\xBD\""); }

}  // namespace
}  // namespace dealwright::lsp
