// Words for the parts of a plan. Expressions speak for themselves, in the deal's names for modules.
#include "engine/app/plan_words.hpp"

#include <algorithm>

#include "dsl/plan/words.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

std::string target_in_words(const plan::Target& target) {
  const bool rests = target.kind == plan::TargetKind::bucket;
  return (rests ? "into " : "as ") + target.name;
}

// What leaves us stands before the arrow.
bool is_outgoing(plan::FlowKind kind) {
  switch (kind) {
    case plan::FlowKind::pay:
    case plan::FlowKind::lock: return true;
    case plan::FlowKind::receive:
    case plan::FlowKind::owe:
    case plan::FlowKind::settle:
    case plan::FlowKind::release: return false;
  }
  DEALWRIGHT_UNREACHABLE("kind of flow");
}

std::string_view word(plan::Otherwise otherwise) {
  switch (otherwise) {
    case plan::Otherwise::skip: return "skip";
    case plan::Otherwise::hold: return "hold";
    case plan::Otherwise::fail: return "fail";
  }
  DEALWRIGHT_UNREACHABLE("choice of `else`");
}

std::string in_words(const plan::AfterTerm& term) {
  switch (term.mode) {
    case plan::AfterMode::done: return term.step;
    case plan::AfterMode::settled: return "settled " + term.step;
    case plan::AfterMode::any_rung: return "any " + term.step;
  }
  DEALWRIGHT_UNREACHABLE("mode of `after`");
}

std::string in_words(const plan::FailurePolicy& policy) {
  switch (policy.kind) {
    case plan::FailureKind::hold: return "hold";
    case plan::FailureKind::skip: return "skip";
    case plan::FailureKind::fail: return "fail";
    case plan::FailureKind::then_step: return "go to " + policy.then_step;
  }
  DEALWRIGHT_UNREACHABLE("kind of failure policy");
}

}  // namespace

plan::Plan unset_plan(const sema::DealModel& deal) {
  plan::Plan plan = deal.plan;
  plan.modules.clear();
  for (std::size_t i = 0; i < deal.modules.size() && i < deal.aliases.size(); ++i) {
    plan::Module& module = plan.modules.emplace_back();
    module.name = deal.modules[i]->name;
    module.alias = deal.aliases[i];
  }
  return plan;
}

std::string PlanWords::of(const plan::Expression& expression) const {
  return plan::to_text(plan_, expression);
}

// What `up to` takes from: buckets and holdings alike by their names.
std::string PlanWords::sources(const plan::Money& money) const {
  if (money.kind == plan::MoneyKind::bucket) return money.name;
  if (money.kind != plan::MoneyKind::sum) return of(money);
  std::vector<std::string> parts;
  for (const plan::Money& part : money.parts)
    parts.push_back(sources(part));
  return joined(parts, " + ");
}

std::string PlanWords::of(const plan::Money& money) const {
  switch (money.kind) {
    case plan::MoneyKind::holding: return money.name;
    case plan::MoneyKind::bucket: return "all " + money.asset + " from " + money.name;
    case plan::MoneyKind::amount:
      return (money.expression ? of(*money.expression) : std::string()) +
             (money.name.empty() ? "" : " from " + money.name);
    case plan::MoneyKind::up_to:
      return "up to " + (money.expression ? of(*money.expression) : std::string()) + " from " +
             (money.parts.empty() ? money.name : sources(money.parts.front()));
    case plan::MoneyKind::share:
      return (money.expression ? of(*money.expression) : std::string()) + " of " +
             (money.parts.empty() ? money.name : of(money.parts.front()));
    case plan::MoneyKind::sum: {
      std::vector<std::string> parts;
      for (const plan::Money& part : money.parts)
        parts.push_back(of(part));
      return joined(parts, " + ");
    }
    case plan::MoneyKind::rung: return "the rung";
    case plan::MoneyKind::nothing: return "nothing";
  }
  DEALWRIGHT_UNREACHABLE("kind of money");
}

std::string PlanWords::of(const std::vector<plan::Flow>& flows) const {
  std::vector<std::string> outgoing;
  std::vector<std::string> incoming;
  for (const plan::Flow& one : flows) {
    (is_outgoing(one.kind) ? outgoing : incoming).push_back(flow(one));
  }
  if (incoming.empty()) return joined(outgoing, ", ");
  if (outgoing.empty()) return joined(incoming, ", ");
  return joined(outgoing, ", ") + " -> " + joined(incoming, ", ");
}

std::string PlanWords::of(const plan::When& when) const {
  std::string text = of(when.condition);
  if (when.within) text += ", within " + values::to_text(*when.within);
  return text + ", else " + std::string(word(when.otherwise));
}

std::string PlanWords::of(const plan::Approval& approval) const {
  std::string text = "by " + approval.role;
  if (approval.when) text += " when " + of(*approval.when);
  return text + ", within " + values::to_text(approval.within);
}

std::string after_in_words(const plan::Step& step) {
  std::vector<std::string> choices;
  for (const auto& all_of : step.after) {
    std::vector<std::string> terms;
    for (const plan::AfterTerm& term : all_of)
      terms.push_back(in_words(term));
    choices.push_back(joined(terms, ", "));
  }
  return joined(choices, " or ");
}

