// Runs the deal once and writes down what the observer is told.
#include "engine/scenario/dry_run.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/words.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/adapters/simulated/surroundings.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/money.hpp"
#include "engine/core/turn.hpp"
#include "engine/runtime/deal_run.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;

// A plot does not show more.
constexpr std::size_t samples_max = 10'000;

NamedAmount named(const Terms& terms, core::AssetId asset, const values::Amount& amount) {
  return {.asset = terms.of(asset).name, .decimals = terms.decimals(asset), .amount = amount};
}

// "32.47%", "1,500 USD"; "-" when it cannot be told.
std::string shown(const plan::Value& value, const std::string& unit) {
  return std::holds_alternative<values::Rational>(value) ? plan::to_text(value, unit) : "-";
}

std::string unit_of(const plan::Plan& plan, const plan::Limit& limit) {
  return limit.kind == plan::LimitKind::cap ? plan::unit_of(plan, limit.quantity) : "USD";
}

class Recorder final : public ports::Observer {
 public:
  Recorder(const Terms& terms, simulated::SimulatedWorld& world, DryRun& result)
      : terms_(terms),
        world_(world),
        result_(result),
        explainer_(terms, world),
        looker_(terms, world) {}

  void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                const State& after) override {
    explainer_.recorded(facts);
    for (const core::Fact& fact : facts) {
      if (const auto* asked = std::get_if<core::ActionRequested>(&fact.what))
        last_[asked->step] = asked->request;
      if (const auto* settled = std::get_if<core::ActionSettled>(&fact.what)) {
        write(cause.at, after, last_[settled->step], settled->outcome);
      }
      if (const auto* unknown = std::get_if<core::ActionUnknown>(&fact.what)) {
        write(cause.at, after, last_[unknown->step],
              {.kind = core::OutcomeKind::unknown, .failure = unknown->failure});
      }
      if (std::holds_alternative<core::DealStarted>(fact.what))
        result_.start = balances_of(terms_, after.books.ledger);
    }
    sample(after);
  }

  // How things stand now, unless that is known. Several at one time are kept: what happens within a
  // moment is what a plot has to show.
  void sample(const State& state) {
    Sample now{.at = world_.now() - state.started_at,
               .measures = looker_.measures(state),
               .exposures = looker_.exposures(state),
               .ledger = balances_of(terms_, state.books.ledger)};
    if (!result_.samples.empty() && result_.samples.back() == now) return;
    if (result_.samples.size() < samples_max) result_.samples.push_back(std::move(now));
  }

  void finish() { result_.why_lines = explainer_.take(); }

 private:
  void write(values::TimePoint at, const State& after, const core::Request& request,
             const core::Outcome& outcome) {
    for (std::size_t p = 0; p < request.parts.size(); ++p) {
      const core::ActionPlace& place = terms_.of(request.parts[p].action);
      ActionLine line{.at = at - after.started_at,
                      .step = terms_.of(place.step).name,
                      .rung = request.rung,
                      .action = place.action->id,
                      .status = status_of(outcome)};
      if (p < outcome.amounts.size()) {
        for (std::size_t i = 0; i < outcome.amounts[p].size(); ++i) {
          line.flows.push_back(flow(place.action->flows[i], outcome.amounts[p][i]));
        }
      }
      // The fee of a group, and what it leaves, stand with its last action.
      if (p + 1 == request.parts.size()) {
        if (const auto gas = terms_.find_asset(terms_.plan().gas.asset))
          line.fee = named(terms_, *gas, outcome.fee);
        line.ledger = balances_of(terms_, after.books.ledger);
        line.headroom = headroom(after);
      }
      result_.actions.push_back(std::move(line));
    }
  }

  static std::string status_of(const core::Outcome& outcome) {
    switch (outcome.kind) {
      case core::OutcomeKind::done: return "done";
      case core::OutcomeKind::partial: return "partial";
      case core::OutcomeKind::no_effect: return "failed: " + outcome.failure;
      case core::OutcomeKind::unknown: return "unknown: " + outcome.failure;
    }
    return {};
  }

  FlowLine flow(const plan::Flow& flow, const values::Amount& amount) const {
    FlowLine line{.kind = flow.kind,
                  .name = flow.name,
                  .amount = named(terms_, terms_.asset(flow.asset), amount)};
    if (!flow.position.empty()) line.place = flow.position;
    if (flow.target) line.place = flow.target->name;
    if (line.place.empty() && flow.money) {
      const plan::Money* money = &*flow.money;
      while (money->name.empty() && !money->parts.empty())
        money = &money->parts[0];
      line.place = money->kind == plan::MoneyKind::rung ? "rung" : money->name;
    }
    return line;
  }

  std::vector<HeadroomLine> headroom(const State& state) {
    std::vector<HeadroomLine> lines;
    const auto rooms = looker_.headrooms(state);
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      if (!rooms[i]) continue;
      const plan::Limit& limit = terms_.plan().limits[i];
      const std::string unit = unit_of(terms_.plan(), limit);
      const auto* left = std::get_if<values::Rational>(&rooms[i]->left);
      lines.push_back({.limit = limit.text,
                       .quantity = shown(rooms[i]->quantity, unit),
                       .bound = shown(rooms[i]->bound, unit),
                       .left = shown(rooms[i]->left, unit),
                       .room = left == nullptr ? std::nullopt : std::optional(*left)});
    }
    return lines;
  }

  const Terms& terms_;
  simulated::SimulatedWorld& world_;
  DryRun& result_;
  Explainer explainer_;
  Looker looker_;
  std::map<core::StepId, core::Request> last_;
};

