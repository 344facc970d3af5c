// A deal's declarations: names, parameters, buckets, gas, the box, value rules, splits, limits.
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
using values::Rational;

namespace {

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  bool space = false;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      space = !out.empty();
    } else {
      if (space) out += ' ';
      space = false;
      out += c;
    }
  }
  return out;
}

namespace {

bool is_snake(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// Adds a name or says who has it already.
Symbol* declare(DealChecker& deal, SymbolKind kind, Node name, Type type) {
  if (!name) return nullptr;
  const std::string text(name.text());
  if (const Symbol* taken = deal.scope.find(text)) {
    Report(deal.found, Code::name_taken, name)
        .says("`" + text + "` is already " + std::string(with_article(taken->kind)))
        .also(taken->declared, "declared here")
        .help("give one of them another name");
    return nullptr;
  }
  if (!is_snake(text)) {
    Report(deal.found, Code::bad_name_style, name).says("names are written in `snake_case`; capitals are for assets");
  }
  Symbol symbol;
  symbol.kind = kind;
  symbol.name = symbol.plan_name = text;
  symbol.declared = place_of(name);
  symbol.type = std::move(type);
  return &deal.scope.declare(std::move(symbol));
}

void bind(DealChecker& deal, Node name) {
  if (declare(deal, SymbolKind::holding, name, Type::unknown()) == nullptr) return;
  deal.binders.emplace(std::string(name.text()), Binder{deal.current_step, place_of(name)});
}

void declare_results(DealChecker& deal, Node results) {
  for (Node name : results.children()) {
    if (!name.is(Kind::name)) continue;
    const Symbol* known = deal.scope.find(name.text());
    if (known != nullptr && known->kind == SymbolKind::bucket) continue;  // money that comes to rest
    bind(deal, name);
  }
}

void declare_in_body(DealChecker& deal, Node body) {
  for (Node item : body.children()) {
    switch (item.kind()) {
      case Kind::action: declare_results(deal, item.child(Kind::results)); break;
      case Kind::flash:
        declare_results(deal, item.child(Kind::results));
        declare_in_body(deal, item.child(Kind::body));
        break;
      case Kind::atomic: declare_in_body(deal, item.child(Kind::body)); break;
      case Kind::split:
        for (Node share : item.child(Kind::shares).children()) bind(deal, share.child(Kind::name));
        break;
      default: break;
    }
  }
}

// What the phases found out, in the plan's own lists.
void finish_plan(DealChecker& deal) {
  plan::Plan& plan = deal.model.plan;
  for (const StepFacts& step : deal.steps) {
    deal.model.step_places.push_back({step.step.name, step.name});
    plan.steps.push_back(step.step);
  }
  const auto step_name = [&](std::size_t step) { return step == no_step ? std::string() : deal.steps[step].step.name; };
  for (const auto& [name, holding] : deal.holdings) plan.holdings.push_back({name, holding.asset, holding.place, step_name(holding.step)});
  for (const auto& [name, position] : deal.positions) {
    plan::Position entry;
    entry.name = name;
    entry.kind = position.kind;
    entry.asset = position.asset;
    entry.module = position.module != nullptr ? position.module->name : std::string();
    entry.step = step_name(position.step);
    entry.adopted = position.adopted;
    entry.left_open = position.left_open;
    plan.positions.push_back(std::move(entry));
  }
  for (const auto& [name, documentation] : documentation_in(deal.node)) {
    for (std::size_t step = 0; step < deal.steps.size(); ++step) {
      if (deal.steps[step].node.index() == name) plan.steps[step].documentation = documentation;
    }
  }
}

void once(DealChecker& deal, Node item, Node& seen) {
  if (seen) {
    Report(deal.found, Code::clause_repeated, item).says("a deal has one `" + std::string(item.text().substr(0, item.text().find_first_of(" {\n"))) + "`").also(place_of(seen), "first here");
  } else {
    seen = item;
  }
}

}  // namespace

std::map<syntax::NodeIndex, std::string> documentation_in(Node parent) {
  std::map<syntax::NodeIndex, std::string> all;
  std::string text;
  for (Node child : parent.children()) {
    if (!child.is(Kind::documentation)) {
      if (!text.empty()) all.emplace(child.index(), std::move(text));
      text.clear();
      continue;
    }
    std::string_view raw = child.text();
    while (!raw.empty()) {
      std::string_view line = raw.substr(0, raw.find('\n'));
      raw.remove_prefix(std::min(raw.size(), line.size() + 1));
      while (!line.empty() && (line.front() == ' ' || line.front() == '/' || line.front() == '\t')) line.remove_prefix(1);
      while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
      text += (text.empty() ? "" : "\n") + std::string(line);
    }
  }
  return all;
}

std::unique_ptr<DealChecker> check_deal(diagnostics::Diagnostics& found, const Assets& assets, const Scope& file_scope, Node node,
                                        std::string documentation, std::vector<const DealChecker*> other_deals) {
  auto checker = std::make_unique<DealChecker>(found, assets, file_scope, node);
  DealChecker& deal = *checker;
  deal.other_deals = std::move(other_deals);
  deal.model.name = std::string(node.child(Kind::name).text());
  deal.model.declared = place_of(node.child(Kind::name));
  deal.model.plan.deal = deal.model.name;
  deal.model.plan.documentation = std::move(documentation);
  for (const auto& [name, known] : assets) deal.model.plan.assets.push_back(known.asset);
  declare_names(deal);
  check_items(deal);
  order_steps(deal);
  check_steps(deal);
  check_limits(deal);
  check_races(deal);
  check_positions(deal);
  finish_plan(deal);
  return checker;
}

ExpressionPlace DealChecker::place() {
  ExpressionPlace at;
  at.assets = &assets;
  at.scope = active != nullptr ? active : &scope;
  at.in_flash = in_flash;
  at.flash_asset = flash_asset;
  at.asked = &model.asked;
  at.cost_asset = [this](std::string_view holding) {
    auto known = holdings.find(holding);
    return known == holdings.end() ? std::string() : known->second.paid_in;
  };
  return at;
}

std::optional<Rational> DealChecker::bound(const Expression& expression, values::Rounding side) const {
  // Sums, products with constants and parameters at the end of their range: enough for sizes and shares.
  const bool upper = side == values::Rounding::up;
  const auto other = upper ? values::Rounding::down : values::Rounding::up;
  const auto both = [&](auto operation, values::Rounding right_side) -> std::optional<Rational> {
    auto a = bound(expression.args[0], side);
    auto b = bound(expression.args[1], right_side);
    if (!a || !b) return std::nullopt;
    auto result = operation(*a, *b);
    return result ? std::optional<Rational>(*result) : std::nullopt;
  };
  using Numbers = const Rational&;
  switch (expression.op) {
    case Op::number: return expression.number;
    case Op::param:
      for (const ParamModel& param : model.params) {
        if (param.name != expression.name) continue;
        const auto& end = upper ? param.high : param.low;
        if (end) return end->op == Op::number ? std::optional<Rational>(end->number) : std::nullopt;
        if (param.initial && param.initial->op == Op::number) return param.initial->number;
      }
      return std::nullopt;
    case Op::add: return both([](Numbers a, Numbers b) { return values::add(a, b); }, side);
    case Op::subtract: return both([](Numbers a, Numbers b) { return values::subtract(a, b); }, other);
    case Op::multiply: {
      auto product = both([](Numbers a, Numbers b) { return values::multiply(a, b); }, side);
      return product && !product->is_negative() ? product : std::nullopt;
    }
    default: return std::nullopt;
  }
}

void declare_names(DealChecker& deal) {
  Node buckets;
  Node gas;
  Node assume;
  Node defaults;
  for (Node item : deal.node.children()) {
    switch (item.kind()) {
      case Kind::param: declare(deal, SymbolKind::param, item.child(Kind::name), Type::unknown()); break;
      case Kind::buckets:
        once(deal, item, buckets);
        for (Node share : item.child(Kind::shares).children()) {
          declare(deal, SymbolKind::bucket, share.child(Kind::name), Type::of(TypeKind::bucket));
        }
        break;
      case Kind::gas: once(deal, item, gas); break;
      case Kind::assume: once(deal, item, assume); break;
      case Kind::defaults: once(deal, item, defaults); break;
      default: break;
    }
  }
  for (Node item : deal.node.children()) {
    switch (item.kind()) {
      case Kind::step:
      case Kind::ladder:
      case Kind::defend: {
        Node name = item.child(Kind::name);
        if (deal.steps.size() == plan::steps_max) {
          Report(deal.found, Code::too_many_steps, name).says("a deal has at most " + std::to_string(plan::steps_max) + " steps");
          return;
        }
        if (Symbol* symbol = declare(deal, SymbolKind::step, name, Type::unknown())) {
          static_cast<void>(symbol);
          deal.step_index.emplace(std::string(name.text()), deal.steps.size());
        }
        StepFacts facts;
        facts.node = item;
        facts.name = place_of(name);
        facts.step.name = std::string(name.text());
        facts.step.kind = item.is(Kind::ladder) ? plan::StepKind::ladder : item.is(Kind::defend) ? plan::StepKind::defence : plan::StepKind::step;
        deal.current_step = deal.steps.size();
        deal.steps.push_back(std::move(facts));
        declare_in_body(deal, item.is(Kind::ladder) ? item : item.child(Kind::body));
        if (item.is(Kind::ladder)) declare_results(deal, item.child(Kind::results));
        deal.current_step = no_step;
        break;
      }
      case Kind::split:
        for (Node share : item.child(Kind::shares).children()) bind(deal, share.child(Kind::name));
        break;
      case Kind::adopt: declare_results(deal, item.child(Kind::results)); break;
      default: break;
    }
  }
  if (!buckets) {
    Report(deal.found, Code::clause_missing, deal.node.child(Kind::name))
        .says("deal `" + deal.model.name + "` has no `buckets`: it starts with no money")
        .help("add `buckets of AMOUNT { working 100% }`");
  }
}

namespace {

Node type_of_param(Node param) {
  Node type;
  for (Node child : param.children()) {
    if (!child.is(Kind::name) && !child.is(Kind::param_default) && !child.is(Kind::param_range)) type = child;
  }
  return type;
}

void check_param(DealChecker& deal, Node item, std::string documentation) {
  ExpressionPlace at = deal.place();
  Expressions expressions = deal.expressions(at);
  ParamModel param;
  param.name = std::string(item.child(Kind::name).text());
  param.declared = place_of(item.child(Kind::name));
  param.documentation = std::move(documentation);
  param.type = expressions.type_named(type_of_param(item));
  const bool route = param.type.is(TypeKind::route);
  const Type measured = route ? Type::plain() : param.type;
  std::optional<Rational> low;
  std::optional<Rational> high;
  std::optional<Rational> initial;
  const auto literal = [&](Node node, const std::string& what, std::optional<Rational>& number) -> std::optional<Expression> {
    if (!node) return std::nullopt;
    Checked checked = expressions.of_type(node, measured, what);
    if (checked.type.is(TypeKind::unknown)) return std::nullopt;
    if (!checked.constant) {
      Report(deal.found, Code::not_constant, node).says(what + " must be fixed, this can change");
      return std::nullopt;
    }
    auto value = fold(checked.value);
    if (value && std::holds_alternative<Rational>(*value)) {
      number = std::get<Rational>(*value);
      if (checked.value.op != Op::duration && checked.value.op != Op::time) {
        Expression folded;
        folded.op = Op::number;
        folded.number = *number;
        folded.name = measured.unit.is_plain() ? std::string() : values::to_text(measured.unit);
        return folded;
      }
    }
    return checked.value;
  };
  if (Node part = item.child(Kind::param_default)) {
    if (route) {
      Report(deal.found, Code::wrong_type, part).says("a route has no default: it is found when the deal is fired");
    } else {
      param.initial = literal(part.first_child(), "the default of `" + param.name + "`", initial);
    }
  }
  if (Node part = item.child(Kind::param_range)) {
    param.low = literal(part.child_at(0), "the lower end of `" + param.name + "`", low);
    param.high = literal(part.child_at(1), "the upper end of `" + param.name + "`", high);
    const std::string range_text = one_line(part.child_at(0).text()) + " .. " + one_line(part.child_at(1).text());
    if (low && high && *high < *low) {
      Report(deal.found, Code::out_of_range, part).says("the range " + range_text + " is empty: its upper end is below its lower end");
    } else if (initial && ((low && *initial < *low) || (high && *high < *initial))) {
      Node value = item.child(Kind::param_default).first_child();
      Report(deal.found, Code::out_of_range, value)
          .says("the default of `" + param.name + "` is " + one_line(value.text()) + ", outside its range " + range_text)
          .also(place_of(part), "the range");
    }
  }
  if (Symbol* symbol = deal.scope.find_own(param.name)) symbol->type = param.type;
  plan::Param entry;
  entry.name = param.name;
  entry.type = one_line(type_of_param(item).text());
  entry.low = param.low;
  entry.high = param.high;
  deal.model.plan.params.push_back(std::move(entry));
  deal.model.params.push_back(std::move(param));
}

// Shares of `buckets` and `split`: ratios that add up to exactly 1.
std::vector<std::pair<Node, Rational>> check_shares(DealChecker& deal, Node shares, Node owner) {
  ExpressionPlace at = deal.place();
  std::vector<std::pair<Node, Rational>> parts;
  Rational total;
  bool complete = !shares.is_broken();
  for (Node share : shares.children()) {
    if (!share.is(Kind::share_item)) continue;
    auto ratio = deal.expressions(at).constant(share.child_at(1), Type::plain(), "the share of `" + std::string(share.child(Kind::name).text()) + "`");
    if (!ratio) {
      complete = false;
      continue;
    }
    if (ratio->is_negative()) {
      Report(deal.found, Code::out_of_range, share.child_at(1)).says("a share cannot be below zero");
      complete = false;
    }
    if (auto sum = values::add(total, *ratio)) total = *sum;
    parts.emplace_back(share, *ratio);
  }
  if (complete && total != Rational(1)) {
    Report(deal.found, Code::shares_do_not_add_up, owner)
        .says("the shares add up to " + values::to_percent(total, 4) + ", not 100%")
        .help(total < Rational(1) ? "give the missing " + values::to_percent(values::subtract(Rational(1), total).value_or(Rational()), 4) + " to a share"
                                  : "take " + values::to_percent(values::subtract(total, Rational(1)).value_or(Rational()), 4) + " away");
  }
  return parts;
}

void check_buckets(DealChecker& deal, Node item) {
  ExpressionPlace at = deal.place();
  Node amount = item.child_at(0);
  Checked capital = deal.expressions(at).check(amount);
  if (!capital.type.is(TypeKind::unknown)) {
    const std::string asset(capital.type.unit.asset());
    if (!capital.type.is(TypeKind::number) || asset.empty() || asset == values::usd) {
      Report(deal.found, Code::wrong_type, amount).says("buckets divide an amount of an asset, this is " + to_text(capital.type));
    } else {
      deal.capital_asset = asset;
      deal.capital_at_most = deal.bound(capital.value, values::Rounding::up);
      deal.capital_at_least = deal.bound(capital.value, values::Rounding::down);
      deal.model.plan.capital.kind = plan::MoneyKind::amount;
      deal.model.plan.capital.asset = asset;
      deal.model.plan.capital.expression = std::move(capital.value);
    }
  }
  Node shares = item.child(Kind::shares);
  for (const auto& [share, ratio] : check_shares(deal, shares, shares)) {
    plan::Bucket bucket;
    bucket.name = std::string(share.child(Kind::name).text());
    bucket.share = ratio;
    bucket.untouchable = static_cast<bool>(share.child(Kind::untouchable));
    deal.model.plan.buckets.push_back(std::move(bucket));
  }
}

void check_gas(DealChecker& deal, Node item) {
  ExpressionPlace at = deal.place();
  Node amount = item.child_at(0);
  Checked cap = deal.expressions(at).check(amount);
  if (!cap.type.is(TypeKind::unknown)) {
    const std::string asset(cap.type.unit.asset());
    if (!cap.type.is(TypeKind::number) || asset.empty() || asset == values::usd) {
      Report(deal.found, Code::wrong_type, amount).says("gas is paid in an asset, this is " + to_text(cap.type)).help("write an amount, such as `0.5` of the chain's coin");
    } else {
      deal.model.plan.gas.asset = asset;
      deal.model.plan.gas.at_most = std::move(cap.value);
    }
  }
  Node payer = item.child_at(1);
  const std::string name(payer.text());
  deal.model.plan.gas.payer = name;
  if (name == "operator") return;
  const Symbol* symbol = deal.scope.find(name);
  if (symbol == nullptr || symbol->kind != SymbolKind::bucket) {
    std::vector<std::string> candidates = deal.scope.names(SymbolKind::bucket);
    candidates.emplace_back("operator");
    std::string meant = diagnostics::nearest(name, candidates);
    Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, payer);
    report.says("`" + name + "` is not a bucket").note("gas is paid from " + listed(candidates, "or"));
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return;
  }
  if (const plan::Bucket* bucket = plan::find_bucket(deal.model.plan, name); bucket != nullptr && bucket->untouchable) {
    Report(deal.found, Code::untouchable_touched, payer).says("`" + name + "` is untouchable and cannot pay for gas").also(symbol->declared, "declared untouchable here");
  }
}

void check_box(DealChecker& deal, Node item) {
  ExpressionPlace at = deal.place();
  Expressions expressions = deal.expressions(at);
  deal.model.plan.assumed_for = expressions.duration(item.child(Kind::duration));
  for (Node line : item.children()) {
    plan::Assumption assumption;
    assumption.text = one_line(line.text());
    switch (line.kind()) {
      case Kind::moves_at_most: {
        const bool falls = line.child(Kind::fall_or_rise).text() == "falls";
        assumption.kind = falls ? plan::AssumptionKind::falls_at_most : plan::AssumptionKind::rises_at_most;
        assumption.subject = expressions.asset_named(line.child(Kind::asset_name));
        Node by = line.child_at(2);
        auto ratio = expressions.constant(by, Type::plain(), "how far it " + std::string(falls ? "falls" : "rises"));
        if (!ratio || assumption.subject.empty()) continue;
        if (ratio->is_negative() || (falls && Rational(1) < *ratio)) {
          Report(deal.found, Code::out_of_range, by).says(falls ? "a price falls by 0% to 100%" : "a price rises by 0% or more");
          continue;
        }
        assumption.bound.op = Op::number;
        assumption.bound.number = *ratio;
        break;
      }
      case Kind::may_happen: {
        Node subject = line.child(Kind::name, 0);
        Node event = line.child(Kind::name, 1);
        const Symbol* symbol = deal.scope.find(subject.text());
        if (symbol == nullptr || symbol->kind != SymbolKind::module || symbol->module == nullptr) {
          std::vector<std::string> candidates = deal.scope.names(SymbolKind::module);
          std::string meant = diagnostics::nearest(subject.text(), candidates);
          Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, subject);
          report.says("`" + std::string(subject.text()) + "` is not a module");
          if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
          continue;
        }
        if (event.text() != "freeze") {
          Report(deal.found, Code::unknown_name, event).says("`" + std::string(event.text()) + "` is nothing that may happen to a module").help("write `may freeze`");
          continue;
        }
        assumption.kind = plan::AssumptionKind::may;
        assumption.subject = symbol->module->name;
        assumption.event = std::string(event.text());
        break;
      }
      case Kind::stays_within: {
        assumption.kind = plan::AssumptionKind::within;
        Checked quantity = expressions.check(line.child_at(0));
        auto radius = expressions.constant(line.child_at(1), Type::plain(), "how far it strays");
        Checked centre = expressions.check(line.child_at(2));
        if (quantity.type.is(TypeKind::unknown) || centre.type.is(TypeKind::unknown) || !radius) continue;
        // A price stays near a price: an asset by its name is its price, and what is not in USD is valued in USD.
        const auto in_usd = [](Checked& side) {
          if (side.type.is(TypeKind::asset)) {
            Expression price;
            price.op = Op::price;
            price.name = side.type.asset;
            side.value = std::move(price);
            side.type = Type::value();
          }
          std::string over;
          for (const auto& [name, power] : side.type.unit.powers()) {
            if (power == 1 && name != values::usd) over = name;
          }
          if (side.type.is(TypeKind::number) && !over.empty()) {
            Expression price;
            price.op = Op::price;
            price.name = over;
            Expression valued;
            valued.op = Op::multiply;
            valued.args = {std::move(side.value), std::move(price)};
            side.value = std::move(valued);
            side.type = Type::number(side.type.unit / values::Unit::of(over) * values::Unit::of(values::usd));
          }
        };
        if (line.child_at(0).is(Kind::asset_name)) assumption.subject = quantity.type.asset;
        in_usd(quantity);
        in_usd(centre);
        if (quantity.type != centre.type) {
          Report(deal.found, Code::units_differ, line).says(to_text(quantity.type) + " cannot stay within a distance of " + to_text(centre.type));
          continue;
        }
        assumption.quantity = std::move(quantity.value);
        assumption.centre = std::move(centre.value);
        assumption.bound.op = Op::number;
        assumption.bound.number = *radius;
        break;
      }
      case Kind::comparison:
        assumption.kind = plan::AssumptionKind::holds;
        assumption.bound = expressions.condition(line);
        break;
      default: continue;
    }
    deal.model.plan.assumptions.push_back(std::move(assumption));
  }
}

