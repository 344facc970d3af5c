// Ladders: their rungs, the bound on their number, and what they collect.
#include <algorithm>
#include <utility>

#include "dsl/sema/check.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using syntax::Kind;
using syntax::Node;
using values::Rational;

Scope ladder_scope(DealChecker& deal, const StepFacts& facts) {
  Scope scope(&deal.scope);
  if (facts.step.kind != plan::StepKind::ladder) return scope;
  Symbol rung;
  rung.kind = SymbolKind::rung;
  rung.name = rung.plan_name = "rung";
  rung.declared = facts.name;
  rung.type = facts.rung_asset.empty() ? Type::unknown() : Type::amount(facts.rung_asset);
  scope.declare(std::move(rung));
  return scope;
}

namespace {

// How many rungs the source can take, when arithmetic tells.
std::optional<std::size_t> rungs_needed(const DealChecker& deal, const plan::Ladder& ladder,
                                        const std::optional<Rational>& at_most) {
  if (!at_most || ladder.sizes.empty()) return std::nullopt;
  Rational left = *at_most;
  std::size_t rungs = 0;
  Rational last;
  for (const Expression& size : ladder.sizes) {
    auto smallest = deal.bound(size, values::Rounding::down);
    if (!smallest || smallest->is_negative() || smallest->is_zero()) return std::nullopt;
    last = *smallest;
    if (left <= Rational(0)) break;
    auto rest = values::subtract(left, last);
    if (!rest) return std::nullopt;
    left = *rest;
    ++rungs;
  }
  if (left <= Rational(0)) return rungs;
  auto more = values::divide(left, last);
  if (!more) return std::nullopt;
  auto whole = values::to_amount(*more, 0, values::Rounding::up);
  if (!whole || values::Amount(1'000'000'000) < *whole) return std::nullopt;
  return rungs + static_cast<std::size_t>(whole->limbs()[0]);
}

}  // namespace

void read_rungs(DealChecker& deal, StepFacts& facts) {
  plan::Ladder ladder;
  Node rungs = facts.node.child(Kind::rungs);
  if (!rungs) {
    if (!facts.node.is_broken()) {
      Report(deal.found, Code::clause_missing, facts.name)
          .says("ladder `" + facts.step.name + "` has no `rungs`")
          .help("add `rungs AMOUNT, AMOUNT of MONEY`");
    }
    facts.step.ladder = std::move(ladder);
    return;
  }
  std::vector<Node> parts;
  for (Node part : rungs.children()) {
    if (!part.is(Kind::at_most_rungs)) parts.push_back(part);
  }
  if (parts.size() < 2) {
    facts.step.ladder = std::move(ladder);
    return;
  }
  MoneyChecked source = check_money(deal, parts.back(), {}, anywhere);
  ladder.source = source.money;
  facts.rung_asset = source.asset;
  parts.pop_back();
  bool fine = !source.asset.empty();
  for (Node part : parts) {
    ExpressionPlace at = deal.place();
    Checked size =
        source.asset.empty()
            ? deal.expressions(at).check(part)
            : deal.expressions(at).of_type(part, Type::amount(source.asset), "the size of a rung");
    if (size.type.is(TypeKind::unknown)) fine = false;
    auto smallest = deal.bound(size.value, values::Rounding::down);
    if (smallest && (smallest->is_negative() || smallest->is_zero())) {
      Report(deal.found, Code::out_of_range, part).says("a rung must be more than 0");
      fine = false;
    }
    ladder.sizes.push_back(std::move(size.value));
  }
  ExpressionPlace at = deal.place();
  if (Node bound = rungs.child(Kind::at_most_rungs)) {
    ladder.rungs_max =
        deal.expressions(at).whole(bound.child(Kind::whole), static_cast<unsigned>(rungs_max));
  } else if (fine) {
    auto needed = rungs_needed(deal, ladder, source.at_most);
    if (!needed) {
      Report(deal.found, Code::ladder_without_bound, rungs)
          .says("ladder `" + facts.step.name +
                "` has no bound: how much there is to divide is known only when it runs")
          .help("write `" + one_line(rungs.text()) + ", at most 12 rungs`");
    } else if (*needed > rungs_max) {
      Report(deal.found, Code::ladder_without_bound, rungs)
          .says("ladder `" + facts.step.name + "` could take " + std::to_string(*needed) +
                " rungs, more than the " + std::to_string(rungs_max) + " a ladder can have")
          .help("make the rungs larger, or write `at most N rungs`");
    } else {
      ladder.rungs_max = static_cast<unsigned>(*needed);
    }
  }
  facts.step.ladder = std::move(ladder);
}

void collect(DealChecker& deal, StepFacts& facts) {
  Node results = facts.node.child(Kind::results);
  if (!results || !facts.step.ladder) return;
  Node name = results.child(Kind::name);
  const std::string text(name.text());
  const Symbol* known = deal.scope.find(text);
  if (known != nullptr && known->kind == SymbolKind::bucket) {
    facts.step.ladder->collects = text;
    return;
  }
  HoldingFacts yield = facts.last_yield;
  yield.step = deal.current_step;
  yield.bound = place_of(name);
  yield.used = {};
  deal.holdings.insert_or_assign(text, yield);
  facts.step.ladder->collects = text;
  if (Symbol* symbol = deal.scope.find_own(text); symbol != nullptr && !yield.asset.empty())
    symbol->type = Type::amount(yield.asset);
  if (yield.asset.empty() && !plan::actions_of(facts.step.items).empty()) {
    Report(deal.found, Code::not_bound, results)
        .says("the last action of ladder `" + facts.step.name + "` yields nothing that `" + text +
              "` could collect");
  }
}

}  // namespace dealwright::sema
