// What a deal declares beside its steps: parameters, buckets, gas, splits, adopted positions.
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

Node type_of_param(Node param) {
  Node type;
  for (Node child : param.children()) {
    if (!child.is(Kind::name) && !child.is(Kind::param_default) && !child.is(Kind::param_range))
      type = child;
  }
  return type;
}

// A parameter is a value; what only comes to be while the deal runs cannot be given to it.
Type type_of(DealChecker& deal, Expressions& expressions, Node node) {
  std::string at_place;
  Type type = expressions.type_named(node, &at_place);
  if (type.is_position() || type.is(TypeKind::asset) || !at_place.empty()) {
    Report(deal.found, Code::wrong_type, node)
        .says("a parameter is a value such as an amount, a price or a duration, not " +
              (at_place.empty() ? (type.is(TypeKind::asset) ? "an asset" : "a position")
                                : "money at `" + at_place + "`"));
    return {};
  }
  return type;
}

bool has_range(const Type& type) {
  return type.is(TypeKind::number) || type.is(TypeKind::duration) || type.is(TypeKind::time) ||
         type.is(TypeKind::route) || type.is(TypeKind::unknown);
}

void check_param(DealChecker& deal, Node item, std::string documentation) {
  ExpressionPlace at = deal.place();
  Expressions expressions = deal.expressions(at);
  ParamModel param;
  param.name = std::string(item.child(Kind::name).text());
  param.declared = place_of(item.child(Kind::name));
  param.documentation = std::move(documentation);
  param.type = type_of(deal, expressions, type_of_param(item));
  param.is_whole = param.type.is(TypeKind::route) || type_of_param(item).text() == "whole";
  const bool route = param.type.is(TypeKind::route);
  const Type measured = route ? Type::plain() : param.type;
  std::optional<Rational> low;
  std::optional<Rational> high;
  std::optional<Rational> initial;
  const auto literal = [&](Node node, const std::string& what,
                           std::optional<Rational>& number) -> std::optional<Expression> {
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
      if (param.is_whole && !values::to_whole(*number)) {
        Report(deal.found, Code::out_of_range, node)
            .says(what + " must be a whole number, this is " + one_line(node.text()));
        number.reset();
        return std::nullopt;
      }
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
      Report(deal.found, Code::wrong_type, part)
          .says("a route has no default: it is found when the deal is fired");
    } else {
      param.initial = literal(part.first_child(), "the default of `" + param.name + "`", initial);
    }
  }
  if (Node part = item.child(Kind::param_range); part && !has_range(param.type)) {
    Report(deal.found, Code::wrong_type, part)
        .says("a parameter of type " + to_text(param.type) + " has no range");
  } else if (part) {
    if (!route && part.text().ends_with("hops")) {
      Report(deal.found, Code::wrong_type, part)
          .says("only a route is measured in hops, `" + param.name + "` is " +
                in_words(param.type));
    }
    param.low = literal(part.child_at(0), "the lower end of `" + param.name + "`", low);
    param.high = literal(part.child_at(1), "the upper end of `" + param.name + "`", high);
    const std::string range_text =
        one_line(part.child_at(0).text()) + " .. " + one_line(part.child_at(1).text());
    if (low && high && *high < *low) {
      Report(deal.found, Code::out_of_range, part)
          .says("the range " + range_text + " is empty: its upper end is below its lower end");
    } else if (initial && ((low && *initial < *low) || (high && *high < *initial))) {
      Node value = item.child(Kind::param_default).first_child();
      Report(deal.found, Code::out_of_range, value)
          .says("the default of `" + param.name + "` is " + one_line(value.text()) +
                ", outside its range " + range_text)
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
  deal.param_index.emplace(param.name, deal.model.params.size());
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
    auto ratio = deal.expressions(at).constant(
        share.child_at(1), Type::plain(),
        "the share of `" + std::string(share.child(Kind::name).text()) + "`");
    if (!ratio) {
      complete = false;
      continue;
    }
    if (ratio->is_negative()) {
      Report(deal.found, Code::out_of_range, share.child_at(1))
          .says("a share cannot be below zero");
      complete = false;
    }
    if (auto sum = values::add(total, *ratio)) total = *sum;
    parts.emplace_back(share, *ratio);
  }
  if (complete && total != Rational(1)) {
    Report(deal.found, Code::shares_do_not_add_up, owner)
        .says("the shares add up to " + values::to_percent(total, 4) + ", not 100%")
        .help(total < Rational(1)
                  ? "give the missing " +
                        values::to_percent(
                            values::subtract(Rational(1), total).value_or(Rational()), 4) +
                        " to a share"
                  : "take " +
                        values::to_percent(
                            values::subtract(total, Rational(1)).value_or(Rational()), 4) +
                        " away");
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
      Report(deal.found, Code::wrong_type, amount)
          .says("buckets divide an amount of an asset, this is " + in_words(capital.type));
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
    deal.bucket_index.emplace(bucket.name, deal.model.plan.buckets.size());
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
      Report(deal.found, Code::wrong_type, amount)
          .says("gas is paid in an asset, this is " + in_words(cap.type))
          .help("write an amount, such as `0.5` of the chain's coin");
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
    Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name,
                  payer);
    report.says("`" + name + "` is not a bucket")
        .note("gas is paid from " + listed(candidates, "or"));
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return;
  }
  if (const plan::Bucket* bucket = deal.bucket(name); bucket != nullptr && bucket->untouchable) {
    Report(deal.found, Code::untouchable_touched, payer)
        .says("`" + name + "` is untouchable and cannot pay for gas")
        .also(symbol->declared, "declared untouchable here");
  } else if (const std::string& coin = deal.model.plan.gas.asset;
             !coin.empty() && coin != deal.capital_asset) {
    Draw draw;
    draw.what = name;
    draw.key = coin;
    draw.place = place_of(item);
    deal.foreign_draws.push_back(std::move(draw));
  }
}

