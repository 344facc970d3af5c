// The market box: what `assume` says of prices and of what may happen.
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
        assumption.kind =
            falls ? plan::AssumptionKind::falls_at_most : plan::AssumptionKind::rises_at_most;
        assumption.subject = expressions.token_named(line.child(Kind::asset_name));
        Node by = line.child_at(2);
        auto ratio = expressions.constant(by, Type::plain(),
                                          "how far it " + std::string(falls ? "falls" : "rises"));
        if (!ratio || assumption.subject.empty()) continue;
        if (ratio->is_negative() || (falls && Rational(1) < *ratio)) {
          Report(deal.found, Code::out_of_range, by)
              .says(falls ? "a price falls by 0% to 100%" : "a price rises by 0% or more");
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
          Report report(deal.found,
                        symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, subject);
          report.says("`" + std::string(subject.text()) + "` is not a module");
          if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
          continue;
        }
        if (event.text() != "freeze") {
          Report(deal.found, Code::unknown_name, event)
              .says("`" + std::string(event.text()) + "` is nothing that may happen to a module")
              .help("write `may freeze`");
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
        if (quantity.type.is(TypeKind::unknown) || centre.type.is(TypeKind::unknown) || !radius)
          continue;
        // A price stays near a price: an asset by its name is its price, and what is not in USD is
        // valued in USD.
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
            side.type = Type::number(side.type.unit / values::Unit::of(over) *
                                     values::Unit::of(values::usd));
          }
        };
        if (line.child_at(0).is(Kind::asset_name)) assumption.subject = quantity.type.asset;
        in_usd(quantity);
        in_usd(centre);
        if (quantity.type != centre.type) {
          Report(deal.found, Code::units_differ, line)
              .says(in_words(quantity.type) + " cannot stay within a distance of " +
                    in_words(centre.type));
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

}  // namespace dealwright::sema
