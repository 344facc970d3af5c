// What is wrong with a plan as a whole: names that are not unique, references that lead nowhere,
// shares that do not add up, circles, things beyond their limits. A visitor over the field lists
// that looks at each struct as it meets it.
#include "dsl/plan/faults.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_set>
#include <utility>

#include "dsl/plan/arity.hpp"
#include "dsl/plan/fields.hpp"
#include "dsl/plan/utf8.hpp"
#include "dsl/plan/writer.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;

class Inspector {
 public:
  Inspector(const Plan& plan, FaultList& faults) : plan_(plan), faults_(faults) {}

  void inspect() {
    describe(*this, plan_);
    inspect_shares("buckets", plan_.buckets);
    inspect_allow_list();
  }

  // What describe() calls.
  template <class T>
  void must(std::string_view name, const T& value) {
    faults_.at.enter(name);
    look(value);
    faults_.at.leave();
  }
  template <class T>
  void may(std::string_view name, const T& value, WhenEmpty = WhenEmpty::left_out) {
    must(name, value);
  }
  template <class Names, class Variant>
  void one_of(const Names& names, const Variant& variant) {
    faults_.at.enter(names[variant.index()]);
    std::visit([this](const auto& alternative) { this->look(alternative); }, variant);
    faults_.at.leave();
  }
  void format(std::string_view, int) {}

 private:
  // --- one overload for each thing that has rules of its own ---

  template <class T>
  void look(const T& value) {
    if constexpr (is_option<T>) {
      if (value) look(*value);
    } else if constexpr (is_list<T>) {
      for (std::size_t i = 0; i < value.size() && !faults_.is_full(); ++i) {
        faults_.at.enter(i);
        look(value[i]);
        faults_.at.leave();
      }
    } else if constexpr (!Scalar<T>) {
      describe(*this, value);
    }
  }

  void look(const std::string& text) {
    if (!is_utf8(text)) faults_.add("not UTF-8");
  }

  void look(const values::Duration& duration) {
    if (duration < values::Duration{} || duration > values::duration_max) {
      faults_.add("a duration is between 0 and 100 years");
    }
  }

  void look(const Asset& asset) {
    if (asset.decimals > values::decimals_max) {
      faults_.add("decimals", "at most " + std::to_string(values::decimals_max) + " decimals");
    }
    faults_.resolve_if_set("counts_as", asset.counts_as, known_.assets, "asset");
    faults_.resolve_if_set("redeems_into", asset.redeems_into, known_.assets, "asset");
    if (asset.par <= Rational()) faults_.add("par", "par is above 0");
    describe(*this, asset);
  }

  void look(const Param& param) {
    if (param.low.has_value() != param.high.has_value()) faults_.add("a range has two ends");
    describe(*this, param);
  }

  void look(const Gas& gas) {
    faults_.resolve_if_set("asset", gas.asset, known_.assets, "asset");
    if (gas.at_most && gas.asset.empty()) faults_.add("asset", "missing for `at_most`");
    if (gas.payer != "operator") faults_.resolve("payer", gas.payer, known_.buckets, "bucket");
    describe(*this, gas);
  }

  void look(const Assumption& assumption) {
    switch (assumption.kind) {
      case AssumptionKind::falls_at_most:
      case AssumptionKind::rises_at_most:
        faults_.resolve("subject", assumption.subject, known_.assets, "asset");
        break;
      case AssumptionKind::may:
        faults_.resolve("subject", assumption.subject, known_.modules, "module");
        break;
      case AssumptionKind::within:
        if (!assumption.centre || !assumption.quantity)
          faults_.add("`within` has a `centre` and a `quantity`");
        break;
      case AssumptionKind::holds: break;
    }
    describe(*this, assumption);
  }

  void look(const ValueRule& rule) {
    faults_.resolve("asset", rule.asset, known_.assets, "asset");
    describe(*this, rule);
  }

  void look(const Limit& limit) {
    switch (limit.kind) {
      case LimitKind::cap:
        if (!is_comparison(limit.comparison)) faults_.add("comparison", "not a comparison");
        break;
      case LimitKind::never_pledge:
        faults_.resolve("subject", limit.subject, known_.assets, "asset");
        break;
      case LimitKind::repayable:
        faults_.resolve("subject", limit.subject, known_.positions, "position");
        for (const std::string& name : limit.without) {
          if (!known_.assets.contains(name))
            faults_.resolve("without", name, known_.buckets, "asset or bucket");
        }
        break;
    }
    if (limit.tightened_to.has_value() != limit.tightened_when.has_value()) {
      faults_.add("`tightened_to` and `tightened_when` go together");
    }
    describe(*this, limit);
  }

