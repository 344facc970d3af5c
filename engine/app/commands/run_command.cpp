// `run`: enters a deal into the journal and runs it durably, said line by line as facts are
// recorded. Whatever happens to this process, `recover` goes on.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/office.hpp"
#include "engine/app/durable/running.hpp"
#include "engine/app/simulated_deal.hpp"

namespace dealwright::app {
namespace {

void say_beginning(const RunOptions& options, const ports::Created& entered, Office& office,
                   Terminal& terminal) {
  const std::string& id = entered.deal.id;
  if (options.shape == Shape::json) {
    const nlohmann::ordered_json first = {{"format", 1},
                                          {"id", id},
                                          {"plan", values::to_hex(entered.deal.plan)},
                                          {"network", options.network},
                                          {"journal", office.place().journal}};
    terminal.out(first.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n");
  }
  if (entered.creation == ports::Creation::was_there) {
    terminal.say("the key " + in_ticks(options.key) + " started " + in_ticks(id) +
                 " before: going on with that one");
    return;
  }
  terminal.say("running " + plain(id) + ", plan " + values::short_hex(entered.deal.plan) +
               ", in the simulated network; journal " + plain(office.place().journal));
}

// Deals that an engine left open are easily forgotten.
void offer_recovery(const std::string& ours, Office& office, Terminal& terminal) {
  const auto open = office.open_deals();
  if (!open) return;
  const auto others =
      std::ranges::count_if(*open, [&](const ports::DealEntry& deal) { return deal.id != ours; });
  if (others == 0) return;
  terminal.say(counted(static_cast<std::size_t>(others), "other deal") + " of this journal " +
               (others == 1 ? "is" : "are") + " open; `dealwright recover --all` takes them up");
}

}  // namespace

ExitCode run(const RunOptions& options, Terminal& terminal) {
  auto deal = simulated_deal(options.choice, options.world, options.shape, terminal);
  if (!deal) return deal.error();
  for (const auto& [position, amount] : deal->world.adopted) {
    terminal.warn("dealwright: what " + in_ticks(position) +
                  " amounts to is left out: the deal that hands it over says it");
  }
  deal->world.adopted.clear();
  const JournalPlace place = journal_place(options.journal);
  if (auto made = make_journal_folder(place); !made) return terminal.fail(made.error());
  auto office = Office::open(place, "run");
  if (!office) return terminal.fail(office.error());
  const auto entered = (*office)->enter({.id = options.id,
                                         .key = options.key,
                                         .by = acting_user(options.as),
                                         .terms = deal->terms.get(),
                                         .world = &deal->world,
                                         .adopt = options.adopt});
  if (!entered) return terminal.fail(entered.error());
  say_beginning(options, *entered, **office, terminal);
  const auto left_out =
      (*office)->take_in({entered->deal}, follow(Naming::one_deal, options.shape, terminal));
  if (!left_out) return terminal.fail(left_out.error());
  if (!left_out->empty()) {
    return terminal.fail({ExitCode::unreachable, plain(left_out->front().id) + " does not go on: " +
                                                     plain(left_out->front().why)});
  }
  offer_recovery(entered->deal.id, **office, terminal);
  return run_office(**office, {entered->deal.id}, options.at_rest, options.shape, terminal);
}

}  // namespace dealwright::app
