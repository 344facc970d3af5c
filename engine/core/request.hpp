// What the core asks the world to do, and what comes back: one attempt at one action, or at the
// actions of one atomic group. Plain values that go into the journal as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/values/amount.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/ledger.hpp"

namespace dealwright::core {

// A `let` or an argument, evaluated when it was decided to act.
struct Local {
  std::string name;
  plan::Value value;
  friend bool operator==(const Local&, const Local&) = default;
};

// One flow of an action, in the plan's order.
struct Leg {
  std::vector<Draw> draws;  // pay, lock: where the money comes from; empty inside a group when the
                            // money only comes to be inside it
  std::optional<values::Amount> expected;  // what it will amount to, as far as the core can tell
  friend bool operator==(const Leg&, const Leg&) = default;
};

struct Part {
  ActionId action;
  std::vector<Local> locals;
  std::vector<Leg> legs;
  friend bool operator==(const Part&, const Part&) = default;
};

struct Request {
  std::string attempt;  // unique in the deal and the same after a restart: "open_credit.borrow~1#2"
  std::vector<Part> parts;              // one for an action, one for each action of a group
  std::optional<values::Amount> flash;  // what a flash group borrows
  std::uint32_t rung = 0;               // of a ladder, from 1; 0 for none
  friend bool operator==(const Request&, const Request&) = default;
};

enum class OutcomeKind : std::uint8_t {
  done,
  partial,    // less than asked was filled
  no_effect,  // known not to have happened
  unknown,    // may have happened: reconciled, never retried
};

// What a position amounts to after the action.
struct PositionAmount {
  PositionId position;
  values::Amount amount;
  friend bool operator==(const PositionAmount&, const PositionAmount&) = default;
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::unknown;
  std::string failure;  // no_effect, unknown: the name the module declares, or "timeout", "ensures"
  std::vector<std::vector<values::Amount>>
      amounts;                            // done, partial: for each part the amount of each flow
  std::vector<PositionAmount> positions;  // of every position that was touched
  values::Amount fee;                     // in base units of the gas asset, for whatever outcome
  values::Amount flash_fee;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// What the world expects a request would do if it were performed now.
struct Quote {
  std::string attempt;
  Outcome outcome;
  friend bool operator==(const Quote&, const Quote&) = default;
};

}  // namespace dealwright::core