// `adopt other.loan -> loan`: its kind and asset are the other deal's; that deal must be known to the file.
void check_adopt(DealChecker& deal, Node item) {
  Node other = item.child_at(0);
  Node name = item.child(Kind::results).child(Kind::name);
  Node position = other.child_at(1).first_child();
  if (!other.is(Kind::postfix) || !position || other.child_count() != 2) {
    Report(deal.found, Code::wrong_kind_of_name, other).says("a position of another deal is written `DEAL.POSITION`");
    return;
  }
  const DealChecker* source = nullptr;
  std::vector<std::string> candidates;
  for (const DealChecker* known : deal.other_deals) {
    candidates.push_back(known->model.name);
    if (known->model.name == other.child_at(0).text()) source = known;
  }
  if (source == nullptr) {
    std::string meant = diagnostics::nearest(other.child_at(0).text(), candidates);
    Report report(deal.found, Code::unknown_name, other.child_at(0));
    report.says("there is no deal `" + std::string(other.child_at(0).text()) + "` above this one or in a used file");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return;
  }
  auto known = source->positions.find(position.text());
  if (known == source->positions.end()) {
    Report(deal.found, Code::unknown_name, position).says("`" + source->model.name + "` has no position `" + std::string(position.text()) + "`").also(source->model.declared, "declared here");
    return;
  }
  PositionFacts facts = known->second;
  facts.step = no_step;
  facts.bound = place_of(name);
  facts.adopted = one_line(other.text());
  facts.left_open = false;
  facts.closed_by.clear();
  if (Symbol* symbol = deal.scope.find_own(name.text())) {
    symbol->kind = SymbolKind::position;
    symbol->type = Type::about(facts.kind == plan::PositionKind::debt ? TypeKind::debt : TypeKind::collateral, facts.asset);
    symbol->module = facts.module;
  }
  deal.positions.insert_or_assign(std::string(name.text()), std::move(facts));
}

