// One walk over the parts of a plan that a running deal consults.
#include "engine/core/visit_plan.hpp"

#include <optional>
#include <variant>

namespace dealwright::core {
namespace {

class Walk {
 public:
  explicit Walk(const PlanVisitor& visitor) : visitor_(visitor) {}

  void step(const plan::Step& step) const {
    for (const plan::When& when : step.whens)
      expression(when.condition);
    for (const plan::Expression& condition : step.requires_)
      expression(condition);
    for (const plan::Approval& approval : step.approvals)
      maybe(approval.when);
    for (const plan::Item& item : step.items)
      this->item(item);
    for (const plan::Expression& condition : step.ensures)
      expression(condition);
    if (step.ladder) {
      for (const plan::Expression& size : step.ladder->sizes)
        expression(size);
      money(step.ladder->source);
      expression(step.ladder->climb);
    }
    if (step.defence) expression(step.defence->when);
  }

  void limit(const plan::Limit& limit) const {
    expression(limit.quantity);
    expression(limit.bound);
    maybe(limit.warn_at);
    maybe(limit.tightened_to);
    maybe(limit.tightened_when);
  }

  void money(const plan::Money& money) const {
    if (visitor_.money) visitor_.money(money);
    maybe(money.expression);
    for (const plan::Money& part : money.parts)
      this->money(part);
  }

  void maybe(const std::optional<plan::Expression>& found) const {
    if (found) expression(*found);
  }

 private:
  void item(const plan::Item& item) const {
    if (const auto* one = std::get_if<plan::Action>(&item.what)) return action(*one);
    if (const auto* split = std::get_if<plan::Split>(&item.what)) return money(split->source);
    const auto& group = std::get<plan::Group>(item.what);
    if (group.flash) money(*group.flash);
    for (const plan::Item& inner : group.items)
      this->item(inner);
    for (const plan::Expression& condition : group.requires_)
      expression(condition);
    for (const plan::Expression& condition : group.ensures)
      expression(condition);
  }

  void action(const plan::Action& action) const {
    for (const plan::NamedExpression& local : action.locals)
      expression(local.value);
    for (const plan::Flow& flow : action.flows) {
      if (flow.money) money(*flow.money);
      maybe(flow.amount);
    }
    for (const plan::Expression& condition : action.ensures)
      expression(condition);
  }

  void expression(const plan::Expression& found) const {
    if (visitor_.expression) plan::walk(found, visitor_.expression);
  }

  const PlanVisitor& visitor_;
};

}  // namespace

void visit_plan(const plan::Plan& plan, const PlanVisitor& visitor) {
  const Walk walk(visitor);
  walk.maybe(plan.gas.at_most);
  for (const plan::Limit& limit : plan.limits)
    walk.limit(limit);
  for (const plan::Split& split : plan.splits)
    walk.money(split.source);
  for (const plan::Step& step : plan.steps)
    walk.step(step);
}

void visit_actions(const plan::Item& item, const std::function<void(const plan::Action&)>& visit) {
  if (const auto* action = std::get_if<plan::Action>(&item.what)) return visit(*action);
  if (const auto* group = std::get_if<plan::Group>(&item.what)) {
    for (const plan::Item& inner : group->items)
      visit_actions(inner, visit);
  }
}

}  // namespace dealwright::core
