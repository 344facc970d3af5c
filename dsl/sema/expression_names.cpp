// Names, calls and members in expressions: parameters, holdings, positions, what the language
// knows, module queries.
#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/models/primitives.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Unit;

namespace {

// What the language knows without arguments.
struct Quantity {
  std::string_view name;
  Op op;
  bool in_usd;
};
constexpr Quantity quantities[] = {
    {"nav", Op::nav, true},  {"profit", Op::profit, true},  {"loss", Op::loss, true},
    {"ltv", Op::ltv, false}, {"health", Op::health, false},
};
constexpr std::string_view functions[] = {"value", "price",      "exposure",
                                          "ltv",   "volatility", "cost"};

}  // namespace

Node argument_value(Node argument) {
  if (!argument.is(Kind::argument)) return argument;
  Node value;
  for (Node child : argument.children()) {
    if (!child.is(Kind::argument_name)) value = child;
  }
  return value;
}

std::vector<Node> arguments_of(Node call) {
  std::vector<Node> arguments;
  for (Node child : call.children()) {
    if (child.is(Kind::argument)) arguments.push_back(child);
  }
  return arguments;
}

std::string Expressions::asset_named(Node node) {
  if (!node) return {};
  std::string name(node.text());
  if (place_.substitution != nullptr) {
    if (auto found = place_.substitution->find(name); found != place_.substitution->end())
      return found->second;
  }
  if (name == values::usd || place_.assets->contains(name)) return name;
  std::vector<std::string_view> candidates{values::usd};
  if (are_suggestions_useful(found_)) {
    for (const auto& [known, asset] : *place_.assets)
      candidates.push_back(known);
  }
  unknown_name(node, name, std::move(candidates));
  return {};
}

std::string Expressions::token_named(Node node) {
  std::string name = asset_named(node);
  if (name != values::usd) return name;
  Report(found_, Code::wrong_asset, node)
      .says("`USD` is the unit of account: nobody holds it, it has no price")
      .help("name an asset, such as a stablecoin");
  return {};
}

std::vector<std::string_view> Expressions::names_in_scope() {
  if (!are_suggestions_useful(found_)) return {};
  return place_.scope->names();
}

Type Expressions::type_named(Node node, std::string* at_place) {
  if (!node) return {};
  switch (node.kind()) {
    case Kind::plain_type: {
      const std::string_view text = node.text();
      if (text == "ratio" || text == "whole") return Type::plain();
      if (text == "duration") return Type::of(TypeKind::duration);
      if (text == "time") return Type::of(TypeKind::time);
      if (text == "truth") return Type::of(TypeKind::truth);
      if (text == "text") return Type::of(TypeKind::text);
      return Type::of(TypeKind::address);
    }
    case Kind::position_type: {
      std::string asset = token_named(node.child(Kind::asset_name));
      if (asset.empty()) return {};
      const bool debt = node.child(Kind::position_kind).text() == "Debt";
      return Type::about(debt ? TypeKind::debt : TypeKind::collateral, std::move(asset));
    }
    case Kind::route_type: {
      std::string asset = token_named(node.child(Kind::asset_name));
      return asset.empty() ? Type{} : Type::about(TypeKind::route, std::move(asset));
    }
    case Kind::asset_kind: {
      std::string asset = token_named(node.child(Kind::asset_name));
      return asset.empty() ? Type{} : Type::about(TypeKind::asset, std::move(asset));
    }
    case Kind::rate_type: {
      Type over = type_named(node.child_at(0), at_place);
      Type under = type_named(node.child_at(1), at_place);
      if (over.is(TypeKind::unknown) || under.is(TypeKind::unknown)) return {};
      return Type::number(over.unit / under.unit);
    }
    case Kind::asset_type: {
      if (at_place != nullptr) {
        if (Node place = node.child(Kind::at_place))
          *at_place = std::string(place.child(Kind::name).text());
      }
      return type_named(node.first_child(), at_place);
    }
    case Kind::asset_name: {
      std::string asset = asset_named(node);
      return asset.empty() ? Type{} : Type::amount(asset);
    }
    case Kind::par_of: {
      std::string asset = asset_named(node.child(Kind::asset_name));
      if (asset.empty()) return {};
      auto known = place_.assets->find(asset);
      if (known == place_.assets->end()) return Type::amount("par of " + asset);  // a type variable
      if (known->second.asset.redeems_into.empty()) {
        Report(found_, Code::wrong_asset, node)
            .says("`" + asset + "` redeems into nothing, it has no par")
            .also(known->second.declared, "declared here without `redeems into`");
        return {};
      }
      return Type::amount(known->second.asset.redeems_into);
    }
    default: return {};
  }
}

