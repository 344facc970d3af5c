// The life of a deal: its states, what can happen to it, and the one transition table (in
// deal.cpp). Input: the state it is in and an event; output: the next state or a refusal. It holds
// nothing and records nothing.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "engine/machines/diagram.hpp"

namespace dealwright::machines {

enum class DealStatus : std::uint8_t {
  waiting,
  running,
  holding,
  paused,
  completed,
  failed,
  cancelled,
};
inline constexpr std::size_t deal_statuses = 7;

enum class DealEvent : std::uint8_t {
  start,    // the capital is there
  hold,     // nothing more can be done without somebody: a held step, an unmet `after`
  proceed,  // something can be done again
  pause,    // an operator's act: nothing new is begun, what is open is tracked
  resume,
  complete,  // every step done or skipped, no position open
  fail,
  cancel,  // an operator's act: moves no money
};
inline constexpr std::size_t deal_events = 8;

// There is no such transition: for our own events a bug, for an operator's a refusal to show.
struct Refused {};

[[nodiscard]] std::expected<DealStatus, Refused> after(DealStatus status, DealEvent event);
// Completed, failed or cancelled: no event leads out.
[[nodiscard]] bool is_over(DealStatus status);
[[nodiscard]] Diagram deal_diagram();

// The names in journals and in the language: "running".
[[nodiscard]] std::string_view to_text(DealStatus status);
[[nodiscard]] std::string_view to_text(DealEvent event);
[[nodiscard]] std::optional<DealStatus> deal_status_from_text(std::string_view text);

}  // namespace dealwright::machines
