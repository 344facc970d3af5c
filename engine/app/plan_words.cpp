// Words for the parts of a plan. Expressions speak for themselves (plan::to_text).
#include "engine/app/plan_words.hpp"

#include <algorithm>

#include "dsl/values/assertion.hpp"

namespace dealwright::app {
namespace {

using plan::to_text;

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

std::string text_of(const std::optional<plan::Expression>& expression) {
  return expression ? to_text(*expression) : std::string();
}

std::string target_in_words(const plan::Target& target) {
  const bool rests = target.kind == plan::TargetKind::bucket;
  return (rests ? "into " : "as ") + target.name;
}

std::string flow_in_words(const plan::Flow& flow) {
  switch (flow.kind) {
    case plan::FlowKind::pay:
      return "pays " + (flow.money ? in_words(*flow.money) : text_of(flow.amount));
    case plan::FlowKind::lock:
      return "locks " + (flow.money ? in_words(*flow.money) : flow.asset) + " in " + flow.position;
    case plan::FlowKind::receive:
      return "gets " + flow.asset + (flow.target ? " " + target_in_words(*flow.target) : "");
    case plan::FlowKind::owe: return "owes " + flow.asset + " as " + flow.position;
    case plan::FlowKind::settle: return "settles " + flow.position;
    case plan::FlowKind::release: return "releases " + flow.position;
  }
  DEALWRIGHT_UNREACHABLE("kind of flow");
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

std::string in_words(const plan::Money& money) {
  switch (money.kind) {
    case plan::MoneyKind::holding: return money.name;
    case plan::MoneyKind::bucket: return "all " + money.asset + " from " + money.name;
    case plan::MoneyKind::amount:
      return text_of(money.expression) + (money.name.empty() ? "" : " from " + money.name);
    case plan::MoneyKind::up_to:
      return "up to " + text_of(money.expression) + " from " + money.name;
    case plan::MoneyKind::share:
      return text_of(money.expression) + " of " +
             (money.parts.empty() ? money.name : in_words(money.parts.front()));
    case plan::MoneyKind::sum: {
      std::vector<std::string> parts;
      for (const plan::Money& part : money.parts)
        parts.push_back(in_words(part));
      return joined(parts, " + ");
    }
    case plan::MoneyKind::rung: return "the rung";
    case plan::MoneyKind::nothing: return "nothing";
  }
  DEALWRIGHT_UNREACHABLE("kind of money");
}

std::string in_words(const std::vector<plan::Flow>& flows) {
  std::vector<std::string> outgoing;
  std::vector<std::string> incoming;
  for (const plan::Flow& flow : flows) {
    (is_outgoing(flow.kind) ? outgoing : incoming).push_back(flow_in_words(flow));
  }
  if (incoming.empty()) return joined(outgoing, ", ");
  if (outgoing.empty()) return joined(incoming, ", ");
  return joined(outgoing, ", ") + " -> " + joined(incoming, ", ");
}

std::string in_words(const plan::When& when) {
  std::string text = to_text(when.condition);
  if (when.within) text += ", within " + values::to_text(*when.within);
  return text + ", else " + std::string(word(when.otherwise));
}

std::string in_words(const plan::Approval& approval) {
  std::string text = "by " + approval.role;
  if (approval.when) text += " when " + to_text(*approval.when);
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
    text += step.retry.attempts == 1 ? ", 1 retry after "
                                     : ", " + std::to_string(step.retry.attempts) + " retries every ";
    text += values::to_text(step.retry.every);
    if (step.retry.doubling_to) text += " doubling to " + values::to_text(*step.retry.doubling_to);
    if (!step.retry.only_on.empty()) text += " on " + joined(step.retry.only_on, ", ");
  }
  text += ", then " + in_words(step.on_failure);
  return text + (step.accept_partial ? "; a part is accepted" : "");
}

std::string cap_in_words(const plan::Limit& limit) {
  switch (limit.kind) {
    case plan::LimitKind::cap:
      return to_text(plan::Expression{limit.comparison, {}, {}, {limit.quantity, limit.bound}});
    case plan::LimitKind::never_pledge: return "never pledge " + limit.subject;
    case plan::LimitKind::repayable:
      return "repayable(" + limit.subject + ") without " + joined(limit.without, ", ");
  }
  DEALWRIGHT_UNREACHABLE("kind of limit");
}

std::string in_words(const plan::Assumption& assumption) {
  switch (assumption.kind) {
    case plan::AssumptionKind::falls_at_most:
      return assumption.subject + " falls at most " + to_text(assumption.bound);
    case plan::AssumptionKind::rises_at_most:
      return assumption.subject + " rises at most " + to_text(assumption.bound);
    case plan::AssumptionKind::within:
      return (assumption.quantity ? to_text(*assumption.quantity) : assumption.subject) +
             " within " + to_text(assumption.bound) + " of " + text_of(assumption.centre);
    case plan::AssumptionKind::may: return assumption.subject + " may " + assumption.event;
    case plan::AssumptionKind::holds: return to_text(assumption.bound);
  }
  DEALWRIGHT_UNREACHABLE("kind of assumption");
}

std::string in_words(const plan::Split& split) {
  std::vector<std::string> parts;
  for (const auto& part : split.parts) {
    parts.push_back(part.holding + " " + values::to_percent(part.share, 2));
  }
  return in_words(split.source) + " -> " + joined(parts, ", ");
}

std::string action_name(const plan::Plan& plan, const plan::Action& action) {
  const plan::Module* module = plan::find_module(plan, action.module);
  const bool has_alias = module != nullptr && !module->alias.empty();
  return (has_alias ? module->alias : action.module) + "." + action.name;
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
