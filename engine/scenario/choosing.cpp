// Where the engine is stopped, and the ways to go on from there.
#include "engine/scenario/choosing.hpp"

#include <algorithm>
#include <set>

namespace dealwright::scenario {
namespace {

using core::Terms;
using ports::Result;

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

std::vector<Choice> outcomes_of(const Terms& terms, const simulated::SimulatedWorld& world,
                                const core::Request& request) {
  const plan::Action& first = *terms.of(request.parts[0].action).action;
  if (is_frozen(world, first.module)) return {{.name = "frozen"}};
  std::vector<Choice> choices{{.name = "done"},
                              {.name = "no answer", .outcome = plan::OutcomeUnknown{}}};
  std::set<std::string> named;
  for (const core::Part& part : request.parts) {
    const plan::Action& action = *terms.of(part.action).action;
    for (const std::string& name : action.fails) {
      if (named.insert(name).second) {
        choices.push_back(
            {.name = "fails " + name, .outcome = plan::OutcomeFails{name, std::nullopt}});
      }
    }
    if (action.may_fill_partly && request.parts.size() == 1) {
      choices.push_back({.name = "half filled",
                         .outcome = plan::OutcomeFills{values::Rational::fraction(1, 2).value()}});
    }
  }
  if (may_freeze(terms, first))
    choices.push_back({.name = "frozen for ever", .freezes = first.module});
  return choices;
}

}  // namespace

Result<void> ChoosingWorld::perform(const core::Request& request) {
  if (world_.knows(request.attempt) || chosen_.attempts.contains(request.attempt))
    return world_.perform(request);
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

std::vector<Choice> choices_for(const Terms& terms, const simulated::SimulatedWorld& world,
                                const Question& question) {
  if (const auto* request = std::get_if<core::Request>(&question))
    return outcomes_of(terms, world, *request);
  return {{.name = "approves", .verdict = core::Verdict::approve},
          {.name = "rejects", .verdict = core::Verdict::refuse},
          {.name = "no answer"}};
}

std::string words_of(const Terms& terms, const Question& question) {
  if (const auto* request = std::get_if<core::Request>(&question)) return request->attempt;
  const auto& asked = std::get<core::AskApproval>(question);
  return asked.role + " about " + terms.of(asked.step).name;
}

Result<std::vector<Result<ports::Head>>> ForgettingJournal::append(
    std::span<const ports::Append> appends) {
  std::vector<Result<ports::Head>> heads;
  for (const ports::Append& append : appends) {
    heads.emplace_back(ports::Head{
        .sequence = append.expected.sequence + append.records.size(),
        .epoch = append.expected.epoch,
        .hash = append.records.empty() ? append.expected.hash : append.records.back().hash});
  }
  return heads;
}

}  // namespace dealwright::scenario
