// `run`: the deal through the real loop, said line by line as facts are recorded. In the simulated
// network the journal lives as long as the command.
#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/page.hpp"
#include "engine/app/plan_words.hpp"
#include "engine/app/simulated_deal.hpp"
#include "engine/core/state.hpp"
#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"
#include "engine/ports/observer.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::app {
namespace {

// How long a run in virtual time goes on where the deal does not say how long its assumptions hold.
constexpr values::Duration simulated_time_max = values::days(30);
constexpr std::size_t time_columns = 8;
constexpr std::size_t step_columns = 16;

// One event as a person follows it.
struct Line {
  std::string step;  // empty: the deal
  std::string what;
};

class Follower final : public ports::Observer {
 public:
  Follower(const core::Terms& terms, Shape shape, Terminal& terminal)
      : terms_(terms), shape_(shape), terminal_(terminal) {}

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const core::State& after) override {
    after_ = &after;
    for (const core::Fact& fact : facts) {
      const auto line =
          std::visit([this](const auto& what) { return this->told(what); }, fact.what);
      if (line) write(fact.at - after.started_at, *line);
    }
  }

 private:
  using Told = std::optional<Line>;

  Told told(const core::DealStarted& fact) const {
    const plan::Plan& plan = terms_.plan();
    const unsigned decimals = terms_.decimals(terms_.asset(plan.capital.asset));
    return Line{
        "", "starts with " + values::to_decimal(fact.capital, decimals) + " " + plan.capital.asset};
  }
  Told told(const core::StepWaits& fact) const {
    return Line{name(fact.step), "waits until its guard passes"};
  }
  Told told(const core::ApprovalAsked& fact) const {
    return Line{name(fact.step), "asks " + role(fact.step, fact.approval) + " to approve"};
  }
  Told told(const core::ApprovalGiven& fact) const {
    return Line{name(fact.step), "approved by " + fact.by};
  }
  Told told(const core::ApprovalRefused& fact) const {
    return Line{name(fact.step), "refused by " + fact.by};
  }
  Told told(const core::StepStarted& fact) const { return Line{name(fact.step), "starts"}; }
  Told told(const core::ActionRequested& fact) {
    requested_[fact.request.attempt] = actions_in(fact.request);
    return Line{name(fact.step), requested_[fact.request.attempt] + ": sent"};
  }
  Told told(const core::ActionSettled& fact) const {
    return Line{name(fact.step), action(fact.attempt) + ": " + outcome(fact.outcome)};
  }
  Told told(const core::ActionUnknown& fact) const {
    return Line{name(fact.step),
                action(fact.attempt) + ": unknown (" + fact.failure + "), looked up"};
  }
  Told told(const core::AttemptGivenUp& fact) const {
    return Line{name(fact.step), action(fact.attempt) + ": out of time, cancelled"};
  }
  Told told(const core::RetryScheduled& fact) const {
    return Line{name(fact.step), "tries again at " + values::to_text(fact.at)};
  }
  Told told(const core::RungEnded& fact) const {
    const bool climbed = fact.climb == core::Climb::climbed;
    return Line{name(fact.step), climbed ? "a rung is done" : "a rung did not climb"};
  }
  Told told(const core::StepSettled& fact) const {
    return Line{name(fact.step),
                said(machines::to_text(core::step_of(*after_, fact.step).status), fact.why)};
  }
  Told told(const core::StepResumed& fact) const {
    return Line{name(fact.step), "resumed by " + fact.by};
  }
  Told told(const core::StepReopened& fact) const {
    return Line{name(fact.step), "is looked at again"};
  }
  Told told(const core::DealMoved& fact) const {
    return Line{"", said(machines::to_text(after_->status), fact.why)};
  }
  Told told(const core::LimitWarned& fact) const {
    return Line{"", "warning: `" + terms_.of(fact.limit).text + "` is at " + fact.value};
  }
  Told told(const core::LimitBreached& fact) const {
    return Line{"", "breach: `" + terms_.of(fact.limit).text + "` is at " + fact.value};
  }
  Told told(const core::LimitCleared& fact) const {
    return Line{"", "`" + terms_.of(fact.limit).text + "` is clear again"};
  }
  Told told(const core::PositionHandedOver& fact) const {
    return Line{"", "hands `" + terms_.of(fact.position).name + "` over to " + fact.to};
  }
  // Bookkeeping between the lines above.
  static Told told(const core::Observed& /*fact*/) { return std::nullopt; }
  static Told told(const core::StartValued& /*fact*/) { return std::nullopt; }
  static Told told(const core::SplitDone& /*fact*/) { return std::nullopt; }
  static Told told(const core::GasSetAside& /*fact*/) { return std::nullopt; }

