// Defences are called, one run at a time.
#include "engine/core/defend.hpp"

#include <algorithm>
#include <set>

#include "engine/core/money.hpp"

namespace dealwright::core {
namespace {

// Positions and buckets that the actions of a step touch.
std::set<std::string> touched_by(const plan::Step& step) {
  std::set<std::string> names;
  for (const plan::Action* action : plan::actions_of(step.items)) {
    for (const plan::Flow& flow : action->flows) {
      if (!flow.position.empty()) names.insert(flow.position);
      if (!flow.money) continue;
      for (std::string& name : names_in(*flow.money))
        names.insert(std::move(name));
    }
  }
  return names;
}

// An attempt of another step is out with something that the defence touches.
bool stands_in_the_way(const Turn& turn, StepId defence) {
  const std::set<std::string> mine = touched_by(turn.terms().of(defence));
  return std::ranges::any_of(turn.state().alive, [&](StepId other) {
    if (other == defence || !step_of(turn.state(), other).open) return false;
    const std::set<std::string> theirs = touched_by(turn.terms().of(other));
    return std::ranges::any_of(theirs,
                               [&](const std::string& name) { return mine.contains(name); });
  });
}

}  // namespace

void call_defences(Turn& turn) {
  for (const StepId id : turn.terms().defences()) {
    const StepState& known = step_of(turn.state(), id);
    const bool idle = known.status == StepStatus::waiting || known.status == StepStatus::done ||
                      known.status == StepStatus::skipped;
    const bool called = std::ranges::binary_search(turn.state().alive, id);
    const plan::Defence& defence = *turn.terms().of(id).defence;
    if (!idle || called || known.runs >= defence.times) continue;
    const Judgement judgement = turn.judge(defence.when);
    if (judgement.truth != Truth::yes || stands_in_the_way(turn, id)) continue;
    turn.record(StepReopened{.step = id});
  }
}

}  // namespace dealwright::core
