// `dry-run`: the deal done once in the simulated world, with the money after each action. Writes
// nothing.
#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/commands/commands.hpp"
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

std::string as_json(const scenario::DryRun& run, const core::Terms& terms) {
  Json assumed = Json::object();
  for (const auto& [what, value] : run.assumed)
    assumed[what] = value;
  Json actions = Json::array();
  for (const scenario::ActionLine& line : run.actions)
    actions.push_back(as_json(line));
  Json steps = Json::array();
  for (const scenario::StepLine& line : run.steps) {
    steps.push_back(
        {{"step", line.step}, {"status", line.status}, {"why", line.why}, {"rungs", line.rungs}});
  }
  const Json whole = {{"format", 1},
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
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

ExitCode dry_run(const DryRunOptions& options, Terminal& terminal) {
  const auto deal = simulated_deal(options.choice, options.world, options.shape, terminal);
  if (!deal) return deal.error();
  const auto done = scenario::dry_run(*deal->terms, deal->world);
  if (!done) {
    return terminal.fail({ExitCode::unreachable, "the dry run stopped: " + done.error().what});
  }
  terminal.out(options.shape == Shape::json ? as_json(*done, *deal->terms)
                                            : scenario::to_table(*done));
  return exit_code_of(done->status);
}

}  // namespace dealwright::app
