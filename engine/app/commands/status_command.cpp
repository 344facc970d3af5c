// `status`: the deals of a journal, those that need somebody first. Needs no engine.
#include <nlohmann/json.hpp>
#include <poll.h>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/deal_history.hpp"
#include "engine/app/durable/journal_place.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

// A deal is read whole to say what it waits for; a long list does without.
constexpr std::size_t deals_read_max = 50;
constexpr int watch_every_ms = 1'000;
constexpr std::size_t plan_digits = 12;

struct Listed {
  ports::DealEntry entry;
  std::string waits;  // the first thing that it waits for
};

std::expected<std::vector<Listed>, Failure> list(sqlite::SqliteJournal& journal,
                                                 const StatusOptions& options, bool& more) {
  const auto page = journal.list({.scope = ports::DealScope::all,
                                  .status = options.status,
                                  .after = {},
                                  .most = options.most});
  if (!page) return std::unexpected(Failure{ExitCode::unreachable, page.error().what});
  more = !page->next.empty();
  std::vector<Listed> deals;
  for (const ports::DealEntry& entry : page->deals) {
    Listed listed{.entry = entry, .waits = {}};
    if (entry.standing.course == ports::Course::open && deals.size() < deals_read_max) {
      const auto deal = read_deal(journal, journal, entry.id);
      if (!deal) {
        listed.waits = deal.error().message;
      } else if (const auto waits = waits_of(*deal->terms, deal->state); !waits.empty()) {
        listed.waits = (waits[0].step.empty() ? "" : waits[0].step + ": ") + waits[0].what;
      }
    }
    deals.push_back(std::move(listed));
  }
  return deals;
}

std::string as_json(const std::vector<Listed>& deals, const std::vector<ports::StatusCount>& counts,
                    bool more) {
  nlohmann::ordered_json lines = nlohmann::ordered_json::array();
  for (const Listed& deal : deals) {
    lines.push_back({{"id", deal.entry.id},
                     {"status", deal.entry.standing.status},
                     {"open", deal.entry.standing.course == ports::Course::open},
                     {"since", values::to_text(deal.entry.standing.since)},
                     {"plan", values::to_hex(deal.entry.plan)},
                     {"entered", values::to_text(deal.entry.created)},
                     {"by", deal.entry.by},
                     {"waits", deal.waits}});
  }
  nlohmann::ordered_json totals = nlohmann::ordered_json::object();
  for (const ports::StatusCount& count : counts)
    totals[count.status] = count.deals;
  const nlohmann::ordered_json whole = {
      {"format", 1}, {"counts", std::move(totals)}, {"deals", std::move(lines)}, {"more", more}};
  return whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string as_text(const std::vector<Listed>& deals, const std::vector<ports::StatusCount>& counts,
                    bool more, const std::string& holder, diagnostics::Colour colour) {
  Page page(colour);
  std::string totals;
  for (const ports::StatusCount& count : counts)
    totals += (totals.empty() ? "" : ", ") + std::to_string(count.deals) + " " + count.status;
  page.heading(totals.empty() ? "no deals" : totals);
  page.line(2, holder.empty() ? "no engine runs; `dealwright recover --all` takes open deals up"
                              : "run by " + holder);
  if (!deals.empty()) {
    page.heading("deals");
    page.row(2, {"id", "status", "since", "plan", "by", "waits for"});
  }
  for (const Listed& deal : deals) {
    page.row(2,
             {deal.entry.id, deal.entry.standing.status, values::to_text(deal.entry.standing.since),
              values::to_hex(deal.entry.plan).substr(0, plan_digits), deal.entry.by,
              deal.waits.empty() ? "-" : deal.waits});
  }
  if (more) page.line(2, "and more: --most N, --status STATUS");
  return page.take();
}

}  // namespace

ExitCode status(const StatusOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  auto journal = sqlite::SqliteJournal::open_for_reading(place.journal);
  if (!journal) return terminal.fail({ExitCode::unreachable, journal.error().what});
  while (true) {
    bool more = false;
    const auto deals = list(**journal, options, more);
    if (!deals) return terminal.fail(deals.error());
    const auto counts = (*journal)->count();
    if (!counts) return terminal.fail({ExitCode::unreachable, counts.error().what});
    if (options.shape == Shape::json) {
      terminal.out(as_json(*deals, *counts, more));
    } else {
      const std::string text =
          as_text(*deals, *counts, more, sqlite::holder_of(place.journal), terminal.out_colour());
      const bool redraw = options.listing == Listing::watch && terminal.out_is_terminal();
      terminal.out(redraw ? "\x1b[H\x1b[2J" + text : text);
    }
    if (options.listing == Listing::once) return ExitCode::ok;
    ::poll(nullptr, 0, watch_every_ms);
  }
}

}  // namespace dealwright::app