  [[nodiscard]] std::string name(core::StepId step) const { return terms_.of(step).name; }
  [[nodiscard]] std::string role(core::StepId step, std::uint32_t approval) const {
    return terms_.of(step).approvals[approval].role;
  }
  [[nodiscard]] std::string actions_in(const core::Request& request) const {
    const PlanWords words(terms_.plan());
    std::string names;
    for (const core::Part& part : request.parts) {
      names += (names.empty() ? "" : " + ") + words.of(*terms_.of(part.action).action);
    }
    return names;
  }
  [[nodiscard]] std::string action(const std::string& attempt) const {
    const auto known = requested_.find(attempt);
    return known == requested_.end() ? attempt : known->second;
  }
  static std::string outcome(const core::Outcome& outcome) {
    switch (outcome.kind) {
      case core::OutcomeKind::done: return "done";
      case core::OutcomeKind::partial: return "done in part";
      case core::OutcomeKind::no_effect: return "failed without effect (" + outcome.failure + ")";
      case core::OutcomeKind::unknown: return "unknown (" + outcome.failure + ")";
    }
    return {};
  }
  static std::string said(std::string_view status, const std::string& why) {
    return "is " + std::string(status) + (why.empty() ? "" : " (" + why + ")");
  }

  void write(values::Duration at, const Line& line) {
    if (shape_ == Shape::json) {
      const nlohmann::ordered_json record = {
          {"at_ms", at.milliseconds}, {"step", line.step}, {"event", line.what}};
      terminal_.out(record.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                    "\n");
      return;
    }
    const std::string time = at.milliseconds == 0 ? "0s" : values::to_words(at);
    terminal_.out(padded(time, time_columns) + "  " +
                  padded(plain(line.step.empty() ? "deal" : line.step), step_columns) + "  " +
                  plain(line.what) + "\n");
  }
  static std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
  }

  const core::Terms& terms_;
  Shape shape_;
  Terminal& terminal_;
  const core::State* after_ = nullptr;            // the facts being told
  std::map<std::string, std::string> requested_;  // attempt -> what it does
};

void write_end(const core::Terms& terms, const core::State& state, Shape shape,
               Terminal& terminal) {
  const std::string status(machines::to_text(state.status));
  const values::Duration took = state.now - state.started_at;
  const auto balances = scenario::balances_of(terms, state.books.ledger);
  if (shape == Shape::json) {
    nlohmann::ordered_json end = nlohmann::ordered_json::array();
    for (const scenario::BalanceLine& line : balances) {
      end.push_back({{"place", line.place},
                     {"owner", line.owner},
                     {"asset", line.amount.asset},
                     {"amount", values::to_digits(line.amount.amount)},
                     {"decimals", line.amount.decimals}});
    }
    const nlohmann::ordered_json whole = {{"status", status},
                                          {"why", state.why},
                                          {"took_ms", took.milliseconds},
                                          {"end", std::move(end)}};
    terminal.out(whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n");
    return;
  }
  Page page(terminal.out_colour());
  page.heading("the deal is " + status + " after " + values::to_words(took) +
               (state.why.empty() ? "" : ": " + state.why));
  for (const scenario::BalanceLine& line : balances) {
    page.row(2, {line.place, line.owner,
                 values::to_decimal(line.amount.amount, line.amount.decimals) + " " +
                     line.amount.asset});
  }
  terminal.out("\n" + page.take());
}

}  // namespace

ExitCode run(const RunOptions& options, Terminal& terminal) {
  const auto deal = simulated_deal(options.choice, options.world, options.shape, terminal);
  if (!deal) return deal.error();
  const core::Terms& terms = *deal->terms;
  const values::Digest identity = plan::identity(terms.plan());
  if (options.shape == Shape::json) {
    const nlohmann::ordered_json first = {{"format", 1},
                                          {"deal", terms.plan().deal},
                                          {"plan", values::to_hex(identity)},
                                          {"network", options.network}};
    terminal.out(first.dump() + "\n");
  }
  terminal.say("running plan " + values::short_hex(identity) + " in the simulated network; its " +
               "journal ends with this command");
  memory::MemoryJournal journal;
  simulated::SimulatedWorld world(terms, deal->world, deal->capital);
  Follower follower(terms, options.shape, terminal);
  runtime::DealRun run(
      terms, terms.plan().deal, identity,
      {.journal = journal, .world = world, .operators = world, .observer = &follower});
  auto ran = run.begin(deal->capital);
  if (ran) {
    ran = run.run(deal->world.start + terms.plan().assumed_for.value_or(simulated_time_max));
  }
  if (!ran) return terminal.fail({ExitCode::unreachable, "the run stopped: " + ran.error().what});
  write_end(terms, run.state(), options.shape, terminal);
  return exit_code_of(machines::to_text(run.state().status));
}

}  // namespace dealwright::app