plan::Basis basis_of(std::string_view text) {
  if (text == "cost") return plan::Basis::cost;
  if (text == "market") return plan::Basis::market;
  return plan::Basis::par;
}

}  // namespace

plan::Split check_split(DealChecker& deal, Node item) {
  MoneyChecked source = check_money(deal, item.child_at(0), {}, anywhere);
  Node shares = item.child(Kind::shares);
  plan::Split split;
  split.source = source.money;
  for (const auto& [share, ratio] : check_shares(deal, shares, shares)) {
    const std::string name(share.child(Kind::name).text());
    HoldingFacts facts;
    facts.asset = source.asset;
    facts.place = source.place;
    facts.paid_in = source.paid_in;
    facts.step = deal.current_step;
    facts.action = deal.action_number;
    facts.bound = place_of(share.child(Kind::name));
    if (source.at_most) {
      if (auto part = values::multiply(*source.at_most, ratio)) facts.at_most = *part;
    }
    deal.holdings.insert_or_assign(name, facts);
    if (Symbol* symbol = deal.scope.find_own(name); symbol != nullptr && symbol->kind == SymbolKind::holding && !source.asset.empty()) {
      symbol->type = Type::amount(source.asset);
    }
    split.parts.push_back({name, ratio});
  }
  return split;
}

