// Many deals in one engine: the same ends as alone, fair turns, sleep, limits, and failures that
// stay with the deal they belong to.
#include "engine/runtime/engine.hpp"

#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/journal/snapshot.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/runtime/packed_state.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/support/stopping_journal.hpp"

namespace dealwright::runtime {
namespace {

using core::State;
using core::Terms;
using ports::Error;
using ports::ErrorCode;

values::Amount eth(std::int64_t n) {
  return values::to_amount(values::Rational(n), 18, values::Rounding::exact).value();
}

simulated::Setting calm() {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}};
}

// Counts batches and can be full.
class CountingJournal final : public ports::JournalStore {
 public:
  explicit CountingJournal(ports::JournalStore& store) : store_(store) {}
  std::vector<std::size_t> batches;
  std::vector<std::vector<std::string>> who;
  bool full = false;

  ports::Result<ports::Head> head(std::string_view stream) override { return store_.head(stream); }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                      std::size_t most) override {
    return store_.heads(after, most);
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return store_.take_over(streams);
  }
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override {
    if (full) return std::unexpected(Error{.code = ErrorCode::no_space, .what = "disk full"});
    batches.push_back(appends.size());
    who.emplace_back();
    for (const ports::Append& one : appends)
      who.back().emplace_back(one.stream);
    return store_.append(appends);
  }
  ports::Result<std::vector<journal::Record>> read(std::string_view stream, std::uint64_t from,
                                                   std::size_t most) override {
    return store_.read(stream, from, most);
  }
  ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override {
    return store_.keep(snapshots);
  }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view stream,
                                                         std::uint64_t at_most) override {
    return store_.snapshot(stream, at_most);
  }

 private:
  ports::JournalStore& store_;
};

// Twelve lending deals of one plan, each in a world of its own that outlives engines.
struct Fleet {
  explicit Fleet(int size = 12) : terms(std::make_shared<const Terms>(tests::lending_deal())) {
    for (int i = 0; i < size; ++i)
      worlds.push_back(std::make_unique<simulated::SimulatedWorld>(*terms, calm(), eth(10)));
  }
  [[nodiscard]] Admission admission(std::size_t i, Pace pace = Pace::own) const {
    return {.id = "deal-" + std::to_string(i),
            .plan = plan::identity(terms->plan()),
            .terms = terms,
            .outside = {.world = *worlds[i], .operators = *worlds[i]},
            .pace = pace,
            .capital = eth(10)};
  }
  [[nodiscard]] std::vector<Admission> all(Pace pace = Pace::own) const {
    std::vector<Admission> admissions;
    for (std::size_t i = 0; i < worlds.size(); ++i)
      admissions.push_back(admission(i, pace));
    return admissions;
  }

  std::shared_ptr<const Terms> terms;
  std::vector<std::unique_ptr<simulated::SimulatedWorld>> worlds;
  memory::MemoryJournal store;
};

const values::TimePoint horizon = simulated::default_start + values::days(30);

State alone() {
  const Terms terms(tests::lending_deal());
  memory::MemoryJournal store;
  simulated::SimulatedWorld world(terms, calm(), eth(10));
  DealRun run(terms, "deal-0", plan::identity(terms.plan()),
              {.journal = store, .world = world, .operators = world});
  EXPECT_TRUE(run.begin(eth(10)).has_value());
  EXPECT_TRUE(run.run(horizon).has_value());
  return run.state();
}

TEST(Engine, TakesEveryDealToTheEndThatItHasAlone) {
  Fleet fleet;
  CountingJournal journal(fleet.store);
  Engine engine(journal, {});
  auto admissions = fleet.all();
  ASSERT_TRUE(engine.admit(admissions).has_value());
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  const State expected = alone();
  for (DealNumber i = 0; i < engine.deals(); ++i)
    EXPECT_EQ(engine.state_of(i), expected) << i;
  // One append holds what all of them decided.
  EXPECT_EQ(journal.batches.front(), 12U);
}

