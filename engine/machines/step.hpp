// The life of a step, a ladder or a defence: its states, what can happen to it, and the one
// transition table (in step.cpp). Input: the state it is in and an event; output: the next state or
// a refusal. It holds nothing.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "engine/machines/deal.hpp"
#include "engine/machines/diagram.hpp"

namespace dealwright::machines {

enum class StepStatus : std::uint8_t {
  waiting,
  awaiting_approval,
  running,
  done,
  skipped,
  held,
  failed,
};
inline constexpr std::size_t step_statuses = 7;

enum class StepEvent : std::uint8_t {
  ask,      // somebody has to approve
  approve,  // given: the guards are looked at again
  start,    // guards passed
  finish,
  skip,
  hold,
  fail,
  resume,  // an operator's act on a held step
  rerun,   // what it came after has yielded more, or a defence is needed once more
};
inline constexpr std::size_t step_events = 9;

// Whether the step had begun to act when it was held: it then goes on where it was.
enum class Begun : std::uint8_t { no, yes };

[[nodiscard]] std::expected<StepStatus, Refused> after(StepStatus status, StepEvent event,
                                                       Begun begun = Begun::no);
// Done, skipped, held or failed: what `after settled` waits for.
[[nodiscard]] bool is_settled(StepStatus status);
[[nodiscard]] Diagram step_diagram();

[[nodiscard]] std::string_view to_text(StepStatus status);
[[nodiscard]] std::string_view to_text(StepEvent event);
[[nodiscard]] std::optional<StepStatus> step_status_from_text(std::string_view text);

}  // namespace dealwright::machines