void check_items(DealChecker& deal) {
  auto documentation = documentation_in(deal.node);
  for (Node item : deal.node.children()) {
    if (item.is(Kind::param)) check_param(deal, item, documentation[item.index()]);
  }
  for (Node item : deal.node.children()) {
    if (item.is(Kind::buckets)) check_buckets(deal, item);
  }
  for (Node item : deal.node.children()) {
    switch (item.kind()) {
      case Kind::gas: check_gas(deal, item); break;
      case Kind::assume: check_box(deal, item); break;
      case Kind::value_rule: {
        ExpressionPlace at = deal.place();
        std::string asset = deal.expressions(at).asset_named(item.child(Kind::asset_name));
        if (!asset.empty()) deal.model.plan.value_rules.push_back({asset, basis_of(item.child(Kind::basis).text())});
        break;
      }
      case Kind::split: deal.model.plan.splits.push_back(check_split(deal, item)); break;
      case Kind::adopt: check_adopt(deal, item); break;
      default: break;
    }
  }
}

// --- limits ------------------------------------------------------------------------------------------------------

namespace {

void check_cap(DealChecker& deal, Node item) {
  ExpressionPlace at = deal.place();
  Expressions expressions = deal.expressions(at);
  Node comparison = item.child(Kind::comparison);
  if (!comparison) {
    Report(deal.found, Code::wrong_type, item).says("a limit compares a quantity with its cap").help("write it like `ltv <= 30% when increased`");
    return;
  }
  Expression condition = expressions.condition(comparison);
  if (condition.args.size() != 2) return;
  plan::Limit limit;
  limit.text = one_line(item.text());
  limit.quantity = condition.args[0];
  limit.bound = condition.args[1];
  limit.comparison = condition.op;
  if (condition.op == Op::equal || condition.op == Op::not_equal) {
    Report(deal.found, Code::wrong_type, comparison.child(Kind::compare_sign)).says("a limit is a cap or a floor").help("use `<=`, `<`, `>=` or `>`");
    return;
  }
  const bool cap = condition.op == Op::less_or_equal || condition.op == Op::less;
  if (Node mode = item.child(Kind::limit_mode)) limit.mode = mode.text() == "always" ? plan::LimitMode::always : plan::LimitMode::when_increased;
  const Checked bound_type = expressions.check(comparison.child_at(0));
  const auto beyond = [&](const Rational& number) {
    auto fixed = deal.bound(limit.bound, values::Rounding::up);
    return fixed && (cap ? *fixed < number : number < *fixed);
  };
  if (Node part = item.child(Kind::warn_at)) {
    Checked warn = expressions.of_type(part.first_child(), bound_type.type, "the warning level");
    if (auto value = fold(warn.value); value && std::holds_alternative<Rational>(*value) && beyond(std::get<Rational>(*value))) {
      Report(deal.found, Code::warning_above_cap, part)
          .says("the warning at " + one_line(part.first_child().text()) + " comes after the cap of " + one_line(comparison.child_at(2).text()))
          .also(place_of(comparison), "the cap");
    }
    limit.warn_at = std::move(warn.value);
  }
  if (Node part = item.child(Kind::tightened)) {
    Checked tighter = expressions.of_type(part.child_at(0), bound_type.type, "the tightened cap");
    if (auto value = fold(tighter.value); value && std::holds_alternative<Rational>(*value) && beyond(std::get<Rational>(*value))) {
      Report(deal.found, Code::looser_than_cap, part.child_at(0))
          .says("`tightened to " + one_line(part.child_at(0).text()) + "` is looser than the cap of " + one_line(comparison.child_at(2).text()))
          .also(place_of(comparison), "the cap")
          .help("a dynamic limit only ever gets tighter");
    }
    limit.tightened_to = std::move(tighter.value);
    limit.tightened_when = expressions.condition(part.child_at(1));
  }
  deal.model.plan.limits.push_back(std::move(limit));
}

}  // namespace

