// A search over choices. A choice is met where the engine asks for a new attempt or for an
// approval: it is stopped there, and each branch goes on from a copy of its state and of the world,
// as after a crash.
#include "engine/scenario/explore.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/turn.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/runtime/packed_state.hpp"
#include "engine/scenario/choosing.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/expectations.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;
using ports::Result;
using simulated::SimulatedWorld;
using values::Rational;

struct Step {
  std::int64_t before = -1;  // in the list of steps taken
  std::string what;
};

struct Node {
  State state;
  SimulatedWorld world;
  Chosen chosen;
  Question question;   // to be chosen for
  bool moved = false;  // the market has jumped on the way here
  std::int64_t path = -1;
};

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

// "open_credit.borrow" of "open_credit.borrow#3": how many there were before is the past.
std::string without_number(const std::string& attempt) {
  return attempt.substr(0, attempt.rfind('#'));
}

std::string_view bytes_of(const values::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

// The state without its clock and without what is only for people.
State timeless(const State& known) {
  State state = known;
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
    step.open->give_up_at.reset();
    step.open->request.attempt = without_number(step.open->request.attempt);
  }
  return state;
}

void add(std::string& key, std::string_view field) {
  key += std::to_string(field.size());
  key += ':';
  key += field;
}

// What decides the future of a node, without the clock: two ways to one such state differ by their
// delays alone.
std::string key_of(const Terms& terms, const Node& node) {
  std::string key = runtime::pack(timeless(node.state));
  add(key, node.moved ? "moved" : "calm");
  const auto* asked = std::get_if<core::AskApproval>(&node.question);
  add(key, asked == nullptr ? without_number(std::get<core::Request>(node.question).attempt)
                            : words_of(terms, node.question));
  // What is out and decided, and how long it still takes.
  const simulated::WorldRecord& world = node.world.record();
  for (const core::StepState& step : node.state.steps) {
    if (!step.open) continue;
    const std::string& attempt = step.open->request.attempt;
    const auto choice = node.chosen.attempts.find(attempt);
    add(key, choice == node.chosen.attempts.end() ? "undecided" : choice->second);
    const auto known = world.attempts.find(attempt);
    if (known == world.attempts.end()) continue;
    key += static_cast<char>('0' + static_cast<int>(known->second.stage));
    if (known->second.stage == simulated::Stage::pending)
      add(key, std::to_string((known->second.due - world.conditions.now).milliseconds));
  }
  for (const core::ApprovalAnswered& answer : node.chosen.answers) {
    add(key, terms.of(answer.step).name);
    add(key, answer.verdict == core::Verdict::approve ? "approves" : "rejects");
  }
  for (const auto& [asset, price] : world.conditions.prices)
    add(key, asset + values::to_fraction(price));
  for (const auto& [name, position] : world.conditions.positions)
    add(key, name + values::to_digits(position.principal));
  for (const auto& [asset, amount] : world.conditions.wallet)
    add(key, terms.of(asset).name + values::to_digits(amount));
  for (const auto& [name, kept] : world.conditions.states)
    add(key, name + core::to_text(kept.value));
  for (const auto& [module, frozen] : world.frozen)
    add(key, module + (frozen ? "frozen" : ""));
  for (const std::uint32_t used : world.used)
    add(key, std::to_string(used));
  add(key, std::to_string(world.next_event));
  return std::string(bytes_of(values::sha256(key)));
}

// How a run ended, without the numbers: "completed; open_credit done, redeem held".
std::string shape_of(const Terms& terms, const State& state) {
  std::string shape(machines::to_text(state.status));
  for (std::uint32_t i = 0; i < state.steps.size(); ++i) {
    shape += (i == 0 ? "; " : ", ") + terms.of(core::StepId{i}).name + " " +
             std::string(machines::to_text(state.steps[i].status));
  }
  return shape;
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
    if (auto begun = live({.state = core::initial_state(terms_), .world = world}, capital);
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
    for (const Choice& choice : choices_for(terms_, node.world, node.question)) {
      Node next = node;
      choose(next, choice);
      note_failure(node.question, choice);
      next.path = step(node.path, words_of(terms_, node.question) + ": " + choice.name);
      if (auto lived = live(std::move(next), {}); !lived) return lived;
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

  // A frozen module refuses under the name `frozen`, which it may declare or not.
  void note_failure(const Question& question, const Choice& choice) {
    const auto* request = std::get_if<core::Request>(&question);
    if (request == nullptr) return;
    std::string failure;
    if (choice.outcome) {
      if (const auto* fails = std::get_if<plan::OutcomeFails>(&*choice.outcome))
        failure = fails->name;
    } else if (!choice.freezes.empty()) {
      failure = "frozen";
    }
    if (failure.empty()) return;
    for (const core::Part& part : request->parts) {
      const plan::Action& action = *terms_.of(part.action).action;
      if (std::ranges::find(action.fails, failure) != action.fails.end())
        explored_.failures.emplace(action.id, failure);
    }
  }

  static void choose(Node& node, const Choice& choice) {
    if (const auto* request = std::get_if<core::Request>(&node.question)) {
      if (!choice.freezes.empty()) node.world.freeze(choice.freezes);
      if (choice.outcome) node.world.choose(request->attempt, *choice.outcome);
      node.chosen.attempts[request->attempt] = choice.name;
      return;
    }
    const auto& asked = std::get<core::AskApproval>(node.question);
    node.chosen.asked.push_back(asked);
    if (!choice.verdict) return;
    node.chosen.answers.push_back({.step = asked.step,
                                   .approval = asked.approval,
                                   .bound_to = asked.bound_to,
                                   .verdict = *choice.verdict,
                                   .by = asked.role});
  }

  // Runs on to the next choice, or to the end.
  Result<void> live(Node node, const std::optional<values::Amount>& capital) {
    ++explored_.transitions;
    ForgettingJournal journal;
    ChoosingWorld world(node.world, node.chosen);
    runtime::DealRun run(terms_, scenario_.deal, identity_,
                         {.journal = journal, .world = world, .operators = world});
    Result<void> lived = capital ? run.begin(*capital) : run.go_on_from(std::move(node.state));
    if (lived) lived = run.run(end_);
    if (!lived && lived.error().code != ports::ErrorCode::stopped) return lived;
    judge(run.state(), node.world, node.path);
    if (lived) {
      ++explored_.ends[std::string(machines::to_text(run.state().status))];
      explored_.shapes.insert(shape_of(terms_, run.state()));
      return {};
    }
    node.state = run.state();
    node.question = *world.undecided;
    forget_the_past(node);
    meet(std::move(node));
    return {};
  }

  // What was chosen for attempts that are settled does not matter any more.
  static void forget_the_past(Node& node) {
    std::erase_if(node.chosen.attempts, [&](const auto& chosen) {
      return std::ranges::none_of(node.state.steps, [&](const core::StepState& step) {
        return step.open && step.open->request.attempt == chosen.first;
      });
    });
    std::erase_if(node.chosen.asked, [&](const core::AskApproval& asked) {
      const core::ApprovalState& known =
          core::step_of(node.state, asked.step).approvals[asked.approval];
      return known.status != core::ApprovalStatus::asked || known.bound_to != asked.bound_to;
    });
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
  values::Digest identity_;  // journals of branches are never read
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