TEST(Engine, EndsTheSameAfterACrashAtAnyBatch) {
  const State expected = alone();
  for (int kill = 1; kill < 60; ++kill) {
    Fleet fleet(5);
    bool finished = false;
    for (int life = 0; life < 2 && !finished; ++life) {
      tests::StoppingJournal journal(fleet.store);
      if (life == 0) journal.appends_left = kill;
      Engine engine(journal, {.round_deals_max = 2});
      auto admissions = fleet.all();
      ASSERT_TRUE(engine.admit(admissions).has_value());
      const auto ran = engine.run(horizon);
      if (!ran) {
        EXPECT_EQ(ran.error().code, ErrorCode::stopped);
        continue;
      }
      finished = true;
      for (DealNumber i = 0; i < engine.deals(); ++i) {
        // A deal that comes back looks at the world again, which may have gone on meanwhile: what
        // it saw differs, what it owns and has done does not.
        const State state = engine.state_of(i);
        EXPECT_TRUE(state.books == expected.books && state.steps == expected.steps &&
                    state.status == expected.status)
            << "deal " << i << " killed after batch " << kill;
        EXPECT_EQ(fleet.worlds[i]->record().attempts.size(), 6U);
      }
    }
    EXPECT_TRUE(finished);
  }
}

TEST(Engine, GivesEveryDealItsTurn) {
  Fleet fleet(9);
  CountingJournal journal(fleet.store);
  Engine engine(journal, {.round_deals_max = 3});
  auto admissions = fleet.all();
  ASSERT_TRUE(engine.admit(admissions).has_value());
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(engine.take_round().value(), Progress::worked);
  std::set<std::string> seen;
  for (const auto& batch : journal.who) {
    EXPECT_LE(batch.size(), 3U);
    seen.insert(batch.begin(), batch.end());
  }
  EXPECT_EQ(seen.size(), 9U);
}

TEST(Engine, HoldsDealsBackWhileTooManyEffectsAreOut) {
  Fleet fleet(6);
  Engine engine(fleet.store, {.effects_out_max = 2});
  auto admissions = fleet.all(Pace::told);
  ASSERT_TRUE(engine.admit(admissions).has_value());
  while (engine.take_round().value() == Progress::worked) {
  }
  // The round that reached the limit may have been over it by its own deals, never by later ones.
  EXPECT_LE(engine.counts().effects_out, 6U);
  Fleet narrow(6);
  Engine one_by_one(narrow.store, {.round_deals_max = 1, .effects_out_max = 2});
  admissions = narrow.all(Pace::told);
  ASSERT_TRUE(one_by_one.admit(admissions).has_value());
  while (one_by_one.take_round().value() == Progress::worked) {
  }
  EXPECT_EQ(one_by_one.counts().effects_out, 2U);
  EXPECT_EQ(one_by_one.counts().ready, 4U);
  // An outcome makes room for the next.
  const auto done = narrow.worlds[0]->next(horizon).value().value();
  ASSERT_TRUE(one_by_one.post(0, done).has_value());
  while (one_by_one.take_round().value() == Progress::worked) {
  }
  EXPECT_EQ(one_by_one.counts().effects_out, 2U);
}

TEST(Engine, LosesNothingWhileTheJournalIsFull) {
  Fleet fleet(3);
  CountingJournal journal(fleet.store);
  Engine engine(journal, {});
  auto admissions = fleet.all();
  ASSERT_TRUE(engine.admit(admissions).has_value());
  ASSERT_EQ(engine.take_round().value(), Progress::worked);
  journal.full = true;
  ASSERT_EQ(engine.run(horizon).value(), Progress::no_room);
  // No new deal, and no new effect.
  const std::size_t known = fleet.worlds[0]->record().attempts.size();
  EXPECT_EQ(engine.take_round().value(), Progress::no_room);
  EXPECT_EQ(fleet.worlds[0]->record().attempts.size(), known);
  Fleet more(4);
  const auto refused = engine.admit(more.admission(3));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::no_space);
  journal.full = false;
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  const State expected = alone();
  for (DealNumber i = 0; i < engine.deals(); ++i)
    EXPECT_EQ(engine.state_of(i), expected);
}

TEST(Engine, RefusesMoreDealsThanItTakesAndTheSameOneTwice) {
  Fleet fleet(3);
  Engine engine(fleet.store, {.deals_max = 2});
  auto admissions = fleet.all();
  const auto admitted = engine.admit(admissions);
  ASSERT_TRUE(admitted.has_value());
  EXPECT_TRUE((*admitted)[1].has_value());
  ASSERT_FALSE((*admitted)[2].has_value());
  EXPECT_EQ((*admitted)[2].error().code, ErrorCode::refused);
  Fleet other(2);
  Engine second(other.store, {});
  ASSERT_TRUE(second.admit(other.admission(0)).has_value());
  EXPECT_FALSE(second.admit(other.admission(0)).has_value());
}