  void look(const Money& money) {
    faults_.resolve_if_set("asset", money.asset, known_.assets, "asset");
    switch (money.kind) {
      case MoneyKind::holding:
        faults_.resolve("name", money.name, known_.holdings, "holding");
        break;
      case MoneyKind::bucket:
        faults_.resolve("name", money.name, known_.buckets, "bucket");
        faults_.resolve("asset", money.asset, known_.assets, "asset");
        break;
      case MoneyKind::amount:
      case MoneyKind::up_to:
        // Only what the deal starts with and what a flash loan lends come from nowhere of ours.
        if (money.kind == MoneyKind::up_to && !money.parts.empty()) {
          if (money.parts.size() != 1 || !money.name.empty())
            faults_.add("parts", "what bounds several sources has their sum as its one part");
        } else if (&money != &plan_.capital && &money != lent_ &&
                   !known_.buckets.contains(money.name)) {
          faults_.resolve("name", money.name, known_.holdings, "bucket or holding");
        }
        faults_.resolve("asset", money.asset, known_.assets, "asset");
        if (!money.expression) faults_.add("expression", "missing");
        break;
      case MoneyKind::share:
        if (!money.expression) faults_.add("expression", "missing");
        if (money.parts.size() != 1) faults_.add("parts", "a share is of one part");
        break;
      case MoneyKind::sum:
        if (money.parts.empty()) faults_.add("parts", "a sum has parts");
        break;
      case MoneyKind::rung:
        if (!scope_.in_ladder) faults_.add("a rung outside of a ladder");
        break;
      case MoneyKind::nothing: break;
    }
    describe(*this, money);
  }

  void look(const Target& target) {
    switch (target.kind) {
      case TargetKind::holding:
        faults_.resolve("name", target.name, known_.holdings, "holding");
        break;
      case TargetKind::bucket:
        faults_.resolve("name", target.name, known_.buckets, "bucket");
        break;
      case TargetKind::position:
        faults_.resolve("name", target.name, known_.positions, "position");
        break;
    }
    describe(*this, target);
  }

  void look(const Holding& holding) {
    faults_.resolve("asset", holding.asset, known_.assets, "asset");
    faults_.resolve_if_set("place", holding.place, known_.modules, "module");
    faults_.resolve_if_set("step", holding.step, known_.steps, "step");
    describe(*this, holding);
  }

  void look(const Position& position) {
    faults_.resolve("asset", position.asset, known_.assets, "asset");
    faults_.resolve("module", position.module, known_.modules, "module");
    faults_.resolve_if_set("step", position.step, known_.steps, "step");
    if (position.step.empty() == position.adopted.empty())
      faults_.add("a position is opened by a step or adopted");
    describe(*this, position);
  }

  void look(const Flow& flow) {
    faults_.resolve("asset", flow.asset, known_.assets, "asset");
    switch (flow.kind) {
      case FlowKind::pay:
        if (!flow.money) faults_.add("money", "missing");
        break;
      case FlowKind::lock:
        if (!flow.money) faults_.add("money", "missing");
        faults_.resolve("position", flow.position, known_.positions, "position");
        break;
      case FlowKind::receive:
        if (!flow.target) faults_.add("target", "missing");
        break;
      case FlowKind::owe:
      case FlowKind::settle:
      case FlowKind::release:
        faults_.resolve("position", flow.position, known_.positions, "position");
        break;
    }
    describe(*this, flow);
  }

  void look(const Call& call) {
    resolve_member("contract", call.contract);
    calls_.insert({call.contract, call.signature});
    describe(*this, call);
  }

  void look(const Evidence& evidence) {
    resolve_member("contract", evidence.contract);
    describe(*this, evidence);
  }

  void look(const Action& action) {
    if (!actions_.insert(action.id).second) faults_.add("id", "`" + action.id + "` occurs twice");
    // `follow` is the language's own action: it walks pools of any exchange that the deal uses.
    if (action.name != follow) faults_.resolve("module", action.module, known_.modules, "module");
    for (const std::string& name : action.reads)
      faults_.resolve("reads", name, known_.positions, "position");
    for (const std::string& name : action.opens)
      faults_.resolve("opens", name, known_.positions, "position");
    for (const std::string& name : action.closes)
      faults_.resolve("closes", name, known_.positions, "position");
    describe(*this, action);
  }

  void look(const Split& split) {
    inspect_shares("parts", split.parts);
    for (const Split::Part& part : split.parts)
      faults_.resolve("parts", part.holding, known_.holdings, "holding");
    describe(*this, split);
  }

  void look(const Group& group) {
    const bool outer = scope_.in_flash;
    if (group.flash) {
      scope_.in_flash = true;
      faults_.resolve("flash_module", group.flash_module, known_.modules, "module");
      faults_.resolve("flash_holding", group.flash_holding, known_.holdings, "holding");
    }
    const Money* outer_lent = lent_;
    lent_ = group.flash ? &*group.flash : nullptr;
    describe(*this, group);
    lent_ = outer_lent;
    scope_.in_flash = outer;
  }