void Expressions::unknown_name(Node at, std::string_view name,
                               std::vector<std::string_view> candidates) {
  std::string meant = diagnostics::nearest(name, std::span<const std::string_view>(candidates));
  Report report(found_, Code::unknown_name, at);
  report.says("`" + std::string(name) + "` is unknown");
  if (!meant.empty()) {
    report.here("did you mean `" + meant + "`?").replace_with(meant);
  } else if (!candidates.empty() && candidates.size() <= listed_max) {
    std::vector<std::string> known(candidates.begin(), candidates.end());
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    report.note("known here: " + listed(known, "and"));
  }
}

const Symbol* Expressions::symbol_named(Node node) {
  if (!node) return nullptr;
  const Symbol* symbol = place_.scope->find(node.text());
  if (symbol == nullptr) unknown_name(node, node.text(), names_in_scope());
  return symbol;
}

Checked Expressions::check_name(Node node) {
  const std::string_view name = node.text();
  if (node.is(Kind::asset_name)) {
    std::string asset = token_named(node);
    if (asset.empty()) return {};
    return {Type::about(TypeKind::asset, asset), named(Op::asset, asset), false, false};
  }
  if (const Symbol* symbol = place_.scope->find(name)) return check_symbol(*symbol, node);
  if (place_.module != nullptr) {
    if (place_.module->queries.contains(name)) return check_query(*place_.module, name, node, {});
    if (auto setting = place_.module->settings.find(name);
        setting != place_.module->settings.end()) {
      Type type = type_named(setting->second.type);
      Op op = setting->second.is_state ? Op::state : Op::setting;
      Expression expression = named(op, place_.module->name + "." + std::string(name));
      if (place_.asked != nullptr) place_.asked->push_back(expression);
      return {type, std::move(expression), false, false};
    }
  }
  for (const Quantity& quantity : quantities) {
    if (quantity.name == name)
      return {quantity.in_usd ? Type::value() : Type::plain(), named(quantity.op, ""), false,
              false};
  }
  if (place_.module != nullptr && (name == "now" || name == "deadline"))
    return {Type::of(TypeKind::time), named(Op::local, name), false, false};
  if (place_.module != nullptr && name == "self")
    return {Type::of(TypeKind::address), named(Op::local, name), false, false};
  std::vector<std::string_view> candidates = names_in_scope();
  for (const Quantity& quantity : quantities)
    candidates.emplace_back(quantity.name);
  unknown_name(node, name, std::move(candidates));
  return {};
}

Checked Expressions::check_symbol(const Symbol& symbol, Node at) {
  const Type& type = symbol.type;
  switch (symbol.kind) {
    case SymbolKind::param: return {type, named(Op::param, symbol.plan_name), false, false};
    case SymbolKind::bucket:
      return {Type::of(TypeKind::bucket), named(Op::bucket, symbol.plan_name), false, false};
    case SymbolKind::holding: return {type, named(Op::holding, symbol.plan_name), false, false};
    case SymbolKind::position: {
      // A position where an amount stands is what it amounts to: `value(collateral)`.
      return {type, named(Op::position, symbol.plan_name), false, false};
    }
    case SymbolKind::rung: return {type, named(Op::rung, symbol.plan_name), false, false};
    case SymbolKind::local:
    case SymbolKind::money: return {type, named(Op::local, symbol.plan_name), false, false};
    case SymbolKind::cycle: return {type, named(Op::local, symbol.plan_name), false, false};
    case SymbolKind::step:
    case SymbolKind::module:
    case SymbolKind::contract:
    case SymbolKind::setting:
    case SymbolKind::state:
    case SymbolKind::query: break;
  }
  Report(found_, Code::wrong_kind_of_name, at)
      .says("`" + symbol.name + "` is " + std::string(with_article(symbol.kind)) +
            "; a value is needed here")
      .also(symbol.declared, "declared here");
  return {};
}

