// Where the engine is stopped, and the ways to go on from there.
#include "engine/scenario/choosing.hpp"

#include <algorithm>
#include <iterator>

#include "engine/adapters/simulated/surroundings.hpp"
#include "engine/core/failure.hpp"
#include "engine/core/visit_plan.hpp"

namespace dealwright::scenario {
namespace {

using core::Terms;
using ports::Result;

// Longer than any chain takes for a block.
constexpr values::Duration slowest_block = values::minutes(1);

std::unexpected<ports::Error> stopped() {
  return std::unexpected(
      ports::Error{.code = ports::ErrorCode::stopped, .what = "a choice is to be made"});
}

bool is_same(const core::AskApproval& a, const core::AskApproval& b) {
  return a.step == b.step && a.approval == b.approval && a.bound_to == b.bound_to;
}

bool is_frozen(const simulated::SimulatedWorld& world, const std::string& module) {
  const auto found = world.record().frozen.find(module);
  return found != world.record().frozen.end() && found->second;
}

// Those that the box names; where it names none, those that declare it as a failure.
bool may_freeze(const Terms& terms, const plan::Action& action) {
  const plan::Module* module = plan::find_module(terms.plan(), action.module);
  bool anyone_named = false;
  for (const plan::Assumption& assumption : terms.plan().assumptions) {
    if (assumption.kind != plan::AssumptionKind::may) continue;
    anyone_named = true;
    if (module != nullptr &&
        (assumption.subject == module->alias || assumption.subject == module->name))
      return true;
  }
  return !anyone_named && std::ranges::find(action.fails, "frozen") != action.fails.end();
}

bool is_retried(const plan::Retry& retry, const std::string& failure) {
  return retry.only_on.empty() || std::ranges::find(retry.only_on, failure) != retry.only_on.end();
}

std::optional<values::Duration> duration_of(const values::Rational& milliseconds) {
  const auto whole = values::to_whole(milliseconds);
  if (!whole || *whole < 0) return std::nullopt;
  return std::min(values::Duration{*whole}, values::duration_max);
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i)
    list += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return list;
}

values::Duration waits_of(const plan::Retry& retry) {
  const values::Duration longest = retry.doubling_to.value_or(retry.every);
  values::Duration all;
  values::Duration wait = retry.every;
  for (unsigned i = 0; i < retry.attempts; ++i) {
    all = all + std::min(wait, longest);
    if (wait < longest) wait = wait + wait;
  }
  return all;
}

// Whether the time of a step can be over because what it still has to do was tried again and again,
// or nobody answered.
bool can_run_out(const Terms& terms, const core::State& state,
                 const simulated::SimulatedWorld& world, core::StepId id) {
  const auto over = core::timeout_of(terms, state, id);
  if (!over) return true;
  const plan::Step& step = terms.of(id);
  const simulated::WorldSurroundings surroundings(terms, world.record().conditions);
  values::TimePoint last = world.record().conditions.now;
  for (std::size_t i = core::step_of(state, id).item; i < step.items.size(); ++i) {
    last = last + waits_of(step.retry) + core::look_up_first + slowest_block;
    values::Duration taken;
    bool is_known = true;
    core::visit_actions(step.items[i], [&](const plan::Action& action) {
      if (!action.takes) return;
      const plan::Value value = plan::evaluate(*action.takes, surroundings);
      const auto* number = std::get_if<values::Rational>(&value);
      const auto whole = number == nullptr ? std::nullopt : duration_of(*number);
      is_known = is_known && whole.has_value();
      if (whole) taken = std::max(taken, *whole);
    });
    if (!is_known) return true;
    last = last + taken;
  }
  return last >= *over;
}

// Where a failure is tried again it leads back to where it was, with an attempt less: it is chosen
// once, and for good. Where time can run out by it, each attempt is chosen for itself, and failures
// that are not retried are a choice of their own.
void add_failures(const Terms& terms, const core::Request& request, Failing failing,
                  std::vector<Choice>& choices) {
  const plan::Retry& retry = terms.of(terms.of(request.parts[0].action).step).retry;
  std::vector<std::string> retried;
  std::vector<std::string> final;
  for (const core::Part& part : request.parts) {
    for (const std::string& name : terms.of(part.action).action->fails) {
      std::vector<std::string>& names = is_retried(retry, name) ? retried : final;
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  if (failing == Failing::for_good && !retried.empty()) {
    std::ranges::move(final, std::back_inserter(retried));
    final.clear();
  }
  for (std::vector<std::string>* names : {&retried, &final}) {
    if (names->empty()) continue;
    const std::string first = names->front();
    Choice choice{.name = "fails " + listed(*names),
                  .failures = std::move(*names),
                  .outcome = plan::OutcomeFails{first, std::nullopt}};
    if (failing == Failing::for_good) choice.doom = first;
    choices.push_back(std::move(choice));
  }
}

std::vector<Choice> outcomes_of(const Terms& terms, const core::State& state,
                                const simulated::SimulatedWorld& world,
                                const core::Request& request, Failing failing) {
  const core::ActionPlace& place = terms.of(request.parts[0].action);
  const plan::Action& first = *place.action;
  if (can_run_out(terms, state, world, place.step)) failing = Failing::each;
  Choice frozen{.name = "frozen", .failures = {"frozen"}};
  if (failing == Failing::for_good) frozen.doom = "frozen";
  if (is_frozen(world, first.module)) return {frozen};
  std::vector<Choice> choices{{.name = "done"},
                              {.name = "no answer", .outcome = plan::OutcomeUnknown{}}};
  add_failures(terms, request, failing, choices);
  const bool may_fill_partly = std::ranges::any_of(request.parts, [&](const core::Part& part) {
    return terms.of(part.action).action->may_fill_partly;
  });
  if (may_fill_partly && request.parts.size() == 1) {
    choices.push_back({.name = "half filled",
                       .outcome = plan::OutcomeFills{values::Rational::fraction(1, 2).value()}});
  }
  if (may_freeze(terms, first)) {
    frozen.name = "frozen for ever";
    frozen.freezes = first.module;
    choices.push_back(std::move(frozen));
  }
  return choices;
}

}  // namespace

Result<void> ChoosingWorld::perform(const core::Request& request) {
  if (world_.knows(request.attempt) || chosen_.attempts.contains(request.attempt))
    return world_.perform(request);
  const auto doomed = chosen_.doomed.find(request.parts[0].action);
  if (doomed != chosen_.doomed.end()) {
    world_.choose(request.attempt, plan::OutcomeFails{doomed->second, std::nullopt});
    world_.charge(request.attempt, {.when_done = 0, .when_failed = 0});
    chosen_.attempts[request.attempt] = doomed->second;
    return world_.perform(request);
  }
  undecided = request;
  return stopped();
}

Result<void> ChoosingWorld::ask(const core::AskApproval& question) {
  if (std::ranges::any_of(chosen_.asked,
                          [&](const core::AskApproval& known) { return is_same(known, question); }))
    return {};
  undecided = question;
  return stopped();
}

Result<std::optional<core::Signal>> ChoosingWorld::next(std::optional<values::TimePoint> until) {
  if (chosen_.answers.empty()) return world_.next(until);
  core::Signal signal{.at = world_.now(), .what = chosen_.answers.front()};
  chosen_.answers.pop_front();
  return std::optional(std::move(signal));
}

void ChoosingWorld::recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                             const core::State& /*after*/) {
  if (chosen_.doomed.empty()) return;
  for (const core::Fact& fact : facts) {
    const auto* settled = std::get_if<core::StepSettled>(&fact.what);
    if (settled == nullptr) continue;
    std::erase_if(chosen_.doomed, [&](const auto& doomed) {
      return terms_.of(doomed.first).step == settled->step;
    });
  }
}

std::vector<Choice> choices_for(const Terms& terms, const core::State& state,
                                const simulated::SimulatedWorld& world, const Question& question,
                                Failing failing) {
  if (const auto* request = std::get_if<core::Request>(&question))
    return outcomes_of(terms, state, world, *request, failing);
  return {{.name = "approves", .verdict = core::Verdict::approve},
          {.name = "rejects", .verdict = core::Verdict::refuse},
          {.name = "no answer"}};
}

std::string words_of(const Terms& terms, const Question& question) {
  if (const auto* request = std::get_if<core::Request>(&question)) return request->attempt;
  const auto& asked = std::get<core::AskApproval>(question);
  return asked.role + " about " + terms.of(asked.step).name;
}

}  // namespace dealwright::scenario
