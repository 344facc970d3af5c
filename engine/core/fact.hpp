// What is recorded: each kind a small struct, everything in it goes into the journal. Kinds are
// only ever added to. A fact names things by number; the journal writes their names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/reading.hpp"
#include "engine/core/request.hpp"
#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"

namespace dealwright::core {

// The capital is there: it is divided over the buckets, and the splits of the deal are done.
// Positions that are taken over from another deal are ours from here.
struct DealStarted {
  values::Amount capital;
  std::optional<std::uint64_t> seed;  // of the chance that spreads retries
  std::vector<PositionAmount> adopted;
};
// Readings that differ from what was recorded before.
struct Observed {
  std::vector<Reading> readings;
};
// `nav` when the deal started, for profit and loss.
struct StartValued {
  std::string nav;  // a fraction of USD
};
// A guard of a step did not pass yet; it is waited for.
struct StepWaits {
  StepId step;
  std::uint32_t guard = 0;
  values::TimePoint until;
};
struct ApprovalAsked {
  StepId step;
  std::uint32_t approval = 0;
  values::TimePoint until;
};
struct ApprovalGiven {
  StepId step;
  std::uint32_t approval = 0;
  std::string by;
  std::string why;
};
struct ApprovalRefused {
  StepId step;
  std::uint32_t approval = 0;
  std::string by;
  std::string why;
};
// Guards passed: a run, or a rung of a ladder, begins.
struct StepStarted {
  StepId step;
  std::optional<values::Amount> source;  // a ladder's first rung: all that its rungs may take
  std::optional<values::Amount> rung;    // a ladder: what this rung takes
};
// Money and nonce are reserved; the world may be asked.
struct ActionRequested {
  StepId step;
  Request request;
  std::optional<values::TimePoint> give_up_at;  // not included by then: it is to be cancelled
};
struct ActionSettled {
  StepId step;
  std::string attempt;
  Outcome outcome;
};
// The outcome is not known: it is asked for again at `look_up_at`.
struct ActionUnknown {
  StepId step;
  std::string attempt;
  std::string failure;
  values::TimePoint look_up_at;
};
// Its time is over: the world is asked to cancel it.
struct AttemptGivenUp {
  StepId step;
  std::string attempt;
};
struct RetryScheduled {
  StepId step;
  values::TimePoint at;
};
// A split inside a step was done: this money was divided by the split's shares.
struct SplitDone {
  StepId step;
  std::vector<Draw> source;
};
// The actions of a rung are done: what it yielded went to what the ladder collects.
enum class Climb : std::uint8_t { climbed, stayed };
struct RungEnded {
  StepId step;
  Climb climb = Climb::climbed;
};
struct StepSettled {
  StepId step;
  machines::StepEvent event = machines::StepEvent::finish;  // finish, skip, hold or fail
  std::string why;
};
struct StepResumed {
  StepId step;
  std::string by;
  std::string why;
};
// It is looked at again from the start, on new money or because a defence is needed once more.
struct StepReopened {
  StepId step;
};
struct DealMoved {
  machines::DealEvent event = machines::DealEvent::proceed;
  std::string why;
  std::string by;  // an operator; empty for the deal itself
};
struct LimitWarned {
  LimitId limit;
  std::string value;
};
struct LimitBreached {
  LimitId limit;
  std::string value;
};
// The quantity is inside its cap, or under its warning, again.
struct LimitCleared {
  LimitId limit;
};

// What a defence may spend on fees, all its runs together: nothing else may.
struct GasSetAside {
  StepId step;
  values::Amount amount;  // in base units of the gas asset
};
// Another deal has taken a position over; it is not ours any more.
struct PositionHandedOver {
  PositionId position;
  std::string to;  // the other deal
};

using FactKind =
    std::variant<DealStarted, Observed, StartValued, StepWaits, ApprovalAsked, ApprovalGiven,
                 ApprovalRefused, StepStarted, ActionRequested, ActionSettled, ActionUnknown,
                 AttemptGivenUp, RetryScheduled, SplitDone, RungEnded, StepSettled, StepResumed,
                 StepReopened, DealMoved, LimitWarned, LimitBreached, LimitCleared, GasSetAside,
                 PositionHandedOver>;

struct Fact {
  values::TimePoint at;
  FactKind what;
};

}  // namespace dealwright::core
