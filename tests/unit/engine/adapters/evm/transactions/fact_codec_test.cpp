// Every kind of fact goes through its text and comes back the same; what is not one is refused.
#include "engine/adapters/evm/transactions/fact_codec.hpp"

#include <set>

#include <gtest/gtest.h>

namespace dealwright::transactions {
namespace {

using values::Amount;

values::Address address(std::uint8_t byte) {
  values::Address made;
  made.bytes.fill(byte);
  return made;
}
crypto::Hash hash(std::uint8_t byte) {
  crypto::Hash made;
  made.bytes.fill(byte);
  return made;
}
Draft draft() {
  return {.purpose = Purpose::cancel,
          .gas_limit = 21'000,
          .fees = {.priority_fee_max = Amount(3), .fee_max = Amount::max()}};
}

std::vector<FactKind> facts() {
  Inclusion inclusion{.transaction = hash(1),
                      .block = {.number = 17, .hash = hash(2)},
                      .outcome = codec::Outcome::succeeded,
                      .gas_used = 40'000,
                      .gas_price = Amount(12),
                      .logs = {}};
  inclusion.logs.push_back({.address = address(4),
                            .topics = {hash(5), hash(6)},
                            .data = {1, 2, 3},
                            .block = inclusion.block,
                            .transaction = inclusion.transaction,
                            .log_index = 7});
  return {
      AccountOpened{.chain_id = 138, .address = address(1), .nonce = 5},
      Ordered{{.name = "deal/open.wrap#1/0",
               .to = address(2),
               .value = Amount(9),
               .data = {0xd0, 0xe3},
               .give_up_at = values::TimePoint{1'767'225'600'123},
               .after = "m",
               .memo = "{}"}},
      Ordered{{.name = "n",
               .to = address(2),
               .value = {},
               .data = {},
               .give_up_at = {},
               .after = {},
               .memo = {}}},
      Moved{.order = "n", .event = TransactionEvent::slot_taken, .why = "nonce \"7\" is used\n"},
      NonceReserved{.order = "n", .nonce = 5, .draft = draft()},
      ReplacementDrafted{.order = "n", .draft = draft(), .why = "late"},
      BytesSigned{.order = "n", .attempt = {.terms = draft(), .bytes = {2, 0xf8}, .hash = hash(9)}},
      Mined{.order = "n", .inclusion = inclusion},
      GiveUpAsked{.order = "n", .why = "operator"},
      NonceAdopted{8},
      Halted{"the key is shared"},
      Released{.by = "ann", .nonce = 9},
  };
}

TEST(FactCodec, EveryKindComesBackTheSame) {
  std::set<std::size_t> kinds;
  for (const FactKind& fact : facts()) {
    kinds.insert(fact.index());
    const auto again = fact_from_json(kind_of(fact), fact_version, to_json(fact));
    ASSERT_TRUE(again.has_value()) << again.error();
    EXPECT_EQ(*again, fact) << to_json(fact);
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<FactKind>);
}

TEST(FactCodec, AFieldThatIsMissingOrOfAnotherFormIsSaid) {
  const auto fault = [](std::string_view kind, std::string_view json) {
    const auto read = fact_from_json(kind, fact_version, json);
    return read ? std::string("read") : read.error();
  };
  EXPECT_EQ(fault("nonce_adopted", "{}"), "`nonce` is missing");
  EXPECT_EQ(fault("nonce_adopted", "{\"nonce\":-1}"), "`nonce` is no number");
  EXPECT_EQ(fault("nonce_adopted", "{\"nonce\":"), "its payload is no JSON of this kind");
  EXPECT_EQ(fault("account_halted", "{\"why\":3}"), "its payload is no JSON of this kind");
  EXPECT_EQ(fault("transaction_moved", "{\"order\":\"n\",\"event\":\"flies\",\"why\":\"\"}"),
            "`event` is unknown: `flies`");
}

TEST(FactCodec, AnUnknownKindOrVersionIsNeverPassedOver) {
  EXPECT_FALSE(fact_from_json("nonce_forgotten", 1, "{}").has_value());
  EXPECT_FALSE(fact_from_json("nonce_adopted", 2, "{\"nonce\":1}").has_value());
}

}  // namespace
}  // namespace dealwright::transactions
