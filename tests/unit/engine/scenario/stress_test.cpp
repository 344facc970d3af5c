// What a stress promises: every combination, shocks that come when they are said to, the same lives
// for the same seed, prices that stay in the box.
#include "engine/scenario/stress.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/monte_carlo.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::scenario {
namespace {

using values::Rational;

simulated::Setting calm_world() {
  return {.prices = {{"ETH", Rational(3000)}, {"USDT", Rational(1)}},
          .settings = {{"discount_desk.price(USDTz)", tests::ratio("3/5")}}};
}

// The loop with the box that its authors would write.
plan::Plan boxed_loop() {
  plan::Plan plan = tests::loop_deal();
  plan.assumptions = {{.kind = plan::AssumptionKind::falls_at_most,
                       .subject = "ETH",
                       .bound = tests::number("1/2")},
                      {.kind = plan::AssumptionKind::within,
                       .centre = tests::number("1", "USD"),
                       .bound = tests::number("1/50"),
                       .quantity = tests::named(plan::Op::price, "USDT")},
                      {.kind = plan::AssumptionKind::may,
                       .subject = "redemption_window",
                       .event = "freeze",
                       .bound = tests::truth(1)}};
  return plan;
}

class StressTest : public testing::Test {
 protected:
  StressTest() : terms_(boxed_loop()) {
    subject_ = {.terms = &terms_,
                .identity = plan::identity(terms_.plan()),
                .capital = capital_of(terms_).value(),
                .length = values::days(30)};
  }

  Life lived(const Circumstances& circumstances) {
    auto life = live(subject_, circumstances, Chance(0, 0));
    EXPECT_TRUE(life.has_value());
    return life ? *life : Life();
  }
  Life lived_in(const GridCase& one, values::Duration at) {
    return lived(circumstances_of(calm_world(), one, at));
  }

