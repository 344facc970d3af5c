// The names that a plan's enumerations have in its canonical form, each listed once for both
// directions. Changing one changes the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dsl/plan/plan.hpp"

namespace dealwright::plan {

// Each switch names every case, so the compiler reports a new one; a value that is none of them has
// the empty name.
[[nodiscard]] constexpr std::string_view name_of(AssumptionKind kind) {
  switch (kind) {
    case AssumptionKind::falls_at_most: return "falls_at_most";
    case AssumptionKind::rises_at_most: return "rises_at_most";
    case AssumptionKind::within: return "within";
    case AssumptionKind::may: return "may";
    case AssumptionKind::holds: return "holds";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(Basis basis) {
  switch (basis) {
    case Basis::cost: return "cost";
    case Basis::market: return "market";
    case Basis::par: return "par";
    case Basis::lower_of_cost_and_market: return "lower_of_cost_and_market";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(LimitKind kind) {
  switch (kind) {
    case LimitKind::cap: return "cap";
    case LimitKind::never_pledge: return "never_pledge";
    case LimitKind::repayable: return "repayable";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(LimitMode mode) {
  switch (mode) {
    case LimitMode::when_increased: return "when_increased";
    case LimitMode::always: return "always";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(MoneyKind kind) {
  switch (kind) {
    case MoneyKind::holding: return "holding";
    case MoneyKind::bucket: return "bucket";
    case MoneyKind::amount: return "amount";
    case MoneyKind::up_to: return "up_to";
    case MoneyKind::share: return "share";
    case MoneyKind::sum: return "sum";
    case MoneyKind::rung: return "rung";
    case MoneyKind::nothing: return "nothing";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::holding: return "holding";
    case TargetKind::bucket: return "bucket";
    case TargetKind::position: return "position";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(PositionKind kind) {
  switch (kind) {
    case PositionKind::collateral: return "collateral";
    case PositionKind::debt: return "debt";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(FlowKind kind) {
  switch (kind) {
    case FlowKind::pay: return "pay";
    case FlowKind::lock: return "lock";
    case FlowKind::receive: return "receive";
    case FlowKind::owe: return "owe";
    case FlowKind::settle: return "settle";
    case FlowKind::release: return "release";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(AfterMode mode) {
  switch (mode) {
    case AfterMode::done: return "done";
    case AfterMode::settled: return "settled";
    case AfterMode::any_rung: return "any_rung";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(Otherwise otherwise) {
  switch (otherwise) {
    case Otherwise::skip: return "skip";
    case Otherwise::hold: return "hold";
    case Otherwise::fail: return "fail";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::hold: return "hold";
    case FailureKind::skip: return "skip";
    case FailureKind::fail: return "fail";
    case FailureKind::then_step: return "then_step";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::step: return "step";
    case StepKind::ladder: return "ladder";
    case StepKind::defence: return "defence";
  }
  return {};
}

[[nodiscard]] inline std::string_view name_of(Op op) { return to_text(op); }

// The inverse. Values count up from 0, so the search ends at the first that has no name.
template <class Enumeration>
[[nodiscard]] std::optional<Enumeration> from_name(std::string_view name) {
  for (std::uint8_t i = 0;; ++i) {
    const auto value = static_cast<Enumeration>(i);
    const std::string_view candidate = name_of(value);
    if (candidate.empty()) return std::nullopt;
    if (candidate == name) return value;
  }
}

}  // namespace dealwright::plan
