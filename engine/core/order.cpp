// `after`, `after settled`, `after any`, `at`, and the propagation of skips.
#include "engine/core/order.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/core/visit_plan.hpp"

namespace dealwright::core {
namespace {

using plan::AfterMode;

enum class Term : std::uint8_t { met, open, dead };

Term term_of(const Terms& terms, const State& state, const plan::AfterTerm& term) {
  const StepState& before = step_of(state, terms.step(term.step));
  const bool never = before.status == StepStatus::skipped || before.status == StepStatus::failed;
  switch (term.mode) {
    case AfterMode::done:
      if (before.status == StepStatus::done) return Term::met;
      return never ? Term::dead : Term::open;
    case AfterMode::settled: return machines::is_settled(before.status) ? Term::met : Term::open;
    case AfterMode::any_rung:
      if (before.rungs > 0) return Term::met;
      return never || before.status == StepStatus::done ? Term::dead : Term::open;
  }
  return Term::open;
}

// The holdings that money of an item comes from, made by the item's own step left out.
void sources_of(const plan::Money& money, const std::function<void(const std::string&)>& visit) {
  if (money.kind != plan::MoneyKind::bucket && !money.name.empty()) visit(money.name);
  for (const plan::Money& part : money.parts)
    sources_of(part, visit);
}

class Needs {
 public:
  explicit Needs(const plan::Step& step) {
    if (step.ladder) sources_of(step.ladder->source, [&](const std::string& name) { need(name); });
    for (const plan::Item& item : step.items)
      this->item(item);
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return needed_; }

 private:
  void item(const plan::Item& item) {
    if (const auto* split = std::get_if<plan::Split>(&item.what)) {
      sources_of(split->source, [&](const std::string& name) { need(name); });
      for (const plan::Split::Part& part : split->parts)
        made_.insert(part.holding);
    } else if (const auto* group = std::get_if<plan::Group>(&item.what)) {
      if (group->flash) made_.insert(group->flash_holding);
      for (const plan::Item& inner : group->items)
        this->item(inner);
    } else {
      action(std::get<plan::Action>(item.what));
    }
  }

  void action(const plan::Action& action) {
    for (const plan::Flow& flow : action.flows) {
      if (flow.money) sources_of(*flow.money, [&](const std::string& name) { need(name); });
    }
    for (const std::string& name : action.reads)
      need(name);
    for (const std::string& name : action.closes)
      need(name);
    for (const plan::Flow& flow : action.flows) {
      const bool opens = std::ranges::find(action.opens, flow.position) != action.opens.end();
      if (!flow.position.empty() && !opens) need(flow.position);
    }
    for (const plan::Flow& flow : action.flows) {
      if (flow.target) made_.insert(flow.target->name);
    }
    for (const std::string& name : action.opens)
      made_.insert(name);
  }

  void need(const std::string& name) {
    if (!made_.contains(name) && std::ranges::find(needed_, name) == needed_.end())
      needed_.push_back(name);
  }

  std::set<std::string> made_;
  std::vector<std::string> needed_;
};

}  // namespace

OrderRuling order_of(const Terms& terms, const State& state, StepId id, values::TimePoint now) {
  const plan::Step& step = terms.of(id);
  // What comes before is looked at first: time alone starts nothing, and a step that waits for a
  // held one is not on its way.
  const auto earliest = not_before(terms, state, id);
  const OrderRuling met_ruling{
      .order = earliest && now < *earliest ? Order::too_early : Order::may_start, .why = {}};
  if (step.after.empty()) return met_ruling;
  std::string dead_at;
  bool any_alive = false;
  for (const auto& all_of : step.after) {
    bool met = true;
    bool dead = false;
    for (const plan::AfterTerm& term : all_of) {
      const Term stands = term_of(terms, state, term);
      if (stands != Term::met) met = false;
      if (stands == Term::dead) {
        dead = true;
        dead_at = term.step;
      }
    }
    if (met) return met_ruling;
    if (!dead) any_alive = true;
  }
  if (any_alive) return {.order = Order::not_yet, .why = {}};
  const StepStatus status = step_of(state, terms.step(dead_at)).status;
  return {.order = Order::never,
          .why = "`" + dead_at + "` was " + std::string(machines::to_text(status))};
}

std::optional<std::string> missing_for(const Terms& terms, const State& state, StepId id) {
  const Needs needs(terms.of(id));
  for (const std::string& name : needs.names()) {
    if (const auto holding = terms.find_holding(name)) {
      if (state.books.holdings[holding->value] == HoldingStatus::absent)
        return "`" + name + "` never came to be";
    }
    if (const auto position = terms.find_position(name)) {
      if (state.books.positions[position->value] == PositionStatus::absent)
        return "`" + name + "` was never opened";
      if (state.books.positions[position->value] == PositionStatus::closed)
        return "`" + name + "` is closed";
    }
  }
  return std::nullopt;
}

bool must_rerun(const Terms& terms, const State& state, StepId id) {
  const StepState& step = step_of(state, id);
  if (!machines::is_settled(step.status) || step.open) return false;
  // It stopped in the middle of its actions: going on there is an operator's act.
  if (step.status == StepStatus::held && step.begun) return false;
  if (yielded_before(terms, state, id) <= step.ran_on) return false;
  if (order_of(terms, state, id, state.now).order != Order::may_start) return false;
  // What is done stays done, but for those that said they take whatever has come so far.
  if (step.status != StepStatus::done) return true;
  return std::ranges::any_of(terms.of(id).after, [](const auto& all_of) {
    return std::ranges::any_of(
        all_of, [](const plan::AfterTerm& term) { return term.mode == AfterMode::settled; });
  });
}

std::optional<values::TimePoint> not_before(const Terms& terms, const State& state, StepId id) {
  const auto& at = terms.of(id).at;
  if (!at) return std::nullopt;
  return state.started_at + *at;
}

}  // namespace dealwright::core
