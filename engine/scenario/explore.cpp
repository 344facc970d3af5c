// A search over choices. A choice is met where the engine asks for a new attempt: the engine is
// stopped there, and each branch goes on from a copy of its state and of the world, as after a
// crash.
#include "engine/scenario/explore.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/quantities.hpp"
#include "engine/journal/codec.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/expectations.hpp"
#include "engine/scenario/seen_in.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;
using ports::Result;
using simulated::SimulatedWorld;
using values::Rational;

// Stops the engine at the first attempt that nothing was chosen for.
class ChoosingWorld final : public ports::World {
 public:
  explicit ChoosingWorld(SimulatedWorld& world) : world_(world) {}
  std::optional<core::Request> undecided;

  [[nodiscard]] values::TimePoint now() override { return world_.now(); }
  [[nodiscard]] Result<void> perform(const core::Request& request) override {
    if (world_.knows(request.attempt) || request.attempt == decided_)
      return world_.perform(request);
    undecided = request;
    return std::unexpected(
        ports::Error{.code = ports::ErrorCode::stopped, .what = "a choice is to be made"});
  }
  [[nodiscard]] Result<void> look_up(const std::string& attempt) override {
    return world_.look_up(attempt);
  }
  [[nodiscard]] Result<void> cancel(const std::string& attempt) override {
    return world_.cancel(attempt);
  }
  [[nodiscard]] Result<ports::Answers> read(const core::ReadValues& asked) override {
    return world_.read(asked);
  }
  [[nodiscard]] Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) override {
    return world_.next(until);
  }
  void decide(const std::string& attempt) { decided_ = attempt; }

 private:
  SimulatedWorld& world_;
  std::string decided_;
};

struct Step {
  std::int64_t before = -1;  // in the list of steps taken
  std::string what;
};

struct Node {
  State state;
  SimulatedWorld world;
  core::Request request;  // to be chosen for
  bool moved = false;     // the market has jumped on the way here
  std::int64_t path = -1;
};

struct Choice {
  std::string name;
  std::optional<plan::ScriptedOutcome> outcome;  // none: as the world does it
};

std::vector<Choice> choices_for(const Terms& terms, const core::Request& request) {
  std::vector<Choice> choices{{"done", std::nullopt}, {"no answer", plan::OutcomeUnknown{}}};
  std::set<std::string> named;
  for (const core::Part& part : request.parts) {
    const plan::Action& action = *terms.of(part.action).action;
    for (const std::string& name : action.fails) {
      if (named.insert(name).second)
        choices.push_back({"fails " + name, plan::OutcomeFails{name, std::nullopt}});
    }
    if (action.may_fill_partly && request.parts.size() == 1) {
      choices.push_back({"half filled", plan::OutcomeFills{Rational::fraction(1, 2).value()}});
    }
  }
  return choices;
}

// One price for each asset that the box moves.
using Corner = std::vector<std::pair<std::string, Rational>>;

std::vector<Corner> corners_of(const Terms& terms, const simulated::Setting& setting) {
  std::vector<Corner> corners{{}};
  const auto times = [&](const std::string& asset, const std::vector<Rational>& factors) {
    const auto price = setting.prices.find(asset);
    if (price == setting.prices.end()) return;
    std::vector<Corner> more;
    for (const Corner& corner : corners) {
      for (const Rational& factor : factors) {
        const auto moved = multiply(price->second, factor);
        if (!moved) continue;
        more.push_back(corner);
        more.back().emplace_back(asset, *moved);
      }
    }
    corners = std::move(more);
  };
  const simulated::Conditions nothing;
  for (const plan::Assumption& assumption : terms.plan().assumptions) {
    const auto* bound =
        assumption.bound.op == plan::Op::number ? &assumption.bound.number : nullptr;
    if (bound == nullptr) continue;
    const Rational low = subtract(Rational(1), *bound).value_or(Rational(1));
    const Rational high = add(Rational(1), *bound).value_or(Rational(1));
    if (assumption.kind == plan::AssumptionKind::falls_at_most) times(assumption.subject, {low});
    if (assumption.kind == plan::AssumptionKind::rises_at_most) times(assumption.subject, {high});
    if (assumption.kind == plan::AssumptionKind::within && assumption.quantity &&
        assumption.quantity->op == plan::Op::price) {
      times(assumption.quantity->name, {low, high});
    }
  }
  if (corners.size() == 1 && corners[0].empty()) corners.clear();
  return corners;
}