Checked Expressions::check_postfix(Node node) {
  Node base = node.child_at(0);
  Node second = node.child_at(1);
  Node third = node.child_at(2);
  if (!second) return check(base);
  const std::string_view name = base.text();

  if (second.is(Kind::call) && base.is(Kind::name)) {
    if (third && is_own_state(name) && third.is(Kind::member) &&
        third.first_child().text() == "age") {
      const Checked state = check_query(*place_.module, name, base, second);
      if (state.type.is(TypeKind::unknown)) return {};
      return {Type::of(TypeKind::duration), named(Op::local, plan::to_text(state.value) + ".age"),
              false, false};
    }
    if (third) {
      Report(found_, Code::wrong_kind_of_name, third)
          .says("`" + std::string(name) + "(…)` has no members");
      return {};
    }
    return check_call(node, name, second);
  }
  if (second.is(Kind::member) && name == "flash" && second.first_child().text() == "owed" &&
      !third) {
    if (!place_.in_flash) {
      Report(found_, Code::wrong_kind_of_name, node)
          .says("`flash.owed` is known inside a `flash` group only");
      return {};
    }
    return {place_.flash_asset.empty() ? Type{} : Type::amount(place_.flash_asset),
            named(Op::flash_owed, ""), false, false};
  }
  if (second.is(Kind::member) && base.is(Kind::asset_name) && place_.in_read) {
    if (const Symbol* token = place_.scope->find(name);
        token != nullptr && token->kind == SymbolKind::contract)
      return check_contract_call(*token, node);
  }
  if (second.is(Kind::member) && base.is(Kind::name)) {
    const Symbol* symbol = place_.scope->find(name);
    if (symbol == nullptr) {
      unknown_name(base, name, names_in_scope());
      return {};
    }
    if (symbol->kind == SymbolKind::module && symbol->module != nullptr) {
      return check_query(*symbol->module, second.first_child().text(), second.first_child(), third);
    }
    if (symbol->kind == SymbolKind::module) {  // its file has findings of its own
      if (symbol->is_without_module)
        Report(found_, Code::wrong_kind_of_name, base)
            .says("`" + symbol->name + "` is a file that holds no module: it has no queries")
            .also(symbol->declared, "named here");
      return {};
    }
    if (symbol->kind == SymbolKind::contract) {
      if (place_.in_read) return check_contract_call(*symbol, node);
      Report(found_, Code::wrong_kind_of_name, node)
          .says("contract `" + symbol->name + "` can be called in a `call` or a `read` only");
      return {};
    }
    if (third) {
      Report(found_, Code::wrong_kind_of_name, third).says("nothing can follow here");
      return {};
    }
    return check_member(*symbol, base, second.first_child(), node);
  }
  Report(found_, Code::wrong_kind_of_name, node)
      .says("`" + std::string(node.text()) + "` is not a value");
  return {};
}

bool Expressions::is_own_state(std::string_view name) const {
  if (place_.module == nullptr) return false;
  const auto setting = place_.module->settings.find(name);
  return setting != place_.module->settings.end() && setting->second.is_state;
}

