// Deals that wait: for a price, for a time, for a market that is away. Who is woken, and who is
// not.
#include <memory>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/runtime/engine.hpp"
#include "tests/support/chain_deal.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::runtime {
namespace {

using core::Terms;
using ports::Error;
using ports::ErrorCode;

const values::TimePoint beginning{1'767'225'600'000};

values::Amount eth(std::int64_t n) {
  return values::to_amount(values::Rational(n), 18, values::Rounding::exact).value();
}

// A world of which a test says the price, and when it can be read.
class MarketWorld final : public ports::World, public ports::Operators {
 public:
  std::string price = "10";
  bool away = false;
  int reads = 0;
  values::TimePoint clock = beginning;

  values::TimePoint now() override { return clock; }
  ports::Result<void> perform(const core::Request&) override { return {}; }
  ports::Result<void> look_up(const std::string&) override { return {}; }
  ports::Result<void> cancel(const std::string&) override { return {}; }
  ports::Result<ports::Answers> read(const core::ReadValues& asked) override {
    ++reads;
    if (away) return std::unexpected(Error{.code = ErrorCode::unavailable, .what = "away"});
    ports::Answers answers;
    for (const core::ReadingKey& key : asked.keys)
      answers.readings.push_back({.key = key, .value = tests::ratio(price)});
    return answers;
  }
  ports::Result<std::optional<core::Signal>> next(std::optional<values::TimePoint>) override {
    return std::optional<core::Signal>();
  }
  ports::Result<void> ask(const core::AskApproval&) override { return {}; }
};

// Deals that wait for the price of AAA or of BBB to rise.
struct Waiting {
  Admission admission(const std::string& id, const std::string& asset) {
    const plan::Plan plan = tests::waiting_deal(asset);
    return {.id = id,
            .plan = plan::identity(plan),
            .terms = std::make_shared<const Terms>(plan),
            .outside = {.world = market, .operators = market},
            .capital = eth(100)};
  }
  void settle() {
    while (engine.take_round().value() == Progress::worked) {
    }
  }
  MarketWorld market;
  memory::MemoryJournal store;
  Engine engine{store, {}};
};

TEST(Engine, APriceWakesThoseThatWaitForItAndNoOther) {
  Waiting waiting;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(
        waiting.engine
            .admit(waiting.admission("deal-" + std::to_string(i), i % 10 == 0 ? "BBB" : "AAA"))
            .has_value());
  }
  waiting.settle();
  for (DealNumber i = 0; i < waiting.engine.deals(); ++i)
    waiting.engine.put_to_sleep(i);
  waiting.market.reads = 0;
  const core::ReadingKey rare{.name = "BBB"};
  EXPECT_EQ(waiting.engine.news(std::span(&rare, 1), waiting.market.clock), 2U);
  waiting.settle();
  EXPECT_EQ(waiting.market.reads, 2);
  EXPECT_EQ(waiting.engine.counts().awake, 2U);
  waiting.market.price = "2000";
  EXPECT_EQ(waiting.engine.news(std::span(&rare, 1), waiting.market.clock), 2U);
  waiting.settle();
  EXPECT_EQ(waiting.engine.counts().effects_out, 2U);
}

TEST(Engine, ATimerWakesTheDealsWhoseTimeHasCome) {
  Waiting waiting;
  ASSERT_TRUE(waiting.engine.admit(waiting.admission("early", "AAA")).has_value());
  waiting.settle();
  waiting.market.clock = waiting.market.clock + values::days(1);
  ASSERT_TRUE(waiting.engine.admit(waiting.admission("late", "AAA")).has_value());
  waiting.settle();
  const values::TimePoint due = beginning + values::days(30);
  EXPECT_EQ(waiting.engine.next_timer(), due);
  EXPECT_EQ(waiting.engine.time_is(due), 1U);
  waiting.market.clock = due;
  waiting.settle();
  EXPECT_EQ(machines::to_text(waiting.engine.state_of(0).steps[0].status), "held");
  EXPECT_EQ(machines::to_text(waiting.engine.state_of(1).steps[0].status), "waiting");
}

TEST(Engine, AnAnswerIsNotOlderThanItsQuestion) {
  Waiting waiting;
  ASSERT_TRUE(waiting.engine.admit(waiting.admission("deal", "AAA")).has_value());
  waiting.settle();
  // The market's clock is late; the deal's own has come to the end of its wait.
  EXPECT_EQ(waiting.engine.time_is(beginning + values::days(30)), 1U);
  waiting.settle();
  EXPECT_EQ(machines::to_text(waiting.engine.state_of(0).steps[0].status), "held");
  EXPECT_EQ(waiting.engine.next_timer(), std::nullopt);
}

TEST(Engine, AMarketThatIsAwayIsAskedAgainLessAndLessOften) {
  Waiting waiting;
  waiting.market.away = true;
  ASSERT_TRUE(waiting.engine.admit(waiting.admission("deal", "AAA")).has_value());
  waiting.settle();
  values::Duration before{0};
  for (int i = 0; i < 12; ++i) {
    const auto again = waiting.engine.next_timer();
    ASSERT_TRUE(again.has_value());
    const values::Duration wait = *again - waiting.market.clock;
    EXPECT_GE(wait, before);
    EXPECT_LE(wait, read_again_longest);
    before = wait;
    waiting.market.clock = *again;
    EXPECT_EQ(waiting.engine.time_is(*again), 1U);
    waiting.settle();
  }
  EXPECT_EQ(before, read_again_longest);
  waiting.market.away = false;
  waiting.market.price = "2000";
  waiting.market.clock = waiting.engine.next_timer().value();
  waiting.engine.time_is(waiting.market.clock);
  waiting.settle();
  EXPECT_EQ(waiting.engine.counts().effects_out, 1U);
}

TEST(Timers, FireInTheOrderOfTheirTimesAndOnlyAsTheyWereSetLast) {
  Timers timers;
  const values::TimePoint start{1'000};
  timers.set(3, start + values::seconds(5));
  timers.set(1, start + values::seconds(9));
  timers.set(2, start + values::seconds(5));
  timers.set(1, start + values::seconds(1));
  timers.set(4, start + values::seconds(2));
  timers.set(4, std::nullopt);
  EXPECT_EQ(timers.next(), start + values::seconds(1));
  EXPECT_EQ(timers.take_due(start + values::seconds(5), 2), (std::vector<DealNumber>{1, 2}));
  EXPECT_EQ(timers.take_due(start + values::seconds(9), 9), (std::vector<DealNumber>{3}));
  EXPECT_EQ(timers.next(), std::nullopt);
}

TEST(Watchers, KnowExactlyWhoWatchesWhat) {
  const core::ReadingKey eth_price{.name = "ETH"};
  const core::ReadingKey usdt_price{.name = "USDT"};
  Watchers watchers;
  for (DealNumber deal = 0; deal < 5; ++deal)
    watchers.watch(deal, std::vector{eth_price, usdt_price, eth_price});
  watchers.watch(2, std::vector{usdt_price});
  watchers.watch(4, {});
  EXPECT_EQ(watchers.of(eth_price), (std::vector<DealNumber>{0, 1, 3}));
  EXPECT_EQ(watchers.of(usdt_price), (std::vector<DealNumber>{0, 1, 2, 3}));
  EXPECT_TRUE(watchers.of({.name = "DAI"}).empty());
}

}  // namespace
}  // namespace dealwright::runtime