TEST(Engine, RefusesSignalsBeyondTheLimitOfADeal) {
  Fleet fleet(1);
  Engine engine(fleet.store, {.signals_a_deal_max = 3});
  ASSERT_TRUE(engine.admit(fleet.admission(0, Pace::told)).has_value());
  const core::Signal tick{.at = simulated::default_start, .what = core::TimePassed{}};
  EXPECT_TRUE(engine.post(0, tick).has_value());
  EXPECT_TRUE(engine.post(0, tick).has_value());
  const auto refused = engine.post(0, tick);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(ports::retrying_can_help(refused.error().code));
}

// A world whose readings make no sense of one deal: its decision never ends.
class SilentWorld final : public ports::World {
 public:
  values::TimePoint now() override { return simulated::default_start; }
  ports::Result<void> perform(const core::Request&) override { return {}; }
  ports::Result<void> look_up(const std::string&) override { return {}; }
  ports::Result<void> cancel(const std::string&) override { return {}; }
  ports::Result<ports::Answers> read(const core::ReadValues&) override {
    return ports::Answers{};  // nothing of what was asked
  }
  ports::Result<std::optional<core::Signal>> next(std::optional<values::TimePoint>) override {
    return std::optional<core::Signal>();
  }
};

TEST(Engine, ADealThatFailsBecomesADeadLetterAndStopsNoOther) {
  Fleet fleet(3);
  SilentWorld silent;
  Engine engine(fleet.store, {.failures_max = 3});
  auto loop = std::make_shared<const Terms>(tests::loop_deal());
  auto admissions = fleet.all();
  admissions.push_back({.id = "sick",
                        .plan = plan::identity(loop->plan()),
                        .terms = loop,
                        .outside = {.world = silent, .operators = *fleet.worlds[0]},
                        .pace = Pace::own,
                        .capital = eth(1000)});
  ASSERT_TRUE(engine.admit(admissions).has_value());
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  for (DealNumber i = 0; i < 3; ++i)
    EXPECT_EQ(machines::to_text(engine.state_of(i).status), "completed");
  const auto sick = engine.find("sick").value();
  EXPECT_NE(engine.view(sick).seat, Seat::open);
  EXPECT_NE(engine.view(sick).why.find("readings"), std::string_view::npos)
      << engine.view(sick).why;
}

TEST(Engine, SleepsAndWakesWithoutADifference) {
  Fleet fleet(8);
  Engine engine(fleet.store, {.awake_max = 1});
  auto admissions = fleet.all();
  ASSERT_TRUE(engine.admit(admissions).has_value());
  for (int day = 1; day <= 30; ++day) {
    ASSERT_EQ(engine.run(simulated::default_start + values::days(day)).value(), Progress::idle);
    for (DealNumber i = 0; i < engine.deals(); ++i)
      engine.put_to_sleep(i);
    EXPECT_EQ(engine.counts().awake, 0U);
  }
  const State expected = alone();
  for (DealNumber i = 0; i < engine.deals(); ++i)
    EXPECT_EQ(engine.state_of(i), expected);
}

TEST(Engine, AnOperatorsActIsRefusedInWordsOrDecidedNext) {
  Fleet fleet(1);
  Engine engine(fleet.store, {});
  ASSERT_TRUE(engine.admit(fleet.admission(0)).has_value());
  ASSERT_EQ(engine.take_round().value(), Progress::worked);
  const auto act = [](core::Command command) {
    return core::Signal{.at = simulated::default_start,
                        .what = core::Commanded{.command = command, .by = "anna", .why = "lunch"}};
  };
  const auto refused = engine.command(0, act(core::Command::resume));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().what, "a deal that is running cannot resume");
  ASSERT_TRUE(engine.command(0, act(core::Command::pause)).has_value());
  ASSERT_EQ(engine.take_round().value(), Progress::worked);
  EXPECT_EQ(machines::to_text(engine.state_of(0).status), "paused");
  EXPECT_EQ(engine.state_of(0).why, "by anna: lunch");
  ASSERT_TRUE(engine.command(0, act(core::Command::resume)).has_value());
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  EXPECT_EQ(machines::to_text(engine.state_of(0).status), "completed");
}