Checked Expressions::check_member(const Symbol& symbol, Node base, Node member, Node node) {
  const std::string_view field = member.text();
  if (symbol.kind == SymbolKind::position) {
    if (symbol.type.is(TypeKind::unknown)) return {};
    const Type amount = Type::amount(symbol.type.asset);
    const bool debt = symbol.type.is(TypeKind::debt);
    if (field == "principal") return {amount, named(Op::position, symbol.plan_name), false, false};
    if (field == "age")
      return {Type::of(TypeKind::duration), named(Op::local, symbol.plan_name + ".age"), false,
              false};
    if (field == (debt ? "owed" : "amount")) {
      // What a position amounts to now is its module's to say.
      if (symbol.module != nullptr && symbol.module->queries.contains(field)) {
        Expression query = named(Op::query, symbol.module->name + "." + std::string(field),
                                 {named(Op::position, symbol.plan_name)});
        if (place_.asked != nullptr) place_.asked->push_back(query);
        return {amount, std::move(query), false, false};
      }
      return {amount, named(Op::position, symbol.plan_name), false, false};
    }
    unknown_name(member, field, {debt ? "owed" : "amount", "principal", "age"});
    return {};
  }
  if (symbol.kind == SymbolKind::holding || symbol.kind == SymbolKind::money) {
    if (field == "amount") return check_symbol(symbol, base);
    unknown_name(member, field, {"amount"});
    return {};
  }
  if (symbol.kind == SymbolKind::cycle) {
    const Type amount = symbol.type.asset.empty() ? Type{} : Type::amount(symbol.type.asset);
    Expression expression = named(Op::local, symbol.name + "." + std::string(field));
    if (field == "net" || field == "gross" || field == "gap" || field == "size")
      return {amount, std::move(expression), false, false};
    if (field == "hops") return {Type::plain(), std::move(expression), false, false};
    if (field == "path")
      return {Type::about(TypeKind::route, symbol.type.asset), std::move(expression), false, false};
    unknown_name(member, field, {"net", "gross", "gap", "size", "hops", "path"});
    return {};
  }
  Report(found_, Code::wrong_kind_of_name, node)
      .says("`" + symbol.name + "` is " + std::string(with_article(symbol.kind)) +
            " and has no member `" + std::string(field) + "`")
      .also(symbol.declared, "declared here");
  return {};
}

bool Expressions::arguments_are(Node call, Node at, std::string_view function, unsigned count) {
  const auto arguments = arguments_of(call);
  for (Node argument : arguments) {
    if (Node label = argument.child(Kind::argument_name)) {
      Report(found_, Code::wrong_arguments, label)
          .says("`" + std::string(function) + "` takes its arguments without names");
      return false;
    }
  }
  if (arguments.size() == count) return true;
  Report(found_, Code::wrong_arguments, at)
      .says("`" + std::string(function) + "` takes " + std::to_string(count) +
            (count == 1 ? " argument" : " arguments") + ", here " +
            (arguments.size() == 1 ? "is 1" : "are " + std::to_string(arguments.size())));
  return false;
}

// The one argument of value(x), at par …: an amount, a holding or a position.
Checked Expressions::amount_argument(Node call, std::string_view function, std::string* holding) {
  Node node = argument_value(arguments_of(call).front());
  Checked checked = check(node);
  if (checked.type.is(TypeKind::unknown)) return {};
  if (holding != nullptr && checked.value.op == Op::holding) *holding = checked.value.name;
  if (checked.type.is_position()) {
    checked.type = Type::amount(checked.type.asset);
    return checked;
  }
  if (!checked.type.is(TypeKind::number) || checked.type.unit.asset().empty()) {
    Report(found_, Code::wrong_type, node)
        .says("`" + std::string(function) + "` needs an amount of an asset, this is " +
              in_words(checked.type));
    return {};
  }
  return checked;
}

