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
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// Adds a name or says who has it already.
Symbol* declare(DealChecker& deal, SymbolKind kind, Node name, Type type) {
  if (!name) return nullptr;
  const std::string text(name.text());
  if (is_reserved(text)) {
    Report(deal.found, Code::name_taken, name)
        .says("`" + text + "` is a word that the language itself knows")
        .help("give it another name");
    return nullptr;
  }
  if (const Symbol* taken = deal.scope.find(text)) {
    Report(deal.found, Code::name_taken, name)
        .says("`" + text + "` is already " + std::string(with_article(taken->kind)))
        .also(taken->declared, "declared here")
        .help("give one of them another name");
    return nullptr;
  }
  if (!is_snake(text)) {
    Report(deal.found, Code::bad_name_style, name)
        .says("names are written in `snake_case`; capitals are for assets");
  }
  Symbol symbol;
  symbol.kind = kind;
  symbol.name = symbol.plan_name = text;
  symbol.declared = place_of(name);
  symbol.type = std::move(type);
  return &deal.scope.declare(std::move(symbol));
}

void bind(DealChecker& deal, Node name) {
  const Symbol* known = deal.scope.find(name.text());
  if (known != nullptr && known->kind == SymbolKind::bucket) {
    Report(deal.found, Code::wrong_kind_of_name, name)
        .says("`" + known->name + "` is a bucket; a new name is needed here")
        .also(known->declared, "declared here")
        .help("only what an action yields can come to rest in a bucket");
    return;
  }
  if (declare(deal, SymbolKind::holding, name, Type::unknown()) == nullptr) {
    deal.bound_twice.emplace(name.text());
    return;
  }
  deal.binders.emplace(std::string(name.text()), Binder{deal.current_step, place_of(name)});
}

void declare_results(DealChecker& deal, Node results) {
  for (Node name : results.children()) {
    if (!name.is(Kind::name)) continue;
    const Symbol* known = deal.scope.find(name.text());
    if (known != nullptr && known->kind == SymbolKind::bucket)
      continue;  // money that comes to rest
    bind(deal, name);
  }
}

// What is bound by a clause of its own is never money that comes to rest.
void declare_bound(DealChecker& deal, Node results) {
  for (Node name : results.children())
    bind(deal, name);
}

void declare_in_body(DealChecker& deal, Node body) {
  for (Node item : body.children()) {
    switch (item.kind()) {
      case Kind::action: declare_results(deal, item.child(Kind::results)); break;
      case Kind::flash:
        declare_bound(deal, item.child(Kind::results));
        declare_in_body(deal, item.child(Kind::body));
        break;
      case Kind::atomic: declare_in_body(deal, item.child(Kind::body)); break;
      case Kind::split:
        for (Node share : item.child(Kind::shares).children())
          bind(deal, share.child(Kind::name));
        break;
      default: break;
    }
  }
}

// What the phases found out, in the plan's own lists.
void finish_plan(DealChecker& deal) {
  plan::Plan& plan = deal.model.plan;
  plan.steps.reserve(deal.steps.size());
  for (StepFacts& facts : deal.steps) {
    deal.model.step_places.push_back({facts.step.name, facts.name});
    plan.steps.push_back(std::move(facts.step));
  }
  const auto step_name = [&](std::size_t step) {
    return step == no_step ? std::string() : plan.steps[step].name;
  };
  for (const auto& [name, holding] : deal.holdings)
    plan.holdings.push_back({name, holding.asset, holding.place, step_name(holding.step)});
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
  const auto documentation = documentation_in(deal.node);
  for (std::size_t step = 0; step < deal.steps.size(); ++step) {
    const auto text = documentation.find(deal.steps[step].node.index());
    if (text != documentation.end()) plan.steps[step].documentation = text->second;
  }
}

void once(DealChecker& deal, Node item, Node& seen) {
  if (seen) {
    Report(deal.found, Code::clause_repeated, item)
        .says("a deal has one `" +
              std::string(item.text().substr(0, item.text().find_first_of(" {\n"))) + "`")
        .also(place_of(seen), "first here");
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
      while (!line.empty() && (line.front() == ' ' || line.front() == '/' || line.front() == '\t'))
        line.remove_prefix(1);
      while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
        line.remove_suffix(1);
      text += (text.empty() ? "" : "\n") + std::string(line);
    }
  }
  return all;
}

std::unique_ptr<DealChecker> check_deal(diagnostics::Diagnostics& found, const Assets& assets,
                                        const Scope& file_scope, Node node,
                                        std::string documentation,
                                        const VisibleDeals& other_deals) {
  auto checker = std::make_unique<DealChecker>(found, assets, file_scope, node);
  DealChecker& deal = *checker;
  deal.other_deals = &other_deals;
  deal.model.name = std::string(node.child(Kind::name).text());
  deal.model.declared = place_of(node.child(Kind::name));
  deal.model.plan.deal = deal.model.name;
  deal.model.plan.documentation = std::move(documentation);
  deal.model.plan.gas.payer = "operator";  // where the deal does not say otherwise
  for (const auto& [name, known] : assets)
    deal.model.plan.assets.push_back(known.asset);
  declare_names(deal);
  if (deal.is_too_large) return checker;
  check_items(deal);
  order_steps(deal);
  check_steps(deal);
  check_limits(deal);
  check_races(deal);
  check_arrivals(deal);
  check_draws(deal);
  check_positions(deal);
  finish_plan(deal);
  return checker;
}

bool is_reserved(std::string_view name) {
  // `rung` is a ladder's own, `flash` has a member `owed`, gas is paid by the `operator`, and a
  // scenario expects something of the `deal`.
  static constexpr std::string_view words[] = {"nav",  "profit", "loss",     "ltv", "health",
                                               "rung", "flash",  "operator", "deal"};
  return std::find(std::begin(words), std::end(words), name) != std::end(words);
}

