// What is wrong with a plan as a whole: names that are not unique, references that lead nowhere,
// shares that do not add up, circles, things beyond their limits. A visitor over the field lists
// that looks at each struct as it meets it.
#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "dsl/plan/arity.hpp"
#include "dsl/plan/canonical.hpp"
#include "dsl/plan/fields.hpp"
#include "dsl/plan/pointer.hpp"
#include "dsl/plan/utf8.hpp"
#include "dsl/plan/writer.hpp"
#include "dsl/values/unit.hpp"

namespace dealwright::plan {
namespace {

using values::Rational;
using NameSet = std::unordered_set<std::string_view>;

class Inspector {
 public:
  explicit Inspector(const Plan& plan) : plan_(plan) {
    for (const Module& module : plan.modules)
      remember(module);
  }

  std::vector<PlanError> inspect() {
    // In this order, so that each list is known before anything refers into it.
    know("assets", plan_.assets, assets_, &Asset::name);
    know("params", plan_.params, params_, &Param::name);
    know("buckets", plan_.buckets, buckets_, &Bucket::name);
    know("holdings", plan_.holdings, holdings_, &Holding::name);
    know("positions", plan_.positions, positions_, &Position::name);
    know("steps", plan_.steps, steps_, &Step::name);
    for (const Step& step : plan_.steps) {
      if (step.ladder) ladders_.insert(step.name);
    }
    NameSet aliases;
    know("modules", plan_.modules, aliases, &Module::alias);
    NameSet valued;
    know("value_rules", plan_.value_rules, valued, &ValueRule::asset);
    describe(*this, plan_);
    inspect_shares("buckets", plan_.buckets);
    inspect_allow_list();
    inspect_order();
    if (plan_.deal.empty()) fault("deal", "a deal has a name");
    if (plan_.steps.size() > steps_max)
      fault("steps", "more than " + std::to_string(steps_max) + " steps");
    return std::move(faults_);
  }

  // What describe() calls.
  template <class T>
  void must(std::string_view name, const T& value) {
    at_.enter(name);
    look(value);
    at_.leave();
  }
  template <class T>
  void may(std::string_view name, const T& value, WhenEmpty = WhenEmpty::left_out) {
    must(name, value);
  }
  template <class Names, class Variant>
  void one_of(const Names& names, const Variant& variant) {
    at_.enter(names[variant.index()]);
    std::visit([this](const auto& alternative) { this->look(alternative); }, variant);
    at_.leave();
  }
  void format(std::string_view, int) {}

 private:
  // --- one overload for each thing that has rules of its own
  // -----------------------------------------------------

  template <class T>
  void look(const T& value) {
    if constexpr (is_option<T>) {
      if (value) look(*value);
    } else if constexpr (is_list<T>) {
      for (std::size_t i = 0; i < value.size() && faults_.size() < faults_max; ++i) {
        at_.enter(i);
        look(value[i]);
        at_.leave();
      }
    } else if constexpr (!Scalar<T>) {
      describe(*this, value);
    }
  }

  void look(const std::string& text) {
    if (!is_utf8(text)) fault("not UTF-8");
  }

  void look(const values::Duration& duration) {
    if (duration < values::Duration{} || duration > values::duration_max) {
      fault("a duration is between 0 and 100 years");
    }
  }

  void look(const Asset& asset) {
    if (asset.decimals > values::decimals_max) {
      fault("decimals", "at most " + std::to_string(values::decimals_max) + " decimals");
    }
    resolve_if_set("counts_as", asset.counts_as, assets_, "asset");
    resolve_if_set("redeems_into", asset.redeems_into, assets_, "asset");
    if (asset.par <= Rational()) fault("par", "par is above 0");
    describe(*this, asset);
  }

  void look(const Param& param) {
    if (param.low.has_value() != param.high.has_value()) fault("a range has two ends");
    describe(*this, param);
  }

  void look(const Gas& gas) {
    resolve_if_set("asset", gas.asset, assets_, "asset");
    if (gas.at_most && gas.asset.empty()) fault("asset", "missing for `at_most`");
    if (gas.payer != "operator") resolve("payer", gas.payer, buckets_, "bucket");
    describe(*this, gas);
  }

  void look(const Assumption& assumption) {
    switch (assumption.kind) {
      case AssumptionKind::falls_at_most:
      case AssumptionKind::rises_at_most:
        resolve("subject", assumption.subject, assets_, "asset");
        break;
      case AssumptionKind::may: resolve("subject", assumption.subject, modules_, "module"); break;
      case AssumptionKind::within:
        if (!assumption.centre || !assumption.quantity)
          fault("`within` has a `centre` and a `quantity`");
        break;
      case AssumptionKind::holds: break;
    }
    describe(*this, assumption);
  }