Checked Expressions::check_call(Node node, std::string_view name, Node call) {
  // A module's own names come before the language's: its `price` is its own.
  if (place_.module != nullptr) {
    if (place_.module->queries.contains(name))
      return check_query(*place_.module, name, node.child_at(0), call);
    if (auto setting = place_.module->settings.find(name); setting != place_.module->settings.end())
      return check_query(*place_.module, name, node.child_at(0), call);
  }
  if (name == "value") {
    if (!arguments_are(call, node, name, 1)) return {};
    Node inside = argument_value(arguments_of(call).front());
    const Symbol* total = inside.is(Kind::name) ? place_.scope->find(inside.text()) : nullptr;
    if (total != nullptr && total->total) {
      return {Type::value(), named(Op::local, place_.module->name + ":" + total->name), false,
              false};
    }
    Checked amount = amount_argument(call, name, nullptr);
    if (amount.type.is(TypeKind::unknown)) return {};
    const std::string asset(amount.type.unit.asset());
    if (asset == values::usd) return amount;
    return {Type::value(), named(Op::value, asset, {std::move(amount.value)}), false, false};
  }
  if (place_.module != nullptr && name == "base_unit") {
    if (!arguments_are(call, node, name, 1)) return {};
    Checked asset = check(argument_value(arguments_of(call).front()));
    if (asset.type.is(TypeKind::unknown)) return {};
    if (!asset.type.is(TypeKind::asset)) {
      Report(found_, Code::wrong_type, call)
          .says("`base_unit` needs the name of an asset, this is " + in_words(asset.type));
      return {};
    }
    return base_unit_of(asset.type.asset);
  }
  if (name == "price" || name == "exposure") {
    if (!arguments_are(call, node, name, 1)) return {};
    Checked asset = check(argument_value(arguments_of(call).front()));
    if (asset.type.is(TypeKind::unknown)) return {};
    if (!asset.type.is(TypeKind::asset)) {
      Report(found_, Code::wrong_type, call)
          .says("`" + std::string(name) + "` needs the name of an asset, this is " +
                in_words(asset.type));
      return {};
    }
    if (name == "exposure")
      return {Type::value(), named(Op::exposure, asset.type.asset), false, false};
    return {Type::number(Unit::of(values::usd) / Unit::of(asset.type.asset)),
            named(Op::price, asset.type.asset), false, false};
  }
  if (name == "ltv" || name == "cost") {
    if (!arguments_are(call, node, name, 1)) return {};
    Node inside = argument_value(arguments_of(call).front());
    Checked what = check(inside);
    if (what.type.is(TypeKind::unknown)) return {};
    if (name == "ltv") {
      if (what.type.is_position())
        return {Type::plain(), named(Op::ltv_of, what.value.name), false, false};
      Report(found_, Code::wrong_type, inside)
          .says("`ltv` needs a position, this is " + in_words(what.type));
      return {};
    }
    if (what.value.op != Op::holding) {
      Report(found_, Code::wrong_type, inside)
          .says("`cost` needs a holding, this is " + in_words(what.type));
      return {};
    }
    std::string paid_in = place_.cost_asset ? place_.cost_asset(what.value.name) : std::string();
    if (paid_in.empty()) return {};
    return {Type::amount(paid_in), named(Op::cost, what.value.name, {named(Op::asset, paid_in)}),
            false, false};
  }
  if (name == "volatility") {
    if (!arguments_are(call, node, name, 2)) return {};
    const auto arguments = arguments_of(call);
    Checked asset = check(argument_value(arguments[0]));
    Checked window = of_type(argument_value(arguments[1]), Type::of(TypeKind::duration),
                             "the window of `volatility`");
    if (asset.type.is(TypeKind::unknown) || window.type.is(TypeKind::unknown)) return {};
    if (!asset.type.is(TypeKind::asset)) {
      Report(found_, Code::wrong_type, arguments[0])
          .says("`volatility` needs the name of an asset, this is " + in_words(asset.type));
      return {};
    }
    return {Type::plain(), named(Op::volatility, asset.type.asset, {std::move(window.value)}),
            false, false};
  }
  if (models::find_primitive(name)) return check_primitive(name, node, call);
  if (place_.module != nullptr && name == "path") {
    std::string route;
    std::string first;
    for (Node argument : arguments_of(call)) {
      Checked hop = check(argument_value(argument));
      if (!hop.type.is(TypeKind::asset)) return {};
      if (first.empty()) first = hop.type.asset;
      route += (route.empty() ? "" : ">") + hop.type.asset;
    }
    return {Type::about(TypeKind::route, first), named(Op::text, route), false, false};
  }
  if (const Symbol* symbol = place_.scope->find(name)) {
    Report(found_, Code::wrong_kind_of_name, node)
        .says("`" + std::string(name) + "` is " + std::string(with_article(symbol->kind)) +
              " and cannot be called")
        .also(symbol->declared, "declared here");
    return {};
  }
  std::vector<std::string_view> candidates(std::begin(functions), std::end(functions));
  for (const auto& primitive : models::all_primitives())
    candidates.emplace_back(primitive.name);
  unknown_name(node.child_at(0), name, std::move(candidates));
  return {};
}

}  // namespace dealwright::sema
