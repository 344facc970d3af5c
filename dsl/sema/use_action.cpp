// One action of a deal: arguments matched with the module's signature, money found, results bound.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"
#include "dsl/sema/match_arguments.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using syntax::Kind;
using syntax::Node;

namespace {

class ActionReader {
 public:
  ActionReader(DealChecker& deal, Node node) : deal_(deal), node_(node), call_(node.child_at(0)) {}

  std::optional<plan::Action> run() {
    auto action = read();
    if (action) {
      for (const plan::Flow& flow : action->flows) {
        if (flow.kind == plan::FlowKind::receive) deal_.arriving.insert(flow.asset);
      }
    } else {
      deal_.may_yield_anything = true;
      // Nothing is ever left out in silence.
      if (deal_.found.empty() && node_.tree()->broken().empty())
        Report(deal_.found, Code::unexpected_text, node_).says("this action cannot be understood");
      if (deal_.current_step != no_step) deal_.steps[deal_.current_step].last_yield = {{}};
    }
    bind_nothing(deal_, node_);
    return action;
  }

 private:
  std::optional<plan::Action> read() {
    Node base = call_.is(Kind::postfix) ? call_.child_at(0) : call_;
    Node second = call_.is(Kind::postfix) ? call_.child_at(1) : Node();
    if (base.text() == "follow" && second.is(Kind::call) && call_.child_count() == 2)
      return follow(deal_, node_, second);
    Node call = call_.is(Kind::postfix) ? call_.child_at(2) : Node();
    if (!second.is(Kind::member) || !call.is(Kind::call) || call_.child_count() != 3) {
      if (!node_.is_broken())
        Report(deal_.found, Code::wrong_kind_of_name, node_)
            .says("an action is written `MODULE.ACTION(…) -> NAME`");
      return std::nullopt;
    }
    const Symbol* symbol = deal_.scope.find(base.text());
    if (symbol == nullptr || symbol->kind != SymbolKind::module) {
      unknown_module(deal_, base, symbol);
      return std::nullopt;
    }
    if (symbol->is_without_module) {
      Report(deal_.found, Code::wrong_kind_of_name, base)
          .says("`" + symbol->name + "` is a file that holds no module: it has no actions")
          .also(symbol->declared, "named here");
    }
    if (symbol->module == nullptr) return std::nullopt;  // its file has findings of its own
    module_ = symbol->module;
    alias_ = symbol->name;
    Node name = second.first_child();
    auto known = module_->actions.find(name.text());
    if (known == module_->actions.end()) {
      unknown_action(name);
      return std::nullopt;
    }
    signature_ = &known->second;
    return use();
  }

  void unknown_action(Node name) {
    std::vector<std::string> candidates;
    for (const auto& [action, signature] : module_->actions)
      candidates.push_back(action);
    std::string meant = diagnostics::nearest(name.text(), candidates);
    const bool query = module_->queries.contains(name.text());
    Report report(deal_.found, query ? Code::wrong_kind_of_name : Code::unknown_name, name);
    report.says(query ? "`" + std::string(name.text()) + "` of `" + alias_ +
                            "` is a query: it moves nothing"
                      : "`" + alias_ + "` has no action `" + std::string(name.text()) + "`");
    if (!meant.empty()) {
      report.here("did you mean `" + meant + "`?").replace_with(meant);
    } else {
      report.note("its actions are " + listed(candidates, "and"));
    }
  }

  std::string written() const { return "`" + alias_ + "." + signature_->name + "`"; }

