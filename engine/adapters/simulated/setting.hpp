// What a simulated world is set up with: prices, settings, and what is scripted to happen. A plain
// value; a scenario or a network profile gives it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::simulated {

// Where virtual time begins when nothing says otherwise: 2026-01-01T00:00Z.
inline constexpr values::TimePoint default_start{1'767'225'600'000};

struct Setting {
  values::TimePoint start = default_start;
  std::map<std::string, values::Rational> prices;  // asset -> USD for one whole unit
  std::map<std::string, plan::Value>
      settings;          // "redemption_window.pays", "discount_desk.price(USDTz)"
  values::Rational fee;  // of one transaction, in whole units of the gas asset
  // From the acceptance of a transaction to the block that holds it; an action of a module without
  // `takes` lasts so long.
  values::Duration block_time{};
  // What the deal takes over from another one amounts to when it starts, by position, in base
  // units.
  std::map<std::string, values::Amount> adopted;
  std::vector<plan::OnAction> script;
  std::vector<plan::TimedEvent> events;  // sorted by time
  std::vector<plan::RoleAnswer> answers;
};

}  // namespace dealwright::simulated
