// Runs the deal once and writes down what the observer is told.
#include "engine/scenario/dry_run.hpp"

#include <variant>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/money.hpp"
#include "engine/core/turn.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/seen_in.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;

NamedAmount named(const Terms& terms, core::AssetId asset, const values::Amount& amount) {
  return {.asset = terms.of(asset).name, .decimals = terms.decimals(asset), .amount = amount};
}

std::string as_ratio(const plan::Value& value, bool percent) {
  const auto* number = std::get_if<values::Rational>(&value);
  if (number == nullptr) return "-";
  return percent ? values::to_percent(*number, 2) : values::to_decimal(*number, 2);
}

// Ratios read as percent; everything in USD, and health, as a number.
bool is_ratio(const plan::Limit& limit) {
  return limit.kind == plan::LimitKind::cap &&
         (limit.quantity.op == plan::Op::ltv || limit.quantity.op == plan::Op::ltv_of);
}

class Recorder final : public ports::Observer {
 public:
  Recorder(const Terms& terms, simulated::SimulatedWorld& world, DryRun& result)
      : terms_(terms), world_(world), result_(result) {}

  void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                const State& after) override {
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
    }
  }

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
    for (std::uint32_t i = 0; i < terms_.plan().limits.size(); ++i) {
      const plan::Limit& limit = terms_.plan().limits[i];
      const auto room = seen_in(world_, terms_, state, [&](const core::View& view) {
        return core::headroom(view, core::LimitId{i});
      });
      if (!room) continue;
      const bool percent = is_ratio(limit);
      lines.push_back({.limit = limit.text,
                       .quantity = as_ratio(room->quantity, percent),
                       .bound = as_ratio(room->bound, percent),
                       .left = as_ratio(room->left, percent)});
    }
    return lines;
  }

  const Terms& terms_;
  simulated::SimulatedWorld& world_;
  DryRun& result_;
  std::map<core::StepId, core::Request> last_;
};

void finish(const Terms& terms, const State& state, const simulated::Setting& setting,
            DryRun& result) {
  result.deal = terms.plan().deal;
  result.status = machines::to_text(state.status);
  result.why = state.why;
  result.took = state.now - state.started_at;
  for (const auto& [asset, price] : setting.prices) {
    result.assumed.emplace_back(asset, values::to_decimal(price, 6) + " USD");
  }
  for (const auto& [name, value] : setting.settings)
    result.assumed.emplace_back(name, core::to_text(value));
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
  if (const auto begun = run.begin(*capital); !begun) return std::unexpected(begun.error());
  const values::Duration length = terms.plan().assumed_for.value_or(options.until);
  if (const auto ran = run.run(setting.start + length); !ran) return std::unexpected(ran.error());
  finish(terms, run.state(), setting, result);
  return result;
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