  void look(const ValueRule& rule) {
    resolve("asset", rule.asset, assets_, "asset");
    describe(*this, rule);
  }

  void look(const Limit& limit) {
    switch (limit.kind) {
      case LimitKind::cap:
        if (!is_comparison(limit.comparison)) fault("comparison", "not a comparison");
        break;
      case LimitKind::never_pledge: resolve("subject", limit.subject, assets_, "asset"); break;
      case LimitKind::repayable:
        resolve("subject", limit.subject, positions_, "position");
        for (const std::string& name : limit.without) {
          if (!assets_.contains(name)) resolve("without", name, buckets_, "asset or bucket");
        }
        break;
    }
    if (limit.tightened_to.has_value() != limit.tightened_when.has_value()) {
      fault("`tightened_to` and `tightened_when` go together");
    }
    describe(*this, limit);
  }

  void look(const Money& money) {
    resolve_if_set("asset", money.asset, assets_, "asset");
    switch (money.kind) {
      case MoneyKind::holding: resolve("name", money.name, holdings_, "holding"); break;
      case MoneyKind::bucket:
        resolve("name", money.name, buckets_, "bucket");
        resolve("asset", money.asset, assets_, "asset");
        break;
      case MoneyKind::amount:
      case MoneyKind::up_to:
        // Only what the deal starts with comes from nowhere.
        if (&money != &plan_.capital && !buckets_.contains(money.name)) {
          resolve("name", money.name, holdings_, "bucket or holding");
        }
        resolve("asset", money.asset, assets_, "asset");
        if (!money.expression) fault("expression", "missing");
        break;
      case MoneyKind::share:
        if (!money.expression) fault("expression", "missing");
        if (money.parts.size() != 1) fault("parts", "a share is of one part");
        break;
      case MoneyKind::sum:
        if (money.parts.empty()) fault("parts", "a sum has parts");
        break;
      case MoneyKind::rung:
        if (!in_ladder_) fault("a rung outside of a ladder");
        break;
      case MoneyKind::nothing: break;
    }
    describe(*this, money);
  }

  void look(const Target& target) {
    switch (target.kind) {
      case TargetKind::holding: resolve("name", target.name, holdings_, "holding"); break;
      case TargetKind::bucket: resolve("name", target.name, buckets_, "bucket"); break;
      case TargetKind::position: resolve("name", target.name, positions_, "position"); break;
    }
    describe(*this, target);
  }

  void look(const Holding& holding) {
    resolve("asset", holding.asset, assets_, "asset");
    resolve_if_set("place", holding.place, modules_, "module");
    resolve_if_set("step", holding.step, steps_, "step");
    describe(*this, holding);
  }

  void look(const Position& position) {
    resolve("asset", position.asset, assets_, "asset");
    resolve("module", position.module, modules_, "module");
    resolve_if_set("step", position.step, steps_, "step");
    if (position.step.empty() == position.adopted.empty())
      fault("a position is opened by a step or adopted");
    describe(*this, position);
  }

