// Runs the flagship over a journal, through crashes, and reads its books back out of the journal.
#include "tests/unit/engine/scenario/flagship_ledgers.hpp"

#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/apply.hpp"
#include "engine/journal/codec.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/crashing.hpp"
#include "engine/scenario/dry_run.hpp"
#include "tests/support/deal_texts.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;

std::string place_of(const Terms& terms, const core::Account& account) {
  const auto owner = [&] { return terms.of(account.owner).name; };
  switch (account.kind) {
    case core::AccountKind::resting: return owner();
    case core::AccountKind::holding:
      return terms.of(core::HoldingId{account.index}).name + " of " + owner();
    case core::AccountKind::collateral:
      return terms.of(core::PositionId{account.index}).name + " of " + owner();
    case core::AccountKind::debt:
      return "owed on " + terms.of(core::PositionId{account.index}).name;
    case core::AccountKind::fees: return account.index == 0 ? "fees" : "fees of the operator";
    case core::AccountKind::outside: break;
  }
  return "";
}

Balances balances_of_books(const Terms& terms, const State& state) {
  Balances balances;
  for (const core::Entry& entry : state.books.ledger.entries()) {
    if (entry.account.kind == core::AccountKind::outside) continue;
    const core::AssetId asset = entry.account.asset;
    balances[place_of(terms, entry.account) + " " + terms.of(asset).name] =
        values::to_decimal(entry.balance, terms.decimals(asset));
  }
  return balances;
}

// The books after each action: as they stand when the next one is asked for or reported.
std::vector<LedgerMoment> moments_of(const Terms& terms,
                                     const std::vector<journal::Record>& records) {
  std::vector<LedgerMoment> moments;
  State state = core::initial_state(terms);
  std::string pending;
  const auto close = [&] {
    if (!pending.empty()) moments.push_back({pending, balances_of_books(terms, state)});
    pending.clear();
  };
  for (const journal::Record& record : records) {
    const auto fact = journal::decode(terms, record);
    EXPECT_TRUE(fact.has_value()) << record.kind;
    if (!fact) return moments;
    const auto* settled = std::get_if<core::ActionSettled>(&fact->what);
    if (settled != nullptr || std::holds_alternative<core::ActionRequested>(fact->what)) close();
    core::apply(terms, state, *fact);
    if (settled == nullptr) continue;
    pending = settled->attempt.substr(0, settled->attempt.rfind('#'));
    if (settled->outcome.kind != core::OutcomeKind::done)
      pending += " failed " + settled->outcome.failure;
  }
  close();
  return moments;
}

}  // namespace

LedgerHistory history_of(const FlagshipWorld& described) {
  const tests::DealText text =
      tests::deal_of("workflows/freeze_resistant_loop/deal.deal",
                     {{.name = "capital", .value = described.capital, .where = "the test"}});
  const Terms terms(text.plan);
  const values::Amount capital = capital_of(terms).value();
  memory::MemoryJournal store;
  simulated::SimulatedWorld world(terms, described.setting, capital);
  Crashes crashes(terms, described.crashes);
  CrashingWorld fragile_world(world, crashes);
  CrashingJournal fragile_journal(store, crashes);
  LedgerHistory history;
  while (true) {
    runtime::DealRun run(terms, "flagship", values::Digest{},
                         {.journal = fragile_journal, .world = fragile_world, .operators = world});
    auto lived = run.begin(capital);
    if (lived) lived = run.run(described.setting.start + values::days(30));
    if (!lived && lived.error().code == ports::ErrorCode::stopped) {
      ++history.crashes;
      continue;
    }
    EXPECT_TRUE(lived.has_value()) << lived.error().what;
    history.deal = machines::to_text(run.state().status);
    for (std::uint32_t i = 0; i < run.state().steps.size(); ++i) {
      history.steps[terms.of(core::StepId{i}).name] =
          machines::to_text(run.state().steps[i].status);
    }
    break;
  }
  const auto records = store.read("flagship", 1, 100'000);
  EXPECT_TRUE(records.has_value());
  if (records) history.moments = moments_of(terms, *records);
  return history;
}

void expect_history(const LedgerHistory& history, const Balances& start,
                    const std::vector<LedgerChange>& changes) {
  Balances expected = start;
  for (std::size_t i = 0; i < changes.size() && i < history.moments.size(); ++i) {
    for (const auto& [place, amount] : changes[i].changes) {
      if (amount.empty()) {
        EXPECT_EQ(expected.erase(place), 1U) << "the test takes from `" << place << "` twice";
      } else {
        expected[place] = amount;
      }
    }
    EXPECT_EQ(history.moments[i].action, changes[i].action) << "action " << i + 1;
    EXPECT_EQ(history.moments[i].balances, expected)
        << "after action " << i + 1 << ", " << changes[i].action;
  }
  EXPECT_EQ(history.moments.size(), changes.size());
}

std::vector<LedgerChange> operator+(std::vector<LedgerChange> before,
                                    const std::vector<LedgerChange>& more) {
  before.insert(before.end(), more.begin(), more.end());
  return before;
}

std::vector<LedgerChange> until_the_purchase() {
  return {// All ETH of `working`, one for one.
          {"open_credit.wrap",
           {{"working ETH", ""},
            {"wrapped of working WETH", "300"},
            {"opportunistic ETH", "199.998"},
            {"fees ETH", "0.002"}}},
          {"open_credit.supply",
           {{"wrapped of working WETH", ""},
            {"collateral of working WETH", "300"},
            {"opportunistic ETH", "199.996"},
            {"fees ETH", "0.004"}}},
          // 300 x 3,000 x 25% = 225,000 USD at 1 USD; it belongs to whose the collateral is.
          {"open_credit.borrow",
           {{"cash of working USDT", "225,000"},
            {"owed on loan USDT", "225,000"},
            {"opportunistic ETH", "199.994"},
            {"fees ETH", "0.006"}}},
          // 225,000 / 0.60 = 375,000
          {"buy.buy",
           {{"cash of working USDT", ""},
            {"lot of working USDTz", "375,000"},
            {"opportunistic ETH", "199.992"},
            {"fees ETH", "0.008"}}}};
}

}  // namespace dealwright::scenario
