// The actions of a body in order, and the groups among them: atomic, and flash with its loan.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;

namespace {

plan::Group read_atomic(DealChecker& deal, Node node) {
  plan::Group group;
  Node body = node.child(Kind::body);
  group.items = read_items(deal, body);
  ExpressionPlace at = deal.place();
  for (Node statement : body.children()) {
    if (statement.is(Kind::require))
      group.requires_.push_back(deal.expressions(at).condition(statement.first_child()));
    if (statement.is(Kind::ensure))
      group.ensures.push_back(deal.expressions(at).condition(statement.first_child()));
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
  const Module* module =
      symbol != nullptr && symbol->kind == SymbolKind::module ? symbol->module : nullptr;
  if (symbol == nullptr || symbol->kind != SymbolKind::module) {
    std::string meant =
        diagnostics::nearest(module_name.text(), deal.scope.names(SymbolKind::module));
    Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name,
                  module_name);
    report.says("`" + std::string(module_name.text()) + "` is not a module");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
  } else if (module != nullptr &&
             (!module->actions.contains("flash") || !module->queries.contains("flash_fee"))) {
    Report(deal.found, Code::wrong_kind_of_name, module_name)
        .says("`" + module->name + "` lends nothing for the length of a transaction")
        .note("a module that does declares an action `flash` and a query `flash_fee`");
    module = nullptr;
  }
  std::string asset;
  if (!amount.type.is(TypeKind::unknown)) {
    asset = std::string(amount.type.unit.asset());
    if (!amount.type.is(TypeKind::number) || asset.empty() || asset == values::usd) {
      Report(deal.found, Code::wrong_type, amount_node)
          .says("`flash` borrows an amount of an asset, this is " + to_text(amount.type));
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
  if (Symbol* known = deal.scope.find_own(name); known != nullptr && !asset.empty())
    known->type = Type::amount(asset);

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
    return std::any_of(action->flows.begin(), action->flows.end(), [&](const plan::Flow& flow) {
      return flow.kind == plan::FlowKind::receive && flow.asset == asset;
    });
  };
  const auto actions = plan::actions_of(group.items);
  Node body = node.child(Kind::body);
  if (!asset.empty() && !body.is_broken() && !actions.empty() &&
      std::none_of(actions.begin(), actions.end(), yields)) {
    Report(deal.found, Code::not_given_back, node.child(Kind::results))
        .says("the group yields no " + asset + " to give the flash loan back from")
        .help("end with an action that yields " + asset);
  }
  return group;
}

}  // namespace

std::vector<plan::Item> read_items(DealChecker& deal, Node body) {
  std::vector<plan::Item> items;
  for (Node statement : body.children()) {
    switch (statement.kind()) {
      case Kind::action:
        if (auto action = use_action(deal, statement)) items.push_back({std::move(*action)});
        break;
      case Kind::split: items.push_back({check_split(deal, statement)}); break;
      case Kind::atomic: items.push_back({read_atomic(deal, statement)}); break;
      case Kind::flash: items.push_back({read_flash(deal, statement)}); break;
      default: break;
    }
  }
  return items;
}

}  // namespace dealwright::sema
