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
        deal.expressions(at).whole(bound.child(Kind::whole), static_cast<unsigned>(rungs_max), 1);
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

// What the last action of every rung yields goes to the ladder's own holding.
void collect(DealChecker& deal, StepFacts& facts) {
  Node results = facts.node.child(Kind::results);
  if (!results || !facts.step.ladder) return;
  Node name = results.child(Kind::name);
  if (Node more = results.child(Kind::name, 1)) {
    Report(deal.found, Code::wrong_arguments, more)
        .says("a ladder collects into one holding, there is nothing for `" +
              std::string(more.text()) + "`");
  }
  Symbol* symbol = bound_here(deal, name);
  if (symbol == nullptr) return;
  HoldingFacts yield;
  if (!facts.last_yield.empty()) yield = facts.last_yield.front().facts;
  const bool known = !facts.last_yield.empty() && yield.asset.empty();  // it was reported
  yield.step = deal.current_step;
  yield.bound = place_of(name);
  yield.collected = true;
  deal.holdings.insert_or_assign(symbol->name, yield);
  facts.step.ladder->collects = symbol->name;
  if (known || plan::actions_of(facts.step.items).empty()) return;
  if (!yield.asset.empty()) symbol->type = Type::amount(yield.asset);
  if (facts.last_yield.empty()) {
    Report(deal.found, Code::not_bound, results)
        .says("the last action of ladder `" + facts.step.name + "` yields nothing that `" +
              symbol->name + "` could collect");
    return;
  }
  for (const Yield& part : facts.last_yield) {
    const auto held = deal.holdings.find(part.holding);
    if (part.facts.asset != yield.asset) {
      Report(deal.found, Code::units_differ, results)
          .says("`" + symbol->name + "` cannot collect " + yield.asset + " and " + part.facts.asset)
          .also(part.facts.bound, part.facts.asset);
      return;
    }
    if (part.holding.empty()) {
      Report(deal.found, Code::spent_twice, results)
          .says("what every rung yields rests in a bucket, `" + symbol->name +
                "` cannot collect it as well")
          .also(part.facts.bound, "comes to rest here")
          .help("bind it to a name inside the ladder, or leave out `-> " + symbol->name + "`");
      return;
    }
    if (held != deal.holdings.end() && held->second.used) {
      Report(deal.found, Code::spent_twice, results)
          .says("`" + part.holding + "` is spent in every rung, `" + symbol->name +
                "` cannot collect it as well")
          .also(held->second.used, "spent here");
      return;
    }
    if (held != deal.holdings.end()) held->second.used = place_of(name);
  }
}

}  // namespace dealwright::sema
