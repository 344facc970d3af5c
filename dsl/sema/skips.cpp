// Steps that may come out as skipped or failed over, worked out from their predecessors.
#include "dsl/sema/skips.hpp"

#include <algorithm>
#include <vector>

namespace dealwright::sema {

bool Skips::may_skip(std::size_t step, std::size_t opener) {
  // What surely is done in any case is done after `opener` too, and is worked out once.
  Answers& always = answers_[no_step];
  work_out(step, no_step, always);
  if (opener == no_step || !always[step].not_done()) return always[step].not_done();
  Answers& after_opener = answers_[opener];
  work_out(step, opener, after_opener);
  return after_opener[step].not_done();
}

// Nothing has to be asked of a step that was done before, or that was reported for its circle.
bool Skips::is_given(std::size_t step, std::size_t opener) const {
  if (deal_.steps[step].in_circle) return true;
  return opener != no_step && (step == opener || deal_.begun.comes_before(step, opener));
}

// Predecessors first, without recursion: a deal may have many steps.
void Skips::work_out(std::size_t start, std::size_t opener, Answers& known) {
  std::vector<std::size_t> pending{start};
  while (!pending.empty() && spend_work()) {
    const std::size_t step = pending.back();
    if (known.contains(step)) {
      pending.pop_back();
      continue;
    }
    const StepFacts& facts = deal_.steps[step];
    bool complete = true;
    const auto ask = [&](std::size_t before) {
      if (before == step || is_given(before, opener) || known.contains(before)) return;
      complete = false;
      pending.push_back(before);
    };
    for (std::size_t way = 0; way < facts.after.size(); ++way) {
      for (std::size_t term = 0; term < facts.after[way].size(); ++term) {
        if (facts.step.after[way][term].mode != plan::AfterMode::settled)
          ask(facts.after[way][term]);
      }
    }
    for (std::size_t producer : facts.uses)
      ask(producer);
    if (!complete) continue;
    Answer answer;
    answer.failed_over = facts.step.on_failure.kind == plan::FailureKind::then_step;
    answer.skipped =
        facts.skips_by_itself || (facts.is_then && facts.after.empty()) ||
        ways_are_missed(step, opener, known) ||
        std::any_of(facts.uses.begin(), facts.uses.end(), [&](std::size_t producer) {
          return producer != step && !is_given(producer, opener) && known.at(producer).not_done();
        });
    known.emplace(step, answer);
    pending.pop_back();
  }
}

bool Skips::ways_are_missed(std::size_t step, std::size_t opener, const Answers& known) const {
  const StepFacts& facts = deal_.steps[step];
  const auto is_missed = [&](std::size_t way) {
    for (std::size_t term = 0; term < facts.after[way].size(); ++term) {
      const std::size_t before = facts.after[way][term];
      if (facts.step.after[way][term].mode != plan::AfterMode::settled &&
          !is_given(before, opener) && known.at(before).not_done())
        return true;
    }
    return false;
  };
  bool all_missed = !facts.after.empty();
  for (std::size_t way = 0; way < facts.after.size(); ++way)
    all_missed = all_missed && is_missed(way);
  if (!all_missed) return false;
  // `after a or rescue`, where the failure of `a` starts `rescue`: one of the two is done.
  const auto stands_alone = [&](std::size_t before) {
    return std::any_of(facts.after.begin(), facts.after.end(), [&](const auto& all_of) {
      return all_of.size() == 1 && all_of.front() == before;
    });
  };
  for (const auto& all_of : facts.after) {
    if (all_of.size() != 1) continue;
    const std::size_t first = all_of.front();
    if (!is_given(first, opener) && known.at(first).skipped) continue;
    for (std::size_t rescue : deal_.steps[first].rescues) {
      if (stands_alone(rescue) && !deal_.steps[rescue].skips_by_itself) return false;
    }
  }
  return true;
}

}  // namespace dealwright::sema