// `adopt other.loan -> loan`: its kind and asset are the other deal's; that deal must be known to
// the file.
void check_adopt(DealChecker& deal, Node item) {
  Node other = item.child_at(0);
  Node name = item.child(Kind::results).child(Kind::name);
  Node position = other.child_at(1).first_child();
  if (!other.is(Kind::postfix) || !position || other.child_count() != 2) {
    Report(deal.found, Code::wrong_kind_of_name, other)
        .says("a position of another deal is written `DEAL.POSITION`");
    return;
  }
  const auto entry = deal.other_deals->find(other.child_at(0).text());
  if (entry == deal.other_deals->end()) {
    std::vector<std::string> candidates;
    for (const auto& [known, checker] : *deal.other_deals)
      candidates.push_back(known);
    std::string meant = diagnostics::nearest(other.child_at(0).text(), candidates);
    Report report(deal.found, Code::unknown_name, other.child_at(0));
    report.says("there is no deal `" + std::string(other.child_at(0).text()) +
                "` above this one or in a used file");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return;
  }
  const DealChecker* source = entry->second;
  auto known = source->positions.find(position.text());
  if (known == source->positions.end()) {
    Report(deal.found, Code::unknown_name, position)
        .says("`" + source->model.name + "` has no position `" + std::string(position.text()) + "`")
        .also(source->model.declared, "declared here");
    return;
  }
  PositionFacts facts = known->second;
  facts.step = no_step;
  facts.bound = place_of(name);
  facts.adopted = one_line(other.text());
  facts.left_open = false;
  facts.closed_by.clear();
  if (Node more = item.child(Kind::results).child(Kind::name, 1)) {
    Report(deal.found, Code::wrong_arguments, more)
        .says("one position is taken over, there is nothing for `" + std::string(more.text()) +
              "`");
  }
  if (const auto before = deal.adopted.emplace(facts.adopted, facts.bound); !before.second) {
    Report(deal.found, Code::spent_twice, other)
        .says("`" + facts.adopted + "` is taken over twice")
        .also(before.first->second, "first here");
  }
  Symbol* symbol = bound_here(deal, name);
  if (symbol == nullptr) return;
  {
    symbol->kind = SymbolKind::position;
    symbol->type =
        Type::about(facts.kind == plan::PositionKind::debt ? TypeKind::debt : TypeKind::collateral,
                    facts.asset);
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
    facts.bound = place_of(share.child(Kind::name));
    if (source.at_most) {
      if (auto part = values::multiply(*source.at_most, ratio)) facts.at_most = *part;
    }
    if (Symbol* symbol = bound_here(deal, share.child(Kind::name))) {
      deal.holdings.insert_or_assign(name, facts);
      if (!source.asset.empty()) symbol->type = Type::amount(source.asset);
    }
    split.parts.push_back({name, ratio});
  }
  return split;
}

void check_items(DealChecker& deal) {
  auto documentation = documentation_in(deal.node);
  std::map<std::string, Node> ruled;
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
        Node name = item.child(Kind::asset_name);
        std::string asset = deal.expressions(at).token_named(name);
        if (asset.empty()) break;
        const plan::Basis basis = basis_of(item.child(Kind::basis).text());
        if (const auto [first, fresh] = ruled.emplace(asset, item); !fresh) {
          Report(deal.found, Code::clause_repeated, item)
              .says("how `" + asset + "` is valued is said twice")
              .also(place_of(first->second), "first here");
        } else if (const plan::Asset& known = deal.assets.find(asset)->second.asset;
                   basis == plan::Basis::par && known.redeems_into.empty()) {
          Report(deal.found, Code::wrong_asset, item)
              .says("`" + asset + "` redeems into nothing, it has no par")
              .also(deal.assets.find(asset)->second.declared,
                    "declared here without `redeems into`");
        }
        deal.model.plan.value_rules.push_back({asset, basis});
        break;
      }
      case Kind::split: deal.model.plan.splits.push_back(check_split(deal, item)); break;
      case Kind::adopt: check_adopt(deal, item); break;
      default: break;
    }
  }
}

}  // namespace dealwright::sema
