// The names around an action: the module before it, what `->` binds, and its own identity.
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

std::vector<Node> bound_names(Node action) {
  std::vector<Node> names;
  Node results = action.child(Kind::results);
  if (!results) return names;
  for (Node name : results.children())
    names.push_back(name);
  return names;
}

void bind_nothing(DealChecker& deal, Node action) {
  for (Node name : bound_names(action)) {
    if (bound_here(deal, name) == nullptr || deal.positions.contains(name.text())) continue;
    HoldingFacts facts;
    facts.step = deal.current_step;
    facts.bound = place_of(name);
    deal.holdings.emplace(std::string(name.text()), std::move(facts));
  }
}

void give_id(DealChecker& deal, plan::Action& action, Node node) {
  const std::string step =
      deal.current_step == no_step ? std::string() : deal.steps[deal.current_step].step.name;
  action.id = step + "." + action.name;
  if (const unsigned n = ++deal.action_numbers[action.id]; n > 1)
    action.id += "#" + std::to_string(n);
  deal.action_places.emplace(action.id, place_of(node));
}

Symbol* bound_here(DealChecker& deal, Node name) {
  Symbol* symbol = deal.scope.find_own(name.text());
  const auto binder = deal.binders.find(name.text());
  if (symbol == nullptr || binder == deal.binders.end()) return nullptr;
  return binder->second.place.span == name.span() ? symbol : nullptr;
}

void unknown_module(DealChecker& deal, Node base, const Symbol* symbol) {
  std::vector<std::string> candidates;
  if (are_suggestions_useful(deal.found)) candidates = deal.scope.names(SymbolKind::module);
  std::string meant = diagnostics::nearest(base.text(), candidates);
  Report report(deal.found, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name,
                base);
  if (symbol == nullptr) {
    report.says("`" + std::string(base.text()) + "` is unknown: no `use` names it");
  } else {
    report
        .says("`" + std::string(base.text()) + "` is " + std::string(with_article(symbol->kind)) +
              " and has no actions")
        .also(symbol->declared, "declared here");
  }
  if (!meant.empty()) {
    report.here("did you mean `" + meant + "`?").replace_with(meant);
  } else if (symbol == nullptr) {
    report.help("add a line `use MODULE as " + std::string(base.text()) +
                "` at the top of the file");
  }
}

}  // namespace dealwright::sema
