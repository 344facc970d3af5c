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

// The capital has arrived, and with it every position that the plan takes over from another deal.
struct Funded {
  values::Amount capital;
  std::optional<std::uint64_t> seed;  // of the chance that spreads retries; none: they keep time
  std::vector<PositionAmount> adopted;
  friend bool operator==(const Funded&, const Funded&) = default;
};
// Another deal has taken one of our positions over.
struct TakenOver {
  PositionId position;
  std::string by;  // the other deal
  friend bool operator==(const TakenOver&, const TakenOver&) = default;
};
// The engine came back: what is open is taken up again.
struct Restarted {
  friend bool operator==(const Restarted&, const Restarted&) = default;
};
// A timer, or news from the market: look again.
struct TimePassed {
  std::string news;  // what somebody said has changed, and who; empty: nothing is known
  friend bool operator==(const TimePassed&, const TimePassed&) = default;
};
// Nothing but the readings.
struct ReadingsArrived {
  friend bool operator==(const ReadingsArrived&, const ReadingsArrived&) = default;
};
struct ActionReported {
  std::string attempt;
  Outcome outcome;
  friend bool operator==(const ActionReported&, const ActionReported&) = default;
};
enum class Verdict : std::uint8_t { approve, refuse };
struct ApprovalAnswered {
  StepId step;
  std::uint32_t approval = 0;
  std::uint64_t bound_to = 0;  // as it was asked; another one is an answer to a state that is gone
  Verdict verdict = Verdict::refuse;
  std::string by;
  std::string why;  // in their words; may be empty
  friend bool operator==(const ApprovalAnswered&, const ApprovalAnswered&) = default;
};
enum class Command : std::uint8_t { pause, resume, cancel, resume_step, skip_step };
struct Commanded {
  Command command = Command::pause;
  StepId step;  // for the commands about a step
  std::string by;
  std::string why;  // in their words; may be empty
  friend bool operator==(const Commanded&, const Commanded&) = default;
};

struct Signal {
  values::TimePoint at;
  std::vector<Reading> readings;
  std::vector<Quote> quotes;
  std::variant<Funded, Restarted, TimePassed, ReadingsArrived, ActionReported, ApprovalAnswered,
               Commanded, TakenOver>
      what;
  friend bool operator==(const Signal&, const Signal&) = default;
};

}  // namespace dealwright::core
