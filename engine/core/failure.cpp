// Retries and failure policies.
#include "engine/core/failure.hpp"

#include <algorithm>

namespace dealwright::core {
namespace {

using machines::StepEvent;
using values::Duration;

Duration doubled(Duration first, std::uint32_t times, Duration longest) {
  Duration wait = first;
  for (std::uint32_t i = 0; i < times && wait < longest; ++i)
    wait = wait + wait;
  return std::min(wait, longest);
}

// Deals that failed together are not to try again together. The chance comes from the journal, so
// that a decision made again is the same decision. (The mixer is Steele's SplitMix64.)
Duration spread(const State& state, StepId id, Duration wait) {
  if (!state.seed) return wait;
  std::uint64_t x = *state.seed + 0x9E3779B97F4A7C15ULL * (std::uint64_t{id.value} * 65'537 +
                                                           step_of(state, id).requests + 1);
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  x ^= x >> 31U;
  const auto most = static_cast<std::uint64_t>(wait.milliseconds / spread_part);
  return {wait.milliseconds + static_cast<std::int64_t>(x % (most + 1))};
}

bool may_retry(const plan::Retry& retry, std::uint32_t failures, const std::string& failure) {
  if (failures > retry.attempts) return false;
  return retry.only_on.empty() || std::ranges::find(retry.only_on, failure) != retry.only_on.end();
}

}  // namespace

void after_no_effect(Turn& turn, StepId id, const std::string& action, const std::string& failure) {
  const plan::Step& step = turn.terms().of(id);
  const StepState& known = step_of(turn.state(), id);
  const std::string why = "`" + action + "` failed: " + failure;
  if (may_retry(step.retry, known.attempts, failure)) {
    const Duration longest = step.retry.doubling_to.value_or(step.retry.every);
    const values::TimePoint at =
        turn.now() +
        spread(turn.state(), id, doubled(step.retry.every, known.attempts - 1, longest));
    const auto over = timeout_of(turn.terms(), turn.state(), id);
    if (!over || at < *over) return turn.record(RetryScheduled{.step = id, .at = at});
  }
  fail_by_policy(turn, id, why);
}

void fail_by_policy(Turn& turn, StepId id, const std::string& why) {
  const plan::FailurePolicy& policy = turn.terms().of(id).on_failure;
  switch (policy.kind) {
    case plan::FailureKind::hold: return settle_step(turn, id, StepEvent::hold, why);
    case plan::FailureKind::skip: return settle_step(turn, id, StepEvent::skip, why);
    case plan::FailureKind::fail: return settle_step(turn, id, StepEvent::fail, why);
    case plan::FailureKind::then_step:
      settle_step(turn, id, StepEvent::fail, why);
      turn.record(StepReopened{.step = turn.terms().step(policy.then_step)});
  }
}

void settle_step(Turn& turn, StepId id, StepEvent event, const std::string& why) {
  const StepState& known = step_of(turn.state(), id);
  if (event == StepEvent::skip && known.rungs > 0) event = StepEvent::finish;
  // An approval that nobody gave cannot fail a step: it holds it.
  if (known.status == StepStatus::awaiting_approval && event == StepEvent::fail)
    event = StepEvent::hold;
  turn.record(StepSettled{.step = id, .event = event, .why = why});
}

std::optional<values::TimePoint> timeout_of(const Terms& terms, const State& state, StepId id) {
  const StepState& known = step_of(state, id);
  if (known.status != StepStatus::running || !known.began_at) return std::nullopt;
  return *known.began_at + terms.of(id).timeout;
}

values::TimePoint next_look_up(values::TimePoint now, std::uint32_t look_ups) {
  return now + doubled(look_up_first, look_ups, look_up_longest);
}

}  // namespace dealwright::core
