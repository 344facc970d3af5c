// Walks over a plan: every source of money, every expression, every action. Used where something
// has to be found out of the whole plan once.
#pragma once

#include <functional>

#include "dsl/plan/plan.hpp"

namespace dealwright::core {

// Either may be empty. Money inside money and expressions inside expressions are visited too, outer
// first.
struct PlanVisitor {
  std::function<void(const plan::Money&)> money;
  std::function<void(const plan::Expression&)> expression;
};

// Models, reads and assumptions are left out: the deal's own steps, limits and splits are what is
// visited.
void visit_plan(const plan::Plan& plan, const PlanVisitor& visitor);
// Every action of an item in order, groups entered.
void visit_actions(const plan::Item& item, const std::function<void(const plan::Action&)>& visit);

}  // namespace dealwright::core
