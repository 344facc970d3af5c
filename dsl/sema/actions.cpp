// The clauses of an action, bound: calls against the ABI, flows, post-conditions, evidence,
// failures.
#include "dsl/sema/actions.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/abi_arguments.hpp"
#include "dsl/sema/action_model.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using syntax::Kind;
using syntax::Node;

namespace {

class ActionLowering {
 public:
  ActionLowering(const ActionUse& use, const Assets& assets, diagnostics::Diagnostics& found)
      : use_(use),
        module_(*use.module),
        signature_(*use.signature),
        assets_(assets),
        found_(found),
        scope_(use.names != nullptr ? Scope(use.names) : scope_of(*use.module)) {
    place_.assets = &assets_;
    place_.scope = &scope_;
    place_.module = &module_;
    place_.substitution = &use_.substitution;
    place_.asked = use_.asked;
  }

  plan::Action run() {
    action_.module = module_.name;
    action_.name = signature_.name;
    declare_parameters();
    declare_results();
    for (Node clause : signature_.node.children())
      lower(clause);
    if (action_.calls.empty() && !module_.place.empty())
      action_.calls.push_back({module_.name, signature_.name, {}, std::nullopt, {}});
    require_complete();
    return std::move(action_);
  }

 private:
  Expressions expressions() { return Expressions(found_, place_); }

  void declare_parameters() {
    for (const Parameter& parameter : signature_.parameters) {
      auto bound = use_.arguments.find(parameter.name);
      if (bound == use_.arguments.end()) continue;
      const BoundArgument& argument = bound->second;
      Symbol symbol;
      symbol.name = parameter.name;
      symbol.declared = parameter.declared;
      symbol.plan_name = parameter.name;
      switch (parameter.kind) {
        case ParameterKind::asset: {
          // A bare `A` is the substitution's; `to: asset B` is a name as well.
          if (parameter.name == parameter.variable) continue;
          symbol.kind = SymbolKind::local;
          symbol.type = Type::about(TypeKind::asset, argument.asset);
          break;
        }
        case ParameterKind::money:
          symbol.kind = SymbolKind::money;
          symbol.type = Type::amount(argument.asset);
          break;
        case ParameterKind::position: {
          const Type declared = expressions().type_named(parameter.type);
          symbol.kind = SymbolKind::position;
          symbol.type = Type::about(declared.kind, argument.asset);
          symbol.plan_name = argument.position;
          symbol.module = &module_;
          note_access(parameter, argument.position);
          break;
        }
        case ParameterKind::value:
          symbol.kind = SymbolKind::local;
          symbol.type = expressions().type_named(parameter.type);
          if (argument.value) action_.locals.push_back({parameter.name, *argument.value});
          break;
      }
      scope_.declare(std::move(symbol));
    }
  }

  void note_access(const Parameter& parameter, const std::string& position) {
    if (position.empty()) return;
    if (parameter.access == Access::reads) action_.reads.push_back(position);
    if (parameter.access == Access::closes) action_.closes.push_back(position);
  }

  void declare_results() {
    for (const Result& result : signature_.results) {
      Symbol symbol;
      symbol.name = result.name;
      symbol.declared = result.declared;
      const Type type = expressions().type_named(result.type);
      auto target = use_.results.find(result.name);
      if (result.is_position) {
        symbol.kind = SymbolKind::position;
        symbol.type = type;
        symbol.module = &module_;
        symbol.plan_name = target != use_.results.end() ? target->second.name : result.name;
        // `into:` an open position: the result is that position and nothing comes to be.
        bool existing = false;
        for (const Parameter& parameter : signature_.parameters) {
          auto bound = use_.arguments.find(parameter.name);
          if (parameter.opens_new && bound != use_.arguments.end() &&
              !bound->second.position.empty()) {
            symbol.plan_name = bound->second.position;
            existing = true;
          }
        }
        if (!existing) action_.opens.push_back(symbol.plan_name);
      } else {
        symbol.kind = SymbolKind::money;
        symbol.type = type;
        symbol.plan_name = result.name;
      }
      scope_.declare(std::move(symbol));
    }
  }