  core::Terms terms_;
  Subject subject_;
};

TEST_F(StressTest, TheAxesAreThoseOfTheDealsBox) {
  const GridAxes axes = default_axes(terms_);
  ASSERT_FALSE(axes.shocks.empty());
  EXPECT_EQ(axes.shocks.front().front(), (Move{"ETH", Rational()}));
  EXPECT_EQ(axes.shocks.front().back(), (Move{"ETH", tests::ratio("-1/2")}));
  const auto cases = cases_of(terms_, axes);
  ASSERT_TRUE(cases.has_value()) << cases.error();
  std::size_t expected = axes.frozen.size() * axes.gas.size() * axes.absences.size();
  for (const auto& shock : axes.shocks)
    expected *= shock.size();
  EXPECT_EQ(cases->size(), expected);
  EXPECT_EQ(to_text(cases->front()), "calm");
}

TEST_F(StressTest, WhatTheDealDoesNotKnowIsRefused) {
  GridAxes axes = default_axes(terms_);
  axes.shocks = {{{"DOGE", tests::ratio("-1/2")}}};
  EXPECT_NE(cases_of(terms_, axes).error().find("no asset `DOGE`"), std::string::npos);
  axes.shocks = {{{"ETH", Rational(-2)}}};
  EXPECT_NE(cases_of(terms_, axes).error().find("more than 100%"), std::string::npos);
  axes = default_axes(terms_);
  axes.frozen = {"nobody"};
  EXPECT_NE(cases_of(terms_, axes).error().find("no module `nobody`"), std::string::npos);
}

TEST_F(StressTest, AGridHasAMostNumberOfWorlds) {
  GridAxes axes = default_axes(terms_);
  axes.gas.assign(axis_values_max, Rational(1));
  axes.absences.assign(axis_values_max, values::hours(1));
  axes.frozen = {""};
  axes.shocks = {{{"ETH", Rational()}}};
  EXPECT_EQ(cases_of(terms_, axes)->size(), grid_cases_max);
  axes.frozen = {"", ""};
  EXPECT_NE(cases_of(terms_, axes).error().find("10000"), std::string::npos);
  axes.gas.assign(axis_values_max + 1, Rational(1));
  EXPECT_NE(cases_of(terms_, axes).error().find("100 values"), std::string::npos);
}

TEST_F(StressTest, AShockAtTheWorstMomentDoublesTheLtvWhenThePriceHalves) {
  const Life calm = lived({.setting = calm_world()});
  EXPECT_EQ(calm.status, "completed") << calm.why;
  EXPECT_EQ(calm.worst_ltv_ppm.value() / 10'000, 25);
  const Life halved = lived_in({.moves = {{"ETH", tests::ratio("-1/2")}}}, worst_moment(calm));
  // The whole loan is out: 225,000 over 450,000, before `top_up` can act.
  EXPECT_EQ(halved.worst_ltv_ppm, 500'000);
  EXPECT_LT(*halved.worst_health_ppm, *calm.worst_health_ppm);
  EXPECT_EQ(std::ranges::count(halved.breached, true), 0);
}

TEST_F(StressTest, AFallBeyondTheBoxBreachesTheLimitThatIsAlwaysMeantToHold) {
  const Life calm = lived({.setting = calm_world()});
  const Life crashed = lived_in({.moves = {{"ETH", tests::ratio("-7/10")}}}, worst_moment(calm));
  EXPECT_GT(*crashed.worst_ltv_ppm, 700'000);
  const auto& limits = terms_.plan().limits;
  const auto always = std::ranges::find(limits, "ltv <= 70% always", &plan::Limit::text);
  ASSERT_NE(always, limits.end());
  EXPECT_TRUE(crashed.breached[static_cast<std::size_t>(always - limits.begin())]);
}

TEST_F(StressTest, AnEngineThatIsAwayActsWhenItIsBack) {
  const Life calm = lived({.setting = calm_world()});
  const values::Duration at = worst_moment(calm);
  const Life present = lived_in({.moves = {{"ETH", tests::ratio("-1/2")}}, .frozen = "issuer"}, at);
  const Life away = lived_in(
      {.moves = {{"ETH", tests::ratio("-1/2")}}, .frozen = "issuer", .absence = values::hours(48)},
      at);
  EXPECT_EQ(present.status, away.status) << away.why;
  EXPECT_LE(*present.worst_ltv_ppm, *away.worst_ltv_ppm);
}

TEST_F(StressTest, DearGasIsPaidOutOfTheResult) {
  simulated::Setting world = calm_world();
  world.fee = tests::ratio("1/500");
  const Life calm = lived(circumstances_of(world, {}, {}));
  const Life dear = lived(circumstances_of(world, {.gas = Rational(5)}, {}));
  // Nine actions at 0.002 ETH and at 0.01 ETH: 0.072 ETH at 3,000 USD.
  EXPECT_EQ(*calm.own_cents - *dear.own_cents, 21'600);
}

class LotteryTest : public StressTest {
 protected:
  Lottery lottery(const ChanceOptions& options) {
    return Lottery::open(subject_, calm_world(), options, values::hours(12)).value();
  }
};

TEST_F(LotteryTest, ARunIsTheSameForTheSameSeedAndDiffersFromItsNeighbours) {
  const Lottery one = lottery({.seed = 7});
  const Lottery same = lottery({.seed = 7});
  const Lottery other = lottery({.seed = 8});
  EXPECT_EQ(one.live(3).value(), same.live(3).value());
  EXPECT_NE(one.draw(3).setting.events, one.draw(4).setting.events);
  EXPECT_NE(one.draw(3).setting.events, other.draw(3).setting.events);
}

TEST_F(LotteryTest, PricesStayInTheDealsBox) {
  const Lottery drawn = lottery({.seed = 1});
  for (std::uint64_t run = 0; run < 200; ++run) {
    Rational highest(3000);
    values::Duration last;
    for (const plan::TimedEvent& event : drawn.draw(run).setting.events) {
      EXPECT_LE(last, event.at);
      last = event.at;
      const auto* set = std::get_if<plan::WorldSetting>(&event.what);
      if (set == nullptr || set->what.name != "ETH") continue;
      const Rational& price = set->value.number;
      highest = std::max(highest, price);
      // No price is below half of any earlier one; a thousandth for rounding.
      EXPECT_GE(price, multiply(highest, tests::ratio("499/1000")).value()) << run;
    }
  }
}

TEST_F(LotteryTest, AGivenVolatilityIsNotHeldInsideTheBox) {
  const Lottery wild = lottery({.seed = 1, .volatility = {{"ETH", Rational(3)}}});
  bool left = false;
  for (std::uint64_t run = 0; run < 50 && !left; ++run) {
    Rational highest(3000);
    for (const plan::TimedEvent& event : wild.draw(run).setting.events) {
      const auto* set = std::get_if<plan::WorldSetting>(&event.what);
      if (set == nullptr || set->what.name != "ETH") continue;
      highest = std::max(highest, set->value.number);
      left |= set->value.number < multiply(highest, tests::ratio("1/2")).value();
    }
  }
  EXPECT_TRUE(left);
  EXPECT_FALSE(Lottery::open(subject_, calm_world(), {.volatility = {{"DOGE", Rational(1)}}}, {}));
}

TEST_F(LotteryTest, AMarketHasAMostNumberOfMoves) {
  const ChanceOptions most{.step = {subject_.length.milliseconds / market_steps_max}};
  EXPECT_TRUE(Lottery::open(subject_, calm_world(), most, {}).has_value());
  const ChanceOptions more{.step = {subject_.length.milliseconds / market_steps_max - 1'000}};
  EXPECT_FALSE(Lottery::open(subject_, calm_world(), more, {}).has_value());
}

TEST_F(LotteryTest, InsideTheBoxNoLimitIsBreachedWhateverChanceDoes) {
  const Lottery drawn =
      lottery({.seed = 5, .mishaps = {.fails_ppm = 200'000, .unknown_ppm = 50'000}});
  for (std::uint64_t run = 0; run < 100; ++run) {
    const auto life = drawn.live(run);
    ASSERT_TRUE(life.has_value()) << run << ": " << life.error().what;
    EXPECT_EQ(std::ranges::count(life->breached, true), 0) << run;
    EXPECT_NE(life->status, "failed") << run << ": " << life->why;
  }
}

std::vector<Life> lives_with(const std::vector<std::int64_t>& numbers) {
  std::vector<Life> lives;
  for (const std::int64_t number : numbers)
    lives.push_back({.own_cents = number});
  lives.push_back({});  // one that has no such number
  return lives;
}

TEST(Spread, NamesTheRunsAtItsEnds) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i <= 100; ++i)
    numbers.push_back((i * 37) % 101 - 50);
  const Spread spread = spread_of(lives_with(numbers), &Life::own_cents);
  EXPECT_EQ(spread.count, 101U);
  EXPECT_EQ(spread.least, -50);
  EXPECT_EQ(spread.percent_1, -49);
  EXPECT_EQ(spread.percent_5, -45);
  EXPECT_EQ(spread.median, 0);
  EXPECT_EQ(spread.percent_95, 45);
  EXPECT_EQ(spread.most, 50);
  EXPECT_EQ(spread.mean, 0);
  EXPECT_EQ(numbers[spread.least_run], -50);
  EXPECT_EQ(numbers[spread.most_run], 50);
}

TEST(Spread, OfNothingIsEmpty) {
  EXPECT_EQ(spread_of({}, &Life::own_cents).count, 0U);
  EXPECT_TRUE(histogram_of({}, &Life::own_cents, 10).counts.empty());
}

TEST(Histogram, HoldsEveryLifeOnce) {
  const Histogram histogram = histogram_of(lives_with({-5, 0, 1, 2, 100}), &Life::own_cents, 4);
  EXPECT_EQ(histogram.low, -5);
  EXPECT_EQ(histogram.counts, (std::vector<std::uint64_t>{4, 0, 0, 1}));
}

TEST(Chance, IsTheSameOnEveryMachine) {
  Chance chance(1, 0);
  const std::uint64_t first = chance.bits();
  EXPECT_EQ(first, Chance(1, 0).bits());
  EXPECT_NE(first, Chance(1, 1).bits());
  EXPECT_NE(first, Chance(2, 0).bits());
  EXPECT_NE(first, chance.bits());
}

TEST(Chance, StaysInItsBoundsAndMeetsThem) {
  Chance chance(3, 9);
  std::vector<int> seen(6);
  for (int i = 0; i < 1'000; ++i)
    ++seen[static_cast<std::size_t>(chance.between(2, 7) - 2)];
  for (const int times : seen)
    EXPECT_GT(times, 100);
  EXPECT_FALSE(chance.happens(0));
  EXPECT_TRUE(chance.happens(whole_in_ppm));
}

TEST(Chance, DeviatesByOneDeviation) {
  Chance chance(4, 0);
  std::int64_t sum = 0;
  std::int64_t within = 0;
  constexpr std::int64_t draws = 20'000;
  for (std::int64_t i = 0; i < draws; ++i) {
    const std::int64_t drawn = chance.deviation();
    sum += drawn;
    within += drawn >= -Chance::one_deviation && drawn <= Chance::one_deviation ? 1 : 0;
  }
  EXPECT_LT(std::abs(sum / draws), 1'500);
  // 68.3% of a normal distribution; the seed is fixed, so this is no matter of luck.
  EXPECT_NEAR(static_cast<double>(within) / draws, 0.683, 0.02);
}

TEST(Chance, RootsAreTheWholePartOfRoots) {
  for (const std::int64_t n :
       {0LL, 1LL, 2LL, 3LL, 4LL, 15LL, 16LL, 1'000'000LL, 999'999'999'999LL}) {
    const std::int64_t root = root_of(n);
    EXPECT_LE(root * root, n);
    EXPECT_GT((root + 1) * (root + 1), n);
  }
  EXPECT_EQ(root_of(std::numeric_limits<std::int64_t>::max()), 3'037'000'499);
}

}  // namespace
}  // namespace dealwright::scenario
