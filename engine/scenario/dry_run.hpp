// What a deal would do: one run in the simulated world, action by action, with the money after
// each. A plain value; how it is shown is dry_run_table.hpp's matter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/ledger.hpp"
#include "engine/core/terms.hpp"
#include "engine/ports/result.hpp"
#include "engine/scenario/explain.hpp"
#include "engine/scenario/measures.hpp"

namespace dealwright::scenario {

// Amounts carry their asset's name and decimals, so that nobody needs the plan to show them.
struct NamedAmount {
  std::string asset;
  unsigned decimals = 0;
  values::Amount amount;
  friend bool operator==(const NamedAmount&, const NamedAmount&) = default;
};

struct FlowLine {
  plan::FlowKind kind = plan::FlowKind::pay;
  std::string name;   // the module's own: "funds"
  std::string place;  // where it comes from or goes to: "working", "lot", "loan"
  NamedAmount amount;
  friend bool operator==(const FlowLine&, const FlowLine&) = default;
};

struct BalanceLine {
  std::string
      place;  // "bucket working", "holding lot", "collateral collateral", "debt loan", "fees"
  std::string owner;  // the bucket it belongs to; empty for debts
  NamedAmount amount;
  friend bool operator==(const BalanceLine&, const BalanceLine&) = default;
};

struct HeadroomLine {
  std::string limit;     // "ltv <= 30% when increased"
  std::string quantity;  // "25%", "1,500 USD", or "-" when it cannot be told
  std::string bound;
  std::string left;
  std::optional<values::Rational> room;  // `left` as a number, to be compared
  friend bool operator==(const HeadroomLine&, const HeadroomLine&) = default;
};

struct ActionLine {
  values::Duration at;  // since the start
  std::string step;
  std::uint32_t rung = 0;
  std::string action;  // the action's id
  std::string status;  // "done", "partial", "failed: frozen", "unknown: no answer"
  std::vector<FlowLine> flows;
  NamedAmount fee;
  std::vector<BalanceLine> ledger;
  std::vector<HeadroomLine> headroom;
  friend bool operator==(const ActionLine&, const ActionLine&) = default;
};

struct StepLine {
  std::string step;
  std::string status;
  std::string why;
  std::uint32_t rungs = 0;
  friend bool operator==(const StepLine&, const StepLine&) = default;
};

// How things stood after an event, and daily: for plots.
struct Sample {
  values::Duration at;
  Measures measures;
  std::vector<std::pair<std::string, values::Rational>> exposures;  // by asset, in USD
  std::vector<BalanceLine> ledger;
  friend bool operator==(const Sample&, const Sample&) = default;
};

// A value of the world that the deal may have looked at, by the deal's own names.
struct AssumedLine {
  std::string what;   // "ETH", "desk.price(USDTz)"
  std::string value;  // "3,000 USD"
  enum class From : std::uint8_t { world, module } from = From::world;  // set, or the module's own
  friend bool operator==(const AssumedLine&, const AssumedLine&) = default;
};

struct DryRun {
  std::string deal;
  std::string status;  // of the deal
  std::string why;
  values::Duration took;
  std::vector<AssumedLine> assumed;
  std::vector<BalanceLine> start;
  std::vector<ActionLine> actions;
  std::vector<WhyLine> why_lines;
  std::vector<Sample> samples;
  std::vector<StepLine> steps;
  std::vector<BalanceLine> end;
  NamedAmount fees;
  friend bool operator==(const DryRun&, const DryRun&) = default;
};

struct DryRunOptions {
  values::Duration until =
      values::days(30);  // where the plan does not say how long its assumptions hold
};

// The capital as the plan's own expression says; nothing when it is no amount.
[[nodiscard]] ports::Result<values::Amount> capital_of(const core::Terms& terms);
[[nodiscard]] ports::Result<DryRun> dry_run(const core::Terms& terms,
                                            const simulated::Setting& setting,
                                            const DryRunOptions& options = {});

// What the world is set to, and what modules answer where it sets nothing.
[[nodiscard]] std::vector<AssumedLine> assumed_in(const core::Terms& terms,
                                                  const simulated::Setting& setting);

// The books as lines, in the ledger's order.
[[nodiscard]] std::vector<BalanceLine> balances_of(const core::Terms& terms,
                                                   const core::Ledger& ledger);

}  // namespace dealwright::scenario