  void lower(Node clause) {
    switch (clause.kind()) {
      case Kind::let: {
        Node name = clause.child(Kind::name);
        Checked checked = expressions().check(clause.child_at(1));
        if (scope_.find(name.text()) != nullptr) {
          Report(found_, Code::name_taken, name)
              .says("`" + std::string(name.text()) + "` is already declared")
              .also(scope_.find(name.text())->declared, "declared here");
          return;
        }
        Symbol symbol;
        symbol.kind = SymbolKind::local;
        symbol.name = symbol.plan_name = std::string(name.text());
        symbol.declared = place_of(name);
        symbol.type = checked.type;
        scope_.declare(symbol);
        action_.locals.push_back({symbol.name, std::move(checked.value)});
        return;
      }
      case Kind::contract_call: return lower_call(clause);
      case Kind::moves: return lower_moves(clause);
      case Kind::issues: return lower_issues(clause);
      case Kind::settles: return lower_settles(clause);
      case Kind::ensures: {
        action_.ensures.push_back(expressions().condition(clause.first_child()));
        return;
      }
      case Kind::proof: return lower_proof(clause);
      case Kind::fails: {
        action_.fails = signature_.fails;
        return;
      }
      case Kind::unsure: {
        action_.unsure = signature_.unsure;
        return;
      }
      case Kind::tolerance: {
        action_.tolerance = expressions().check(clause.first_child()).value;
        return;
      }
      case Kind::takes: {
        Checked checked = expressions().of_type(clause.first_child(), Type::of(TypeKind::duration),
                                                "what `takes` says");
        action_.takes = std::move(checked.value);
        return;
      }
      case Kind::partly: action_.may_fill_partly = true; return;
      case Kind::action_model: {
        for (Node line : clause.children()) {
          if (line.is(Kind::let)) {
            lower(line);
          } else {
            lower_model_line(line, module_, signature_, expressions(), found_, action_);
          }
        }
        return;
      }
      default: return;  // the signature, read before
    }
  }

  const Contract* contract_named(Node base) {
    if (auto own = module_.contracts.find(base.text()); own != module_.contracts.end())
      return &own->second;
    std::vector<std::string> candidates;
    for (const auto& [name, contract] : module_.contracts)
      candidates.push_back(name);
    std::string meant = diagnostics::nearest(base.text(), candidates);
    Report report(found_, Code::unknown_name, base);
    report.says("`" + std::string(base.text()) + "` is not a contract of this module");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return nullptr;
  }

  std::string plan_name(const Contract& contract) {
    if (!contract.is_token) return module_.name + "." + contract.name;
    auto asset = use_.substitution.find(contract.name);
    // The token of an asset stands under the module that names it: "erc20.USDT".
    return module_.name + "." + (asset == use_.substitution.end() ? contract.name : asset->second);
  }

  // `pool.supply(A, funds)`: the contract, the member and the call of a postfix.
  struct Called {
    const Contract* contract = nullptr;
    Node function;
    Node call;
  };
  std::optional<Called> called(Node postfix, std::string_view what) {
    Node member = postfix.is(Kind::postfix) ? postfix.child_at(1) : Node();
    Node call = postfix.is(Kind::postfix) ? postfix.child_at(2) : Node();
    if (!member.is(Kind::member) || !call.is(Kind::call) || postfix.child_count() != 3) {
      Report(found_, Code::wrong_kind_of_name, postfix)
          .says(std::string(what) + " is written `CONTRACT.NAME(…)`");
      return std::nullopt;
    }
    const Contract* contract = contract_named(postfix.child_at(0));
    if (contract == nullptr || !contract->has_abi) return std::nullopt;
    return Called{contract, member.first_child(), call};
  }

