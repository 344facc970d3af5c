// `recover`: takes up deals of the journal where they stopped, whatever stopped them.
#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/office.hpp"
#include "engine/app/durable/running.hpp"

namespace dealwright::app {

ExitCode recover(const RecoverOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  if (options.whom == Whom::one && options.id.empty()) {
    return terminal.fail({ExitCode::usage, "say which deal, or --all"});
  }
  auto office = Office::open(place, "recover");
  if (!office) return terminal.fail(office.error());
  std::vector<ports::DealEntry> deals;
  if (options.whom == Whom::all) {
    auto open = (*office)->open_deals();
    if (!open) return terminal.fail(open.error());
    deals = std::move(*open);
  } else {
    auto found = (*office)->journal().find(options.id);
    if (!found) return terminal.fail({ExitCode::unreachable, found.error().what});
    if (!*found) {
      return terminal.fail({ExitCode::usage, "there is no deal " + in_ticks(options.id) +
                                                 " in this journal; `dealwright status` lists "
                                                 "them"});
    }
    deals.push_back(std::move(**found));
  }
  terminal.say("taking up " + counted(deals.size(), "deal") + " of " + plain(place.journal));
  const auto left_out = (*office)->take_in(
      deals,
      follow(deals.size() == 1 ? Naming::one_deal : Naming::several, options.shape, terminal));
  if (!left_out) return terminal.fail(left_out.error());
  for (const Office::LeftOut& one : *left_out)
    terminal.warn("dealwright: " + plain(one.id) + " is left out: " + plain(one.why));
  std::vector<std::string> ids;
  for (const ports::DealEntry& deal : deals) {
    if ((*office)->engine().find(deal.id)) ids.push_back(deal.id);
  }
  const ExitCode code = run_office(**office, ids, options.at_rest, options.shape, terminal);
  return left_out->empty() || code == ExitCode::interrupted ? code : ExitCode::unreachable;
}

}  // namespace dealwright::app
