// Web3Signer's requests and answers.
#include "engine/adapters/signers/remote.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/engine/adapters/signers/asked.hpp"

namespace dealwright::signers {
namespace {

using nlohmann::json;
using tests::Request;

std::string signature_text(const crypto::Signature& signature) {
  return "0x" + crypto::to_digits(signature.r) + crypto::to_digits(signature.s) +
         (signature.parity == 0 ? "1b" : "1c");
}

std::string good_signature(const Request& request) {
  return signature_text(crypto::sign(codec::signing_hash(request.asked.transaction), request.key));
}

FaultKind kind_of(const Result<Answered>& answer) {
  EXPECT_FALSE(answer.has_value());
  return answer ? FaultKind::malformed : answer.error().kind;
}

TEST(RemoteSigner, IsAskedForASignatureOverTheBytes) {
  const Request request;
  const auto key = crypto::public_key_of(request.key);
  const HttpRequest http = ask_to_sign(request.asked, key);
  EXPECT_EQ(http.method, Method::post);
  EXPECT_EQ(http.path, "/api/v1/eth1/sign/" + crypto::to_hex(key.bytes));
  EXPECT_EQ(json::parse(http.body).at("data"),
            crypto::to_hex(codec::unsigned_bytes(request.asked.transaction)));
}

TEST(RemoteSigner, GivesASignatureThatIsPutToTheTransaction) {
  const Request request;
  const std::string text = good_signature(request);
  for (const std::string& body : {text, "\"" + text + "\"", text + "\n"}) {
    const auto answer = signed_from(request.asked, {.status = 200, .body = body});
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->bytes, request.signs(request.asked.transaction));
  }
}

TEST(RemoteSigner, WithAnythingElseIsNotBelieved) {
  const Request request;
  const Request other;
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("0x00"), good_signature(other),
        good_signature(request).substr(0, 130) + "1d", good_signature(request) + "00",
        std::string(signer_answer_bytes_max + 1, '0')}) {
    EXPECT_EQ(kind_of(signed_from(request.asked, {.status = 200, .body = body})), FaultKind::unsafe)
        << body.substr(0, 200);
  }
}

TEST(RemoteSigner, ThatRefusesIsToldFromOneThatIsAway) {
  const Request request;
  const auto kind = [&](unsigned status) {
    return kind_of(signed_from(request.asked, {.status = status, .body = "x"}));
  };
  EXPECT_EQ(kind(404), FaultKind::refused);
  EXPECT_EQ(kind(401), FaultKind::refused);
  EXPECT_EQ(kind(400), FaultKind::refused);
  EXPECT_EQ(kind(429), FaultKind::unavailable);
  EXPECT_EQ(kind(500), FaultKind::unavailable);
  EXPECT_EQ(kind(503), FaultKind::unavailable);
}

TEST(RemoteSigner, SaysWhichKeysItHolds) {
  const auto key = crypto::public_key_of(crypto::PrivateKey::generate());
  EXPECT_EQ(ask_for_keys().path, "/api/v1/eth1/publicKeys");
  const auto with = [](const json& body) {
    return keys_from({.status = 200, .body = body.dump()});
  };
  const auto keys = with(json::array({crypto::to_hex(key.bytes)}));
  ASSERT_TRUE(keys.has_value()) << keys.error().what;
  EXPECT_EQ(keys->front(), key);
  EXPECT_EQ(with(json::array({"0x04" + crypto::to_digits(key.bytes)}))->front(), key);
  EXPECT_TRUE(with(json::array())->empty());
  EXPECT_FALSE(with(json::array({"0x12"})).has_value());
  EXPECT_FALSE(with(json::object()).has_value());
  EXPECT_FALSE(with(json(std::vector<int>(signer_keys_max + 1))).has_value());
}

TEST(RemoteSigner, IsAskedForATransactionWithAllItsFields) {
  const Request request;
  const json body = json::parse(ask_for_transaction(request.asked, 7).body);
  EXPECT_EQ(body.at("method"), "eth_signTransaction");
  EXPECT_EQ(body.at("id"), 7);
  const json& fields = body.at("params").at(0);
  EXPECT_EQ(fields.at("from"), values::to_text(request.asked.sender));
  EXPECT_EQ(fields.at("chainId"), "0x8a");
  EXPECT_EQ(fields.at("nonce"), "0x9");
  EXPECT_EQ(fields.at("maxFeePerGas"), "0x64");
  EXPECT_EQ(fields.at("maxPriorityFeePerGas"), "0x2");
  EXPECT_EQ(fields.at("gas"), "0xea60");
  EXPECT_EQ(fields.at("data"), "0xa9059cbb");
  EXPECT_EQ(fields.at("accessList").size(), 1U);
  EXPECT_FALSE(fields.contains("gasPrice"));
}

TEST(RemoteSigner, HasItsWholeTransactionCompared) {
  const Request request;
  const auto answer = [&](const json& body) {
    return transaction_from(request.asked, {.status = 200, .body = body.dump()}, 7);
  };
  const std::string right = crypto::to_hex(request.signs(request.asked.transaction));
  EXPECT_TRUE(answer({{"jsonrpc", "2.0"}, {"id", 7}, {"result", right}}).has_value());
  EXPECT_EQ(kind_of(answer({{"jsonrpc", "2.0"}, {"id", 8}, {"result", right}})), FaultKind::unsafe);
  EXPECT_EQ(kind_of(answer({{"id", 7}, {"error", {{"code", -32000}, {"message", "no"}}}})),
            FaultKind::refused);
  codec::Transaction other = request.asked.transaction;
  other.value = values::Amount(500);
  EXPECT_EQ(kind_of(answer({{"id", 7}, {"result", crypto::to_hex(request.signs(other))}})),
            FaultKind::unsafe);
  EXPECT_EQ(kind_of(answer({{"id", 7}, {"result", nullptr}})), FaultKind::unsafe);
  EXPECT_EQ(kind_of(answer(json::array())), FaultKind::unsafe);
}

}  // namespace
}  // namespace dealwright::signers