  void lower_call(Node clause) {
    auto what = called(clause.first_child(), "a call");
    if (!what) return;
    const std::string name(what->function.text());
    const auto [first, last] = what->contract->abi.functions.equal_range(name);
    if (first == last) {
      not_in_abi(*what->contract, what->function, what->contract->abi.functions, "function");
      return;
    }
    std::vector<Checked> args;
    std::vector<Node> nodes;
    bool broken = false;
    for (Node argument : arguments_of(what->call)) {
      nodes.push_back(argument_value(argument));
      args.push_back(expressions().check(nodes.back()));
      broken = broken || args.back().type.is(TypeKind::unknown);
    }
    plan::Call call;
    call.contract = plan_name(*what->contract);
    if (Node sending = clause.child(Kind::sending)) {
      Checked coin = expressions().check(sending.first_child());
      if (coin.type.is(TypeKind::number)) call.sending = std::move(coin.value);
    }
    if (Node allowing = clause.child(Kind::allowing)) {
      Node taken = allowing.child(Kind::name, 1);
      const Symbol* money = scope_.find(taken.text());
      if (money == nullptr || money->kind != SymbolKind::money) {
        Report(found_, money == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, taken)
            .says("`" + std::string(taken.text()) + "` is not money that this action moves");
      } else {
        call.allowing = money->plan_name;
        // The allowance is a call of its own: exactly the amount, and it must stand on the
        // allow-list.
        const Contract* taker = contract_named(allowing.child(Kind::name, 0));
        plan::Call approval;
        approval.contract = module_.name + "." + std::string(money->type.unit.asset());
        approval.signature = "approve(address,uint256)";
        Expression spender;
        spender.op = plan::Op::text;
        spender.name = taker != nullptr ? plan_name(*taker) : std::string();
        Expression amount;
        amount.op = plan::Op::local;
        amount.name = money->plan_name;
        approval.arguments = {std::move(spender), std::move(amount)};
        if (taker != nullptr) action_.calls.push_back(std::move(approval));
      }
    }
    if (broken) return;
    const AbiFunction* fits = nullptr;
    std::string why;
    for (auto entry = first; entry != last; ++entry) {
      why = misfit(entry->second, args, nodes);
      if (why.empty()) {
        fits = &entry->second;
        break;
      }
    }
    if (fits == nullptr) {
      Report(found_, Code::abi_mismatch, clause.first_child())
          .says("`" + first->second.signature() + "` " + why);
      return;
    }
    if (call.sending && !fits->is_payable) {
      Report(found_, Code::abi_mismatch, clause.child(Kind::sending))
          .says("`" + fits->signature() + "` takes no coin with it: it is not payable");
      return;
    }
    call.signature = fits->signature();
    for (Checked& arg : args)
      call.arguments.push_back(std::move(arg.value));
    action_.calls.push_back(std::move(call));
  }

  void not_in_abi(const Contract& contract, Node name,
                  const std::multimap<std::string, AbiFunction, std::less<>>& entries,
                  std::string_view what) {
    std::vector<std::string> candidates;
    for (const auto& [known, entry] : entries)
      candidates.push_back(known);
    std::string meant = diagnostics::nearest(name.text(), candidates);
    Report report(found_, Code::not_in_abi, name);
    report.says("the ABI `" + contract.abi_name + "` has no " + std::string(what) + " `" +
                std::string(name.text()) + "`");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
  }

  void lower_proof(Node clause) {
    auto what = called(clause.first_child(), "an event");
    if (!what) return;
    const auto [first, last] = what->contract->abi.events.equal_range(what->function.text());
    if (first == last) {
      not_in_abi(*what->contract, what->function, what->contract->abi.events, "event");
      return;
    }
    plan::Evidence evidence{plan_name(*what->contract), first->second.signature(), {}};
    for (Node argument : arguments_of(what->call)) {
      Node label = argument.child(Kind::argument_name);
      Checked checked = expressions().check(argument_value(argument));
      const std::string name(label ? label.text() : std::string_view());
      auto field = std::find_if(first->second.inputs.begin(), first->second.inputs.end(),
                                [&](const AbiField& input) { return input.name == name; });
      if (field == first->second.inputs.end()) {
        std::vector<std::string> names;
        for (const AbiField& input : first->second.inputs)
          names.push_back(input.name);
        Report(found_, Code::not_in_abi, label ? label : argument)
            .says("`" + first->second.signature() + "` has no field `" + name + "`")
            .note("its fields are " + listed(names, "and"));
        continue;
      }
      if (!checked.type.is(TypeKind::unknown) && !fits_abi(field->type, checked.type)) {
        Report(found_, Code::abi_mismatch, argument)
            .says("`" + name + "` of the event is " + field->type + ", this is " +
                  in_words(checked.type));
        continue;
      }
      evidence.fields.push_back({name, std::move(checked.value)});
    }
    action_.evidence.push_back(std::move(evidence));
  }

  const Symbol* own(Node name, SymbolKind kind, std::string_view what) {
    const Symbol* symbol = scope_.find(name.text());
    if (symbol != nullptr && symbol->kind == kind) return symbol;
    Report(found_, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, name)
        .says("`" + std::string(name.text()) + "` is not " + std::string(what) + " of this action");
    return nullptr;
  }