void finish(const Terms& terms, const State& state, const simulated::Setting& setting,
            DryRun& result) {
  result.deal = terms.plan().deal;
  result.status = machines::to_text(state.status);
  result.why = state.why;
  result.took = state.now - state.started_at;
  result.assumed = assumed_in(terms, setting);
  for (std::size_t i = 0; i < state.steps.size(); ++i) {
    result.steps.push_back({.step = terms.plan().steps[i].name,
                            .status = std::string(machines::to_text(state.steps[i].status)),
                            .why = state.steps[i].why,
                            .rungs = state.steps[i].rungs});
  }
  result.end = balances_of(terms, state.books.ledger);
  const auto gas = terms.find_asset(terms.plan().gas.asset);
  if (!gas) return;
  result.fees = named(terms, *gas, {});
  for (const core::Entry& entry : state.books.ledger.entries()) {
    if (entry.account.kind != core::AccountKind::fees || entry.account.asset != *gas) continue;
    result.fees.amount = core::sum_of(result.fees.amount, entry.balance);
  }
}

}  // namespace

ports::Result<values::Amount> capital_of(const Terms& terms) {
  const plan::Money& capital = terms.plan().capital;
  if (!capital.expression) return values::Amount();
  const State state = core::initial_state(terms);
  const std::vector<core::Reading> none;
  core::Readings readings(none);
  const plan::Value value =
      plan::evaluate(*capital.expression, core::View(terms, state, state.books, readings));
  const auto amount =
      core::amount_from(terms, value, terms.asset(capital.asset), values::Rounding::down);
  if (!amount)
    return std::unexpected(ports::Error{.code = ports::ErrorCode::refused, .what = amount.error()});
  return *amount;
}

ports::Result<DryRun> dry_run(const Terms& terms, const simulated::Setting& setting,
                              const DryRunOptions& options) {
  const auto capital = capital_of(terms);
  if (!capital) return std::unexpected(capital.error());
  memory::MemoryJournal journal;
  simulated::SimulatedWorld world(terms, setting, *capital);
  DryRun result;
  Recorder recorder(terms, world, result);
  runtime::DealRun run(
      terms, terms.plan().deal, plan::identity(terms.plan()),
      {.journal = journal, .world = world, .operators = world, .observer = &recorder});
  if (const auto begun = run.begin(*capital, simulated::adopted_in(terms, setting)); !begun)
    return std::unexpected(begun.error());
  const values::Duration length = terms.plan().assumed_for.value_or(options.until);
  const values::TimePoint end = setting.start + length;
  // Day by day for the samples; nothing happens because a day is over.
  const auto goes_on = [&] {
    return !machines::is_over(run.state().status) || core::has_open_position(run.state());
  };
  for (values::TimePoint day = world.now(); day < end && goes_on();) {
    day = std::min(end, day + values::days(1));
    if (const auto ran = run.run(day); !ran) return std::unexpected(ran.error());
    recorder.sample(run.state());
  }
  recorder.finish();
  finish(terms, run.state(), setting, result);
  return result;
}

