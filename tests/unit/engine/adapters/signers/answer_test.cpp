// Signers that answer with something else than what they were asked for (row 17 of what can fail).
#include "engine/adapters/signers/answer.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/engine/adapters/evm/cases.hpp"
#include "tests/unit/engine/adapters/signers/asked.hpp"

namespace dealwright::signers {
namespace {

using codec::Transaction;
using tests::Request;
using values::Amount;

const std::string changed = "the signer signed another transaction than it was asked to: ";

std::string said(const std::function<void(Transaction&)>& change) {
  const Request request;
  Transaction other = request.asked.transaction;
  change(other);
  const auto answer = check_answer(request.asked, request.signs(other));
  if (answer) return "";
  EXPECT_EQ(answer.error().kind, FaultKind::unsafe);
  return answer.error().what;
}

TEST(SignersAnswer, IsTakenWhenItIsWhatWasAskedFor) {
  const Request request;
  const crypto::Bytes bytes = request.signs(request.asked.transaction);
  const auto answer = check_answer(request.asked, bytes);
  ASSERT_TRUE(answer.has_value()) << answer.error().what;
  EXPECT_EQ(answer->bytes, bytes);
  EXPECT_EQ(answer->hash, crypto::keccak256(crypto::ByteView(bytes)));
}

TEST(SignersAnswer, WithAnyFieldChangedIsRefusedByName) {
  EXPECT_EQ(said([](Transaction& t) { t.value = Amount(500); }),
            changed + "the value: asked 5, signed 500");
  EXPECT_EQ(said([](Transaction& t) { t.nonce = 10; }), changed + "the nonce: asked 9, signed 10");
  EXPECT_EQ(said([](Transaction& t) { t.chain_id = 1; }),
            changed + "the chain id: asked 138, signed 1");
  EXPECT_EQ(said([](Transaction& t) { t.to->bytes.fill(1); }),
            changed +
                "the recipient: asked 0x3535353535353535353535353535353535353535, signed "
                "0x0101010101010101010101010101010101010101");
  EXPECT_EQ(said([](Transaction& t) { t.to = std::nullopt; }),
            changed +
                "the recipient: asked 0x3535353535353535353535353535353535353535, signed a "
                "new contract");
  EXPECT_EQ(said([](Transaction& t) { t.data = {1}; }),
            changed + "the data: asked 4 bytes, 0xa9059cbb, signed 1 bytes, 0x01");
  EXPECT_EQ(said([](Transaction& t) { t.gas_limit = 60'001; }),
            changed + "the gas limit: asked 60000, signed 60001");
  EXPECT_EQ(said([](Transaction& t) { t.fee_max = Amount(101); }),
            changed + "the highest fee: asked 100, signed 101");
  EXPECT_EQ(said([](Transaction& t) { t.priority_fee_max = Amount(3); }),
            changed + "the highest priority fee: asked 2, signed 3");
  EXPECT_EQ(said([](Transaction& t) { t.access_list.clear(); }),
            changed + "the access list: asked 1 entries, signed 0 entries");
  EXPECT_EQ(said([](Transaction& t) {
              t.kind = codec::TransactionKind::legacy;
              t.gas_price = t.fee_max;
              t.fee_max = t.priority_fee_max = Amount();
              t.access_list.clear();
            }).substr(0, changed.size() + 38),
            changed + "the kind: asked EIP-1559, signed legac");
  EXPECT_EQ(said([](Transaction& t) {
              t.value = Amount(500);
              t.nonce = 10;
            }),
            changed + "the nonce: asked 9, signed 10; the value: asked 5, signed 500");
}

TEST(SignersAnswer, ByAnotherKeyIsRefused) {
  const Request request;
  const Request other;
  const auto answer = check_answer(request.asked, other.signs(request.asked.transaction));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FaultKind::unsafe);
  EXPECT_EQ(answer.error().what.substr(0, 22), "the signer signed for ");
}

TEST(SignersAnswer, ThatIsNoTransactionIsRefused) {
  const Request request;
  const auto answer = check_answer(request.asked, test::unhex("02c0"));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FaultKind::unsafe);
  EXPECT_EQ(answer.error().what,
            "the signer's answer is no transaction that a chain takes: EIP-1559 transactions of "
            "this form have 12 fields, this one has 0");
}

// The order minus s: as valid a signature, which chains refuse.
crypto::Signature with_high_s(crypto::Signature signature) {
  const crypto::Bytes order =
      test::unhex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int digit = int{order[i]} - int{signature.s[i]} - borrow;
    borrow = digit < 0 ? 1 : 0;
    signature.s[i] = static_cast<std::uint8_t>(digit + 256 * borrow);
  }
  signature.parity ^= 1U;
  return signature;
}

TEST(Signature, WithAHighSIsRefusedInATransactionAndLoweredAlone) {
  const Request request;
  const crypto::Signature low =
      crypto::sign(codec::signing_hash(request.asked.transaction), request.key);
  const crypto::Signature high = with_high_s(low);
  EXPECT_FALSE(crypto::is_low(high));
  EXPECT_FALSE(check_answer(request.asked, codec::signed_bytes(request.asked.transaction, high))
                   .has_value());
  EXPECT_EQ(crypto::lowered(high), low);
  EXPECT_EQ(crypto::lowered(low), low);
  const auto answer = check_signature(request.asked, high);
  ASSERT_TRUE(answer.has_value()) << answer.error().what;
  EXPECT_EQ(answer->bytes, request.signs(request.asked.transaction));
}

TEST(Signature, OfAnotherHashIsRefused) {
  const Request request;
  const auto answer =
      check_signature(request.asked, crypto::sign(crypto::keccak256("other"), request.key));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind, FaultKind::unsafe);
}

}  // namespace
}  // namespace dealwright::signers