  void look(const Flow& flow) {
    resolve("asset", flow.asset, assets_, "asset");
    switch (flow.kind) {
      case FlowKind::pay:
        if (!flow.money) fault("money", "missing");
        break;
      case FlowKind::lock:
        if (!flow.money) fault("money", "missing");
        resolve("position", flow.position, positions_, "position");
        break;
      case FlowKind::receive:
        if (!flow.target) fault("target", "missing");
        break;
      case FlowKind::owe:
      case FlowKind::settle:
      case FlowKind::release: resolve("position", flow.position, positions_, "position"); break;
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
    if (!actions_.insert(action.id).second) fault("id", "`" + action.id + "` occurs twice");
    resolve("module", action.module, modules_, "module");
    for (const std::string& name : action.reads)
      resolve("reads", name, positions_, "position");
    for (const std::string& name : action.opens)
      resolve("opens", name, positions_, "position");
    for (const std::string& name : action.closes)
      resolve("closes", name, positions_, "position");
    describe(*this, action);
  }

  void look(const Split& split) {
    inspect_shares("parts", split.parts);
    for (const Split::Part& part : split.parts)
      resolve("parts", part.holding, holdings_, "holding");
    describe(*this, split);
  }

  void look(const Group& group) {
    const bool outer = in_flash_;
    if (group.flash) {
      in_flash_ = true;
      resolve("flash_module", group.flash_module, modules_, "module");
      resolve("flash_holding", group.flash_holding, holdings_, "holding");
    }
    describe(*this, group);
    in_flash_ = outer;
  }

  void look(const AfterTerm& term) {
    resolve("step", term.step, steps_, "step");
    if (term.mode == AfterMode::any_rung && !ladders_.contains(term.step)) {
      fault("step", "`" + term.step + "` is not a ladder");
    }
    describe(*this, term);
  }

  void look(const FailurePolicy& policy) {
    if (policy.kind == FailureKind::then_step)
      resolve("then_step", policy.then_step, steps_, "step");
    describe(*this, policy);
  }

  void look(const Ladder& ladder) {
    if (ladder.sizes.empty()) fault("sizes", "a ladder has at least one size");
    if (ladder.rungs_max == 0 || ladder.rungs_max > ladder_rungs_max) {
      fault("rungs_max", "between 1 and " + std::to_string(ladder_rungs_max) + " rungs");
    }
    resolve_if_set("collects", ladder.collects, holdings_, "holding");
    describe(*this, ladder);
  }

  void look(const Defence& defence) {
    if (defence.times == 0) fault("times", "at least once");
    describe(*this, defence);
  }

  void look(const Step& step) {
    if ((step.kind == StepKind::ladder) != step.ladder.has_value()) {
      fault("ladder", "a ladder, and only a ladder, has `ladder`");
    }
    if ((step.kind == StepKind::defence) != step.defence.has_value()) {
      fault("defence", "a defence, and only a defence, has `defence`");
    }
    in_ladder_ = step.kind == StepKind::ladder;
    describe(*this, step);
    in_ladder_ = false;
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
    // What a query reads is over contract calls, whose names are the chain adapter's.
    if (&e == read_) in_read_ = true;
    if (++expression_depth_ > expression_depth_max) {
      fault("nested deeper than " + std::to_string(expression_depth_max) + " levels");
    } else {
      const Arity arity = arity_of(e.op);
      if (e.args.size() < arity.least || e.args.size() > arity.most)
        fault("args", "wrong number of operands");
      if (!in_read_) inspect_names(e);
      inspect_number(e);
      describe(*this, e);
    }
    --expression_depth_;
    if (&e == read_) in_read_ = false;
  }

  void inspect_names(const Expression& e) {
    switch (e.op) {
      case Op::param: return resolve("name", e.name, params_, "parameter");
      case Op::bucket: return resolve("name", e.name, buckets_, "bucket");
      case Op::holding:
      case Op::cost: return resolve("name", e.name, holdings_, "holding");
      case Op::position:
      case Op::ltv_of: return resolve("name", e.name, positions_, "position");
      case Op::exposure:
      case Op::price:
      case Op::volatility:
      case Op::value:
      case Op::at_par:
      case Op::at_cost:
      case Op::at_market: return resolve("name", e.name, assets_, "asset");
      case Op::asset:
        if (e.name != values::usd) resolve("name", e.name, assets_, "asset");
        return;
      case Op::query: return resolve("name", e.name, queries_, "query");
      case Op::setting:
        // A query whose model is a setting is one by its own name.
        if (!queries_.contains(e.name)) resolve("name", e.name, settings_, "setting");
        return;
      case Op::state: return resolve("name", e.name, states_, "state");
      case Op::rung:
        if (!in_ladder_) fault("a rung outside of a ladder");
        return;
      case Op::flash_owed:
        if (!in_flash_) fault("`flash.owed` outside of a flash loan");
        return;
      case Op::number:
      case Op::truth:
      case Op::text:
      case Op::duration:
      case Op::time:
      case Op::local:
      case Op::nav:
      case Op::profit:
      case Op::loss:
      case Op::ltv:
      case Op::health:
      case Op::primitive:
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::negate:
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_or_equal:
      case Op::greater:
      case Op::greater_or_equal:
      case Op::all_of:
      case Op::any_of:
      case Op::not_: return;
    }
  }

  void inspect_number(const Expression& e) {
    if (e.op == Op::truth && !e.number.is_zero() && e.number != Rational(1))
      fault("number", "a truth is 0 or 1");
    if (e.op == Op::duration || e.op == Op::time) {
      const auto whole = values::to_whole(e.number);
      if (!whole || *whole < 0) fault("number", "whole milliseconds, not below 0");
      if (whole && e.op == Op::duration && *whole > values::duration_max.milliseconds) {
        fault("number", "a duration is at most 100 years");
      }
    }
  }

  // --- the plan as a whole
  // ---------------------------------------------------------------------------------------

  template <class T>
  void know(std::string_view list, const std::vector<T>& items, NameSet& names,
            std::string T::* name) {
    at_.enter(list);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string& own = items[i].*name;
      at_.enter(i);
      if (own.empty()) fault("has no name");
      if (!own.empty() && !names.insert(own).second) fault("`" + own + "` occurs twice");
      at_.leave();
    }
    at_.leave();
  }

  // The deal says `alias.query`; module texts say `name.query`. Both resolve.
  void remember(const Module& module) {
    for (const std::string& own : {module.name, module.alias}) {
      modules_.insert(own);
      for (const Query& query : module.queries)
        queries_.insert(member_of(own, query.name));
      for (const Setting& setting : module.settings)
        settings_.insert(member_of(own, setting.name));
      for (const Setting& state : module.states)
        states_.insert(member_of(own, state.name));
    }
  }

