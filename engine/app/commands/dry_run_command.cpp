// `dry-run`: the deal done once in the simulated world, with the money after each action. Writes
// nothing.
#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/files.hpp"
#include "engine/app/reports/dry_run_page.hpp"
#include "engine/app/simulated_deal.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/dry_run_table.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word(plan::FlowKind kind) {
  switch (kind) {
    case plan::FlowKind::pay: return "pay";
    case plan::FlowKind::lock: return "lock";
    case plan::FlowKind::receive: return "receive";
    case plan::FlowKind::owe: return "owe";
    case plan::FlowKind::settle: return "settle";
    case plan::FlowKind::release: return "release";
  }
  DEALWRIGHT_UNREACHABLE("kind of flow");
}

// Amounts in base units, as everywhere in JSON; `decimals` says where the point goes.
Json as_json(const scenario::NamedAmount& amount) {
  return {{"asset", amount.asset},
          {"amount", values::to_digits(amount.amount)},
          {"decimals", amount.decimals}};
}

Json as_json(const std::vector<scenario::BalanceLine>& lines) {
  Json out = Json::array();
  for (const scenario::BalanceLine& line : lines) {
    Json one = {{"place", line.place}, {"owner", line.owner}};
    one.update(as_json(line.amount));
    out.push_back(std::move(one));
  }
  return out;
}

Json as_json(const scenario::ActionLine& line) {
  Json flows = Json::array();
  for (const scenario::FlowLine& flow : line.flows) {
    Json one = {{"kind", word(flow.kind)}, {"name", flow.name}, {"place", flow.place}};
    one.update(as_json(flow.amount));
    flows.push_back(std::move(one));
  }
  Json headroom = Json::array();
  for (const scenario::HeadroomLine& room : line.headroom) {
    headroom.push_back({{"limit", room.limit},
                        {"quantity", room.quantity},
                        {"bound", room.bound},
                        {"left", room.left}});
  }
  return {{"at_ms", line.at.milliseconds},
          {"step", line.step},
          {"rung", line.rung},
          {"action", line.action},
          {"status", line.status},
          {"flows", std::move(flows)},
          {"fee", as_json(line.fee)},
          {"ledger", as_json(line.ledger)},
          {"limits", std::move(headroom)}};
}

Json as_json(const scenario::WhyLine& line) {
  return {{"at_ms", line.at.milliseconds},
          {"step", line.step},
          {"rung", line.rung},
          {"asked", scenario::to_text(line.asked)},
          {"answer", scenario::to_text(line.answer)},
          {"text", line.text},
          {"compared", line.compared}};
}

std::string as_json(const scenario::DryRun& run, const core::Terms& terms,
                    scenario::Explain explain) {
  Json assumed = Json::object();
  for (const scenario::AssumedLine& line : run.assumed)
    assumed[line.what] = line.value;
  Json actions = Json::array();
  for (const scenario::ActionLine& line : run.actions)
    actions.push_back(as_json(line));
  Json steps = Json::array();
  for (const scenario::StepLine& line : run.steps) {
    steps.push_back(
        {{"step", line.step}, {"status", line.status}, {"why", line.why}, {"rungs", line.rungs}});
  }
  Json whole = {{"format", 1},
                {"deal", run.deal},
                {"plan", values::to_hex(plan::identity(terms.plan()))},
                {"status", run.status},
                {"why", run.why},
                {"took_ms", run.took.milliseconds},
                {"assumed", std::move(assumed)},
                {"actions", std::move(actions)},
                {"steps", std::move(steps)},
                {"end", as_json(run.end)},
                {"fees", as_json(run.fees)}};
  if (explain == scenario::Explain::yes) {
    Json why = Json::array();
    for (const scenario::WhyLine& line : run.why_lines)
      why.push_back(as_json(line));
    whole["explained"] = std::move(why);
  }
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Made harmless for a terminal, line by line.
std::string in_lines(std::string_view table) {
  std::string out;
  while (!table.empty()) {
    const std::size_t end = table.find('\n');
    out += plain(table.substr(0, end)) + "\n";
    table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
  }
  return out;
}

}  // namespace

ExitCode dry_run(const DryRunOptions& options, Terminal& terminal) {
  const auto deal = simulated_deal(options.choice, options.world, options.shape, terminal);
  if (!deal) return deal.error();
  if (const auto unsaid = unsaid_adoption(*deal)) return terminal.fail(*unsaid);
  const auto done = scenario::dry_run(*deal->terms, deal->world);
  if (!done) {
    return terminal.fail({ExitCode::unreachable, "the dry run stopped: " + done.error().what});
  }
  if (!options.html.empty()) {
    const auto written = write_file(options.html, dry_run_page(*done, *deal->terms));
    if (!written) {
      return terminal.fail({ExitCode::unreachable, in_ticks(options.html) + " " + written.error()});
    }
    terminal.say("wrote " + plain(options.html));
  }
  terminal.out(options.shape == Shape::json ? as_json(*done, *deal->terms, options.explain)
                                            : in_lines(scenario::to_table(*done, options.explain)));
  return exit_code_of(done->status);
}

}  // namespace dealwright::app
