// What arrives: each decision has one signal for its cause. It carries the time and the readings it
// came with; nothing else of the world is looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/reading.hpp"
#include "engine/core/request.hpp"

namespace dealwright::core {

// The capital has arrived.
struct Funded {
  values::Amount capital;
  std::optional<std::uint64_t> seed;  // of the chance that spreads retries; none: they keep time
};
// The engine came back: what is open is taken up again.
struct Restarted {};
// A timer, or news from the market: look again.
struct TimePassed {};
// Nothing but the readings.
struct ReadingsArrived {};
struct ActionReported {
  std::string attempt;
  Outcome outcome;
};
enum class Verdict : std::uint8_t { approve, refuse };
struct ApprovalAnswered {
  StepId step;
  std::uint32_t approval = 0;
  std::uint64_t bound_to = 0;  // as it was asked; another one is an answer to a state that is gone
  Verdict verdict = Verdict::refuse;
  std::string by;
  std::string why;  // in their words; may be empty
};
enum class Command : std::uint8_t { pause, resume, cancel, resume_step, skip_step };
struct Commanded {
  Command command = Command::pause;
  StepId step;  // for the commands about a step
  std::string by;
  std::string why;  // in their words; may be empty
};

struct Signal {
  values::TimePoint at;
  std::vector<Reading> readings;
  std::vector<Quote> quotes;
  std::variant<Funded, Restarted, TimePassed, ReadingsArrived, ActionReported, ApprovalAnswered,
               Commanded>
      what;
};

}  // namespace dealwright::core
