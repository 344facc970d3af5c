// A scenario as plain data: what the world is, what goes wrong in it, and what must come out. The
// checker makes it from text; the scenario runner plays it against a plan. Section 7 of the
// language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::plan {

// `redeem[2].redeem`, `open_credit.borrow`, `redeem`: empty or absent parts mean any.
struct ActionReference {
  std::string step;
  std::optional<unsigned> rung;  // counting from 1
  std::string action;            // "borrow": all of that name; "borrow#1", "borrow#2": that one
  friend bool operator==(const ActionReference&, const ActionReference&) = default;
};
// Whether it speaks of an action of its step, whatever the rung.
[[nodiscard]] bool speaks_of(const ActionReference& reference, const Action& action);

struct WorldSetting {
  Expression what;  // Op::price (USD), Op::query or Op::setting with their arguments
  Expression value;
  friend bool operator==(const WorldSetting&, const WorldSetting&) = default;
};

struct OutcomeFails {
  std::string name;
  std::optional<unsigned> times;  // absent: forever
  friend bool operator==(const OutcomeFails&, const OutcomeFails&) = default;
};
struct OutcomePays {
  values::Rational ratio;  // of what it would have paid
  friend bool operator==(const OutcomePays&, const OutcomePays&) = default;
};
struct OutcomeFills {
  values::Rational ratio;
  friend bool operator==(const OutcomeFills&, const OutcomeFills&) = default;
};
struct OutcomeUnknown {
  friend bool operator==(const OutcomeUnknown&, const OutcomeUnknown&) = default;
};
using ScriptedOutcome = std::variant<OutcomeFails, OutcomePays, OutcomeFills, OutcomeUnknown>;

struct OnAction {
  ActionReference action;
  ScriptedOutcome outcome;
  friend bool operator==(const OnAction&, const OnAction&) = default;
};

struct PriceMove {
  std::string asset;
  values::Rational by;  // 2/5 up, -2/5 down
  friend bool operator==(const PriceMove&, const PriceMove&) = default;
};
enum class OperatorVerb : std::uint8_t { pauses, resumes, cancels, retries, skips };
struct OperatorAct {
  OperatorVerb verb = OperatorVerb::pauses;
  std::string step;  // retries, skips
  friend bool operator==(const OperatorAct&, const OperatorAct&) = default;
};
struct FreezeChange {
  std::string module;
  bool frozen = true;
  friend bool operator==(const FreezeChange&, const FreezeChange&) = default;
};
struct TimedEvent {
  values::Duration at;  // since the deal's start
  std::variant<PriceMove, WorldSetting, OperatorAct, FreezeChange> what;
  friend bool operator==(const TimedEvent&, const TimedEvent&) = default;
};

struct RoleAnswer {
  std::string role;
  bool approves = true;
  values::Duration after;
  friend bool operator==(const RoleAnswer&, const RoleAnswer&) = default;
};

enum class CrashPoint : std::uint8_t { sent, recorded, done };
struct Crash {
  ActionReference after;
  CrashPoint point = CrashPoint::sent;
  friend bool operator==(const Crash&, const Crash&) = default;
};

enum class ExpectationKind : std::uint8_t { limits_hold, untouched, ran, status, condition };
struct Expectation {
  ExpectationKind kind = ExpectationKind::condition;
  std::string subject;           // untouched: bucket; ran, status: step, or "deal"
  std::optional<unsigned> rung;  // status of one rung
  std::string status;            // "done", "holding"
  Expression condition;
  bool throughout = false;  // after every event and daily, not only at the end
  std::string text;         // as written, for reports
  std::uint32_t line = 0;
  friend bool operator==(const Expectation&, const Expectation&) = default;
};

struct Scenario {
  std::string title;
  std::string deal;
  std::vector<Query> queries;  // that its lines name and the plan does not list
  std::vector<Setting> settings;
  std::vector<std::pair<std::string, Expression>> given;  // parameter -> value
  std::vector<WorldSetting> world;
  std::vector<OnAction> outcomes;
  std::vector<TimedEvent> events;
  std::vector<RoleAnswer> answers;
  std::vector<Crash> crashes;
  bool explore = false;
  std::vector<Expectation> expectations;
  friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace dealwright::plan
