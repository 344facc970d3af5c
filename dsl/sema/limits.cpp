// Limits: caps and floors with their warning and tightened levels, pledges, repayability, waivers.
#include <utility>

#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

void check_cap(DealChecker& deal, Node item) {
  ExpressionPlace at = deal.place();
  Expressions expressions = deal.expressions(at);
  Node comparison = item.child(Kind::comparison);
  if (!comparison) {
    Report(deal.found, Code::wrong_type, item)
        .says("a limit compares a quantity with its cap")
        .help("write it like `ltv <= 30% when increased`");
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
    Report(deal.found, Code::wrong_type, comparison.child(Kind::compare_sign))
        .says("a limit is a cap or a floor")
        .help("use `<=`, `<`, `>=` or `>`");
    return;
  }
  // A bare 30 is 3,000%: nobody lends that much.
  const bool on_ltv = limit.quantity.op == Op::ltv || limit.quantity.op == Op::ltv_of;
  if (const auto level = deal.bound(limit.bound, values::Rounding::down);
      on_ltv && level && Rational(1) < *level) {
    Node written = comparison.child_at(2);
    Report(deal.found, Code::out_of_range, written)
        .says("an LTV of " + values::to_percent(*level, 2) + " is no limit: it ends at 100%")
        .help("write it as `" + one_line(written.text()) + "%`");
    return;
  }
  const bool cap = condition.op == Op::less_or_equal || condition.op == Op::less;
  const std::string word = cap ? "cap" : "floor";
  if (Node mode = item.child(Kind::limit_mode))
    limit.mode =
        mode.text() == "always" ? plan::LimitMode::always : plan::LimitMode::when_increased;
  const Checked bound_type = expressions.check(comparison.child_at(0));
  const auto beyond = [&](const Rational& number) {
    auto fixed = deal.bound(limit.bound, values::Rounding::up);
    return fixed && (cap ? *fixed < number : number < *fixed);
  };
  if (Node part = item.child(Kind::warn_at)) {
    Checked warn = expressions.of_type(part.first_child(), bound_type.type, "the warning level");
    if (auto value = fold(warn.value);
        value && std::holds_alternative<Rational>(*value) && beyond(std::get<Rational>(*value))) {
      Report(deal.found, Code::warning_above_cap, part)
          .says("the warning at " + one_line(part.first_child().text()) + " comes after the " +
                word + " of " + one_line(comparison.child_at(2).text()))
          .also(place_of(comparison), "the " + word);
    }
    limit.warn_at = std::move(warn.value);
  }
  if (Node part = item.child(Kind::tightened)) {
    Checked tighter = expressions.of_type(part.child_at(0), bound_type.type, "the tightened cap");
    if (auto value = fold(tighter.value);
        value && std::holds_alternative<Rational>(*value) && beyond(std::get<Rational>(*value))) {
      Report(deal.found, Code::looser_than_cap, part.child_at(0))
          .says("`tightened to " + one_line(part.child_at(0).text()) + "` is looser than the " +
                word + " of " + one_line(comparison.child_at(2).text()))
          .also(place_of(comparison), "the " + word)
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
          limit.subject = deal.expressions(at).token_named(item.child(Kind::asset_name));
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
                  Report(deal.found, Code::wrong_kind_of_name, name)
                      .says("`repayable` speaks of a debt, `" + symbol->name + "` is " +
                            in_words(symbol->type))
                      .also(symbol->declared, "bound here");
                }
                break;
              }
              limit.subject = symbol->name;
              continue;
            }
            if (name.is(Kind::asset_name)) {
              std::string asset = deal.expressions(at).token_named(name);
              if (!asset.empty()) limit.without.push_back(std::move(asset));
            } else if (const Symbol* symbol = deal.expressions(at).symbol_named(name)) {
              if (symbol->kind == SymbolKind::bucket) {
                limit.without.push_back(symbol->name);
              } else {
                Report(deal.found, Code::wrong_kind_of_name, name)
                    .says("`without` lists assets and buckets, `" + symbol->name + "` is " +
                          std::string(with_article(symbol->kind)));
              }
            }
          }
          if (!limit.subject.empty()) deal.model.plan.limits.push_back(std::move(limit));
          break;
        }
        case Kind::waiver:
          deal.model.plan.waivers.push_back(
              {one_line(item.child_at(0).text()), text_of(item.child(Kind::text))});
          break;
        default: break;
      }
    }
  }
}

}  // namespace dealwright::sema
