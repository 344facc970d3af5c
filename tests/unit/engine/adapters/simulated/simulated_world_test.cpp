// The promises of a world: attempts are performed once, time is its own, and its record outlives
// it.
#include "engine/adapters/simulated/simulated_world.hpp"

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/keep.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/random_deals.hpp"

namespace dealwright::simulated {
namespace {

using core::OutcomeKind;
using core::Terms;

values::Amount eth(std::int64_t n) {
  return values::to_amount(values::Rational(n), 18, values::Rounding::exact).value();
}

Setting calm() {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}};
}

core::Request wrap(const Terms& terms, std::string attempt) {
  const core::Account working = core::resting(terms.bucket("working"), terms.asset("ETH"));
  return {.attempt = std::move(attempt),
          .parts = {{.action = *terms.find_action("open.wrap"),
                     .legs = {{.draws = {{working, eth(1)}}}, {}}}}};
}

core::Outcome reported(SimulatedWorld& world) {
  const auto signal = world.next(std::nullopt);
  EXPECT_TRUE(signal.has_value() && signal->has_value());
  return std::get<core::ActionReported>((*signal)->what).outcome;
}

struct Wrapping {
  Terms terms{tests::lending_deal()};
  values::Amount ether(const SimulatedWorld& world) const {
    return world.record().conditions.wallet.at(terms.asset("ETH"));
  }
};

TEST(SimulatedWorld, PerformsAnAttemptOnceHoweverOftenItIsAsked) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), eth(10));
  ASSERT_TRUE(world.perform(wrap(deal.terms, "a")).has_value());
  EXPECT_EQ(reported(world).kind, OutcomeKind::done);
  ASSERT_TRUE(world.perform(wrap(deal.terms, "a")).has_value());
  EXPECT_EQ(reported(world).kind, OutcomeKind::done);
  EXPECT_EQ(deal.ether(world), eth(9));
}

TEST(SimulatedWorld, SpendsNothingThatTheDealDoesNotHave) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), values::Amount(5));
  ASSERT_TRUE(world.perform(wrap(deal.terms, "a")).has_value());
  const core::Outcome outcome = reported(world);
  EXPECT_EQ(outcome.kind, OutcomeKind::no_effect);
  EXPECT_EQ(outcome.failure, "no_money");
  EXPECT_EQ(deal.ether(world), values::Amount(5));
}

TEST(SimulatedWorld, AnAttemptThatItNeverSawHasNoEffect) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), eth(10));
  ASSERT_TRUE(world.look_up("a").has_value());
  EXPECT_EQ(reported(world).kind, OutcomeKind::no_effect);
}

TEST(SimulatedWorld, ACancelledAttemptNeverHappens) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), eth(10));
  ASSERT_TRUE(world.perform(wrap(deal.terms, "a")).has_value());
  ASSERT_TRUE(world.cancel("a").has_value());
  EXPECT_EQ(reported(world).failure, "cancelled");
  const auto later = world.next(default_start + values::days(1));
  ASSERT_TRUE(later.has_value());
  EXPECT_FALSE(later->has_value());
  EXPECT_EQ(deal.ether(world), eth(10));
}

TEST(SimulatedWorld, ACancelThatComesTooLateReportsWhatHappened) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), eth(10));
  ASSERT_TRUE(world.perform(wrap(deal.terms, "a")).has_value());
  EXPECT_EQ(reported(world).kind, OutcomeKind::done);
  ASSERT_TRUE(world.cancel("a").has_value());
  EXPECT_EQ(reported(world).kind, OutcomeKind::done);
}

TEST(SimulatedWorld, TimeMovesToWhatHappensAndNoFurther) {
  const Wrapping deal;
  Setting setting = calm();
  setting.events = {{values::hours(3), plan::PriceMove{"ETH", tests::ratio("-1/2")}}};
  SimulatedWorld world(deal.terms, setting, eth(10));
  ASSERT_FALSE(world.next(default_start + values::hours(1)).value().has_value());
  EXPECT_EQ(world.now(), default_start + values::hours(1));
  ASSERT_TRUE(world.next(default_start + values::hours(9)).value().has_value());
  EXPECT_EQ(world.now(), default_start + values::hours(3));
  EXPECT_EQ(world.value_of({.kind = core::ReadingKind::price, .name = "WETH"}),
            plan::Value(values::Rational(1500)));
}

TEST(SimulatedWorld, ItsRecordReadsBackAsWritten) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    const Setting setting = scenario::setting_of(terms, random.scenario, {});
    const values::Amount capital = scenario::capital_of(terms).value();
    memory::MemoryJournal journal;
    SimulatedWorld world(terms, setting, capital);
    runtime::DealRun run(terms, "deal", plan::identity(random.plan),
                         {.journal = journal, .world = world, .operators = world});
    ASSERT_TRUE(run.begin(capital).has_value());
    ASSERT_TRUE(run.run(setting.start + values::days(2)).has_value());
    const std::string kept = to_json(terms, world.record());
    const auto back = record_from_json(terms, kept);
    ASSERT_TRUE(back.has_value()) << back.error();
    EXPECT_EQ(*back, world.record());
    EXPECT_EQ(to_json(terms, *back), kept);
  }
}

TEST(SimulatedWorld, BadRecordsAreRefused) {
  const Wrapping deal;
  SimulatedWorld world(deal.terms, calm(), eth(10));
  const std::string good = to_json(deal.terms, world.record());
  EXPECT_TRUE(record_from_json(deal.terms, good).has_value());
  for (const std::string& bad : {std::string(), std::string("{}"), std::string("[[[["),
                                 std::string(50'000, '['), good.substr(0, good.size() / 2)}) {
    EXPECT_FALSE(record_from_json(deal.terms, bad).has_value());
  }
}

}  // namespace
}  // namespace dealwright::simulated
