// Strategies: their cycle, size, conditions, the deal they fire and their limits.
#include "dsl/sema/strategies.hpp"

#include <algorithm>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/given.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

constexpr unsigned hops_max = 12;
constexpr unsigned count_max = 1'000'000;

class StrategyReader {
 public:
  StrategyReader(diagnostics::Diagnostics& found, const Assets& assets, const Scope& file_scope,
                 const VisibleDeals& deals, Node node)
      : found_(found), assets_(assets), scope_(&file_scope), deals_(deals), node_(node) {
    place_.assets = &assets_;
    place_.scope = &scope_;
  }

  StrategyModel run() {
    model_.name = std::string(node_.child(Kind::name).text());
    model_.declared = place_of(node_.child(Kind::name));
    // Names first: a condition may speak of a cycle that is found further down.
    for (Node item : node_.children()) {
      if (item.is(Kind::market)) read_market(item);
    }
    for (Node item : node_.children()) {
      if (item.is(Kind::find)) read_find(item);
    }
    for (Node item : node_.children()) {
      if (item.is(Kind::let)) read_let(item);
    }
    for (Node item : node_.children())
      read(item);
    if (!node_.child(Kind::fire) && !node_.is_broken()) {
      Report(found_, Code::clause_missing, model_.declared)
          .says("strategy `" + model_.name + "` fires nothing")
          .help("add a line `fire DEAL(…)`");
    }
    return std::move(model_);
  }

 private:
  Expressions expressions() { return Expressions(found_, place_); }

  bool once(Node item) {
    auto [first, fresh] = seen_.emplace(item.kind(), item);
    if (fresh) return true;
    Report(found_, Code::clause_repeated, item)
        .says("`" + one_line(item.text().substr(0, item.text().find(' '))) + "` is said twice")
        .also(place_of(first->second), "first here");
    return false;
  }

  bool declare(Node name, SymbolKind kind, Type type) {
    if (const Symbol* taken = scope_.find(name.text())) {
      Report(found_, Code::name_taken, name)
          .says("`" + std::string(name.text()) + "` is already " +
                std::string(with_article(taken->kind)))
          .also(taken->declared, "declared here");
      return false;
    }
    Symbol symbol;
    symbol.kind = kind;
    symbol.name = symbol.plan_name = std::string(name.text());
    symbol.declared = place_of(name);
    symbol.type = std::move(type);
    scope_.declare(std::move(symbol));
    return true;
  }

  void read_market(Node item) {
    Node name = item.child(Kind::name, 0);
    for (Node module : item.children()) {
      if (!module.is(Kind::name) || module == name) continue;
      const Symbol* symbol = scope_.find(module.text());
      if (symbol == nullptr || symbol->kind != SymbolKind::module) {
        std::string meant = diagnostics::nearest(module.text(), scope_.names(SymbolKind::module));
        Report report(found_, symbol == nullptr ? Code::unknown_name : Code::wrong_kind_of_name,
                      module);
        report.says("`" + std::string(module.text()) + "` is not a module");
        if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
      } else if (symbol->module != nullptr && !symbol->module->actions.contains("swap")) {
        Report(found_, Code::wrong_kind_of_name, module)
            .says("`" + symbol->name + "` is no exchange: it has no action `swap`");
      }
    }
    if (declare(name, SymbolKind::local, Type::unknown())) markets_.emplace_back(name.text());
  }

  void read_find(Node item) {
    if (!once(item)) return;
    Node name = item.child(Kind::name, 0);
    Node market = item.child(Kind::name, 1);
    if (std::find(markets_.begin(), markets_.end(), market.text()) == markets_.end()) {
      std::string meant = diagnostics::nearest(market.text(), markets_);
      Report report(found_, Code::unknown_name, market);
      report.says("there is no market `" + std::string(market.text()) + "`");
      if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    }
    std::string asset = expressions().token_named(item.child(Kind::asset_name));
    declare(name, SymbolKind::cycle,
            asset.empty() ? Type::unknown() : Type::about(TypeKind::cycle, asset));
    const unsigned low = expressions().whole(item.child(Kind::whole, 0), hops_max);
    const unsigned high = expressions().whole(item.child(Kind::whole, 1), hops_max);
    if (high != 0 && (low < 2 || high < low)) {
      Report(found_, Code::out_of_range, item.child(Kind::whole, 0))
          .says("a cycle has 2 to " + std::to_string(hops_max) +
                " hops, the first number not above the second");
    }
  }

  void read_let(Node item) {
    Checked checked = expressions().check(item.child_at(1));
    declare(item.child(Kind::name), SymbolKind::local, checked.type);
  }

