// Why a call was reverted, in words.
#include <gtest/gtest.h>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/encode.hpp"
#include "tests/unit/engine/adapters/evm/cases.hpp"

namespace dealwright::abi {
namespace {

using crypto::Bytes;
using test::unhex;

Bytes reverted_with(const char* error, const Values& arguments) {
  const auto read = error_from_text(error);
  EXPECT_TRUE(read.has_value());
  const Selector selector = selector_of(*read);
  Bytes bytes(selector.begin(), selector.end());
  crypto::append(bytes, encode(read->inputs, arguments).value());
  return bytes;
}

TEST(Revert, IsExplainedByItsMessage) {
  // Solidity documentation, "revert".
  const Revert revert =
      explain_revert(unhex("08c379a0"
                           "0000000000000000000000000000000000000000000000000000000000000020"
                           "000000000000000000000000000000000000000000000000000000000000001a"
                           "4e6f7420656e6f7567682045746865722070726f76696465642e000000000000"),
                     {});
  EXPECT_EQ(revert.kind, RevertKind::message);
  EXPECT_EQ(revert.words, "reverted: \"Not enough Ether provided.\"");
}

TEST(Revert, IsExplainedByItsPanicCode) {
  const Revert revert = explain_revert(reverted_with("Panic(uint256)", {number(0x11)}), {});
  EXPECT_EQ(revert.kind, RevertKind::panic);
  EXPECT_EQ(revert.words, "panic 0x11: an arithmetic overflow or underflow");
  EXPECT_EQ(explain_revert(reverted_with("Panic(uint256)", {number(0x99)}), {}).words,
            "panic 0x99, a code that is not known");
}

TEST(Revert, IsExplainedByAnErrorOfTheInterface) {
  Interface known;
  known.errors.push_back(*error_from_text("error Other()"));
  known.errors.push_back(
      *error_from_text("error InsufficientBalance(uint256 available, uint256 required)"));
  const Bytes data = reverted_with("InsufficientBalance(uint256,uint256)", {number(5), number(10)});
  const Revert revert = explain_revert(data, known);
  EXPECT_EQ(revert.kind, RevertKind::custom);
  EXPECT_EQ(revert.name, "InsufficientBalance");
  EXPECT_EQ(revert.arguments, (Values{number(5), number(10)}));
  EXPECT_EQ(revert.words, "reverted: InsufficientBalance(available: 5, required: 10)");
  EXPECT_EQ(explain_revert(data, {}).kind, RevertKind::unknown);
}

TEST(Revert, OfAnyBytesIsSaid) {
  EXPECT_EQ(explain_revert({}, {}).words, "reverted without a reason");
  EXPECT_EQ(explain_revert(unhex("01"), {}).words, "reverted with 0x01");
  // A message that is cut off is no message.
  EXPECT_EQ(explain_revert(unhex("08c379a0"), {}).kind, RevertKind::unknown);
  const Revert longer = explain_revert(Bytes(10'000, 0xee), {});
  EXPECT_LT(longer.words.size(), 500U);
}

TEST(Revert, DoesNotSteerATerminal) {
  const Revert revert = explain_revert(reverted_with("Error(string)", {text("\x1b[2J")}), {});
  EXPECT_EQ(revert.words, "reverted: \"\\x1b[2J\"");
}

}  // namespace
}  // namespace dealwright::abi