  void lower_moves(Node clause) {
    const Symbol* money = own(clause.child(Kind::name), SymbolKind::money, "money");
    if (money == nullptr) return;
    plan::Flow flow;
    flow.kind = plan::FlowKind::pay;
    flow.asset = std::string(money->type.unit.asset());
    flow.name = money->name;
    if (auto bound = use_.arguments.find(money->name); bound != use_.arguments.end())
      flow.money = bound->second.money;
    if (Node into = clause.child(Kind::moves_into)) {
      const Symbol* position = own(into.child(Kind::name), SymbolKind::position, "a position");
      if (position == nullptr) return;
      if (!position->type.is(TypeKind::collateral) || position->type.asset != flow.asset) {
        Report(found_, Code::wrong_asset, into)
            .says("`" + money->name + "` is " + flow.asset + ", `" + position->name + "` is " +
                  in_words(position->type));
        return;
      }
      flow.kind = plan::FlowKind::lock;
      flow.position = position->plan_name;
    }
    if (!moved_.insert(money->name).second) {
      Report(found_, Code::spent_twice, clause).says("`" + money->name + "` is moved twice");
      return;
    }
    action_.flows.push_back(std::move(flow));
  }

  void lower_issues(Node clause) {
    for (Node issue : clause.children()) {
      if (!issue.is(Kind::issue)) continue;
      Node name = issue.child(Kind::name);
      Node for_part = issue.child(Kind::issue_for);
      const Symbol* symbol = own(name, for_part ? SymbolKind::position : SymbolKind::money,
                                 for_part ? "a position" : "a result");
      if (symbol == nullptr) continue;
      const std::string asset =
          for_part ? symbol->type.asset : std::string(symbol->type.unit.asset());
      plan::Flow flow;
      flow.kind = for_part ? plan::FlowKind::owe : plan::FlowKind::receive;
      flow.asset = asset;
      flow.name = symbol->name;
      if (for_part) {
        flow.position = symbol->plan_name;
      } else if (auto target = use_.results.find(symbol->name); target != use_.results.end()) {
        flow.target = target->second;
      }
      Node amount = (for_part ? for_part : issue.child(Kind::issue_of)).first_child();
      flow.amount = expressions()
                        .of_type(amount, Type::amount(asset), "what `" + symbol->name + "` gets")
                        .value;
      issued_.insert(symbol->name);
      action_.flows.push_back(std::move(flow));
    }
  }

  void lower_settles(Node clause) {
    const Symbol* position = own(clause.child(Kind::name), SymbolKind::position, "a position");
    if (position == nullptr) return;
    plan::Flow flow;
    flow.kind =
        position->type.is(TypeKind::debt) ? plan::FlowKind::settle : plan::FlowKind::release;
    flow.asset = position->type.asset;
    flow.name = position->name;
    flow.position = position->plan_name;
    flow.amount = expressions()
                      .of_type(clause.child_at(1), Type::amount(position->type.asset),
                               "what settles `" + position->name + "`")
                      .value;
    action_.flows.push_back(std::move(flow));
  }

  // Money that goes nowhere, a result from nowhere, a failure nobody named: a module that says too
  // little.
  void require_complete() {
    const auto missing = [&](const std::string& what, const std::string& help) {
      Report(found_, Code::incomplete_action, signature_.declared)
          .says("action `" + signature_.name + "` " + what)
          .help(help);
    };
    if (action_.calls.empty() && !signature_.node.child(Kind::contract_call))
      missing("calls nothing", "add a line `call CONTRACT.FUNCTION(…)`");
    if (module_.place.empty() && !signature_.node.child(Kind::proof))
      missing("has no proof that it happened", "add a line `proof event CONTRACT.EVENT(…)`");
    if (signature_.fails.empty())
      missing("does not say how it fails", "add a line `fails NAME, …`, at least `fails reverted`");
    for (const Result& result : signature_.results) {
      if (result.is_position && !use_.results.contains(result.name) && !result_locked(result.name))
        continue;
      if (!issued_.contains(result.name) && !result_locked(result.name)) {
        missing("never says what `" + result.name + "` gets",
                "add `issues " + result.name + " of …`");
      }
    }
  }

  bool result_locked(const std::string& name) const {
    const Symbol* symbol = scope_.find(name);
    return symbol != nullptr &&
           std::any_of(action_.flows.begin(), action_.flows.end(), [&](const plan::Flow& flow) {
             return flow.kind == plan::FlowKind::lock && flow.position == symbol->plan_name;
           });
  }

  const ActionUse& use_;
  const Module& module_;
  const ActionSignature& signature_;
  const Assets& assets_;
  diagnostics::Diagnostics& found_;
  Scope scope_;
  ExpressionPlace place_;
  plan::Action action_;
  std::set<std::string> moved_;
  std::set<std::string> issued_;
};

}  // namespace

plan::Action lower_action(const ActionUse& use, const Assets& assets,
                          diagnostics::Diagnostics& found) {
  return ActionLowering(use, assets, found).run();
}

}  // namespace dealwright::sema