TEST(Engine, ADealTakenOverElsewhereIsClosedHere) {
  Fleet fleet(2);
  Engine engine(fleet.store, {});
  auto admissions = fleet.all();
  ASSERT_TRUE(engine.admit(admissions).has_value());
  ASSERT_EQ(engine.take_round().value(), Progress::worked);
  ASSERT_TRUE(ports::take_over(fleet.store, "deal-0").has_value());
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  EXPECT_EQ(engine.view(0).seat, Seat::closed);
  EXPECT_EQ(engine.view(0).why, "another engine has taken `deal-0` over");
  EXPECT_EQ(machines::to_text(engine.state_of(1).status), "completed");
}

TEST(Engine, LetsGoOfDealsThatAreOverAndOfNoOther) {
  Fleet fleet(3);
  Engine engine(fleet.store, {});
  ASSERT_TRUE(engine.admit(fleet.admission(0)).has_value());
  ASSERT_TRUE(engine.admit(fleet.admission(1, Pace::told)).has_value());
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  EXPECT_TRUE(engine.retire(0));
  EXPECT_FALSE(engine.retire(0));
  EXPECT_FALSE(engine.retire(1));  // its world was never asked what happened: an attempt is out
  EXPECT_FALSE(engine.find("deal-0").has_value());
  // Its number is free for another one, and that one is not mistaken for it.
  EXPECT_EQ(engine.admit(fleet.admission(2)).value(), 0U);
  ASSERT_EQ(engine.run(horizon).value(), Progress::idle);
  EXPECT_EQ(engine.state_of(0), alone());
}

TEST(Engine, FoldsALongDealFromItsSnapshot) {
  Fleet fleet(1);
  const std::string id = "deal-0";
  {
    Engine engine(fleet.store, {});
    ASSERT_TRUE(engine.admit(fleet.admission(0)).has_value());
    ASSERT_EQ(engine.take_round().value(), Progress::worked);
    // Long by being paused and resumed.
    for (std::uint64_t i = 0; i <= journal::snapshot_every; ++i) {
      const auto command = i % 2 == 0 ? core::Command::pause : core::Command::resume;
      ASSERT_TRUE(engine
                      .command(0, {.at = simulated::default_start,
                                   .what = core::Commanded{.command = command, .by = "anna"}})
                      .has_value());
      ASSERT_EQ(engine.take_round().value(), Progress::worked);
    }
  }
  const auto kept = fleet.store.snapshot(id, UINT64_MAX).value();
  ASSERT_TRUE(kept.has_value());
  EXPECT_GE(kept->sequence, journal::snapshot_every);
  Engine again(fleet.store, {});
  ASSERT_TRUE(again.admit(fleet.admission(0)).has_value());
  const auto records = fleet.store.read(id, 1, 100'000).value();
  const auto whole =
      journal::replay(*fleet.terms, plan::identity(fleet.terms->plan()), id, records);
  EXPECT_EQ(again.state_of(0), *whole);
  // A snapshot that does not fit its records is passed over.
  ports::Snapshot false_one = *kept;
  false_one.hash = values::sha256("something else");
  ASSERT_TRUE(fleet.store.keep(std::span(&false_one, 1)).has_value());
  Engine third(fleet.store, {});
  ASSERT_TRUE(third.admit(fleet.admission(0)).has_value());
  EXPECT_EQ(third.state_of(0), *whole);
}

TEST(PackedState, ComesBackAsItWas) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    memory::MemoryJournal store;
    simulated::SimulatedWorld world(terms, calm(), eth(10));
    DealRun run(terms, "deal", plan::identity(random.plan),
                {.journal = store, .world = world, .operators = world});
    ASSERT_TRUE(run.begin(eth(10)).has_value());
    for (int hour = 0; hour < 4; ++hour) {
      EXPECT_EQ(unpack(pack(run.state())), run.state()) << "seed " << seed;
      ASSERT_TRUE(run.run(simulated::default_start + values::hours(hour * 7)).has_value());
    }
    EXPECT_EQ(unpack(pack(run.state())), run.state()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace dealwright::runtime