  void look(const AfterTerm& term) {
    faults_.resolve("step", term.step, known_.steps, "step");
    if (term.mode == AfterMode::any_rung && !known_.ladders.contains(term.step)) {
      faults_.add("step", "`" + term.step + "` is not a ladder");
    }
    describe(*this, term);
  }

  void look(const FailurePolicy& policy) {
    if (policy.kind == FailureKind::then_step)
      faults_.resolve("then_step", policy.then_step, known_.steps, "step");
    describe(*this, policy);
  }

  void look(const Ladder& ladder) {
    if (ladder.sizes.empty()) faults_.add("sizes", "a ladder has at least one size");
    if (ladder.rungs_max == 0 || ladder.rungs_max > ladder_rungs_max) {
      faults_.add("rungs_max", "between 1 and " + std::to_string(ladder_rungs_max) + " rungs");
    }
    faults_.resolve_if_set("collects", ladder.collects, known_.holdings, "holding");
    describe(*this, ladder);
  }

  void look(const Defence& defence) {
    if (defence.times == 0) faults_.add("times", "at least once");
    describe(*this, defence);
  }

  void look(const Step& step) {
    if ((step.kind == StepKind::ladder) != step.ladder.has_value()) {
      faults_.add("ladder", "a ladder, and only a ladder, has `ladder`");
    }
    if ((step.kind == StepKind::defence) != step.defence.has_value()) {
      faults_.add("defence", "a defence, and only a defence, has `defence`");
    }
    scope_.in_ladder = step.kind == StepKind::ladder;
    describe(*this, step);
    scope_.in_ladder = false;
  }

  void look(const Module& module) {
    refuse_doubles("queries", module.queries);
    refuse_doubles("settings", module.settings);
    refuse_doubles("states", module.states);
    describe(*this, module);
  }

  void look(const Query& query) {
    read_ = query.read ? &*query.read : nullptr;
    describe(*this, query);
    read_ = nullptr;
  }

  void look(const Expression& e) {
    if (&e == read_) scope_.in_read = true;
    if (++expression_depth_ > expression_depth_max) {
      faults_.add("nested deeper than " + std::to_string(expression_depth_max) + " levels");
    } else {
      find_expression_faults(e, known_, scope_, faults_);
      describe(*this, e);
    }
    --expression_depth_;
    if (&e == read_) scope_.in_read = false;
  }

  // --- rules for lists ---

  // Queries, settings and states are told apart by name and arguments.
  template <class T>
  void refuse_doubles(std::string_view list, const std::vector<T>& members) {
    std::set<std::string> seen;
    for (const T& member : members) {
      std::string key = member.name;
      for (const Expression& argument : member.arguments)
        key += " " + to_json(argument, Layout::canonical);
      if (!seen.insert(key).second)
        faults_.add(list, "`" + member.name + "` occurs twice with the same arguments");
    }
  }

  template <class T>
  void inspect_shares(std::string_view list, const std::vector<T>& shares) {
    if (shares.empty()) return;
    Rational sum;
    for (const T& share : shares) {
      if (share.share <= Rational()) return faults_.add(list, "a share is above 0");
      const auto next = values::add(sum, share.share);
      if (!next) return faults_.add(list, "the shares cannot be added");
      sum = *next;
    }
    if (sum != Rational(1))
      faults_.add(list, "the shares add to " + values::to_percent(sum, 4) + ", not to 100%");
  }

  void inspect_allow_list() {
    const auto& list = plan_.allow_list;
    if (std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) != list.end()) {
      return faults_.add("allow_list", "not sorted, or an entry twice");
    }
    for (const Allowed& call : calls_) {
      if (!std::binary_search(list.begin(), list.end(), call)) {
        faults_.add("allow_list",
                    "lacks `" + call.contract + "." + call.signature + "`, which an action calls");
      }
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (calls_.contains(list[i])) continue;
      faults_.at.enter("allow_list");
      faults_.at.enter(i);
      faults_.add("`" + list[i].contract + "." + list[i].signature + "` is called by no action");
      faults_.at.leave();
      faults_.at.leave();
    }
  }

  // "module.member": the module is known.
  void resolve_member(std::string_view field, const std::string& name) {
    faults_.resolve(field, name.substr(0, name.find('.')), known_.modules, "module");
  }

  const Plan& plan_;
  const KnownNames known_{plan_};
  FaultList& faults_;
  Scope scope_;
  const Money* lent_ = nullptr;       // by the flash loan that is being looked at
  const Expression* read_ = nullptr;  // of the query that is being looked at
  std::size_t expression_depth_ = 0;
  std::unordered_set<std::string_view> actions_;
  std::set<Allowed> calls_;
};

}  // namespace

std::vector<PlanError> find_faults(const Plan& plan) {
  FaultList faults;
  find_name_faults(plan, faults);
  Inspector(plan, faults).inspect();
  find_order_faults(plan, faults);
  return std::move(faults).take();
}

}  // namespace dealwright::plan
