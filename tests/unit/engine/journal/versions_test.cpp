// Records of older versions are lifted to today's before they are read; bundles and snapshots give
// back what went into them.
#include <random>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/journal/bundle.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/journal/snapshot.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/unit/engine/journal/runs.hpp"

namespace dealwright::journal {
namespace {

using core::Terms;

TEST(Upcast, OlderVersionsAndFormerKindsAreReadAsTodays) {
  const Terms terms(tests::lending_deal());
  // As if `step_started` had once been `step_begun`, first with its step under another name.
  const std::vector<Upcaster> steps = {
      {.kind = "step_begun",
       .version = 1,
       .up = [](std::string_view payload) -> std::expected<Versioned, std::string> {
         if (!payload.starts_with(R"({"of":)")) return std::unexpected("it has no step");
         return Versioned{"step_begun", 2, R"({"step":)" + std::string(payload.substr(6))};
       }},
      {.kind = "step_begun",
       .version = 2,
       .up = [](std::string_view payload) -> std::expected<Versioned, std::string> {
         return Versioned{"step_started", 1, std::string(payload)};
       }},
  };
  const Record old{.kind = "step_begun", .version = 1, .payload = R"({"of":"open"})"};
  const auto fact = decode(terms, old, steps);
  ASSERT_TRUE(fact.has_value()) << fact.error();
  EXPECT_EQ(std::get<core::StepStarted>(fact->what).step, terms.step("open"));
  EXPECT_TRUE(
      decode(terms, {.kind = "step_begun", .version = 2, .payload = R"({"step":"open"})"}, steps)
          .has_value());
  EXPECT_EQ(decode(terms, {.kind = "step_begun", .version = 1, .payload = "{}"}, steps).error(),
            "it has no step");
  EXPECT_TRUE(decode(terms, {.kind = "step_begun", .version = 3, .payload = "{}"}, steps)
                  .error()
                  .starts_with("the kind `step_begun` is unknown to this release"));
}

TEST(Upcast, StepsInACircleEnd) {
  const Terms terms(tests::lending_deal());
  const std::vector<Upcaster> steps = {
      {.kind = "a",
       .version = 1,
       .up = [](std::string_view) -> std::expected<Versioned, std::string> {
         return Versioned{"a", 1, "{}"};
       }}};
  EXPECT_FALSE(decode(terms, {.kind = "a", .version = 1, .payload = "{}"}, steps).has_value());
}

TEST(Decode, FieldsMayStandInAnyOrder) {
  const Terms terms(tests::lending_deal());
  const auto fact =
      decode(terms, {.kind = "step_waits", .payload = R"({"until":7,"guard":2,"step":"close"})"});
  ASSERT_TRUE(fact.has_value()) << fact.error();
  const auto& waits = std::get<core::StepWaits>(fact->what);
  EXPECT_EQ(waits.step, terms.step("close"));
  EXPECT_EQ(waits.guard, 2U);
  EXPECT_EQ(waits.until.milliseconds, 7);
  EXPECT_EQ(
      decode(terms, {.kind = "step_waits", .payload = R"({"guard":2,"step":"close","guard":3})"})
          .error(),
      "the field `guard` is unknown");
}

TEST(Decode, NothingMayFollowThePayload) {
  const Terms terms(tests::lending_deal());
  for (const char* payload :
       {R"({"step":"open"}{})", R"({"step":"open"} )", R"({"step":"open"},)", R"({"step":"open",})",
        R"({"step":"open")", R"({"step":"op\u0100en"})", R"({"step" :"open"})"}) {
    EXPECT_FALSE(decode(terms, {.kind = "step_started", .payload = payload}).has_value())
        << payload;
  }
}

TEST(Snapshot, WithItsTailEqualsFullReplay) {
  std::mt19937 random(11);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const tests::RandomDeal deal = tests::random_deal(seed);
    const Terms terms(deal.plan);
    const values::Digest plan = plan::identity(terms.plan());
    const auto records = records_of(terms, scenario::setting_of(terms, deal.scenario, {}));
    const std::span<const Record> all(records);
    const auto whole = replay(terms, plan, "deal", all).value();
    for (int cut = 0; cut < 4; ++cut) {
      const std::size_t at = cut == 0 ? all.size() : random() % (all.size() + 1);
      Replay before(terms, plan, "deal");
      ASSERT_TRUE(before.add(all.first(at)).has_value());
      const std::string bytes = snapshot_of(terms, plan, before.state());
      auto state = state_of(terms, plan, bytes);
      ASSERT_TRUE(state.has_value()) << seed << ": " << state.error();
      EXPECT_EQ(*state, before.state()) << seed << " at " << at;
      Replay after(terms, plan, "deal");
      after.go_on_from(std::move(*state), at, before.hash());
      ASSERT_TRUE(after.add(all.subspan(at)).has_value());
      EXPECT_EQ(after.state(), whole) << seed << " at " << at;
      EXPECT_EQ(after.hash(), records.back().hash);
    }
  }
}

TEST(Snapshot, IsRefusedWhenItIsNotWhatWasWritten) {
  const Terms terms(tests::lending_deal());
  const values::Digest plan = plan::identity(terms.plan());
  const std::string bytes = snapshot_of(terms, plan, core::initial_state(terms));
  EXPECT_TRUE(state_of(terms, plan, bytes).has_value());
  EXPECT_FALSE(state_of(terms, values::sha256("another"), bytes).has_value());
  EXPECT_FALSE(state_of(terms, plan, "").has_value());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(state_of(terms, plan, flipped).has_value()) << i;
  }
}

