// Everything a simulated world knows: the record that outlives the engine. A plain value, so that a
// test can keep it while it drops the engine, and a file can hold it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "engine/core/request.hpp"
#include "engine/core/signal.hpp"

namespace dealwright::simulated {

enum class Stage : std::uint8_t {
  pending,  // accepted; happens when it is due
  hidden,   // it has happened, but nobody is told before somebody asks
  finished,
};
struct Attempt {
  core::Request request;
  Stage stage = Stage::pending;
  values::TimePoint due;
  core::Outcome outcome;  // hidden, finished
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

struct WorldPosition {
  bool open = false;
  values::Amount principal;  // with the interest up to `since`
  values::TimePoint since;
  friend bool operator==(const WorldPosition&, const WorldPosition&) = default;
};

// A figure of a module that actions change.
struct WorldState {
  plan::Value value;
  values::TimePoint since;  // when it was last set
  friend bool operator==(const WorldState&, const WorldState&) = default;
};

// A person's answer on its way.
struct Answer {
  values::TimePoint at;
  core::ApprovalAnswered what;
  friend bool operator==(const Answer&, const Answer&) = default;
};

// How things stand: what a model looks at and an action changes.
struct Conditions {
  values::TimePoint now;
  std::map<std::string, values::Rational> prices;
  std::map<std::string, plan::Value> settings;
  std::map<std::string, WorldState> states;
  std::map<std::string, WorldPosition> positions;
  std::map<core::AssetId, values::Amount> wallet;
  // For explorations, and never kept: whatever grows with time is this old, the clock says nothing.
  std::optional<values::Duration> aged;
  friend bool operator==(const Conditions&, const Conditions&) = default;
};

struct WorldRecord {
  Conditions conditions;
  std::map<std::string, Attempt> attempts;
  std::map<std::string, bool> frozen;  // by module
  std::vector<std::uint32_t> used;     // how often each line of the script has struck
  std::size_t next_event = 0;
  std::deque<core::Signal> told;  // reports on their way to the engine
  std::vector<Answer> answers;
  friend bool operator==(const WorldRecord&, const WorldRecord&) = default;
};

}  // namespace dealwright::simulated
