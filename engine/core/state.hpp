// The whole state of one deal: a plain value that is what its facts make of it and nothing else.
// Copyable, comparable, ordered throughout.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/ledger.hpp"
#include "engine/core/reading.hpp"
#include "engine/core/request.hpp"
#include "engine/core/terms.hpp"
#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"
#include "engine/machines/transaction.hpp"

namespace dealwright::core {

using machines::DealStatus;
using machines::StepStatus;
using machines::TransactionStatus;

enum class PositionStatus : std::uint8_t { absent, open, closed };
enum class HoldingStatus : std::uint8_t { absent, bound };

// What a deal owns and owes. Small enough to try a posting on a copy.
struct Books {
  Ledger ledger;
  std::vector<PositionStatus> positions;  // by PositionId
  std::vector<HoldingStatus> holdings;    // by HoldingId
  friend bool operator==(const Books&, const Books&) = default;
};

// An attempt that was asked for and has no outcome yet.
struct OpenAttempt {
  Request request;
  TransactionStatus life = TransactionStatus::planned;
  values::TimePoint requested_at;
  values::TimePoint look_up_at;  // when to ask again, after an unknown outcome
  std::uint32_t look_ups = 0;
  bool giving_up = false;  // its time is over: the world was asked to cancel it
  std::optional<values::TimePoint> give_up_at;  // the deadline for its inclusion
  friend bool operator==(const OpenAttempt&, const OpenAttempt&) = default;
};

enum class ApprovalStatus : std::uint8_t { not_asked, asked, given, refused };
struct ApprovalState {
  ApprovalStatus status = ApprovalStatus::not_asked;
  values::TimePoint until;
  std::uint64_t bound_to = 0;  // the number of facts the deal had when it was asked for
  std::string by;
  friend bool operator==(const ApprovalState&, const ApprovalState&) = default;
};

struct StepState {
  StepStatus status = StepStatus::waiting;
  std::uint32_t runs = 0;      // how often it was begun
  std::uint32_t reruns = 0;    // how often it was reopened after it had settled
  std::uint32_t item = 0;      // the next of its items
  std::uint32_t rungs = 0;     // of a ladder: climbed
  std::uint32_t attempts = 0;  // at the current item, all failed without effect
  std::uint32_t requests = 0;  // attempts ever asked for: their names count on
  std::uint32_t yields = 0;    // actions that were done, over all runs
  std::uint64_t ran_on =
      0;               // what its predecessors had yielded when it last started or was skipped
  bool begun = false;  // it has acted in this run
  std::optional<values::TimePoint> began_at;       // this run, or this rung
  std::uint32_t guard = 0;                         // the `when` that it waits for
  std::optional<values::TimePoint> waiting_since;  // its guards
  std::optional<values::TimePoint> waiting_until;  // for that guard
  std::optional<values::TimePoint> retry_at;
  std::optional<values::Amount>
      ladder_left;                     // what the rungs to come may take, the current one included
  std::optional<values::Amount> rung;  // what the current rung takes
  std::vector<ApprovalState> approvals;
  std::optional<OpenAttempt> open;
  std::vector<Draw> set_aside;              // of a defence: money that nothing else may take
  std::string why;                          // why it is held, skipped or failed, in words
  std::optional<values::Amount> gas_aside;  // of a defence: what is left of its fees' money
  friend bool operator==(const StepState&, const StepState&) = default;
};

struct LimitState {
  bool warned = false;
  bool breached = false;
  friend bool operator==(const LimitState&, const LimitState&) = default;
};

struct State {
  DealStatus status = DealStatus::waiting;
  std::string why;          // why it is holding, failed or cancelled
  std::uint64_t facts = 0;  // applied so far
  values::TimePoint now;    // of the last fact
  values::TimePoint started_at;
  Books books;
  std::vector<StepState> steps;                // by StepId
  std::vector<LimitState> limits;              // by LimitId
  std::map<ReadingKey, plan::Value> readings;  // the last recorded
  std::optional<values::Rational> starting_nav;
  std::vector<StepId> alive;          // steps that a decision has to look at, in the plan's order
  std::uint32_t unsettled = 0;        // steps, defences and failure steps not counted
  std::optional<std::uint64_t> seed;  // of the chance that spreads retries
  friend bool operator==(const State&, const State&) = default;
};

// Before anything happened.
[[nodiscard]] State initial_state(const Terms& terms);

[[nodiscard]] inline StepState& step_of(State& state, StepId id) { return state.steps[id.value]; }
[[nodiscard]] inline const StepState& step_of(const State& state, StepId id) {
  return state.steps[id.value];
}

// What the books say a position amounts to, in base units: as the last evidence had it.
[[nodiscard]] values::Amount recorded_amount(const Terms& terms, const Books& books,
                                             PositionId position);

// What the steps before this one have done, as a number that grows when they do more.
[[nodiscard]] std::uint64_t yielded_before(const Terms& terms, const State& state, StepId id);
// A deal that moves money or may move money: defence and monitoring go on.
[[nodiscard]] bool is_open(const Terms& terms, const State& state);
[[nodiscard]] bool has_open_position(const State& state);

}  // namespace dealwright::core