  void read(Node item) {
    switch (item.kind()) {
      case Kind::size: {
        if (!once(item)) return;
        Node of = item.child_at(0);
        const Symbol* cycle = scope_.find(of.text());
        if (cycle == nullptr || cycle->kind != SymbolKind::cycle) {
          Report(found_, cycle == nullptr ? Code::unknown_name : Code::wrong_kind_of_name, of)
              .says("`size` speaks of the cycle that `find` names, `" + one_line(of.text()) +
                    "` is none");
          return;
        }
        const Type type =
            cycle->type.asset.empty() ? Type::unknown() : Type::amount(cycle->type.asset);
        auto low = expressions().constant(item.child_at(1), type, "the smallest size");
        auto high = expressions().constant(item.child_at(2), type, "the largest size");
        if (low && high && *high < *low)
          Report(found_, Code::out_of_range, item).says("the largest size is below the smallest");
        return;
      }
      case Kind::fire_when: {
        if (!once(item)) return;
        static_cast<void>(expressions().condition(item.first_child()));
        if (Node lasting = item.child(Kind::lasting)) {
          if (Node blocks = lasting.child(Kind::blocks))
            static_cast<void>(expressions().whole(blocks.child(Kind::whole), count_max));
          if (Node duration = lasting.child(Kind::duration))
            static_cast<void>(expressions().duration(duration));
        }
        return;
      }
      case Kind::fire:
        if (once(item)) read_fire(item);
        return;
      case Kind::at_most:
        if (!once(item)) return;
        for (Node cap : item.children()) {
          static_cast<void>(expressions().whole(cap.child(Kind::whole), count_max));
          if (Node per = cap.child(Kind::duration)) static_cast<void>(expressions().duration(per));
        }
        return;
      case Kind::cooldown: {
        if (!once(item)) return;
        static_cast<void>(expressions().duration(item.child(Kind::duration)));
        Node per = item.child(Kind::name);
        if (per.text() != "path" && per.text() != "deal") {
          Report(found_, Code::unknown_name, per).says("a cooldown is `per path` or `per deal`");
        }
        return;
      }
      case Kind::stop:
        if (once(item)) read_stop(item);
        return;
      case Kind::watch:
        static_cast<void>(expressions().check(item.first_child()));
        if (Node every = item.child(Kind::duration))
          static_cast<void>(expressions().duration(every));
        return;
      case Kind::shadow: once(item); return;
      default: return;
    }
  }

  void read_fire(Node item) {
    Node call = item.first_child();
    Node name = call.is(Kind::postfix) ? call.child_at(0) : call;
    const auto entry = deals_.find(name.text());
    if (entry == deals_.end()) {
      unknown_deal(found_, deals_, name);
      return;
    }
    const DealChecker* deal = entry->second;
    model_.fires = deal->model.name;
    Node arguments = call.is(Kind::postfix) ? call.child_at(1) : Node();
    std::vector<std::string> given;
    for (Node argument : arguments ? arguments_of(arguments) : std::vector<Node>{}) {
      Node label = argument.child(Kind::argument_name);
      if (!label) {
        Report(found_, Code::wrong_arguments, argument)
            .says("a deal's parameters are given by name: `NAME: VALUE`");
        return;
      }
      auto param =
          std::find_if(deal->model.params.begin(), deal->model.params.end(),
                       [&](const ParamModel& known) { return known.name == label.text(); });
      if (param == deal->model.params.end()) {
        std::vector<std::string> names;
        for (const ParamModel& known : deal->model.params)
          names.push_back(known.name);
        std::string meant = diagnostics::nearest(label.text(), names);
        Report report(found_, Code::unknown_name, label);
        report
            .says("`" + deal->model.name + "` has no parameter `" + std::string(label.text()) + "`")
            .also(deal->model.declared, "declared here");
        if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
        continue;
      }
      if (std::find(given.begin(), given.end(), param->name) != given.end()) {
        Report(found_, Code::wrong_arguments, label).says("`" + param->name + "` is given twice");
        continue;
      }
      given.push_back(param->name);
      Node value = argument_value(argument);
      const Checked checked = expressions().of_type(value, param->type, "`" + param->name + "`");
      if (!checked.type.is(TypeKind::unknown) && checked.constant)
        static_cast<void>(fits(*param, checked.value, place_of(value), found_));
    }
    std::vector<std::string> missing;
    for (const ParamModel& param : deal->model.params) {
      if (!param.initial && std::find(given.begin(), given.end(), param.name) == given.end())
        missing.push_back(param.name);
    }
    if (!missing.empty() && !call.is_broken()) {
      Report(found_, Code::value_missing, call)
          .says("`" + deal->model.name + "` needs " + listed(missing, "and") + " as well")
          .also(deal->model.declared, "declared here");
    }
  }

  void read_stop(Node item) {
    for (Node part : item.children()) {
      if (part.is(Kind::failures_in_row)) {
        static_cast<void>(expressions().whole(part.child(Kind::whole), count_max));
      } else if (part.is(Kind::stop_condition)) {
        if (Node row = part.child(Kind::failures_in_row)) {
          static_cast<void>(expressions().whole(row.child(Kind::whole), count_max));
        } else {
          static_cast<void>(expressions().condition(part.first_child()));
          if (Node window = part.child(Kind::in_window))
            static_cast<void>(expressions().duration(window.child(Kind::duration)));
        }
      } else if (part.is(Kind::reopen)) {
        static_cast<void>(expressions().duration(part.child(Kind::duration)));
        auto size = expressions().constant(part.child(Kind::ratio), Type::plain(),
                                           "the size after reopening");
        if (size && Rational(1) < *size)
          Report(found_, Code::out_of_range, part.child(Kind::ratio))
              .says("it reopens at 100% of the size at most");
      }
    }
  }

  diagnostics::Diagnostics& found_;
  const Assets& assets_;
  Scope scope_;
  const VisibleDeals& deals_;
  Node node_;
  ExpressionPlace place_;
  StrategyModel model_;
  std::vector<std::string> markets_;
  std::map<Kind, Node> seen_;
};

}  // namespace

StrategyModel check_strategy(diagnostics::Diagnostics& found, const Assets& assets,
                             const Scope& file_scope, const VisibleDeals& deals, Node node) {
  return StrategyReader(found, assets, file_scope, deals, node).run();
}

}  // namespace dealwright::sema