std::string policy_in_words(const plan::Step& step) {
  std::string text = "at most " + values::to_text(step.timeout);
  if (step.deadline_blocks) text += " and " + std::to_string(*step.deadline_blocks) + " blocks";
  if (step.retry.attempts > 0) {
    text += step.retry.attempts == 1
                ? ", 1 retry after "
                : ", " + std::to_string(step.retry.attempts) + " retries every ";
    text += values::to_text(step.retry.every);
    if (step.retry.doubling_to) text += " doubling to " + values::to_text(*step.retry.doubling_to);
    if (!step.retry.only_on.empty()) text += " on " + joined(step.retry.only_on, ", ");
  }
  text += ", then " + in_words(step.on_failure);
  return text + (step.accept_partial ? "; a part is accepted" : "");
}

std::string PlanWords::of(const plan::Limit& limit) const {
  switch (limit.kind) {
    case plan::LimitKind::cap:
      return of(plan::Expression{limit.comparison, {}, {}, {limit.quantity, limit.bound}});
    case plan::LimitKind::never_pledge: return "never pledge " + limit.subject;
    case plan::LimitKind::repayable:
      return "repayable(" + limit.subject + ") without " + joined(limit.without, ", ");
  }
  DEALWRIGHT_UNREACHABLE("kind of limit");
}

std::string PlanWords::of(const plan::Assumption& assumption) const {
  switch (assumption.kind) {
    case plan::AssumptionKind::falls_at_most:
      return assumption.subject + " falls at most " + of(assumption.bound);
    case plan::AssumptionKind::rises_at_most:
      return assumption.subject + " rises at most " + of(assumption.bound);
    case plan::AssumptionKind::within:
      return (assumption.quantity ? of(*assumption.quantity) : assumption.subject) + " within " +
             of(assumption.bound) + " of " +
             (assumption.centre ? of(*assumption.centre) : std::string());
    case plan::AssumptionKind::may: return alias(assumption.subject) + " may " + assumption.event;
    case plan::AssumptionKind::holds: return of(assumption.bound);
  }
  DEALWRIGHT_UNREACHABLE("kind of assumption");
}

std::string PlanWords::of(const plan::Split& split) const {
  std::vector<std::string> parts;
  for (const auto& part : split.parts) {
    parts.push_back(part.holding + " " + values::to_percent(part.share, 2));
  }
  return of(split.source) + " -> " + joined(parts, ", ");
}

std::string PlanWords::of(const plan::Ladder& ladder) const {
  std::vector<std::string> sizes;
  for (const plan::Expression& size : ladder.sizes)
    sizes.push_back(of(size));
  std::string text = joined(sizes, ", ") + " of " + of(ladder.source);
  // Before parameters are set their number may not be known.
  if (ladder.rungs_max > 0) text += ", at most " + counted(ladder.rungs_max, "rung");
  return text;
}

std::string PlanWords::of(const plan::Action& action) const {
  // What the language itself does, such as `follow`, is of no module.
  if (action.module.empty()) return action.name;
  return alias(action.module) + "." + action.name;
}

std::string PlanWords::of(const plan::Group& group) const {
  if (!group.flash) return "atomic";
  return "flash " + flash(group);
}

std::string PlanWords::flash(const plan::Group& group) const {
  return (group.flash ? of(*group.flash) : std::string()) + " from " + alias(group.flash_module) +
         " as " + group.flash_holding;
}

std::string PlanWords::flow(const plan::Flow& flow) const {
  switch (flow.kind) {
    case plan::FlowKind::pay:
      return "pays " +
             (flow.money ? of(*flow.money) : (flow.amount ? of(*flow.amount) : std::string()));
    case plan::FlowKind::lock:
      return "locks " + (flow.money ? of(*flow.money) : flow.asset) + " in " + flow.position;
    case plan::FlowKind::receive:
      return "gets " + flow.asset + (flow.target ? " " + target_in_words(*flow.target) : "");
    case plan::FlowKind::owe: return "owes " + flow.asset + " as " + flow.position;
    case plan::FlowKind::settle: return "settles " + flow.position;
    case plan::FlowKind::release: return "releases " + flow.position;
  }
  DEALWRIGHT_UNREACHABLE("kind of flow");
}

std::string PlanWords::alias(std::string_view module) const {
  return plan::alias_of(plan_, module);
}

std::string_view to_text(plan::Basis basis) {
  switch (basis) {
    case plan::Basis::cost: return "cost";
    case plan::Basis::market: return "market";
    case plan::Basis::par: return "par";
    case plan::Basis::lower_of_cost_and_market: return "the lower of cost and market";
  }
  DEALWRIGHT_UNREACHABLE("basis");
}

std::string_view to_text(plan::LimitMode mode) {
  switch (mode) {
    case plan::LimitMode::when_increased: return "when increased";
    case plan::LimitMode::always: return "always";
  }
  DEALWRIGHT_UNREACHABLE("mode of a limit");
}

}  // namespace dealwright::app
