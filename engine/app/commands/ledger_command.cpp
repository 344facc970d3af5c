// `ledger`: the money of a deal, movement by movement.
#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/app/page.hpp"
#include "engine/audit/ledger_rows.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

Json as_json(const audit::LedgerRow& row) {
  return {{"date", values::to_text(row.at)},
          {"record", row.sequence},
          {"step", row.step},
          {"action", row.action},
          {"debit", row.debit},
          {"credit", row.credit},
          {"asset", row.asset},
          {"amount", row.amount}};
}

std::string as_text(const std::string& id, const std::vector<audit::LedgerRow>& rows,
                    diagnostics::Colour colour) {
  Page page(colour);
  page.heading(plain(id) + ": " + counted(rows.size(), "movement"));
  std::size_t widest = 0;
  for (const audit::LedgerRow& row : rows)
    widest = std::max(widest, columns(row.amount));
  for (const audit::LedgerRow& row : rows) {
    // Amounts end in one column, so that sizes can be compared at a glance.
    page.row(2,
             {values::to_text(row.at), plain(row.step.empty() ? "deal" : row.step),
              std::string(widest - columns(row.amount), ' ') + row.amount + " " + plain(row.asset),
              plain(row.action) + ": " + plain(row.credit) + " -> " + plain(row.debit)});
  }
  page.end_table();
  return page.take();
}

}  // namespace

ExitCode ledger(const LedgerOptions& options, Terminal& terminal) {
  const auto journal = read_journal_with(options.journal, options.id);
  if (!journal) return terminal.fail(journal.error());
  const auto terms = pinned_terms(**journal, options.id);
  if (!terms) return terminal.fail(terms.error());
  const auto entry = (*journal)->find(options.id);
  if (!entry) return terminal.fail(failure_of(entry.error()));
  audit::LedgerRows ledger(**terms, (*entry)->plan, options.id);
  std::vector<audit::LedgerRow> rows;
  std::uint64_t read = 0;
  while (true) {
    const auto records = (*journal)->read(options.id, read + 1, audit::records_a_read);
    if (!records) return terminal.fail(failure_of(records.error()));
    if (records->empty()) break;
    auto more = ledger.add(*records);
    if (!more) {
      return terminal.fail({ExitCode::findings, words_of({.stream = options.id,
                                                          .sequence = more.error().sequence,
                                                          .what = more.error().what})});
    }
    rows.insert(rows.end(), std::make_move_iterator(more->begin()),
                std::make_move_iterator(more->end()));
    read = records->back().sequence;
  }
  std::string out;
  switch (options.shape) {
    case LedgerShape::text: out = as_text(options.id, rows, terminal.out_colour()); break;
    case LedgerShape::csv:
      out = audit::csv_header();
      for (const audit::LedgerRow& row : rows)
        out += audit::to_csv(row);
      break;
    case LedgerShape::json: {
      Json all = Json::array();
      for (const audit::LedgerRow& row : rows)
        all.push_back(as_json(row));
      out = Json({{"format", 1}, {"deal", options.id}, {"rows", std::move(all)}})
                .dump(-1, ' ', false, Json::error_handler_t::replace) +
            "\n";
      break;
    }
  }
  terminal.out(out);
  return ExitCode::ok;
}

}  // namespace dealwright::app