std::vector<AssumedLine> assumed_in(const Terms& terms, const simulated::Setting& setting) {
  const plan::Plan& plan = terms.plan();
  std::vector<AssumedLine> lines;
  for (const auto& [asset, price] : setting.prices)
    lines.push_back(
        {.what = asset, .value = plan::to_text(plan::Value(price), "USD per " + asset)});
  for (AssumedLine& line : lines) {
    // One unit of it goes without saying.
    const std::string per = " per " + line.what;
    if (line.value.ends_with(per)) line.value.resize(line.value.size() - per.size());
  }
  for (const core::PositionAmount& taken : simulated::adopted_in(terms, setting)) {
    const unsigned decimals = terms.decimals(terms.asset_of(taken.position));
    const plan::Position& position = terms.of(taken.position);
    lines.push_back({.what = position.name,
                     .value = values::to_decimal(taken.amount, decimals) + " " + position.asset +
                              ", taken over from " + position.adopted});
  }
  // A module's own value may hang on what the world sets, such as a pool's on the market's prices.
  simulated::Conditions at_first;
  at_first.prices = setting.prices;
  at_first.settings = setting.settings;
  const auto ask = [&](plan::Op op, const std::string& name,
                       const std::vector<plan::Expression>& arguments, const std::string& type,
                       const std::optional<plan::Expression>& initial) {
    const plan::Expression asked{op, {}, name, arguments};
    const auto set = setting.settings.find(core::to_text(core::query_key(name, arguments)));
    AssumedLine line{.what = plan::to_text(plan, asked), .value = {}};
    if (set != setting.settings.end()) {
      line.value = plan::to_text(set->second, type);
    } else if (initial) {
      const simulated::WorldSurroundings surroundings(terms, at_first);
      line.value = plan::to_text(plan::evaluate(*initial, surroundings), type);
      line.from = AssumedLine::From::module;
    } else {
      return;
    }
    if (std::ranges::find(lines, line.what, &AssumedLine::what) == lines.end())
      lines.push_back(std::move(line));
  };
  for (const plan::Module& module : plan.modules) {
    for (const plan::Query& query : module.queries)
      ask(plan::Op::query, query.name, query.arguments, query.type, query.initial);
    for (const plan::Setting& one : module.settings)
      ask(plan::Op::setting, one.name, one.arguments, one.type, one.initial);
  }
  // What was set stands first.
  std::vector<AssumedLine> ordered;
  for (const AssumedLine::From from : {AssumedLine::From::world, AssumedLine::From::module}) {
    std::ranges::copy_if(lines, std::back_inserter(ordered),
                         [&](const AssumedLine& line) { return line.from == from; });
  }
  return ordered;
}

std::vector<BalanceLine> balances_of(const Terms& terms, const core::Ledger& ledger) {
  std::vector<BalanceLine> lines;
  for (const core::Entry& entry : ledger.entries()) {
    const core::Account& account = entry.account;
    BalanceLine line{.amount = named(terms, account.asset, entry.balance)};
    if (account.owner != core::nobody) line.owner = terms.of(account.owner).name;
    switch (account.kind) {
      case core::AccountKind::resting: line.place = "bucket " + line.owner; break;
      case core::AccountKind::holding:
        line.place = "holding " + terms.of(core::HoldingId{account.index}).name;
        break;
      case core::AccountKind::collateral:
        line.place = "pledged " + terms.of(core::PositionId{account.index}).name;
        break;
      case core::AccountKind::debt:
        line.place = "debt " + terms.of(core::PositionId{account.index}).name;
        break;
      case core::AccountKind::fees: line.place = "fees"; break;
      case core::AccountKind::outside: continue;  // the other side of the books
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace dealwright::scenario
