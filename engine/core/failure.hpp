// The rule of failure: what is tried again, when, and what happens to a step when nothing is left
// to try.
#pragma once

#include <string>

#include "engine/core/turn.hpp"

namespace dealwright::core {

// A retry of a deal with a seed waits up to a tenth longer than its text says.
inline constexpr std::int64_t spread_part = 10;

// How long after an unknown outcome the world is asked again; doubling up to the longest.
inline constexpr values::Duration look_up_first = values::seconds(15);
inline constexpr values::Duration look_up_longest = values::minutes(30);

// After a failure that is known to have had no effect: a retry while the step has one left and its
// time is not over, else its failure policy.
void after_no_effect(Turn& turn, StepId step, const std::string& action,
                     const std::string& failure);
// The failure policy, at once: for what no retry can help.
void fail_by_policy(Turn& turn, StepId step, const std::string& why);
// Settles a step; a ladder that is skipped after a rung was climbed is done.
void settle_step(Turn& turn, StepId step, machines::StepEvent event, const std::string& why);

// When a running step's time is over.
[[nodiscard]] std::optional<values::TimePoint> timeout_of(const Terms& terms, const State& state,
                                                          StepId step);
// The next time to ask what became of an attempt.
[[nodiscard]] values::TimePoint next_look_up(values::TimePoint now, std::uint32_t look_ups);

}  // namespace dealwright::core