  std::optional<plan::Action> use() {
    auto chosen = match_arguments(deal_.found, *signature_, written(), call_);
    if (!chosen) return std::nullopt;
    ActionUse use;
    use.module = module_;
    use.signature = signature_;
    use.asked = &deal_.model.asked;
    use.names = &deal_.names_of(*module_);
    bool fine = true;
    // Assets and positions first: they say what the type variables are.
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::asset)
        fine = bind_asset(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::position)
        fine = bind_position(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::money)
        fine = bind_money(use, parameter, (*chosen)[i]) && fine;
    }
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      const Parameter& parameter = signature_->parameters[i];
      if (parameter.kind == ParameterKind::value)
        fine = bind_value(use, parameter, (*chosen)[i]) && fine;
    }
    if (!fine) return std::nullopt;
    if (!bind_results(use)) return std::nullopt;
    diagnostics::Diagnostics inside;
    plan::Action action = lower_action(use, deal_.assets, inside);
    if (!inside.empty() && !module_->is_broken) {
      Report(deal_.found, Code::wrong_asset, call_)
          .says(written() + " cannot be used like this: " + inside.front().message)
          .also(signature_->declared, "declared here");
    }
    give_id(deal_, action, node_);
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
    if (!node) at.substitution = &use.substitution;
    Checked checked = deal_.expressions(at).check(node ? node : parameter.initial);
    if (checked.type.is(TypeKind::unknown)) return false;
    if (!checked.type.is(TypeKind::asset)) {
      Report(deal_.found, Code::wrong_type, node)
          .says(written() + " needs the name of an asset here, this is " + in_words(checked.type))
          .also(parameter.declared, "declared here");
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
      Report(deal_.found, Code::wrong_type, node)
          .says(written() + " needs a position here, by its name")
          .also(parameter.declared, "declared here");
      return false;
    }
    ExpressionPlace at = deal_.place();
    const Symbol* symbol = deal_.expressions(at).symbol_named(node);
    if (symbol == nullptr || !position_is_there(deal_, *symbol, node)) return false;
    auto known = deal_.positions.find(symbol->name);
    if (known == deal_.positions.end()) {
      if (symbol->kind != SymbolKind::holding || deal_.holdings.contains(symbol->name)) {
        if (symbol->kind == SymbolKind::holding &&
            deal_.holdings.find(symbol->name)->second.asset.empty())
          return false;
        Report(deal_.found, Code::wrong_type, node)
            .says(written() + " needs a position here, `" + symbol->name + "` is " +
                  std::string(with_article(symbol->kind)))
            .also(symbol->declared, "declared here");
      }
      return false;
    }
    PositionFacts& facts = known->second;
    if (facts.asset.empty()) return false;
    if ((facts.kind == plan::PositionKind::debt) != debt) {
      Report(deal_.found, Code::wrong_type, node)
          .says(written() + " needs a " + (debt ? "debt" : "collateral") + " here, `" +
                symbol->name + "` is a " + (debt ? "collateral" : "debt"))
          .also(facts.bound, "opened here");
      return false;
    }
    if (facts.closed && is_surely_closed(facts)) {
      Report(deal_.found, Code::spent_twice, node)
          .says("`" + symbol->name + "` is closed already: there is nothing left of it")
          .also(facts.closed, "closed here");
      return false;
    }
    if (facts.module != module_) {
      Report(deal_.found, Code::wrong_place, node)
          .says("`" + symbol->name + "` is a position at `" +
                (facts.module != nullptr ? facts.module->name : std::string("another deal")) +
                "`, not at `" + module_->name + "`")
          .also(facts.bound, "opened here");
      return false;
    }
    auto variable = use.substitution.find(parameter.variable);
    const std::string wanted = variable != use.substitution.end() ? variable->second
                               : parameter.is_variable            ? std::string()
                                                                  : parameter.variable;
    if (!wanted.empty() && wanted != facts.asset) {
      Report(deal_.found, Code::wrong_asset, node)
          .says(written() + " needs a position in " + wanted + ", `" + symbol->name + "` is in " +
                facts.asset)
          .also(facts.bound, "opened here");
      return false;
    }
    if (facts.step != no_step && facts.step != deal_.current_step && deal_.current_step != no_step)
      deal_.steps[deal_.current_step].uses.insert(facts.step);
    use.substitution[parameter.variable] = facts.asset;
    bound.asset = facts.asset;
    bound.position = symbol->name;
    use.arguments.emplace(parameter.name, std::move(bound));
    if (parameter.access == Access::closes && deal_.current_step != no_step) {
      facts.closed_by.push_back(deal_.current_step);
      facts.closed = place_of(node);
    }
    if (deal_.current_step != no_step) {
      Draw draw;
      draw.what = "position `" + symbol->name + "`";
      draw.is_position = true;
      draw.only_reads = parameter.access == Access::reads;
      draw.key = "position/" + symbol->name;
      draw.place = place_of(node);
      deal_.steps[deal_.current_step].draws.push_back(std::move(draw));
    }
    return true;
  }

  // Whether a step that ends the position was surely done before this action: here, further up, or
  // in a step that this one needs to be done.
  bool is_surely_closed(const PositionFacts& facts) const {
    return std::any_of(facts.closed_by.begin(), facts.closed_by.end(), [&](std::size_t step) {
      return step == deal_.current_step || deal_.done.comes_before(step, deal_.current_step);
    });
  }

  bool bind_money(ActionUse& use, const Parameter& parameter, Node node) {
    // `A` alone may still be free, and then takes the asset of the money; anything else is known by
    // now.
    std::string wanted;
    const bool free = parameter.is_variable && !use.substitution.contains(parameter.variable);
    if (!free) {
      diagnostics::Diagnostics inside;
      const Type type = type_of(use, parameter, inside);
      if (!inside.empty()) {
        Report(deal_.found, Code::wrong_asset, call_)
            .says(written() + " cannot be used like this: " + inside.front().message)
            .also(parameter.declared, "declared here");
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
      Checked checked =
          deal_.expressions(at).of_type(node, type, "`" + parameter.name + "` of " + written());
      if (checked.type.is(TypeKind::unknown)) return false;
      if (parameter.type.text() == "ratio") refuse_bare_ratio(checked, parameter, node);
      bound.value = std::move(checked.value);
    } else {
      ExpressionPlace at = deal_.place();
      at.scope = use.names;
      at.module = module_;
      at.substitution = &use.substitution;
      bound.value = Expressions(inside, at).of_type(parameter.initial, type, parameter.name).value;
    }
    use.arguments.emplace(parameter.name, std::move(bound));
    return true;
  }

  // `ltv: 75` for 75% is a costly slip: a ratio above 1 is written as a percentage.
  void refuse_bare_ratio(const Checked& checked, const Parameter& parameter, Node node) {
    if (!checked.bare || checked.value.op != plan::Op::number ||
        checked.value.number <= values::Rational(1))
      return;
    const std::string text(node.text());
    Report(deal_.found, Code::out_of_range, node)
        .says("`" + parameter.name + "` is a ratio: " + text + " is " + text + "00%")
        .here("did you mean `" + text + "%`?")
        .replace_with(text + "%");
  }

  // The results that this use yields: with `into:` an open position, that one is not among them.
  std::vector<const Result*> yielded(const ActionUse& use) const {
    bool into = false;
    for (const Parameter& parameter : signature_->parameters) {
      auto bound = use.arguments.find(parameter.name);
      if (parameter.opens_new && bound != use.arguments.end() && !bound->second.position.empty())
        into = true;
    }
    std::vector<const Result*> results;
    for (const Result& result : signature_->results) {
      if (!(into && result.is_position)) results.push_back(&result);
    }
    return results;
  }

  bool bind_results(ActionUse& use) {
    const auto results = yielded(use);
    const auto names = bound_names(node_);
    if (names.size() < results.size() && !node_.is_broken()) {
      const Result& missing = *results[names.size()];
      Report report(deal_.found, Code::not_bound, call_);
      report.says("what " + written() + " yields is not bound: `" + missing.name + "`")
          .also(missing.declared, "yielded here");
      std::string arrow = " ->";
      for (std::size_t i = 0; i < results.size(); ++i)
        arrow += (i > 0 ? ", " : " ") +
                 (i < names.size() ? std::string(names[i].text()) : results[i]->name);
      report.help("write `" + one_line(call_.text()) + arrow + "`");
    } else if (names.size() > results.size()) {
      Report(deal_.found, Code::wrong_arguments, names[results.size()])
          .says(written() + " yields " +
                (results.empty() ? std::string("nothing")
                                 : std::to_string(results.size()) +
                                       (results.size() == 1 ? " thing" : " things")) +
                ", there is nothing for `" + std::string(names[results.size()].text()) + "`")
          .also(signature_->declared, "declared here");
    }
    ExpressionPlace at = deal_.place();
    at.substitution = &use.substitution;
    std::vector<Yield> yields;
    for (std::size_t i = 0; i < results.size() && i < names.size(); ++i) {
      const Result& result = *results[i];
      diagnostics::Diagnostics inside;
      const Type type = Expressions(inside, at).type_named(result.type);
      const std::string name(names[i].text());
      const std::string asset = result.is_position ? std::string() : std::string(type.unit.asset());
      const Symbol* known = deal_.scope.find(name);
      if (known != nullptr && known->kind == SymbolKind::bucket) {
        if (result.is_position) {
          Report(deal_.found, Code::wrong_kind_of_name, names[i])
              .says("`" + result.name + "` is a position and cannot rest in a bucket")
              .also(known->declared, "a bucket")
              .help("give it a name of its own");
          continue;
        }
        if (!result.place.empty()) {
          Report(deal_.found, Code::wrong_place, names[i])
              .says("`" + result.name + "` is at `" + result.place + "`; buckets are on chain")
              .help("withdraw it first");
          continue;
        }
        use.results[result.name] = {plan::TargetKind::bucket, name};
        HoldingFacts facts;
        facts.asset = asset;
        facts.bound = place_of(names[i]);
        yields.push_back({std::move(facts), {}});
        continue;
      }
      Symbol* symbol = bound_here(deal_, names[i]);
      const bool ours = symbol != nullptr;
      if (result.is_position) {
        use.results[result.name] = {plan::TargetKind::position, name};
        if (!ours) continue;
        symbol->kind = SymbolKind::position;
        symbol->type = type;
        symbol->module = module_;
        PositionFacts facts;
        facts.kind =
            type.is(TypeKind::debt) ? plan::PositionKind::debt : plan::PositionKind::collateral;
        facts.asset = type.asset;
        facts.module = module_;
        facts.step = deal_.current_step;
        facts.bound = place_of(names[i]);
        if (facts.kind == plan::PositionKind::debt) facts.secured_by = read_positions(use);
        deal_.positions.insert_or_assign(name, std::move(facts));
      } else {
        use.results[result.name] = {plan::TargetKind::holding, name};
        if (!ours) continue;
        symbol->type = type;
        HoldingFacts facts;
        facts.asset = asset;
        facts.place = result.place;
        facts.paid_in = cost_of(facts.asset);
        facts.step = deal_.current_step;
        facts.bound = place_of(names[i]);
        yields.push_back({facts, name});
        deal_.holdings.insert_or_assign(name, std::move(facts));
      }
    }
    if (deal_.current_step != no_step)
      deal_.steps[deal_.current_step].last_yield = std::move(yields);
    return names.size() >= results.size();
  }

  // The positions that the action looks at and leaves as they are: what a debt is borrowed against.
  std::vector<std::string> read_positions(const ActionUse& use) const {
    std::vector<std::string> names;
    for (const Parameter& parameter : signature_->parameters) {
      const auto bound = use.arguments.find(parameter.name);
      if (parameter.kind == ParameterKind::position && parameter.access == Access::reads &&
          bound != use.arguments.end() && !bound->second.position.empty())
        names.push_back(bound->second.position);
    }
    return names;
  }

  // What was paid for it: the asset given, or that asset's own cost when it only moved.
  std::string cost_of(const std::string& asset) const {
    if (paid_.size() != 1) return asset;
    return paid_.front().first == asset ? paid_.front().second : paid_.front().first;
  }

  DealChecker& deal_;
  Node node_;
  Node call_;
  const Module* module_ = nullptr;
  std::string alias_;  // of the module, as the author wrote it
  const ActionSignature* signature_ = nullptr;
  std::vector<std::pair<std::string, std::string>> paid_;  // asset, and in what it was paid for
};

}  // namespace

std::optional<plan::Action> use_action(DealChecker& deal, Node node) {
  return ActionReader(deal, node).run();
}

}  // namespace dealwright::sema