void unknown_deal(diagnostics::Diagnostics& found, const VisibleDeals& deals, Node name) {
  std::vector<std::string> candidates;
  if (are_suggestions_useful(found)) {
    for (const auto& [known, checker] : deals)
      candidates.push_back(known);
  }
  std::string meant = diagnostics::nearest(name.text(), candidates);
  Report report(found, Code::unknown_name, name);
  report.says("there is no deal `" + std::string(name.text()) + "`");
  if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
}

const plan::Bucket* DealChecker::bucket(std::string_view name) const {
  const auto known = bucket_index.find(name);
  return known == bucket_index.end() ? nullptr : &model.plan.buckets[known->second];
}

const ParamModel* DealChecker::param(std::string_view name) const {
  const auto known = param_index.find(name);
  return known == param_index.end() ? nullptr : &model.params[known->second];
}

const Scope& DealChecker::names_of(const Module& module) {
  const auto known = module_names.find(&module);
  if (known != module_names.end()) return known->second;
  return module_names.emplace(&module, scope_of(module)).first->second;
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

namespace {

using Ends = std::optional<std::pair<Rational, Rational>>;  // smallest and largest

// Operands folded from the left; nothing when one of them is not known or the numbers get too
// large.
Ends ends_of(const DealChecker& deal, const Expression& expression);

template <typename Operation>
Ends folded(const DealChecker& deal, const Expression& expression, Operation operation) {
  Ends total = ends_of(deal, expression.args.front());
  for (std::size_t i = 1; i < expression.args.size() && total; ++i) {
    const Ends next = ends_of(deal, expression.args[i]);
    total = next ? operation(*total, *next) : std::nullopt;
  }
  return total;
}

template <typename Number>
Ends both(const Number& smallest, const Number& largest) {
  return smallest && largest ? Ends(std::pair(*smallest, *largest)) : std::nullopt;
}

Ends ends_of(const DealChecker& deal, const Expression& expression) {
  switch (expression.op) {
    case Op::number: return std::pair(expression.number, expression.number);
    case Op::param: {
      const ParamModel* known = deal.param(expression.name);
      if (known == nullptr) return std::nullopt;
      const auto end = [&](const std::optional<Expression>& side) -> std::optional<Rational> {
        const auto& value = side ? side : known->initial;
        return value && value->op == Op::number ? std::optional<Rational>(value->number)
                                                : std::nullopt;
      };
      return both(end(known->low), end(known->high));
    }
    case Op::add:
      return folded(deal, expression, [](const auto& x, const auto& y) {
        return both(values::add(x.first, y.first), values::add(x.second, y.second));
      });
    case Op::subtract:
      return folded(deal, expression, [](const auto& x, const auto& y) {
        return both(values::subtract(x.first, y.second), values::subtract(x.second, y.first));
      });
    case Op::negate: {
      const Ends inner = ends_of(deal, expression.args.front());
      return inner ? Ends(std::pair(values::negate(inner->second), values::negate(inner->first)))
                   : std::nullopt;
    }
    case Op::multiply:
      // Ends times ends are the ends of the product only where nothing is below zero.
      return folded(deal, expression, [](const auto& x, const auto& y) -> Ends {
        if (x.first.is_negative() || y.first.is_negative()) return std::nullopt;
        return both(values::multiply(x.first, y.first), values::multiply(x.second, y.second));
      });
    default: return std::nullopt;  // enough for sizes and shares
  }
}

}  // namespace

std::optional<Rational> DealChecker::bound(const Expression& expression,
                                           values::Rounding side) const {
  const Ends ends = ends_of(*this, expression);
  if (!ends) return std::nullopt;
  return side == values::Rounding::up ? ends->second : ends->first;
}

void declare_names(DealChecker& deal) {
  Node buckets;
  Node gas;
  Node assume;
  Node defaults;
  for (Node item : deal.node.children()) {
    switch (item.kind()) {
      case Kind::param:
        declare(deal, SymbolKind::param, item.child(Kind::name), Type::unknown());
        break;
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
          Report(deal.found, Code::too_many_steps, name)
              .says("a deal has at most " + std::to_string(plan::steps_max) + " steps");
          deal.is_too_large = true;
          return;
        }
        if (declare(deal, SymbolKind::step, name, Type::unknown()) != nullptr)
          deal.step_index.emplace(std::string(name.text()), deal.steps.size());
        StepFacts facts;
        facts.node = item;
        facts.name = place_of(name);
        facts.step.name = std::string(name.text());
        facts.step.kind = item.is(Kind::ladder)   ? plan::StepKind::ladder
                          : item.is(Kind::defend) ? plan::StepKind::defence
                                                  : plan::StepKind::step;
        deal.current_step = deal.steps.size();
        deal.steps.push_back(std::move(facts));
        declare_in_body(deal, item.is(Kind::ladder) ? item : item.child(Kind::body));
        if (item.is(Kind::ladder)) declare_bound(deal, item.child(Kind::results));
        deal.current_step = no_step;
        break;
      }
      case Kind::split:
        for (Node share : item.child(Kind::shares).children())
          bind(deal, share.child(Kind::name));
        break;
      case Kind::adopt: declare_bound(deal, item.child(Kind::results)); break;
      default: break;
    }
  }
  if (!buckets) {
    Report(deal.found, Code::clause_missing, deal.node.child(Kind::name))
        .says("deal `" + deal.model.name + "` has no `buckets`: it starts with no money")
        .help("add `buckets of AMOUNT { working 100% }`");
  }
}

}  // namespace dealwright::sema
