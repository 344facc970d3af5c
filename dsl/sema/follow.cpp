// The language's own action, `follow`: a route walked over the exchanges that the file uses.
#include <algorithm>
#include <utility>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

// Any exchange the file uses may be on the route; nothing else may be called.
const Exchanges& exchanges_of(DealChecker& deal) {
  if (deal.exchanges) return *deal.exchanges;
  Exchanges all;
  for (const std::string& alias : deal.scope.names(SymbolKind::module)) {
    const Module* module = deal.scope.find(alias)->module;
    if (module == nullptr) continue;
    auto swap = module->actions.find("swap");
    if (swap == module->actions.end()) continue;
    for (const std::string& failure : swap->second.fails) {
      if (std::find(all.fails.begin(), all.fails.end(), failure) == all.fails.end())
        all.fails.push_back(failure);
    }
    for (Node clause : swap->second.node.children()) {
      if (!clause.is(Kind::contract_call)) continue;
      Node target = clause.first_child();
      auto contract = module->contracts.find(target.child_at(0).text());
      if (contract == module->contracts.end()) continue;
      auto function = contract->second.abi.functions.find(target.child_at(1).first_child().text());
      if (function == contract->second.abi.functions.end()) continue;
      all.calls.push_back({module->name + "." + contract->first,
                           function->second.signature(),
                           {},
                           std::nullopt,
                           "give"});
    }
  }
  deal.exchanges = std::move(all);
  return *deal.exchanges;
}

}  // namespace

// follow(path, give: S) -> got: walks a route over the exchanges that the file uses.
std::optional<plan::Action> follow(DealChecker& deal, Node node, Node call) {
  Node call_node = node.child_at(0);
  Node path;
  Node give;
  for (Node argument : arguments_of(call)) {
    Node label = argument.child(Kind::argument_name);
    if (label && label.text() == "give" && !give) {
      give = argument_value(argument);
    } else if (!label && !path) {
      path = argument_value(argument);
    } else {
      Report(deal.found, Code::wrong_arguments, argument)
          .says("`follow` takes a route and `give: MONEY`");
      return std::nullopt;
    }
  }
  if (!path || !give) {
    if (!node.is_broken())
      Report(deal.found, Code::wrong_arguments, call_node)
          .says("`follow` needs a route and `give: MONEY`")
          .help("write `follow(path, give: borrowed) -> back`");
    return std::nullopt;
  }
  ExpressionPlace at = deal.place();
  Checked route = deal.expressions(at).check(path);
  if (!route.type.is(TypeKind::unknown) && !route.type.is(TypeKind::route)) {
    Report(deal.found, Code::wrong_type, path)
        .says("`follow` walks a route, this is " + in_words(route.type))
        .help("declare a parameter `path: route of ASSET`");
    route.type = Type::unknown();
  }
  MoneyChecked money = check_money(deal, give, route.type.asset, "");
  if (route.type.is(TypeKind::unknown) || money.asset.empty()) {
    return std::nullopt;
  }
  const auto names = bound_names(node);
  if (names.empty()) {
    Report(deal.found, Code::not_bound, call_node)
        .says("what `follow` yields is not bound")
        .help("write `" + one_line(call_node.text()) + " -> back`");
    return std::nullopt;
  }
  if (names.size() > 1) {
    Report(deal.found, Code::wrong_arguments, names[1])
        .says("`follow` yields one thing, there is nothing for `" + std::string(names[1].text()) +
              "`");
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
  const Symbol* known = deal.scope.find(name);
  Yield yield;
  if (known != nullptr && known->kind == SymbolKind::bucket) {
    receive.target = plan::Target{plan::TargetKind::bucket, name};
    yield.facts.asset = money.asset;
    yield.facts.bound = place_of(names.front());
  } else {
    receive.target = plan::Target{plan::TargetKind::holding, name};
    yield.facts.asset = money.asset;
    yield.facts.paid_in = money.asset;
    yield.facts.step = deal.current_step;
    yield.facts.bound = place_of(names.front());
    yield.holding = name;
    if (Symbol* symbol = bound_here(deal, names.front())) {
      symbol->type = Type::amount(money.asset);
      deal.holdings.insert_or_assign(name, yield.facts);
    }
  }
  if (deal.current_step != no_step) deal.steps[deal.current_step].last_yield = {std::move(yield)};
  action.flows = {std::move(pay), std::move(receive)};
  const Exchanges& exchanges = exchanges_of(deal);
  if (exchanges.calls.empty()) {
    Report(deal.found, Code::module_not_found, call_node)
        .says("`follow` walks over exchanges, and the file uses none")
        .help("add a line `use MODULE` for a module with an action `swap`");
    return std::nullopt;
  }
  action.fails = exchanges.fails;
  action.calls = exchanges.calls;
  give_id(deal, action, node);
  return action;
}

}  // namespace dealwright::sema
