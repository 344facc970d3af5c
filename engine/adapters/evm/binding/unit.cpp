// Units by the rules of arithmetic. Names that lead in circles tell nothing.
#include "engine/adapters/evm/binding/unit.hpp"

#include <algorithm>
#include <vector>

namespace dealwright::binding {
namespace {

using plan::Expression;
using plan::Op;

// More names than this within each other are no unit that a plan has.
constexpr int depth_max = 64;

void multiply(Unit& unit, const Unit& by, int sign) {
  for (const auto& [name, exponent] : by) {
    int& own = unit[name];
    own += sign * exponent;
    if (own == 0) unit.erase(name);
  }
}

class Reader {
 public:
  Reader(const plan::Plan& plan, const plan::Action& action) : plan_(plan), action_(action) {}

  std::optional<Unit> of(const Expression& e, int depth = 0) {
    if (depth > depth_max) return std::nullopt;
    switch (e.op) {
      case Op::number: return unit_from_text(e.name);
      case Op::local: return of_local(e.name, depth);
      case Op::param: return of_param(e.name);
      case Op::query: return of_query(e);
      case Op::price: return Unit{{"USD", 1}, {e.name, -1}};
      case Op::add:
      case Op::subtract:
      case Op::negate: return of_any(e.args, depth);
      case Op::multiply: return of_product(e.args, depth);
      case Op::divide: {
        auto over = of(e.args[0], depth + 1);
        const auto under = of(e.args[1], depth + 1);
        if (!over || !under) return std::nullopt;
        multiply(*over, *under, -1);
        return over;
      }
      case Op::primitive: return of_primitive(e, depth);
      case Op::holding: {
        const auto at = std::ranges::find(plan_.holdings, e.name, &plan::Holding::name);
        return at == plan_.holdings.end() ? std::nullopt : std::optional(Unit{{at->asset, 1}});
      }
      case Op::position: {
        const auto at = std::ranges::find(plan_.positions, e.name, &plan::Position::name);
        return at == plan_.positions.end() ? std::nullopt : std::optional(Unit{{at->asset, 1}});
      }
      case Op::truth:
      case Op::text:
      case Op::asset:
      case Op::duration:
      case Op::time:
      case Op::bucket:
      case Op::rung:
      case Op::nav:
      case Op::profit:
      case Op::loss:
      case Op::ltv:
      case Op::ltv_of:
      case Op::exposure:
      case Op::health:
      case Op::volatility:
      case Op::cost:
      case Op::value:
      case Op::at_par:
      case Op::at_cost:
      case Op::at_market:
      case Op::flash_owed:
      case Op::setting:
      case Op::state:
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_or_equal:
      case Op::greater:
      case Op::greater_or_equal:
      case Op::all_of:
      case Op::any_of:
      case Op::not_: return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  std::optional<Unit> of_local(const std::string& name, int depth) {
    for (const plan::Flow& flow : action_.flows) {
      if (flow.name == name) return Unit{{flow.asset, 1}};
    }
    const auto local = std::ranges::find(action_.locals, name, &plan::NamedExpression::name);
    if (local == action_.locals.end()) return std::nullopt;
    if (auto unit = of(local->value, depth + 1)) return unit;
    return of_conditions(name, depth);
  }

  // `got >= least`: both sides count the same.
  std::optional<Unit> of_conditions(const std::string& name, int depth) {
    for (const Expression& condition : action_.ensures) {
      if (condition.args.size() != 2) continue;
      for (std::size_t i = 0; i < 2; ++i) {
        const Expression& one = condition.args[i];
        const Expression& other = condition.args[1 - i];
        if (one.op != Op::local || one.name != name || other == one) continue;
        if (auto unit = of(other, depth + 1)) return unit;
      }
    }
    return std::nullopt;
  }

  std::optional<Unit> of_param(const std::string& name) {
    const auto param = std::ranges::find(plan_.params, name, &plan::Param::name);
    return param == plan_.params.end() ? std::nullopt : std::optional(unit_from_text(param->type));
  }

  std::optional<Unit> of_query(const Expression& e) {
    for (const plan::Module& module : plan_.modules) {
      for (const plan::Query& query : module.queries) {
        if (query.name == e.name && query.arguments == e.args) return unit_from_text(query.type);
      }
    }
    return std::nullopt;
  }

  std::optional<Unit> of_any(const std::vector<Expression>& args, int depth) {
    for (const Expression& arg : args) {
      if (auto unit = of(arg, depth + 1)) return unit;
    }
    return std::nullopt;
  }

  std::optional<Unit> of_product(const std::vector<Expression>& args, int depth) {
    Unit product;
    for (const Expression& arg : args) {
      const auto unit = of(arg, depth + 1);
      if (!unit) return std::nullopt;
      multiply(product, *unit, 1);
    }
    return product;
  }

  // Those that give back one of their arguments; of the others the name says nothing.
  std::optional<Unit> of_primitive(const Expression& e, int depth) {
    if (e.name == "larger" || e.name == "smaller" || e.name == "nonzero")
      return of_any(e.args, depth);
    return std::nullopt;
  }

  const plan::Plan& plan_;
  const plan::Action& action_;
};

}  // namespace

Unit unit_from_text(std::string_view text) {
  Unit unit;
  constexpr std::string_view per = " per ";
  int sign = 1;
  while (!text.empty()) {
    const std::size_t end = text.find(per);
    const std::string_view name = text.substr(0, end);
    if (name != "ratio" && name != "bare") multiply(unit, {{std::string(name), 1}}, sign);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + per.size());
    sign = -1;
  }
  return unit;
}

std::string to_text(const Unit& unit) {
  std::string over;
  std::string under;
  for (const auto& [name, exponent] : unit) {
    std::string& side = exponent > 0 ? over : under;
    for (int i = 0; i < std::abs(exponent); ++i)
      side += (side.empty() ? "" : " ") + name;
  }
  if (over.empty() && under.empty()) return "ratio";
  return under.empty() ? over : over + " per " + under;
}

std::optional<std::string> asset_of(const Unit& unit) {
  if (unit.size() != 1 || unit.begin()->second != 1) return std::nullopt;
  return unit.begin()->first;
}

std::optional<Unit> unit_of(const plan::Plan& plan, const plan::Action& action,
                            const Expression& expression) {
  return Reader(plan, action).of(expression);
}

}  // namespace dealwright::binding