void check_limits(DealChecker& deal) {
  for (Node block : deal.node.children()) {
    if (block.is(Kind::limits)) check_limit_block(deal, block);
  }
}

void check_limit_block(DealChecker& deal, Node block) {
  ExpressionPlace at = deal.place();
  {
    for (Node item : block.children()) {
      switch (item.kind()) {
        case Kind::limit: check_cap(deal, item); break;
        case Kind::never_pledge: {
          plan::Limit limit;
          limit.kind = plan::LimitKind::never_pledge;
          limit.text = one_line(item.text());
          limit.mode = plan::LimitMode::always;
          limit.subject = deal.expressions(at).asset_named(item.child(Kind::asset_name));
          if (!limit.subject.empty()) deal.model.plan.limits.push_back(std::move(limit));
          break;
        }
        case Kind::repayable: {
          plan::Limit limit;
          limit.kind = plan::LimitKind::repayable;
          limit.text = one_line(item.text());
          limit.mode = plan::LimitMode::always;
          bool first = true;
          for (Node name : item.children()) {
            if (first) {
              first = false;
              const Symbol* symbol = deal.expressions(at).symbol_named(name);
              if (symbol == nullptr) break;
              if (symbol->kind != SymbolKind::position || !deal.positions.contains(symbol->name) ||
                  deal.positions.find(symbol->name)->second.kind != plan::PositionKind::debt) {
                if (!symbol->type.is(TypeKind::unknown)) {
                  Report(deal.found, Code::wrong_kind_of_name, name).says("`repayable` speaks of a debt, `" + symbol->name + "` is " + to_text(symbol->type)).also(symbol->declared, "bound here");
                }
                break;
              }
              limit.subject = symbol->name;
              continue;
            }
            if (name.is(Kind::asset_name)) {
              std::string asset = deal.expressions(at).asset_named(name);
              if (!asset.empty()) limit.without.push_back(std::move(asset));
            } else if (const Symbol* symbol = deal.expressions(at).symbol_named(name)) {
              if (symbol->kind == SymbolKind::bucket) {
                limit.without.push_back(symbol->name);
              } else {
                Report(deal.found, Code::wrong_kind_of_name, name).says("`without` lists assets and buckets, `" + symbol->name + "` is " + std::string(with_article(symbol->kind)));
              }
            }
          }
          if (!limit.subject.empty()) deal.model.plan.limits.push_back(std::move(limit));
          break;
        }
        case Kind::waiver: deal.model.plan.waivers.push_back({one_line(item.child_at(0).text()), text_of(item.child(Kind::text))}); break;
        default: break;
      }
    }
  }
}

}  // namespace dealwright::sema
