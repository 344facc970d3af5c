// The rule of order: when a step may start, when it never will, and when it has to be looked at
// once more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

enum class Order : std::uint8_t {
  may_start,
  not_yet,    // a predecessor has to settle, or be resumed
  too_early,  // `at` has not come: a timer waits
  never,      // a predecessor was skipped or failed, or what it needs never came to be
};
struct OrderRuling {
  Order order = Order::not_yet;
  std::string why;  // never: in words
};

// By `after` and `at` alone.
[[nodiscard]] OrderRuling order_of(const Terms& terms, const State& state, StepId step,
                                   values::TimePoint now);
// The first holding or position that a step needs and that is not there though it may start;
// nothing when all are.
[[nodiscard]] std::optional<std::string> missing_for(const Terms& terms, const State& state,
                                                     StepId step);
// A settled step whose predecessors have yielded more since: it is to run again.
[[nodiscard]] bool must_rerun(const Terms& terms, const State& state, StepId step);
[[nodiscard]] std::optional<values::TimePoint> not_before(const Terms& terms, const State& state,
                                                          StepId step);

}  // namespace dealwright::core
