// Steps: actions and money in the order in which they can happen, then guards, approvals and policies, when every name
// is known.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/check.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

Node statements_of(const StepFacts& facts) { return facts.step.kind == plan::StepKind::ladder ? facts.node : facts.node.child(Kind::body); }

class ActionReader {
 public:
  ActionReader(DealChecker& deal, Node node) : deal_(deal), node_(node), call_(node.child_at(0)), results_(node.child(Kind::results)) {}

  std::optional<plan::Action> run() {
    ++deal_.action_number;
    Node base = call_.is(Kind::postfix) ? call_.child_at(0) : call_;
    Node second = call_.is(Kind::postfix) ? call_.child_at(1) : Node();
    if (base.text() == "follow" && second.is(Kind::call)) return follow(second);
    Node call = call_.is(Kind::postfix) ? call_.child_at(2) : Node();
    if (!second.is(Kind::member) || !call.is(Kind::call) || call_.child_count() != 3) {
      if (!node_.is_broken()) Report(deal_.found, Code::wrong_kind_of_name, node_).says("an action is written `MODULE.ACTION(…) -> NAME`");
      return std::nullopt;
    }
    const Symbol* symbol = deal_.scope.find(base.text());
    if (symbol == nullptr || symbol->kind != SymbolKind::module) {
      unknown_module(base, symbol);
      return std::nullopt;
    }
    if (symbol->module == nullptr) return std::nullopt;  // its file has findings of its own
    module_ = symbol->module;
    Node name = second.first_child();
    auto known = module_->actions.find(name.text());
    if (known == module_->actions.end()) {
      unknown_action(name);
      return std::nullopt;
    }
    signature_ = &known->second;
    return use(call);
  }

 private:
  void unknown_module(Node base, const Symbol* symbol) {
    std::vector<std::string> candidates = deal_.scope.names(SymbolKind::module);
    std::string meant = diagnostics::nearest(base.text(), candidates);
    Report report(deal_.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, base);
    if (symbol == nullptr) {
      report.says("`" + std::string(base.text()) + "` is unknown: no `use` names it");
    } else {
      report.says("`" + std::string(base.text()) + "` is " + std::string(with_article(symbol->kind)) + " and has no actions").also(symbol->declared, "declared here");
    }
    if (!meant.empty()) {
      report.here("did you mean `" + meant + "`?").replace_with(meant);
    } else if (symbol == nullptr) {
      report.help("add a line `use MODULE as " + std::string(base.text()) + "` at the top of the file");
    }
  }

  void unknown_action(Node name) {
    std::vector<std::string> candidates;
    for (const auto& [action, signature] : module_->actions) candidates.push_back(action);
    std::string meant = diagnostics::nearest(name.text(), candidates);
    const bool query = module_->queries.contains(name.text());
    Report report(deal_.found, query ? Code::wrong_kind_of_name : Code::unknown_name, name);
    report.says(query ? "`" + std::string(name.text()) + "` of `" + module_->name + "` is a query: it moves nothing"
                      : "`" + module_->name + "` has no action `" + std::string(name.text()) + "`");
    if (!meant.empty()) {
      report.here("did you mean `" + meant + "`?").replace_with(meant);
    } else {
      report.note("its actions are " + listed(candidates, "and"));
    }
  }

  std::string written() const { return "`" + module_->name + "." + signature_->name + "`"; }

