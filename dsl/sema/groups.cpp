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

// A group is one transaction: what waits, decides or sets a policy belongs to the step around it.
void refuse_in_group(DealChecker& deal, Node statement) {
  Report(deal.found, Code::unexpected_text, statement)
      .says("`" + opening_words(statement) +
            "` cannot stand inside a group that is one transaction")
      .help("write it in the step, outside the group");
}

plan::Group read_atomic(DealChecker& deal, Node node) {
  plan::Group group;
  Node body = node.child(Kind::body);
  group.items = read_items(deal, body);
  ExpressionPlace at = deal.place();
  for (Node statement : body.children()) {
    switch (statement.kind()) {
      case Kind::require:
        group.requires_.push_back(deal.expressions(at).condition(statement.first_child()));
        break;
      case Kind::ensure:
        group.ensures.push_back(deal.expressions(at).condition(statement.first_child()));
        break;
      case Kind::leave_open: read_leave_open(deal, statement); break;
      case Kind::when:
      case Kind::approve:
      case Kind::timeout:
      case Kind::deadline:
      case Kind::on_failure:
      case Kind::retry:
      case Kind::accept_partial: refuse_in_group(deal, statement); break;
      default: break;  // actions and the groups inside were read
    }
  }
  return group;
}

// It gives back out of its last result of that asset: there must be one, and nothing may have taken
// it.
void require_given_back(DealChecker& deal, const plan::Group& group, const std::string& asset,
                        Node node) {
  const plan::Flow* last = nullptr;
  const auto actions = plan::actions_of(group.items);
  for (const plan::Action* action : actions) {
    for (const plan::Flow& flow : action->flows) {
      if (flow.kind == plan::FlowKind::receive && flow.asset == asset) last = &flow;
    }
  }
  Node results = node.child(Kind::results);
  if (last == nullptr) {
    if (node.child(Kind::body).is_broken() || actions.empty() || deal.may_yield_anything) return;
    Report(deal.found, Code::not_given_back, results)
        .says("the group yields no " + asset + " to give the flash loan back from")
        .help("end with an action that yields " + asset);
    return;
  }
  if (!last->target) return;
  if (last->target->kind == plan::TargetKind::bucket) {
    const plan::Bucket* bucket = deal.bucket(last->target->name);
    if (bucket == nullptr || !bucket->untouchable) return;
    Report(deal.found, Code::untouchable_touched, results)
        .says("the flash loan would be given back out of `" + bucket->name +
              "`, which is untouchable")
        .also(deal.scope.find(bucket->name)->declared, "declared untouchable here")
        .help("bind the group's last result of " + asset + " to a name");
    return;
  }
  const auto held = deal.holdings.find(last->target->name);
  if (held == deal.holdings.end() || !held->second.used) return;
  Report(deal.found, Code::not_given_back, results)
      .says("the flash loan is given back out of the group's last " + asset + ", `" + held->first +
            "`, which is spent before")
      .also(held->second.used, "spent here")
      .help("split it first, or end with an action that yields " + asset);
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
          .says("`flash` borrows an amount of an asset, this is " + in_words(amount.type));
      asset.clear();
    }
  }
  const std::string name(bound.text());
  HoldingFacts facts;
  facts.asset = asset;
  facts.paid_in = asset;
  facts.step = deal.current_step;
  facts.bound = place_of(bound);
  Symbol* known = bound_here(deal, bound);
  if (known != nullptr) {
    deal.holdings.insert_or_assign(name, facts);
    if (!asset.empty()) known->type = Type::amount(asset);
  }
  if (Node more = node.child(Kind::results).child(Kind::name, 1)) {
    Report(deal.found, Code::wrong_arguments, more)
        .says("`flash` lends one thing, there is nothing for `" + std::string(more.text()) + "`");
  }
  bind_nothing(deal, node);
  if (!asset.empty()) deal.arriving.insert(asset);

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
  if (!asset.empty()) require_given_back(deal, group, asset, node);
  if (known != nullptr) deal.holdings.find(name)->second.given_back = place_of(bound);
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
