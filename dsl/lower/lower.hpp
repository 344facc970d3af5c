// Checked deal + parameter values -> plan.
#pragma once

#include <map>
#include <string>

#include "dsl/plan/plan.hpp"
#include "dsl/plan/scenario.hpp"
#include "dsl/sema/model.hpp"

namespace dealwright::lower {

// `values`: every parameter without a default must be in it (asserted); values are checked already.
[[nodiscard]] plan::Plan lower(const sema::DealModel& deal,
                               const std::map<std::string, plan::Expression>& values);

// A scenario with the queries its lines name that the plan does not list.
[[nodiscard]] plan::Scenario lower(const sema::ScenarioModel& scenario, const sema::DealModel& deal,
                                   const plan::Plan& plan);

}  // namespace dealwright::lower