// What decides the future of a node, without the clock: two ways to one such state differ by their
// delays alone.
std::string key_of(const Terms& terms, const Node& node) {
  State state = node.state;
  state.facts = 0;
  state.now = {};
  state.started_at = {};
  state.readings.clear();
  state.why.clear();
  for (core::StepState& step : state.steps) {
    step.requests = 0;
    step.why.clear();
    step.began_at.reset();
    step.waiting_since.reset();
    if (step.waiting_until) step.waiting_until = values::TimePoint();
    if (step.retry_at) step.retry_at = values::TimePoint();
    for (core::ApprovalState& approval : step.approvals) {
      approval.until = {};
      approval.bound_to = 0;
    }
    if (!step.open) continue;
    step.open->requested_at = {};
    step.open->look_up_at = {};
    step.open->request.attempt =
        step.open->request.attempt.substr(0, step.open->request.attempt.rfind('#'));
  }
  std::string key = journal::encode(terms, state) + (node.moved ? "moved" : "");
  const simulated::Conditions& world = node.world.record().conditions;
  for (const auto& [asset, price] : world.prices)
    key += asset + values::to_fraction(price);
  for (const auto& [name, position] : world.positions)
    key += name + values::to_digits(position.principal);
  for (const auto& [name, changed] : world.states) {
    const auto* number = std::get_if<Rational>(&changed.value);
    key += name + (number == nullptr ? "" : values::to_fraction(*number));
  }
  for (const auto& [module, frozen] : node.world.record().frozen)
    key += module + (frozen ? "frozen" : "");
  const values::Digest digest = values::sha256(key);
  return {digest.bytes.begin(), digest.bytes.end()};
}

class Exploration {
 public:
  Exploration(const Terms& terms, const plan::Scenario& scenario, const simulated::Setting& setting,
              const ExploreOptions& options)
      : terms_(terms),
        scenario_(scenario),
        setting_(setting),
        options_(options),
        corners_(corners_of(terms, setting)),
        end_(setting.start + terms.plan().assumed_for.value_or(values::days(30))) {}

  Result<Explored> run(const values::Amount& capital) {
    SimulatedWorld world(terms_, setting_, capital);
    if (auto begun = live({.state = core::initial_state(terms_), .world = world}, "", capital);
        !begun) {
      return std::unexpected(begun.error());
    }
    while (!open_.empty()) {
      Node node = std::move(open_.back());
      open_.pop_back();
      if (auto expanded = expand(node); !expanded) return std::unexpected(expanded.error());
    }
    return std::move(explored_);
  }

 private:
  Result<void> expand(const Node& node) {
    for (const Choice& choice : choices_for(terms_, node.request)) {
      Node next = node;
      if (choice.outcome) {
        next.world.choose(node.request.attempt, *choice.outcome);
        note_failure(node.request, *choice.outcome);
      }
      next.path = step(node.path, node.request.attempt + ": " + choice.name);
      if (auto lived = live(std::move(next), node.request.attempt, {}); !lived) return lived;
    }
    if (node.moved) return {};
    for (const Corner& corner : corners_) {
      Node next = node;
      next.moved = true;
      std::string words = "the market moves:";
      for (const auto& [asset, price] : corner) {
        next.world.set_price(asset, price);
        words += " " + asset + " = " + values::to_decimal(price, 6) + " USD";
      }
      next.path = step(node.path, words);
      judge(next.state, next.world, next.path);
      meet(std::move(next));
    }
    return {};
  }

