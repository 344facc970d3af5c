// What holds for every deal in every world: looked at after each decision of thousands of random
// deals.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/support/stopping_journal.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;

constexpr std::uint64_t deals = 300;
constexpr std::uint64_t crashed_deals = 120;

class Inspector final : public ports::Observer {
 public:
  Inspector(const Terms& terms, const simulated::SimulatedWorld& world)
      : terms_(terms), world_(world) {}

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const State& after) override {
    const auto imbalance = core::find_imbalance(after.books.ledger);
    EXPECT_EQ(imbalance, std::nullopt);
    const core::Account safe = core::resting(terms_.bucket("safe"), terms_.asset("AAA"));
    EXPECT_GE(after.books.ledger.balance(safe), safe_);
    safe_ = after.books.ledger.balance(safe);
    for (const core::Fact& fact : facts) {
      if (const auto* asked = std::get_if<core::ActionRequested>(&fact.what)) {
        EXPECT_TRUE(asked_.insert(asked->request.attempt).second) << "two attempts have one name";
        EXPECT_NE(before_, core::DealStatus::paused) << "a paused deal begins nothing";
      }
    }
    before_ = after.status;
  }

  // Our books and the world's: the same money.
  void compare(const State& state) const {
    std::map<core::AssetId, values::Amount> ours;
    for (const core::Entry& entry : state.books.ledger.entries()) {
      if (entry.account.kind != core::AccountKind::resting &&
          entry.account.kind != core::AccountKind::holding)
        continue;
      ours[entry.account.asset] = core::sum_of(ours[entry.account.asset], entry.balance);
    }
    for (const auto& [asset, amount] : world_.record().conditions.wallet) {
      EXPECT_EQ(values::to_digits(ours[asset]), values::to_digits(amount)) << terms_.of(asset).name;
    }
  }

 private:
  const Terms& terms_;
  const simulated::SimulatedWorld& world_;
  values::Amount safe_;
  std::set<std::string> asked_;
  core::DealStatus before_ = core::DealStatus::waiting;
};

bool has_open_attempt(const State& state) {
  return std::ranges::any_of(state.steps,
                             [](const core::StepState& step) { return step.open.has_value(); });
}

TEST(RandomDeals, LoseNoMoneyTouchNothingUntouchableAndReplayToTheSame) {
  std::map<std::string, int> ends;
  for (std::uint64_t seed = 0; seed < deals; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    const auto capital = capital_of(terms);
    ASSERT_TRUE(capital.has_value());
    memory::MemoryJournal store;
    const simulated::Setting setting = setting_of(terms, random.scenario, {});
    simulated::SimulatedWorld world(terms, setting, *capital);
    Inspector inspector(terms, world);
    const values::Digest identity = plan::identity(random.plan);
    runtime::DealRun run(
        terms, "deal", identity,
        {.journal = store, .world = world, .operators = world, .observer = &inspector});
    const auto begun = run.begin(*capital);
    ASSERT_TRUE(begun.has_value()) << begun.error().what;
    const auto ran = run.run(setting.start + values::days(60));
    ASSERT_TRUE(ran.has_value()) << ran.error().what;
    if (!has_open_attempt(run.state())) inspector.compare(run.state());
    const auto records = store.read("deal", 1, 1'000'000);
    const auto replayed = journal::replay(terms, identity, "deal", *records);
    ASSERT_TRUE(replayed.has_value()) << replayed.error().what;
    EXPECT_EQ(*replayed, run.state());
    ++ends[std::string(machines::to_text(run.state().status))];
    if (HasFailure()) return;
  }
  // The generator reaches every end, or the test would show little.
  EXPECT_GT(ends["completed"], 20);
  EXPECT_GT(ends["holding"], 20);
  EXPECT_GT(ends["failed"], 10);
}

struct End {
  std::string state;
  simulated::WorldRecord world;
};

// A restart may ask for fewer or more readings than the run without it: they are what was last seen
// of the market, and change nothing that the deal did. Everything else has to be the same.
std::string without_readings(const Terms& terms, State state) {
  state.readings.clear();
  state.facts = 0;
  for (core::StepState& step : state.steps) {
    for (core::ApprovalState& approval : step.approvals)
      approval.bound_to = 0;
  }
  return journal::encode(terms, state);
}

// Runs to the end; killed after an append when `kill_after` says so.
End end_of(const tests::RandomDeal& random, const Terms& terms, int kill_after) {
  memory::MemoryJournal store;
  const simulated::Setting setting = setting_of(terms, random.scenario, {});
  const values::Amount capital = capital_of(terms).value();
  simulated::SimulatedWorld world(terms, setting, capital);
  for (int life = 0; life < 2; ++life) {
    tests::StoppingJournal journal(store);
    if (life == 0 && kill_after > 0) journal.appends_left = kill_after;
    runtime::DealRun run(terms, "deal", plan::identity(random.plan),
                         {.journal = journal, .world = world, .operators = world});
    auto result = run.begin(capital);
    if (result) result = run.run(setting.start + values::days(60));
    if (result) return {.state = without_readings(terms, run.state()), .world = world.record()};
    EXPECT_EQ(result.error().code, ports::ErrorCode::stopped) << result.error().what;
  }
  ADD_FAILURE() << "killed twice";
  return {};
}

TEST(RandomDeals, EndTheSameAfterACrash) {
  for (std::uint64_t seed = 0; seed < crashed_deals; ++seed) {
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    const End whole = end_of(random, terms, 0);
    const int kill = static_cast<int>(seed % 23) + 1;
    const End crashed = end_of(random, terms, kill);
    ASSERT_EQ(crashed.state, whole.state) << "seed " << seed << " killed after append " << kill;
    ASSERT_EQ(crashed.world, whole.world) << "seed " << seed << " killed after append " << kill;
  }
}

}  // namespace
}  // namespace dealwright::scenario
