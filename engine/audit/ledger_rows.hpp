// The money of a deal as an accountant's journal: one row for each movement, from the account that
// is credited to the account that is debited. Pure: the records of a deal in, rows out.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/record.hpp"
#include "engine/journal/replay.hpp"

namespace dealwright::audit {

struct LedgerRow {
  values::TimePoint at;
  std::uint64_t sequence = 0;  // of the record
  std::string step;            // empty: the deal's own
  std::string action;          // what moved it: "aave.supply", "capital", "split"
  std::string debit;           // the account that money came to: "holding wrapped (working)"
  std::string credit;          // the account that it came from
  std::string asset;
  std::string amount;  // in whole units, all digits, no separators: "1234.56789"
  friend bool operator==(const LedgerRow&, const LedgerRow&) = default;
};

class LedgerRows {
 public:
  // `terms` outlives the object.
  LedgerRows(const core::Terms& terms, const values::Digest& plan, std::string_view stream)
      : terms_(terms), replay_(terms, plan, stream) {}

  // The rows of the next records, which are verified as they are read.
  [[nodiscard]] std::expected<std::vector<LedgerRow>, journal::JournalFault> add(
      std::span<const journal::Record> records);
  [[nodiscard]] const core::State& state() const { return replay_.state(); }

 private:
  const core::Terms& terms_;
  journal::Replay replay_;
};

// What moved between two ledgers, each asset for itself: what some accounts gave and others got.
// Equal amounts are matched first, what is left in the order of accounts.
struct Movement {
  core::Account from;
  core::Account to;
  values::Amount amount;
  friend bool operator==(const Movement&, const Movement&) = default;
};
[[nodiscard]] std::vector<Movement> movements(const core::Ledger& before,
                                              const core::Ledger& after);

[[nodiscard]] std::string account_name(const core::Terms& terms, const core::Account& account);

// RFC 4180, with "\n" at the end of lines.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string to_csv(const LedgerRow& row);

}  // namespace dealwright::audit
