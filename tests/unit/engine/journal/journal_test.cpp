// Codec, chain and replay on the journals of real runs.
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/unit/engine/journal/runs.hpp"

namespace dealwright::journal {
namespace {

using core::Terms;

struct Lending {
  Terms terms{tests::lending_deal()};
  values::Digest plan = plan::identity(terms.plan());
  std::vector<Record> records = records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
};

// Gives the records a chain again after one was changed: what a forger without the head would do.
void chain_again(std::vector<Record>& records) {
  values::Digest previous;
  for (Record& record : records) {
    record.previous = previous;
    record.hash = hash_of(record);
    previous = record.hash;
  }
}

TEST(Codec, EveryKindThatRunsWriteReadsBackAsWritten) {
  std::set<std::string> kinds;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    for (const Record& record :
         records_of(terms, scenario::setting_of(terms, random.scenario, {}))) {
      const auto fact = decode(terms, record);
      ASSERT_TRUE(fact.has_value()) << record.kind << " " << record.payload << ": " << fact.error();
      EXPECT_EQ(encode(terms, fact->what), record.payload);
      EXPECT_EQ(core::kind_name(fact->what), record.kind);
      kinds.insert(record.kind);
    }
  }
  // Only a plan that speaks of profit records the value at the start.
  std::set<std::string> expected(core::fact_names.begin(), core::fact_names.end());
  expected.erase("start_valued");
  expected.erase("limit_warned");
  expected.erase("position_handed_over");  // no random deal adopts another one's position
  for (const std::string& kind : expected)
    EXPECT_TRUE(kinds.contains(kind)) << kind << " was never written";
}

TEST(Codec, NamesEveryKindOnce) {
  const std::set<std::string_view> names(core::fact_names.begin(), core::fact_names.end());
  EXPECT_EQ(names.size(), core::fact_names.size());
}

TEST(Codec, EscapesTextsThatWouldBreakTheLine) {
  const Lending lending;
  const core::FactKind fact =
      core::DealMoved{.event = machines::DealEvent::hold, .why = "a\"b\\c\n\x01", .by = ""};
  const std::string payload = encode(lending.terms, fact);
  EXPECT_EQ(payload, R"({"event":"hold","why":"a\"b\\c\u000a\u0001"})");
  const auto back = decode(lending.terms, {.kind = "deal_moved", .payload = payload});
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(std::get<core::DealMoved>(back->what).why, "a\"b\\c\n\x01");
}

TEST(Replay, RefusesWhateverWasTamperedWith) {
  const Lending lending;
  struct Case {
    const char* name;
    std::function<void(std::vector<Record>&)> tamper;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"a changed payload", [](auto& r) { r[2].payload[3] = 'X'; }, "it is not what was written"},
      {"a changed time", [](auto& r) { r[2].at.milliseconds += 1; }, "it is not what was written"},
      {"a record left out", [](auto& r) { r.erase(r.begin() + 2); }, "its number is 4"},
      {"records swapped", [](auto& r) { std::swap(r[2], r[3]); }, "its number is 4"},
      {"another stream", [](auto& r) { r[0].stream = "other"; }, "it belongs to `other`"},
      {"an unknown kind",
       [](auto& r) {
         r[1].kind = "gift";
         chain_again(r);
       },
       "the kind `gift` is unknown to this release: the journal was written by a newer one, which "
       "has "
       "to read it"},
      {"a version to come",
       [](auto& r) {
         r[1].version = 2;
         chain_again(r);
       },
       "version 2 of `step_started` is unknown to this release: the journal was written by a newer "
       "one, which has to read it"},
      {"an unknown field",
       [](auto& r) {
         r[1].payload.insert(1, "\"x\":1,");
         chain_again(r);
       },
       "the field `x` is unknown"},
      {"a step that the plan has not",
       [](auto& r) {
         r[1].payload = R"({"step":"nowhere"})";
         chain_again(r);
       },
       "`step`: the plan has no `nowhere`"},
      {"another plan",
       [](auto& r) {
         r[1].plan = values::Digest();
         chain_again(r);
       },
       "it was written under another plan"},
  };
  for (const Case& one : cases) {
    std::vector<Record> records = lending.records;
    one.tamper(records);
    const auto state = replay(lending.terms, lending.plan, "deal", records);
    ASSERT_FALSE(state.has_value()) << one.name;
    EXPECT_EQ(state.error().what, one.says) << one.name;
  }
}

TEST(Replay, HostilePayloadsAreRefused) {
  const Lending lending;
  const std::string deep(100'000, '[');
  for (const std::string& payload :
       {std::string(), std::string("null"), std::string("{"), std::string("\xff\xfe"), deep,
        "{\"readings\":" + deep,
        std::string(R"({"readings":[{"key":{"kind":"price"},"value":{"text":1}}]})"),
        std::string(R"({"readings":[{"key":{"kind":"weather"},"value":true}]})")}) {
    EXPECT_FALSE(decode(lending.terms, {.kind = "observed", .payload = payload}).has_value())
        << payload.substr(0, 60);
  }
  EXPECT_FALSE(decode(lending.terms, {.kind = "deal_started", .payload = R"({"capital":"-1"})"})
                   .has_value());
  EXPECT_FALSE(
      decode(lending.terms, {.kind = "deal_started", .payload = R"({"capital":1.5})"}).has_value());
}

TEST(Verify, EveryPrefixOfAJournalIsAJournal) {
  const Lending lending;
  for (std::size_t n = 0; n <= lending.records.size(); ++n) {
    EXPECT_FALSE(
        verify(std::span(lending.records).first(n), "deal", 1, values::Digest()).has_value());
  }
}

TEST(StateDigest, TellsStatesApartByTheirLastUnit) {
  const Terms terms(tests::lending_deal());
  core::State state = core::initial_state(terms);
  const values::Digest before = digest_of(terms, state);
  EXPECT_EQ(before, digest_of(terms, core::initial_state(terms)));
  state.books.ledger.post({.from = core::outside(core::the_start, terms.asset("ETH")),
                           .to = core::resting(terms.bucket("core"), terms.asset("ETH")),
                           .amount = values::Amount(1)});
  EXPECT_NE(digest_of(terms, state), before);
}

}  // namespace
}  // namespace dealwright::journal
