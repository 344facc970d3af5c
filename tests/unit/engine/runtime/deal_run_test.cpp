// Whole deals through the loop: the money at the end, and the same end after a crash at any point.
#include "engine/runtime/deal_run.hpp"

#include <gtest/gtest.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/money.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/replay.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/expressions.hpp"
#include "tests/support/stopping_journal.hpp"

namespace dealwright::runtime {
namespace {

using core::State;
using core::Terms;

values::Amount eth(std::int64_t n) {
  return values::to_amount(values::Rational(n), 18, values::Rounding::exact).value();
}

simulated::Setting calm() {
  return {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}};
}

struct End {
  State state;
  simulated::WorldRecord world;
  std::vector<journal::Record> records;
};

// Runs a deal to its end; `kill_after` names the append after which everything in memory is
// dropped, 0 for never.
End run_deal(const Terms& terms, const simulated::Setting& setting, std::int64_t capital,
             int kill_after) {
  memory::MemoryJournal store;
  simulated::SimulatedWorld world(terms, setting, eth(capital));
  const values::Digest plan = plan::identity(terms.plan());
  End end;
  for (int life = 0; life < 2; ++life) {
    tests::StoppingJournal journal(store);
    if (life == 0 && kill_after > 0) journal.appends_left = kill_after;
    DealRun run(terms, "deal", plan, {.journal = journal, .world = world, .operators = world});
    auto result = run.begin(eth(capital));
    if (result) result = run.run(setting.start + values::days(30));
    end.state = run.state();
    if (result) break;
    EXPECT_EQ(result.error().code, ports::ErrorCode::stopped) << result.error().what;
  }
  end.world = world.record();
  end.records = store.read("deal", 1, 100'000).value();
  return end;
}

TEST(DealRun, TakesTheLendingDealToItsEndWithoutLosingMoney) {
  const Terms terms(tests::lending_deal());
  const End end = run_deal(terms, calm(), 10, 0);
  EXPECT_EQ(machines::to_text(end.state.status), "completed") << end.state.why;
  const core::AssetId ether = terms.asset("ETH");
  EXPECT_EQ(end.state.books.ledger.balance(core::resting(terms.bucket("core"), ether)), eth(5));
  EXPECT_EQ(end.state.books.ledger.balance(core::resting(terms.bucket("working"), ether)), eth(5));
  EXPECT_EQ(core::find_imbalance(end.state.books.ledger), std::nullopt);
}

TEST(DealRun, EndsTheSameAfterACrashAtAnyAppend) {
  for (const bool loop : {false, true}) {
    const Terms terms(loop ? tests::loop_deal() : tests::lending_deal());
    simulated::Setting setting = calm();
    setting.settings["discount_desk.price(USDTz)"] = tests::ratio("3/5");
    const std::int64_t capital = loop ? 1000 : 10;
    const End whole = run_deal(terms, setting, capital, 0);
    EXPECT_EQ(machines::to_text(whole.state.status), "completed") << whole.state.why;
    const std::size_t appends = whole.records.size();
    for (int kill = 1; kill <= static_cast<int>(appends); ++kill) {
      const End end = run_deal(terms, setting, capital, kill);
      EXPECT_EQ(journal::encode(terms, end.state), journal::encode(terms, whole.state))
          << "killed after append " << kill;
      EXPECT_EQ(end.world, whole.world) << "killed after append " << kill;
    }
  }
}

TEST(DealRun, ReplayOfEveryPrefixIsTheStateOfThatMoment) {
  const Terms terms(tests::loop_deal());
  simulated::Setting setting = calm();
  setting.settings["discount_desk.price(USDTz)"] = tests::ratio("3/5");
  const End end = run_deal(terms, setting, 1000, 0);
  const auto state = journal::replay(terms, plan::identity(terms.plan()), "deal", end.records);
  ASSERT_TRUE(state.has_value()) << state.error().what;
  EXPECT_EQ(*state, end.state);
}

}  // namespace
}  // namespace dealwright::runtime
