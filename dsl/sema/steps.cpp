// Steps: actions and money in the order in which they can happen, then guards, approvals and
// policies.
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using syntax::Kind;
using syntax::Node;

Node statements_of(const StepFacts& facts) {
  return facts.step.kind == plan::StepKind::ladder ? facts.node : facts.node.child(Kind::body);
}

void check_steps(DealChecker& deal) {
  read_defaults(deal);
  const auto act = [&](std::size_t index) {
    StepFacts& facts = deal.steps[index];
    deal.current_step = index;
    if (facts.step.kind == plan::StepKind::ladder) read_rungs(deal, facts);
    Scope scope = ladder_scope(deal, facts);
    deal.active = &scope;
    facts.step.items = read_items(deal, statements_of(facts));
    deal.active = nullptr;
    if (facts.step.kind == plan::StepKind::ladder) collect(deal, facts);
    deal.current_step = no_step;
  };
  for (std::size_t index : deal.sequence) {
    if (deal.steps[index].step.kind != plan::StepKind::defence) act(index);
  }
  for (std::size_t index : deal.sequence) {
    if (deal.steps[index].step.kind == plan::StepKind::defence) act(index);
  }
  for (std::size_t index = 0; index < deal.steps.size(); ++index)
    read_guards(deal, index);
}

}  // namespace dealwright::sema
