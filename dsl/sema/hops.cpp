// Binds the parameters of a module's `swap` to the two ends of a hop.
#include "dsl/sema/hops.hpp"

#include <utility>

#include "dsl/sema/actions.hpp"
#include "dsl/sema/expressions.hpp"

namespace dealwright::sema {

using plan::Expression;
using syntax::Node;

namespace {

// A minimum is zero, anything else as the module has it by default.
std::optional<Expression> value_of(const Parameter& parameter, const Module& module,
                                   const Substitution& substitution, const Assets& assets) {
  Scope scope = scope_of(module);
  ExpressionPlace place;
  place.assets = &assets;
  place.scope = &scope;
  place.module = &module;
  place.substitution = &substitution;
  diagnostics::Diagnostics ignored;  // the module was checked in general
  Expressions expressions(ignored, place);
  const Type type = expressions.type_named(parameter.type);
  if (parameter.initial) return expressions.of_type(parameter.initial, type, parameter.name).value;
  if (!type.is(TypeKind::number)) return std::nullopt;
  Expression zero;
  zero.op = plan::Op::number;
  zero.name = values::to_text(type.unit);
  return zero;
}

}  // namespace

std::optional<plan::Action> hop_through(const Module& module, const HopEnds& ends,
                                        const std::vector<plan::Asset>& assets,
                                        const plan::Target& target,
                                        std::vector<Expression>& asked) {
  const auto swap = module.actions.find("swap");
  if (swap == module.actions.end() || swap->second.results.size() != 1) return std::nullopt;
  Assets known;
  for (const plan::Asset& asset : assets)
    known.emplace(asset.name, KnownAsset{asset, {}});
  ActionUse use;
  use.module = &module;
  use.signature = &swap->second;
  use.asked = &asked;
  for (const Parameter& parameter : swap->second.parameters) {
    BoundArgument bound;
    if (parameter.kind == ParameterKind::money) {
      bound.asset = ends.from;
      bound.money = plan::Money{.kind = plan::MoneyKind::nothing, .asset = ends.from};
    } else if (parameter.kind == ParameterKind::asset) {
      bound.asset = ends.to;
    } else {
      continue;
    }
    use.substitution[parameter.variable] = bound.asset;
    use.arguments.emplace(parameter.name, std::move(bound));
  }
  if (use.arguments.size() != 2) return std::nullopt;
  for (const Parameter& parameter : swap->second.parameters) {
    if (parameter.kind != ParameterKind::value) continue;
    BoundArgument bound;
    bound.value = value_of(parameter, module, use.substitution, known);
    if (!bound.value) return std::nullopt;
    use.arguments.emplace(parameter.name, std::move(bound));
  }
  use.results[swap->second.results[0].name] = target;
  diagnostics::Diagnostics unfit;
  plan::Action action = lower_action(use, known, unfit);
  if (!unfit.empty()) return std::nullopt;
  return action;
}

}  // namespace dealwright::sema
