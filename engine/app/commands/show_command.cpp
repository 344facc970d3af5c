// `show`: one deal as its journal tells it. Needs no engine.
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/deal_page.hpp"
#include "engine/app/durable/journal_place.hpp"

namespace dealwright::app {

ExitCode show(const ShowOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  auto journal = sqlite::SqliteJournal::open_for_reading(place.journal);
  if (!journal) return terminal.fail({ExitCode::unreachable, journal.error().what});
  auto deal = read_deal(**journal, **journal, options.id);
  if (!deal) return terminal.fail(deal.error());
  auto on_record = network_record(place.worlds, options.id);
  if (!on_record) return terminal.fail(on_record.error());
  deal->on_record = std::move(*on_record);
  terminal.out(options.shape == Shape::json ? deal_json(*deal)
                                            : deal_page(*deal, terminal.out_colour()));
  return ExitCode::ok;
}

}  // namespace dealwright::app