TEST(Replay, TakesRecordsInAnyPortions) {
  const Terms terms(tests::loop_deal());
  const values::Digest plan = plan::identity(terms.plan());
  const auto records = records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
  const std::span<const Record> all(records);
  const auto whole = replay(terms, plan, "deal", all).value();
  for (const std::size_t portion : {1U, 2U, 7U}) {
    Replay replay(terms, plan, "deal");
    for (std::size_t at = 0; at < all.size(); at += portion)
      ASSERT_TRUE(replay.add(all.subspan(at, std::min(portion, all.size() - at))).has_value());
    EXPECT_EQ(replay.state(), whole);
  }
  Replay hole(terms, plan, "deal");
  ASSERT_TRUE(hole.add(all.first(2)).has_value());
  EXPECT_EQ(hole.add(all.subspan(3)).error().what, "its number is 4");
}

TEST(Bundle, GivesBackWhatWasPacked) {
  const Terms terms(tests::lending_deal());
  const auto records = records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
  std::string bytes;
  pack(records, bytes);
  std::vector<Record> back;
  EXPECT_EQ(unpack(bytes, "deal", 1, {}, back), std::nullopt);
  EXPECT_EQ(back, records);
}

TEST(Bundle, EveryCutAndEveryFlippedByteIsSeen) {
  const Terms terms(tests::lending_deal());
  auto records = records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
  records.resize(3);
  std::string bytes;
  pack(records, bytes);
  const auto is_whole = [&](const std::string& damaged) {
    std::vector<Record> back;
    return !unpack(damaged, "deal", 1, {}, back) && back.size() == records.size() &&
           !verify(back, "deal", 1, values::Digest());
  };
  ASSERT_TRUE(is_whole(bytes));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_FALSE(is_whole(bytes.substr(0, i))) << "cut at " << i;
    for (const int bit : {0, 3, 7}) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
      EXPECT_FALSE(is_whole(flipped)) << "byte " << i << " bit " << bit;
    }
  }
}

TEST(Bundle, OfAnUnknownVersionSaysSo) {
  std::vector<Record> back;
  EXPECT_EQ(unpack("1:2", "deal", 1, {}, back).value(),
            "bundles of version `2` are unknown to this release: use the release that wrote the "
            "journal, or a newer one");
}

}  // namespace
}  // namespace dealwright::journal