  // Which argument node stands for which parameter; absent where a default serves.
  std::optional<std::vector<Node>> match(Node call) {
    std::vector<Node> chosen(signature_->parameters.size());
    std::size_t next = 0;
    bool fine = true;
    for (Node argument : arguments_of(call)) {
      Node label = argument.child(Kind::argument_name);
      std::size_t index = signature_->parameters.size();
      if (label) {
        for (std::size_t i = 0; i < signature_->parameters.size(); ++i) {
          if (signature_->parameters[i].name == label.text()) index = i;
        }
        if (index == signature_->parameters.size()) {
          std::vector<std::string> candidates;
          for (const Parameter& parameter : signature_->parameters) candidates.push_back(parameter.name);
          std::string meant = diagnostics::nearest(label.text(), candidates);
          Report report(deal_.found, Code::wrong_arguments, label);
          report.says(written() + " takes no argument `" + std::string(label.text()) + "`").also(signature_->declared, "declared here");
          if (!meant.empty()) {
            report.here("did you mean `" + meant + "`?").replace_with(meant);
          } else {
            report.note("it takes " + listed(candidates, "and"));
          }
          fine = false;
          continue;
        }
      } else {
        while (next < chosen.size() && chosen[next]) ++next;
        index = next;
        if (index == chosen.size()) {
          Report(deal_.found, Code::wrong_arguments, argument)
              .says(written() + " takes " + std::to_string(chosen.size()) + (chosen.size() == 1 ? " argument" : " arguments") + ", this is one more")
              .also(signature_->declared, "declared here");
          fine = false;
          continue;
        }
      }
      if (chosen[index]) {
        Report(deal_.found, Code::wrong_arguments, argument).says("`" + signature_->parameters[index].name + "` is given twice").also(place_of(chosen[index]), "first here");
        fine = false;
        continue;
      }
      chosen[index] = argument_value(argument);
    }
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (!chosen[i] && !parameter.initial && !parameter.opens_new) missing.push_back(parameter.name);
    }
    if (fine && !missing.empty() && !call_.is_broken()) {
      Report(deal_.found, Code::wrong_arguments, call_).says(written() + " needs " + listed(missing, "and") + " as well").also(signature_->declared, "declared here");
      fine = false;
    }
    if (!fine || !missing.empty()) return std::nullopt;
    return chosen;
  }

  std::optional<plan::Action> use(Node call) {
    auto chosen = match(call);
    if (!chosen) {
      bind_nothing();
      return std::nullopt;
    }
    ActionUse use;
    use.module = module_;
    use.signature = signature_;
    use.asked = &deal_.model.asked;
    bool fine = true;
    // Assets and positions first: they say what the type variables are.
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::asset) fine = bind_asset(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::position) fine = bind_position(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::money) fine = bind_money(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::value) fine = bind_value(use, parameter, (*chosen)[i]) && fine;
    }
    if (!fine) {
      bind_nothing();
      return std::nullopt;
    }
    if (!bind_results(use)) return std::nullopt;
    diagnostics::Diagnostics inside;
    plan::Action action = lower_action(use, deal_.assets, inside);
    if (!inside.empty() && !module_->is_broken) {
      Report(deal_.found, Code::wrong_asset, call_).says(written() + " cannot be used like this: " + inside.front().message).also(signature_->declared, "declared here");
    }
    finish(action, use);
    return action;
  }

  // The type of a parameter with what is bound so far; unknown when a variable in it is still free.
  Type type_of(const ActionUse& use, const Parameter& parameter, diagnostics::Diagnostics& found) {
    ExpressionPlace at = deal_.place();
    at.substitution = &use.substitution;
    return Expressions(found, at).type_named(parameter.type);
  }

  bool bind_asset(ActionUse& use, const Parameter& parameter, Node node) {
    ExpressionPlace at = deal_.place();
    Checked checked = deal_.expressions(at).check(node);
    if (checked.type.is(TypeKind::unknown)) return false;
    if (!checked.type.is(TypeKind::asset)) {
      Report(deal_.found, Code::wrong_type, node).says(written() + " needs the name of an asset here, this is " + to_text(checked.type)).also(parameter.declared, "declared here");
      return false;
    }
    use.substitution[parameter.variable] = checked.type.asset;
    BoundArgument bound;
    bound.asset = checked.type.asset;
    bound.value = std::move(checked.value);
    use.arguments.emplace(parameter.name, std::move(bound));
    return true;
  }

  bool bind_position(ActionUse& use, const Parameter& parameter, Node node) {
    const bool debt = parameter.type.child(Kind::position_kind).text() == "Debt";
    BoundArgument bound;
    if (!node) {  // `= new`: its asset follows from the money
      use.arguments.emplace(parameter.name, std::move(bound));
      return true;
    }
    if (!node.is(Kind::name)) {
      Report(deal_.found, Code::wrong_type, node).says(written() + " needs a position here, by its name").also(parameter.declared, "declared here");
      return false;
    }
    ExpressionPlace at = deal_.place();
    const Symbol* symbol = deal_.expressions(at).symbol_named(node);
    if (symbol == nullptr || !position_is_there(deal_, *symbol, node)) return false;
    auto known = deal_.positions.find(symbol->name);
    if (known == deal_.positions.end()) {
      if (symbol->kind != SymbolKind::holding || deal_.holdings.contains(symbol->name)) {
        if (symbol->kind == SymbolKind::holding && deal_.holdings.find(symbol->name)->second.asset.empty()) return false;
        Report(deal_.found, Code::wrong_type, node)
            .says(written() + " needs a position here, `" + symbol->name + "` is " + std::string(with_article(symbol->kind)))
            .also(symbol->declared, "declared here");
      }
      return false;
    }
    PositionFacts& facts = known->second;
    if (facts.asset.empty()) return false;
    if ((facts.kind == plan::PositionKind::debt) != debt) {
      Report(deal_.found, Code::wrong_type, node)
          .says(written() + " needs a " + (debt ? "debt" : "collateral") + " here, `" + symbol->name + "` is a " + (debt ? "collateral" : "debt"))
          .also(facts.bound, "opened here");
      return false;
    }
    if (facts.module != module_) {
      Report(deal_.found, Code::wrong_place, node)
          .says("`" + symbol->name + "` is a position at `" + (facts.module != nullptr ? facts.module->name : std::string("another deal")) + "`, not at `" + module_->name + "`")
          .also(facts.bound, "opened here");
      return false;
    }
    auto variable = use.substitution.find(parameter.variable);
    const std::string wanted = variable != use.substitution.end() ? variable->second : deal_.assets.contains(parameter.variable) ? parameter.variable : std::string();
    if (!wanted.empty() && wanted != facts.asset) {
      Report(deal_.found, Code::wrong_asset, node).says(written() + " needs a position in " + wanted + ", `" + symbol->name + "` is in " + facts.asset).also(facts.bound, "opened here");
      return false;
    }
    use.substitution[parameter.variable] = facts.asset;
    bound.asset = facts.asset;
    bound.position = symbol->name;
    use.arguments.emplace(parameter.name, std::move(bound));
    if (parameter.access == Access::reads) return true;
    if (parameter.access == Access::closes && deal_.current_step != no_step) facts.closed_by.push_back(deal_.current_step);
    if (deal_.current_step != no_step) {
      Draw draw;
      draw.what = "position `" + symbol->name + "`";
      draw.key = "position/" + symbol->name;
      draw.place = place_of(node);
      deal_.steps[deal_.current_step].draws.push_back(std::move(draw));
    }
    return true;
  }

  bool bind_money(ActionUse& use, const Parameter& parameter, Node node) {
    // `A` alone may still be free, and then takes the asset of the money; anything else is known by now.
    std::string wanted;
    const bool free = !parameter.variable.empty() && !use.substitution.contains(parameter.variable) && !deal_.assets.contains(parameter.variable);
    if (!free) {
      diagnostics::Diagnostics inside;
      const Type type = type_of(use, parameter, inside);
      if (!inside.empty()) {
        Report(deal_.found, Code::wrong_asset, call_).says(written() + " cannot be used like this: " + inside.front().message).also(parameter.declared, "declared here");
        return false;
      }
      wanted = std::string(type.unit.asset());
    }
    MoneyChecked money = check_money(deal_, node, wanted, parameter.place);
    if (money.asset.empty()) return false;
    if (free) use.substitution[parameter.variable] = money.asset;
    paid_.push_back({money.asset, money.paid_in});
    BoundArgument bound;
    bound.asset = money.asset;
    bound.money = std::move(money.money);
    use.arguments.emplace(parameter.name, std::move(bound));
    return true;
  }

  bool bind_value(ActionUse& use, const Parameter& parameter, Node node) {
    diagnostics::Diagnostics inside;
    const Type type = type_of(use, parameter, inside);
    if (!inside.empty()) return false;
    BoundArgument bound;
    if (node) {
      ExpressionPlace at = deal_.place();
      Checked checked = deal_.expressions(at).of_type(node, type, "`" + parameter.name + "` of " + written());
      if (checked.type.is(TypeKind::unknown)) return false;
      bound.value = std::move(checked.value);
    } else {
      Scope scope = scope_of(*module_);
      ExpressionPlace at = deal_.place();
      at.scope = &scope;
      at.module = module_;
      at.substitution = &use.substitution;
      bound.value = Expressions(inside, at).of_type(parameter.initial, type, parameter.name).value;
    }
    use.arguments.emplace(parameter.name, std::move(bound));
    return true;
  }

  // The results that this use yields: with `into:` an open position, that one is not among them.
  std::vector<const Result*> yielded(const ActionUse& use) const {
    bool into = false;
    for (const Parameter& parameter : signature_->parameters) {
      auto bound = use.arguments.find(parameter.name);
      if (parameter.opens_new && bound != use.arguments.end() && !bound->second.position.empty()) into = true;
    }
    std::vector<const Result*> results;
    for (const Result& result : signature_->results) {
      if (!(into && result.is_position)) results.push_back(&result);
    }
    return results;
  }

  std::vector<Node> bound_names() const {
    std::vector<Node> names;
    if (!results_) return names;
    for (Node name : results_.children()) names.push_back(name);
    return names;
  }

  bool bind_results(ActionUse& use) {
    const auto results = yielded(use);
    const auto names = bound_names();
    if (names.size() < results.size() && !node_.is_broken()) {
      const Result& missing = *results[names.size()];
      Report report(deal_.found, Code::not_bound, call_);
      report.says("what " + written() + " yields is not bound: `" + missing.name + "`").also(missing.declared, "yielded here");
      std::string arrow = " ->";
      for (std::size_t i = 0; i < results.size(); ++i) arrow += (i > 0 ? ", " : " ") + (i < names.size() ? std::string(names[i].text()) : results[i]->name);
      report.help("write `" + one_line(call_.text()) + arrow + "`");
    } else if (names.size() > results.size()) {
      Report(deal_.found, Code::wrong_arguments, names[results.size()])
          .says(written() + " yields " + (results.empty() ? std::string("nothing") : std::to_string(results.size()) + (results.size() == 1 ? " thing" : " things")) + ", there is nothing for `" +
                std::string(names[results.size()].text()) + "`")
          .also(signature_->declared, "declared here");
    }
    ExpressionPlace at = deal_.place();
    at.substitution = &use.substitution;
    for (std::size_t i = 0; i < results.size() && i < names.size(); ++i) {
      const Result& result = *results[i];
      diagnostics::Diagnostics inside;
      const Type type = Expressions(inside, at).type_named(result.type);
      const std::string name(names[i].text());
      const Symbol* known = deal_.scope.find(name);
      if (known != nullptr && known->kind == SymbolKind::bucket) {
        if (result.is_position) {
          Report(deal_.found, Code::wrong_kind_of_name, names[i]).says("`" + result.name + "` is a position and cannot rest in a bucket").also(known->declared, "a bucket").help("give it a name of its own");
          continue;
        }
        if (!result.place.empty()) {
          Report(deal_.found, Code::wrong_place, names[i]).says("`" + result.name + "` is at `" + result.place + "`; buckets are on chain").help("withdraw it first");
          continue;
        }
        use.results[result.name] = {plan::TargetKind::bucket, name};
        continue;
      }
      Symbol* symbol = deal_.scope.find_own(name);
      auto binder = deal_.binders.find(name);
      const bool ours = symbol != nullptr && binder != deal_.binders.end() && binder->second.place.span == names[i].span();
      if (result.is_position) {
        use.results[result.name] = {plan::TargetKind::position, name};
        if (!ours) continue;
        symbol->kind = SymbolKind::position;
        symbol->type = type;
        symbol->module = module_;
        PositionFacts facts;
        facts.kind = type.is(TypeKind::debt) ? plan::PositionKind::debt : plan::PositionKind::collateral;
        facts.asset = type.asset;
        facts.module = module_;
        facts.step = deal_.current_step;
        facts.bound = place_of(names[i]);
        deal_.positions.insert_or_assign(name, std::move(facts));
      } else {
        use.results[result.name] = {plan::TargetKind::holding, name};
        if (!ours) continue;
        symbol->type = type;
        HoldingFacts facts;
        facts.asset = std::string(type.unit.asset());
        facts.place = result.place;
        facts.paid_in = cost_of(facts.asset);
        facts.step = deal_.current_step;
        facts.action = deal_.action_number;
        facts.bound = place_of(names[i]);
        deal_.holdings.insert_or_assign(name, std::move(facts));
      }
    }
    if (deal_.current_step != no_step) {
      for (const Result* result : results) {
        if (result->is_position) continue;
        diagnostics::Diagnostics inside;
        HoldingFacts& last = deal_.steps[deal_.current_step].last_yield;
        last.asset = std::string(Expressions(inside, at).type_named(result->type).unit.asset());
        last.place = result->place;
        last.paid_in = cost_of(last.asset);
      }
    }
    return names.size() >= results.size();
  }

  // What was paid for it: the asset given, or that asset's own cost when it only moved.
  std::string cost_of(const std::string& asset) const {
    if (paid_.size() != 1) return asset;
    return paid_.front().first == asset ? paid_.front().second : paid_.front().first;
  }

  // The names stay known, of no type: what they would have been is not to be reported again.
  void bind_nothing() {
    for (Node name : bound_names()) {
      auto binder = deal_.binders.find(name.text());
      if (binder == deal_.binders.end() || !(binder->second.place.span == name.span())) continue;
      HoldingFacts facts;
      facts.step = deal_.current_step;
      deal_.holdings.insert_or_assign(std::string(name.text()), std::move(facts));
    }
  }

  void finish(plan::Action& action, const ActionUse& use) {
    const std::string step = deal_.current_step == no_step ? std::string() : deal_.steps[deal_.current_step].step.name;
    action.id = step + "." + action.name;
    for (unsigned n = 2; deal_.action_places.contains(action.id); ++n) action.id = step + "." + action.name + "#" + std::to_string(n);
    deal_.action_places.emplace(action.id, place_of(node_));
    static_cast<void>(use);
  }

  // follow(path, give: S) -> got: walks a route over the exchanges that the file uses.
  std::optional<plan::Action> follow(Node call) {
    Node path;
    Node give;
    for (Node argument : arguments_of(call)) {
      Node label = argument.child(Kind::argument_name);
      if (label && label.text() == "give") {
        give = argument_value(argument);
      } else if (!label && !path) {
        path = argument_value(argument);
      } else {
        Report(deal_.found, Code::wrong_arguments, argument).says("`follow` takes a route and `give: MONEY`");
        bind_nothing();
        return std::nullopt;
      }
    }
    if (!path || !give) {
      if (!call_.is_broken()) Report(deal_.found, Code::wrong_arguments, call_).says("`follow` needs a route and `give: MONEY`").help("write `follow(path, give: borrowed) -> back`");
      bind_nothing();
      return std::nullopt;
    }
    ExpressionPlace at = deal_.place();
    Checked route = deal_.expressions(at).check(path);
    if (!route.type.is(TypeKind::unknown) && !route.type.is(TypeKind::route)) {
      Report(deal_.found, Code::wrong_type, path).says("`follow` walks a route, this is " + to_text(route.type)).help("declare a parameter `path: route of ASSET`");
      route.type = Type::unknown();
    }
    MoneyChecked money = check_money(deal_, give, route.type.asset, "");
    if (route.type.is(TypeKind::unknown) || money.asset.empty()) {
      bind_nothing();
      return std::nullopt;
    }
    const auto names = bound_names();
    if (names.empty()) {
      Report(deal_.found, Code::not_bound, call_).says("what `follow` yields is not bound").help("write `" + one_line(call_.text()) + " -> back`");
      return std::nullopt;
    }
    plan::Action action;
    action.name = "follow";
    action.locals.push_back({"path", std::move(route.value)});
    plan::Flow pay;
    pay.kind = plan::FlowKind::pay;
    pay.asset = money.asset;
    pay.name = "give";
    pay.money = std::move(money.money);
    plan::Flow receive;
    receive.kind = plan::FlowKind::receive;
    receive.asset = money.asset;
    receive.name = "got";
    const std::string name(names.front().text());
    const Symbol* known = deal_.scope.find(name);
    if (known != nullptr && known->kind == SymbolKind::bucket) {
      receive.target = plan::Target{plan::TargetKind::bucket, name};
    } else {
      receive.target = plan::Target{plan::TargetKind::holding, name};
      HoldingFacts facts;
      facts.asset = money.asset;
      facts.paid_in = money.asset;
      facts.step = deal_.current_step;
      facts.action = deal_.action_number;
      facts.bound = place_of(names.front());
      deal_.holdings.insert_or_assign(name, facts);
      if (Symbol* symbol = deal_.scope.find_own(name)) symbol->type = Type::amount(money.asset);
      if (deal_.current_step != no_step) deal_.steps[deal_.current_step].last_yield = facts;
    }
    action.flows = {std::move(pay), std::move(receive)};
    // Any exchange the file uses may be on the route; nothing else may be called.
    for (const std::string& alias : deal_.scope.names(SymbolKind::module)) {
      const Module* module = deal_.scope.find(alias)->module;
      if (module == nullptr) continue;
      auto swap = module->actions.find("swap");
      if (swap == module->actions.end()) continue;
      for (const std::string& failure : swap->second.fails) {
        if (std::find(action.fails.begin(), action.fails.end(), failure) == action.fails.end()) action.fails.push_back(failure);
      }
      for (Node clause : swap->second.node.children()) {
        if (!clause.is(Kind::contract_call)) continue;
        Node target = clause.first_child();
        auto contract = module->contracts.find(target.child_at(0).text());
        if (contract == module->contracts.end()) continue;
        auto function = contract->second.abi.functions.find(target.child_at(1).first_child().text());
        if (function == contract->second.abi.functions.end()) continue;
        action.calls.push_back({module->name + "." + contract->first, function->second.signature(), {}, std::nullopt, "give"});
      }
    }
    finish(action, {});
    return action;
  }

  DealChecker& deal_;
  Node node_;
  Node call_;
  Node results_;
  const Module* module_ = nullptr;
  const ActionSignature* signature_ = nullptr;
  std::vector<std::pair<std::string, std::string>> paid_;  // asset, and in what it was paid for
};

