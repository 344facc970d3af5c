// `show`: one deal as its journal tells it. Needs no engine.
#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/deal_page.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/app/durable/journal_place.hpp"

namespace dealwright::app {

ExitCode show(const ShowOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  const auto journal = read_journal_with(options.journal, options.id);
  if (!journal) return terminal.fail(journal.error());
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
