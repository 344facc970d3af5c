// Every movement of money is a row, and the rows add up to the books.
#include "engine/audit/ledger_rows.hpp"

#include <map>

#include "dsl/plan/canonical.hpp"
#include "engine/scenario/play.hpp"
#include "tests/support/deals.hpp"
#include "tests/support/random_deals.hpp"
#include "tests/unit/engine/journal/runs.hpp"

namespace dealwright::audit {
namespace {

using core::Account;
using core::AccountKind;
using core::Terms;
using values::Amount;

TEST(LedgerRows, TellADealFromItsCapitalToItsEnd) {
  const Terms terms(tests::lending_deal());
  const auto records = journal::records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
  LedgerRows ledger(terms, plan::identity(terms.plan()), "deal");
  const auto rows = ledger.add(records).value();
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows[0].action, "capital");
  EXPECT_EQ(rows[0].credit, "capital");
  EXPECT_TRUE(rows[0].debit.starts_with("bucket ")) << rows[0].debit;
  EXPECT_EQ(rows[0].asset, "ETH");
  std::string seen;
  for (const LedgerRow& row : rows)
    seen += row.step + " " + row.action + ": " + row.credit + " -> " + row.debit + " " +
            row.amount + " " + row.asset + "\n";
  EXPECT_NE(seen.find("open weth.wrap: "), std::string::npos) << seen;
  EXPECT_NE(seen.find("debt "), std::string::npos) << seen;
  // The fee is the payer's, and all that was sold went to whom it was sold to.
  for (const LedgerRow& row : rows) {
    if (row.debit.starts_with("fees")) {
      EXPECT_FALSE(row.credit.starts_with("outside")) << seen;
    }
  }
}

// Adding up the rows, account by account, gives the ledger that the deal ends with.
TEST(LedgerRows, AddUpToTheBooksOfAnyDeal) {
  std::size_t total = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const tests::RandomDeal random = tests::random_deal(seed);
    const Terms terms(random.plan);
    const auto records =
        journal::records_of(terms, scenario::setting_of(terms, random.scenario, {}));
    journal::Replay replay(terms, plan::identity(terms.plan()), "deal");
    std::map<Account, Amount> in;
    std::map<Account, Amount> out;
    for (const journal::Record& record : records) {
      const core::Ledger before = replay.state().books.ledger;
      ASSERT_TRUE(replay.add(std::span(&record, 1)).has_value());
      for (const Movement& moved : movements(before, replay.state().books.ledger)) {
        EXPECT_EQ(moved.from.asset, moved.to.asset);
        EXPECT_FALSE(moved.amount.is_zero());
        in[moved.to] = core::sum_of(in[moved.to], moved.amount);
        out[moved.from] = core::sum_of(out[moved.from], moved.amount);
        ++total;
      }
    }
    for (const core::Entry& entry : replay.state().books.ledger.entries()) {
      const Amount& got = in[entry.account];
      const Amount& gave = out[entry.account];
      if (entry.account.kind == AccountKind::debt) {
        EXPECT_EQ(core::sum_of(got, entry.balance), gave) << seed;
      } else if (entry.account.kind == AccountKind::outside) {
        EXPECT_EQ(core::sum_of(got, entry.balance), core::sum_of(gave, entry.gone)) << seed;
      } else {
        EXPECT_EQ(core::sum_of(gave, entry.balance), got) << seed;
      }
    }
  }
  EXPECT_GT(total, 500U);
}

TEST(LedgerRows, StopAtARecordThatIsNotWhatWasWritten) {
  const Terms terms(tests::lending_deal());
  auto records = journal::records_of(
      terms, {.prices = {{"ETH", values::Rational(3000)}, {"USDT", values::Rational(1)}}});
  records[3].cause = "another";
  LedgerRows ledger(terms, plan::identity(terms.plan()), "deal");
  const auto rows = ledger.add(records);
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().sequence, 4U);
}

TEST(LedgerRows, AreCsvThatOtherProgramsRead) {
  EXPECT_EQ(csv_header(), "date,record,step,action,debit,credit,asset,amount\n");
  EXPECT_EQ(to_csv({.at = {1'700'000'000'000},
                    .sequence = 7,
                    .step = "open",
                    .action = "a, \"b\"",
                    .debit = "bucket core",
                    .credit = "capital",
                    .asset = "ETH",
                    .amount = "1234.5"}),
            "2023-11-14T22:13:20Z,7,open,\"a, \"\"b\"\"\",bucket core,capital,ETH,1234.5\n");
}

}  // namespace
}  // namespace dealwright::audit