std::vector<plan::Item> read_items(DealChecker& deal, Node body);

plan::Group read_atomic(DealChecker& deal, Node node) {
  plan::Group group;
  Node body = node.child(Kind::body);
  group.items = read_items(deal, body);
  ExpressionPlace at = deal.place();
  for (Node statement : body.children()) {
    if (statement.is(Kind::require)) group.requires_.push_back(deal.expressions(at).condition(statement.first_child()));
    if (statement.is(Kind::ensure)) group.ensures.push_back(deal.expressions(at).condition(statement.first_child()));
  }
  return group;
}

plan::Group read_flash(DealChecker& deal, Node node) {
  Node amount_node = node.child_at(0);
  Node module_name = node.child_at(1);
  Node bound = node.child(Kind::results).child(Kind::name);
  ExpressionPlace at = deal.place();
  Checked amount = deal.expressions(at).check(amount_node);
  plan::Group group;
  const Symbol* symbol = deal.scope.find(module_name.text());
  const Module* module = symbol != nullptr && symbol->kind == SymbolKind::module ? symbol->module : nullptr;
  if (symbol == nullptr || symbol->kind != SymbolKind::module) {
    std::string meant = diagnostics::nearest(module_name.text(), deal.scope.names(SymbolKind::module));
    Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, module_name);
    report.says("`" + std::string(module_name.text()) + "` is not a module");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
  } else if (module != nullptr && (!module->actions.contains("flash") || !module->queries.contains("flash_fee"))) {
    Report(deal.found, Code::wrong_kind_of_name, module_name)
        .says("`" + module->name + "` lends nothing for the length of a transaction")
        .note("a module that does declares an action `flash` and a query `flash_fee`");
    module = nullptr;
  }
  std::string asset;
  if (!amount.type.is(TypeKind::unknown)) {
    asset = std::string(amount.type.unit.asset());
    if (!amount.type.is(TypeKind::number) || asset.empty() || asset == values::usd) {
      Report(deal.found, Code::wrong_type, amount_node).says("`flash` borrows an amount of an asset, this is " + to_text(amount.type));
      asset.clear();
    }
  }
  const std::string name(bound.text());
  HoldingFacts facts;
  facts.asset = asset;
  facts.paid_in = asset;
  facts.step = deal.current_step;
  facts.action = deal.action_number;
  facts.bound = place_of(bound);
  deal.holdings.insert_or_assign(name, facts);
  if (Symbol* known = deal.scope.find_own(name); known != nullptr && !asset.empty()) known->type = Type::amount(asset);

  plan::Money lent;
  lent.kind = plan::MoneyKind::amount;
  lent.asset = asset;
  lent.expression = std::move(amount.value);
  group.flash = std::move(lent);
  group.flash_holding = name;
  if (module != nullptr) {
    group.flash_module = module->name;
    Expression fee;
    fee.op = Op::query;
    fee.name = module->name + ".flash_fee";
    Expression of;
    of.op = Op::asset;
    of.name = asset;
    fee.args = {std::move(of)};
    if (!asset.empty()) deal.model.asked.push_back(std::move(fee));
    deal.flash_modules.insert(module);
  }
  const bool was_in_flash = deal.in_flash;
  const std::string outer = deal.flash_asset;
  deal.in_flash = true;
  deal.flash_asset = asset;
  plan::Group inner = read_atomic(deal, node);
  deal.in_flash = was_in_flash;
  deal.flash_asset = outer;
  group.items = std::move(inner.items);
  group.requires_ = std::move(inner.requires_);
  group.ensures = std::move(inner.ensures);
  // It gives back out of its last result of that asset: there must be one.
  const auto yields = [&](const plan::Action* action) {
    return std::any_of(action->flows.begin(), action->flows.end(), [&](const plan::Flow& flow) { return flow.kind == plan::FlowKind::receive && flow.asset == asset; });
  };
  const auto actions = plan::actions_of(group.items);
  Node body = node.child(Kind::body);
  if (!asset.empty() && !body.is_broken() && !actions.empty() && std::none_of(actions.begin(), actions.end(), yields)) {
    Report(deal.found, Code::not_given_back, node.child(Kind::results))
        .says("the group yields no " + asset + " to give the flash loan back from")
        .help("end with an action that yields " + asset);
  }
  return group;
}

