// A search over choices. A choice is met where the engine asks for a new attempt or for an
// approval: it is stopped there, and each branch goes on from a copy of its state and of the world,
// as after a crash.
#include "engine/scenario/explore.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/turn.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/choosing.hpp"
#include "engine/scenario/corners.hpp"
#include "engine/scenario/crossroads.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/expectations.hpp"
#include "engine/scenario/unkept_journal.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;
using ports::Result;
using simulated::SimulatedWorld;

struct Step {
  std::int64_t before = -1;  // in the list of steps taken
  std::string what;
};

struct DigestHash {
  std::size_t operator()(const values::Digest& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.bytes.data(), sizeof hash);
    return hash;
  }
};

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
        corners_(corners_of(terms, setting)) {}

  Result<Explored> run(const values::Amount& capital) {
    for (const Costs costs : costs_of(terms_, setting_)) {
      Crossroads start{
          .state = core::initial_state(terms_),
          .world = SimulatedWorld(terms_, setting_at(terms_, setting_, costs), capital),
          .costs = costs};
      start.world.age_all(age_at(terms_, costs));
      if (costs == Costs::most) start.path = step(-1, "fees and interest are at their highest");
      if (auto begun = live(std::move(start), capital); !begun)
        return std::unexpected(begun.error());
      while (!open_.empty()) {
        if (options_.is_given_up && options_.is_given_up()) {
          explored_.complete = false;
          return std::move(explored_);
        }
        Crossroads at = std::move(open_.back());
        open_.pop_back();
        if (auto expanded = expand(std::move(at)); !expanded)
          return std::unexpected(expanded.error());
      }
    }
    return std::move(explored_);
  }

 private:
  Result<void> expand(Crossroads at) {
    if (at.market == Market::calm) {
      for (const Corner& corner : corners_) {
        if (auto moved = move(at, corner); !moved) return moved;
      }
    }
    if (!at.question) return {};
    const std::vector<Choice> choices =
        choices_for(terms_, at.state, at.world, *at.question,
                    options_.merging == Merging::off ? Failing::each : at.failing);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      note_failures(*at.question, choices[i]);
      const std::int64_t path =
          step(at.path, words_of(terms_, *at.question) + ": " + choices[i].name);
      Crossroads next = i + 1 == choices.size() ? std::move(at) : at;
      next.path = path;
      choose(next, choices[i]);
      if (auto lived = live(std::move(next), {}); !lived) return lived;
    }
    return {};
  }

  Result<void> move(const Crossroads& at, const Corner& corner) {
    Crossroads next = at;
    next.market = Market::moved;
    std::string words = "the market moves:";
    for (const auto& [asset, price] : corner) {
      next.world.set_price(asset, price);
      words += " " + asset + " = " + values::to_decimal(price, 6) + " USD";
    }
    next.path = step(at.path, std::move(words));
    judge(next.state, next.world, next.path);
    if (!next.question) return live(std::move(next), {});
    next.failing = Failing::each;
    meet(std::move(next));
    return {};
  }

  // A frozen module refuses under the name `frozen`, which it may declare or not.
  void note_failures(const Question& question, const Choice& choice) {
    const auto* request = std::get_if<core::Request>(&question);
    if (request == nullptr) return;
    for (const core::Part& part : request->parts) {
      const plan::Action& action = *terms_.of(part.action).action;
      for (const std::string& failure : choice.failures) {
        if (std::ranges::find(action.fails, failure) != action.fails.end())
          explored_.failures.emplace(action.id, failure);
      }
    }
  }

  void choose(Crossroads& at, const Choice& choice) const {
    if (const auto* request = std::get_if<core::Request>(&*at.question)) {
      if (!choice.freezes.empty()) at.world.freeze(choice.freezes);
      if (choice.outcome) at.world.choose(request->attempt, *choice.outcome);
      at.world.charge(request->attempt, charge_for(at, *request));
      at.chosen.attempts[request->attempt] = choice.name;
      if (!choice.doom.empty()) at.chosen.doomed[request->parts[0].action] = choice.doom;
      return;
    }
    const auto& asked = std::get<core::AskApproval>(*at.question);
    at.chosen.asked.push_back(asked);
    if (!choice.verdict) return;
    at.chosen.answers.push_back({.step = asked.step,
                                 .approval = asked.approval,
                                 .bound_to = asked.bound_to,
                                 .verdict = *choice.verdict,
                                 .by = asked.role});
  }

  [[nodiscard]] SimulatedWorld::Charge charge_for(const Crossroads& at,
                                                  const core::Request& request) const {
    if (at.costs == Costs::least) return {.when_done = 1, .when_failed = 0};
    const core::StepId id = terms_.of(request.parts[0].action).step;
    if (core::step_of(at.state, id).attempts > 0) return {.when_done = 0, .when_failed = 0};
    const std::uint32_t all = terms_.of(id).retry.attempts + 1;
    return {.when_done = all, .when_failed = all};
  }

  // Runs on to the next choice, or to the end.
  Result<void> live(Crossroads at, const std::optional<values::Amount>& capital) {
    ++explored_.transitions;
    UnkeptJournal journal;
    ChoosingWorld world(terms_, at.world, at.chosen);
    runtime::DealRun run(
        terms_, scenario_.deal, identity_,
        {.journal = journal, .world = world, .operators = world, .drafts = runtime::Drafts::bare});
    Result<void> lived = capital ? run.begin(*capital, simulated::adopted_in(terms_, setting_))
                                 : run.go_on_from(std::move(at.state));
    if (lived) lived = run.run(at.world.now() + length_of_box(terms_));
    if (!lived && lived.error().code != ports::ErrorCode::stopped) return lived;
    judge(run.state(), at.world, at.path);
    at.state = run.state();
    at.failing = Failing::for_good;
    at.question = world.undecided;
    if (lived) {
      ++explored_.ends[std::string(machines::to_text(run.state().status))];
      explored_.shapes.insert(shape_of(terms_, run.state()));
      const bool can_move = at.market == Market::calm && !corners_.empty();
      if (!can_move || !core::has_open_position(at.state)) return {};
    }
    forget_the_past(at);
    meet(std::move(at));
    return {};
  }

  // What was chosen for attempts that are settled does not matter any more.
  static void forget_the_past(Crossroads& at) {
    std::set<std::string> open;
    for (const core::StepState& step : at.state.steps) {
      if (step.open) open.insert(step.open->request.attempt);
    }
    at.world.forget_attempts_but(open);
    std::erase_if(at.chosen.attempts,
                  [&](const auto& chosen) { return !open.contains(chosen.first); });
    std::erase_if(at.chosen.asked, [&](const core::AskApproval& asked) {
      const core::ApprovalState& known =
          core::step_of(at.state, asked.step).approvals[asked.approval];
      return known.status != core::ApprovalStatus::asked || known.bound_to != asked.bound_to;
    });
  }

  void meet(Crossroads at) {
    if (options_.merging == Merging::by_digest && !known_.insert(digest_of(terms_, at)).second) {
      ++explored_.merges;
      return;
    }
    if (explored_.states >= options_.most_states) {
      explored_.complete = false;
      return;
    }
    ++explored_.states;
    open_.push_back(std::move(at));
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
  values::Digest identity_;  // journals of branches are never read
  std::vector<Crossroads> open_;
  std::unordered_set<values::Digest, DigestHash> known_;
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
  if (auto unsaid = unsaid_in(terms, setting)) return std::unexpected(std::move(*unsaid));
  return Exploration(terms, scenario, setting, options).run(*capital);
}

}  // namespace dealwright::scenario