  static std::string member_of(const std::string& module, const std::string& full) {
    return module + "." + full.substr(full.find('.') + 1);
  }

  // Queries, settings and states are told apart by name and arguments.
  template <class T>
  void refuse_doubles(std::string_view list, const std::vector<T>& members) {
    std::set<std::string> seen;
    for (const T& member : members) {
      std::string key = member.name;
      for (const Expression& argument : member.arguments)
        key += " " + to_json(argument, Layout::canonical);
      if (!seen.insert(key).second)
        fault(list, "`" + member.name + "` occurs twice with the same arguments");
    }
  }

  template <class T>
  void inspect_shares(std::string_view list, const std::vector<T>& shares) {
    if (shares.empty()) return;
    Rational sum;
    for (const T& share : shares) {
      if (share.share <= Rational()) return fault(list, "a share is above 0");
      const auto next = values::add(sum, share.share);
      if (!next) return fault(list, "the shares cannot be added");
      sum = *next;
    }
    if (sum != Rational(1))
      fault(list, "the shares add to " + values::to_percent(sum, 4) + ", not to 100%");
  }

  void inspect_allow_list() {
    const auto& list = plan_.allow_list;
    if (std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) != list.end()) {
      return fault("allow_list", "not sorted, or an entry twice");
    }
    for (const Allowed& call : calls_) {
      if (!std::binary_search(list.begin(), list.end(), call)) {
        fault("allow_list",
              "lacks `" + call.contract + "." + call.signature + "`, which an action calls");
      }
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (calls_.contains(list[i])) continue;
      at_.enter("allow_list");
      at_.enter(i);
      fault("`" + list[i].contract + "." + list[i].signature + "` is called by no action");
      at_.leave();
      at_.leave();
    }
  }

  // Takes away steps that wait for nothing that is left; what cannot be taken away waits in a
  // circle, or behind one.
  void inspect_order() {
    const std::size_t count = plan_.steps.size();
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < count; ++i)
      places.emplace(plan_.steps[i].name, i);
    std::vector<std::vector<std::size_t>> followers(count);
    std::vector<std::size_t> waits(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
      for (const auto& all : plan_.steps[i].after) {
        for (const AfterTerm& term : all) {
          const auto before = places.find(term.step);
          if (before == places.end()) continue;
          followers[before->second].push_back(i);
          ++waits[i];
        }
      }
    }
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < count; ++i) {
      if (waits[i] == 0) ready.push_back(i);
    }
    for (std::size_t next = 0; next < ready.size(); ++next) {
      for (const std::size_t follower : followers[ready[next]]) {
        if (--waits[follower] == 0) ready.push_back(follower);
      }
    }
    if (ready.size() == count) return;
    const auto stuck =
        std::find_if(waits.begin(), waits.end(), [](std::size_t n) { return n > 0; });
    at_.enter("steps");
    at_.enter(static_cast<std::size_t>(stuck - waits.begin()));
    fault("after", "steps wait for each other in a circle");
    at_.leave();
    at_.leave();
  }

  // --- names and faults
  // ------------------------------------------------------------------------------------------

  template <class Names>
  void resolve(std::string_view field, const std::string& name, const Names& names,
               std::string_view what) {
    if (!names.contains(name))
      fault(field, "no " + std::string(what) + " is called `" + name + "`");
  }
  template <class Names>
  void resolve_if_set(std::string_view field, const std::string& name, const Names& names,
                      std::string_view what) {
    if (!name.empty()) resolve(field, name, names, what);
  }
  // "module.member": the module is known.
  void resolve_member(std::string_view field, const std::string& name) {
    resolve(field, name.substr(0, name.find('.')), modules_, "module");
  }

  void fault(std::string what) { report(at_.text(), std::move(what)); }
  void fault(std::string_view field, std::string what) { report(at_.text(field), std::move(what)); }
  void report(std::string where, std::string what) {
    if (faults_.size() < faults_max) faults_.push_back({std::move(where), std::move(what)});
  }

  const Plan& plan_;
  NameSet assets_, params_, buckets_, holdings_, positions_, steps_, ladders_, actions_;
  std::unordered_set<std::string> modules_, queries_, settings_, states_;
  std::set<Allowed> calls_;
  Pointer at_;
  std::size_t expression_depth_ = 0;
  bool in_ladder_ = false;
  bool in_flash_ = false;
  const Expression* read_ = nullptr;  // of the query that is being looked at
  bool in_read_ = false;
  std::vector<PlanError> faults_;
};

}  // namespace

std::vector<PlanError> find_faults(const Plan& plan) { return Inspector(plan).inspect(); }

}  // namespace dealwright::plan