std::vector<plan::Item> read_items(DealChecker& deal, Node body) {
  std::vector<plan::Item> items;
  for (Node statement : body.children()) {
    switch (statement.kind()) {
      case Kind::action:
        if (auto action = ActionReader(deal, statement).run()) items.push_back({std::move(*action)});
        break;
      case Kind::split: items.push_back({check_split(deal, statement)}); break;
      case Kind::atomic: items.push_back({read_atomic(deal, statement)}); break;
      case Kind::flash: items.push_back({read_flash(deal, statement)}); break;
      default: break;
    }
  }
  return items;
}

// --- ladders -----------------------------------------------------------------------------------------------------

Scope ladder_scope(DealChecker& deal, const StepFacts& facts) {
  Scope scope(&deal.scope);
  if (facts.step.kind != plan::StepKind::ladder) return scope;
  Symbol rung;
  rung.kind = SymbolKind::rung;
  rung.name = rung.plan_name = "rung";
  rung.declared = facts.name;
  rung.type = facts.rung_asset.empty() ? Type::unknown() : Type::amount(facts.rung_asset);
  scope.declare(std::move(rung));
  return scope;
}

// How many rungs the source can take, when arithmetic tells.
std::optional<std::size_t> rungs_needed(const DealChecker& deal, const plan::Ladder& ladder, const std::optional<Rational>& at_most) {
  if (!at_most || ladder.sizes.empty()) return std::nullopt;
  Rational left = *at_most;
  std::size_t rungs = 0;
  Rational last;
  for (const Expression& size : ladder.sizes) {
    auto smallest = deal.bound(size, values::Rounding::down);
    if (!smallest || smallest->is_negative() || smallest->is_zero()) return std::nullopt;
    last = *smallest;
    if (left <= Rational(0)) break;
    auto rest = values::subtract(left, last);
    if (!rest) return std::nullopt;
    left = *rest;
    ++rungs;
  }
  if (left <= Rational(0)) return rungs;
  auto more = values::divide(left, last);
  if (!more) return std::nullopt;
  auto whole = values::to_amount(*more, 0, values::Rounding::up);
  if (!whole || values::Amount(1'000'000'000) < *whole) return std::nullopt;
  return rungs + static_cast<std::size_t>(whole->limbs()[0]);
}

void read_rungs(DealChecker& deal, StepFacts& facts) {
  plan::Ladder ladder;
  Node rungs = facts.node.child(Kind::rungs);
  if (!rungs) {
    if (!facts.node.is_broken()) {
      Report(deal.found, Code::clause_missing, facts.name).says("ladder `" + facts.step.name + "` has no `rungs`").help("add `rungs AMOUNT, AMOUNT of MONEY`");
    }
    facts.step.ladder = std::move(ladder);
    return;
  }
  std::vector<Node> parts;
  for (Node part : rungs.children()) {
    if (!part.is(Kind::at_most_rungs)) parts.push_back(part);
  }
  if (parts.size() < 2) {
    facts.step.ladder = std::move(ladder);
    return;
  }
  MoneyChecked source = check_money(deal, parts.back(), {}, anywhere);
  ladder.source = source.money;
  facts.rung_asset = source.asset;
  parts.pop_back();
  bool fine = !source.asset.empty();
  for (Node part : parts) {
    ExpressionPlace at = deal.place();
    Checked size = source.asset.empty() ? deal.expressions(at).check(part) : deal.expressions(at).of_type(part, Type::amount(source.asset), "the size of a rung");
    if (size.type.is(TypeKind::unknown)) fine = false;
    auto smallest = deal.bound(size.value, values::Rounding::down);
    if (smallest && (smallest->is_negative() || smallest->is_zero())) {
      Report(deal.found, Code::out_of_range, part).says("a rung must be more than 0");
      fine = false;
    }
    ladder.sizes.push_back(std::move(size.value));
  }
  ExpressionPlace at = deal.place();
  if (Node bound = rungs.child(Kind::at_most_rungs)) {
    ladder.rungs_max = deal.expressions(at).whole(bound.child(Kind::whole), static_cast<unsigned>(rungs_max));
  } else if (fine) {
    auto needed = rungs_needed(deal, ladder, source.at_most);
    if (!needed) {
      Report(deal.found, Code::ladder_without_bound, rungs)
          .says("ladder `" + facts.step.name + "` has no bound: how much there is to divide is known only when it runs")
          .help("write `" + one_line(rungs.text()) + ", at most 12 rungs`");
    } else if (*needed > rungs_max) {
      Report(deal.found, Code::ladder_without_bound, rungs)
          .says("ladder `" + facts.step.name + "` could take " + std::to_string(*needed) + " rungs, more than the " + std::to_string(rungs_max) + " a ladder can have")
          .help("make the rungs larger, or write `at most N rungs`");
    } else {
      ladder.rungs_max = static_cast<unsigned>(*needed);
    }
  }
  facts.step.ladder = std::move(ladder);
}

void collect(DealChecker& deal, StepFacts& facts) {
  Node results = facts.node.child(Kind::results);
  if (!results || !facts.step.ladder) return;
  Node name = results.child(Kind::name);
  const std::string text(name.text());
  const Symbol* known = deal.scope.find(text);
  if (known != nullptr && known->kind == SymbolKind::bucket) {
    facts.step.ladder->collects = text;
    return;
  }
  HoldingFacts yield = facts.last_yield;
  yield.step = deal.current_step;
  yield.bound = place_of(name);
  yield.used = {};
  deal.holdings.insert_or_assign(text, yield);
  facts.step.ladder->collects = text;
  if (Symbol* symbol = deal.scope.find_own(text); symbol != nullptr && !yield.asset.empty()) symbol->type = Type::amount(yield.asset);
  if (yield.asset.empty() && !plan::actions_of(facts.step.items).empty()) {
    Report(deal.found, Code::not_bound, results).says("the last action of ladder `" + facts.step.name + "` yields nothing that `" + text + "` could collect");
  }
}

// --- guards and policies -----------------------------------------------------------------------------------------

void read_when(DealChecker& deal, StepFacts& facts, Node node, const ExpressionPlace& at) {
  plan::When when;
  when.condition = deal.expressions(at).condition(node.first_child());
  Node within = node.child(Kind::within);
  Node otherwise = node.child(Kind::else_part);
  if (within) when.within = deal.expressions(at).duration(within.child(Kind::duration));
  if (otherwise) {
    const std::string_view choice = otherwise.child(Kind::else_choice).text();
    when.otherwise = choice == "skip" ? plan::Otherwise::skip : choice == "fail" ? plan::Otherwise::fail : plan::Otherwise::hold;
  }
  if (!within && !otherwise && !node.is_broken()) {
    Report(deal.found, Code::waits_forever, node)
        .says("this waits without a limit")
        .help("write how long it waits, `when …, within 24h`, or what happens where it is not so, `when …, else skip`");
  }
  if (when.otherwise == plan::Otherwise::skip && otherwise) facts.skips_by_itself = true;
  facts.step.whens.push_back(std::move(when));
}

void read_approval(DealChecker& deal, StepFacts& facts, Node node, const ExpressionPlace& at) {
  plan::Approval approval;
  approval.role = std::string(node.child(Kind::name).text());
  if (Node when = node.child(Kind::approve_when)) approval.when = deal.expressions(at).condition(when.first_child());
  if (Node within = node.child(Kind::within)) {
    approval.within = deal.expressions(at).duration(within.child(Kind::duration));
  } else if (!node.is_broken()) {
    Report(deal.found, Code::waits_forever, node).says("this waits for `" + approval.role + "` without a limit").help("write how long: `" + one_line(node.text()) + ", within 4h`");
  }
  facts.step.approvals.push_back(std::move(approval));
}

plan::FailurePolicy read_failure(Node node) {
  plan::FailurePolicy policy;
  if (Node then = node.child(Kind::then_step)) {
    policy.kind = plan::FailureKind::then_step;
    policy.then_step = std::string(then.child(Kind::name).text());
    return policy;
  }
  const std::string_view choice = node.child(Kind::failure_choice).text();
  policy.kind = choice == "skip" ? plan::FailureKind::skip : choice == "fail" ? plan::FailureKind::fail : plan::FailureKind::hold;
  return policy;
}

plan::Retry read_retry(DealChecker& deal, Node node) {
  ExpressionPlace at = deal.place();
  constexpr unsigned retries_max = 1'000;
  plan::Retry retry;
  retry.attempts = deal.expressions(at).whole(node.child(Kind::whole), retries_max);
  retry.every = deal.expressions(at).duration(node.child(Kind::duration));
  if (Node doubling = node.child(Kind::doubling)) {
    retry.doubling_to = deal.expressions(at).duration(doubling.child(Kind::duration));
    if (*retry.doubling_to < retry.every) {
      Report(deal.found, Code::out_of_range, doubling).says("the pause cannot double down: it starts at " + values::to_text(retry.every) + " and may go to " + values::to_text(*retry.doubling_to));
    }
  }
  return retry;
}

// `retry … on NAME`: only outcomes that are known to have had no effect.
void read_retry_on(DealChecker& deal, StepFacts& facts, Node node) {
  Node list = node.child(Kind::retry_on);
  if (!list) return;
  std::vector<std::string> known;
  for (const plan::Action* action : plan::actions_of(facts.step.items)) {
    known.insert(known.end(), action->fails.begin(), action->fails.end());
    known.insert(known.end(), action->unsure.begin(), action->unsure.end());
  }
  for (Node name : list.children()) {
    const std::string text(name.text());
    for (const plan::Action* action : plan::actions_of(facts.step.items)) {
      if (std::find(action->unsure.begin(), action->unsure.end(), text) == action->unsure.end()) continue;
      Report(deal.found, Code::risky_retry, name)
          .says("after `" + text + "` the action `" + action->name + "` may have happened: a retry could do it twice")
          .also(deal.action_places[action->id], "this action")
          .help("leave `" + text + "` out: the engine finds out what happened before it does anything");
      return;
    }
    if (std::find(known.begin(), known.end(), text) == known.end() && !facts.node.is_broken()) {
      std::string meant = diagnostics::nearest(text, known);
      Report report(deal.found, Code::unknown_name, name);
      report.says("no action of `" + facts.step.name + "` fails as `" + text + "`");
      if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    }
    facts.step.retry.only_on.push_back(text);
  }
}

void read_leave_open(DealChecker& deal, Node node) {
  for (Node name : node.children()) {
    ExpressionPlace at = deal.place();
    const Symbol* symbol = deal.expressions(at).symbol_named(name);
    if (symbol == nullptr) continue;
    auto position = deal.positions.find(symbol->name);
    if (position != deal.positions.end()) {
      position->second.left_open = true;
    } else if (!(symbol->kind == SymbolKind::holding && symbol->type.is(TypeKind::unknown))) {
      Report(deal.found, Code::wrong_kind_of_name, name).says("only a position stays open, `" + symbol->name + "` is " + std::string(with_article(symbol->kind))).also(symbol->declared, "declared here");
    }
  }
}

void only_once(DealChecker& deal, Node statement, std::map<Kind, Node>& seen) {
  auto [first, fresh] = seen.emplace(statement.kind(), statement);
  if (fresh) return;
  const std::string word = one_line(statement.text().substr(0, statement.text().find_first_of(" \t\n")));
  Report(deal.found, Code::clause_repeated, statement).says("`" + word + "` is said twice").also(place_of(first->second), "first here");
}

void read_guards(DealChecker& deal, std::size_t index) {
  StepFacts& facts = deal.steps[index];
  Scope scope = ladder_scope(deal, facts);
  deal.active = &scope;
  deal.current_step = index;
  const ExpressionPlace at = deal.place();
  std::map<Kind, Node> seen;
  bool failure_said = false;
  if (Node condition = facts.node.is(Kind::defend) ? facts.node.child_at(1) : Node()) {
    plan::Defence defence;
    defence.when = deal.expressions(at).condition(condition);
    Node times = facts.node.child(Kind::at_most_times);
    constexpr unsigned defences_max = 1'000;
    defence.times = times ? deal.expressions(at).whole(times.child(Kind::whole), defences_max) : 1;
    facts.step.defence = std::move(defence);
  }
  for (Node statement : statements_of(facts).children()) {
    switch (statement.kind()) {
      case Kind::when: read_when(deal, facts, statement, at); break;
      case Kind::require: facts.step.requires_.push_back(deal.expressions(at).condition(statement.first_child())); break;
      case Kind::ensure: facts.step.ensures.push_back(deal.expressions(at).condition(statement.first_child())); break;
      case Kind::approve: read_approval(deal, facts, statement, at); break;
      case Kind::climb:
        only_once(deal, statement, seen);
        if (facts.step.ladder) facts.step.ladder->climb = deal.expressions(at).condition(statement.first_child());
        break;
      case Kind::rungs: only_once(deal, statement, seen); break;
      case Kind::timeout:
        only_once(deal, statement, seen);
        facts.step.timeout = deal.expressions(at).duration(statement.child(Kind::duration));
        break;
      case Kind::deadline:
        only_once(deal, statement, seen);
        facts.step.deadline_blocks = deal.expressions(at).whole(statement.child(Kind::whole), 1'000'000);
        break;
      case Kind::on_failure:
        only_once(deal, statement, seen);
        facts.step.on_failure = read_failure(statement);
        failure_said = true;
        if (facts.step.on_failure.kind == plan::FailureKind::fail) facts.failing = place_of(statement);
        break;
      case Kind::retry:
        only_once(deal, statement, seen);
        facts.step.retry = read_retry(deal, statement);
        read_retry_on(deal, facts, statement);
        break;
      case Kind::accept_partial: facts.step.accept_partial = true; break;
      case Kind::leave_open: read_leave_open(deal, statement); break;
      default: break;
    }
  }
  if (!failure_said) facts.step.on_failure = deal.defaults.on_failure;
  if (!seen.contains(Kind::retry)) facts.step.retry = deal.defaults.retry;
  if (!seen.contains(Kind::timeout)) facts.step.timeout = deal.defaults.timeout;
  if (facts.step.on_failure.kind == plan::FailureKind::skip) facts.skips_by_itself = true;
  if (facts.step.kind == plan::StepKind::ladder && !seen.contains(Kind::climb) && !facts.node.is_broken()) {
    Report(deal.found, Code::clause_missing, facts.name).says("ladder `" + facts.step.name + "` does not say when it climbs").help("add `climb when …`");
  }
  deal.active = nullptr;
  deal.current_step = no_step;
}

void read_defaults(DealChecker& deal) {
  for (Node block : deal.node.children()) {
    if (!block.is(Kind::defaults)) continue;
    std::map<Kind, Node> seen;
    for (Node item : block.children()) {
      only_once(deal, item, seen);
      ExpressionPlace at = deal.place();
      if (item.is(Kind::timeout)) deal.defaults.timeout = deal.expressions(at).duration(item.child(Kind::duration));
      if (item.is(Kind::retry)) deal.defaults.retry = read_retry(deal, item);
      if (item.is(Kind::on_failure)) {
        deal.defaults.on_failure = read_failure(item);
        if (deal.defaults.on_failure.kind == plan::FailureKind::fail) deal.default_failing = place_of(item);
      }
    }
  }
}

}  // namespace

void check_steps(DealChecker& deal) {
  read_defaults(deal);
  const auto act = [&](std::size_t index) {
    StepFacts& facts = deal.steps[index];
    deal.current_step = index;
    deal.action_number = 0;
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
  for (std::size_t index = 0; index < deal.steps.size(); ++index) read_guards(deal, index);
}

}  // namespace dealwright::sema
