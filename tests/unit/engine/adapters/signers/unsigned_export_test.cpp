// Transactions that are signed somewhere else.
#include "engine/adapters/signers/unsigned_export.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/engine/adapters/signers/asked.hpp"

namespace dealwright::signers {
namespace {

using nlohmann::json;
using tests::Request;

TEST(UnsignedExport, IsReadAsItWasWritten) {
  const Request request;
  const auto read = import_unsigned(export_unsigned(request.asked));
  ASSERT_TRUE(read.has_value()) << read.error().what;
  EXPECT_EQ(read->transaction, request.asked.transaction);
  EXPECT_EQ(read->sender, request.asked.sender);
}

TEST(UnsignedExport, ShowsPeopleWhatTheySign) {
  const json whole = json::parse(export_unsigned(Request().asked));
  EXPECT_EQ(whole.at("kind"), "EIP-1559");
  EXPECT_EQ(whole.at("chain_id"), "138");
  EXPECT_EQ(whole.at("value"), "5");
  EXPECT_EQ(whole.at("to"), "0x3535353535353535353535353535353535353535");
}

TEST(UnsignedExport, DoesNotSayAnotherThingThanItsBytes) {
  const Request request;
  const auto said = [&](const char* field, const json& value) {
    json whole = json::parse(export_unsigned(request.asked));
    whole[field] = value;
    const auto read = import_unsigned(whole.dump());
    return read ? "" : read.error().what;
  };
  EXPECT_EQ(said("value", "5"), "");
  EXPECT_EQ(said("value", "1"), "the exported transaction says another `value` than its bytes do");
  EXPECT_EQ(said("note", "x"),
            "the exported transaction has a field `note` that its bytes have not");
  EXPECT_EQ(said("format", 2), "the exported transaction is of a format that is not known: 1 is");
  EXPECT_FALSE(import_unsigned("[]").has_value());
  EXPECT_FALSE(import_unsigned(std::string(export_bytes_max + 1, ' ')).has_value());
}

TEST(SignedImport, IsCheckedLikeAnySigner) {
  const Request request;
  const std::string text = crypto::to_hex(request.signs(request.asked.transaction));
  EXPECT_TRUE(import_signed(request.asked, "  " + text + "\n").has_value());
  EXPECT_FALSE(import_signed(request.asked, text.substr(2)).has_value());
  codec::Transaction other = request.asked.transaction;
  other.nonce = 10;
  const auto wrong = import_signed(request.asked, crypto::to_hex(request.signs(other)));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().kind, FaultKind::unsafe);
}

}  // namespace
}  // namespace dealwright::signers