  void note_failure(const core::Request& request, const plan::ScriptedOutcome& outcome) {
    const auto* fails = std::get_if<plan::OutcomeFails>(&outcome);
    if (fails == nullptr) return;
    for (const core::Part& part : request.parts) {
      const plan::Action& action = *terms_.of(part.action).action;
      if (std::ranges::find(action.fails, fails->name) != action.fails.end())
        explored_.failures.emplace(action.id, fails->name);
    }
  }

  // Runs on to the next choice, or to the end.
  Result<void> live(Node node, const std::string& decided,
                    const std::optional<values::Amount>& capital) {
    ++explored_.transitions;
    memory::MemoryJournal journal;
    ChoosingWorld world(node.world);
    world.decide(decided);
    runtime::DealRun run(terms_, scenario_.deal, identity_,
                         {.journal = journal, .world = world, .operators = node.world});
    Result<void> lived = capital ? run.begin(*capital) : run.go_on_from(std::move(node.state));
    if (lived) lived = run.run(end_);
    if (!lived && lived.error().code != ports::ErrorCode::stopped) return lived;
    judge(run.state(), node.world, node.path);
    if (lived) {
      ++explored_.ends[std::string(machines::to_text(run.state().status))];
      return {};
    }
    node.state = run.state();
    node.request = *world.undecided;
    meet(std::move(node));
    return {};
  }

  void meet(Node node) {
    if (options_.merging == Merging::by_digest && !known_.insert(key_of(terms_, node)).second) {
      ++explored_.merges;
      return;
    }
    if (explored_.states >= options_.most_states) {
      explored_.complete = false;
      return;
    }
    ++explored_.states;
    open_.push_back(std::move(node));
  }

  void judge(const State& state, const SimulatedWorld& world, std::int64_t path) {
    Expectations expectations(terms_, scenario_.expectations);
    if (first_ledger_) {
      expectations.started_from(*first_ledger_);
    } else if (state.status != core::DealStatus::waiting) {
      first_ledger_ = state.books.ledger;
    }
    for (Verdict& verdict : expectations.broken_in(state, world)) {
      if (!violated_.insert(verdict.text).second) continue;
      explored_.violations.push_back(
          {.text = std::move(verdict.text), .why = std::move(verdict.why), .path = path_of(path)});
    }
  }

  std::int64_t step(std::int64_t before, std::string what) {
    steps_.push_back({.before = before, .what = std::move(what)});
    return static_cast<std::int64_t>(steps_.size()) - 1;
  }

  [[nodiscard]] std::vector<std::string> path_of(std::int64_t last) const {
    std::vector<std::string> path;
    for (std::int64_t at = last; at >= 0; at = steps_[static_cast<std::size_t>(at)].before) {
      path.insert(path.begin(), steps_[static_cast<std::size_t>(at)].what);
    }
    return path;
  }

  const Terms& terms_;
  const plan::Scenario& scenario_;
  const simulated::Setting& setting_;
  ExploreOptions options_;
  std::vector<Corner> corners_;
  values::TimePoint end_;
  values::Digest identity_;  // journals of branches are never read again
  std::vector<Node> open_;
  std::set<std::string> known_;
  std::vector<Step> steps_;
  std::set<std::string> violated_;
  std::optional<core::Ledger> first_ledger_;
  Explored explored_;
};

}  // namespace

Result<Explored> explore(const Terms& terms, const plan::Scenario& scenario,
                         const simulated::Setting& profile, const ExploreOptions& options) {
  const auto capital = capital_of(terms);
  if (!capital) return std::unexpected(capital.error());
  const simulated::Setting setting = setting_of(terms, scenario, profile);
  return Exploration(terms, scenario, setting, options).run(*capital);
}

}  // namespace dealwright::scenario
