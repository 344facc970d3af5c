// Look-ups of models in the world's conditions.
#include "engine/adapters/simulated/surroundings.hpp"

#include <algorithm>

#include "engine/core/money.hpp"
#include "engine/core/quantities.hpp"
#include "engine/core/reading.hpp"

namespace dealwright::simulated {
namespace {

using core::Terms;
using plan::Op;
using plan::Unavailable;
using plan::Value;
using values::Rational;

Value unavailable(std::string why) { return Unavailable{std::move(why)}; }

Value checked(const values::Number<Rational>& number) {
  return number ? Value(*number) : unavailable(std::string(values::describe(number.error())));
}

std::string key_of(const plan::Expression& asked) {
  return core::to_text(core::query_key(asked.name, asked.args));
}

}  // namespace

Value WorldSurroundings::look_up(const plan::Expression& asked,
                                 const std::vector<Value>& args) const {
  switch (asked.op) {
    case Op::param: {
      const plan::Param* param = plan::find_param(terms_.plan(), asked.name);
      return param == nullptr ? unavailable("there is no such parameter")
                              : plan::evaluate(param->value, *this);
    }
    case Op::local: return local(asked.name);
    case Op::position: return position(asked.name);
    case Op::price: return priced(asked.name, Rational(1));
    case Op::value:
    case Op::at_market:
      return args.empty() ? unavailable("no amount") : priced(asked.name, args[0]);
    case Op::at_par: {
      const plan::Asset* asset = plan::find_asset(terms_.plan(), asked.name);
      const auto* amount = args.empty() ? nullptr : std::get_if<Rational>(&args[0]);
      if (asset == nullptr || amount == nullptr) return unavailable("there is no such asset");
      return checked(multiply(*amount, asset->par));
    }
    case Op::query: return query(asked.name, core::query_key(asked.name, asked.args).args);
    case Op::setting:
    case Op::state: return kept(asked);
    case Op::primitive: return core::primitive_of(asked.name, args);
    case Op::volatility: return set("volatility of " + asked.name);
    case Op::bucket:
    case Op::holding:
    case Op::rung:
    case Op::nav:
    case Op::profit:
    case Op::loss:
    case Op::ltv:
    case Op::ltv_of:
    case Op::exposure:
    case Op::health:
    case Op::cost:
    case Op::at_cost:
    case Op::flash_owed: break;  // the deal's own: a model knows nothing of them
    case Op::number:
    case Op::truth:
    case Op::text:
    case Op::asset:
    case Op::duration:
    case Op::time:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::negate:
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
    case Op::all_of:
    case Op::any_of:
    case Op::not_: break;  // the evaluator's own
  }
  return unavailable("the world does not know `" + plan::to_text(asked) + "`");
}

Value WorldSurroundings::query(const std::string& name,
                               const std::vector<std::string>& args) const {
  const std::string key =
      core::to_text({.kind = core::ReadingKind::query, .name = name, .args = args});
  // What actions have made of it, what the world sets, what the module says: in this order.
  if (const auto found = conditions_.states.find(key); found != conditions_.states.end())
    return found->second.value;
  if (const auto found = conditions_.settings.find(key); found != conditions_.settings.end())
    return found->second;
  for (const plan::Module& module : terms_.plan().modules) {
    for (const plan::Query& listed : module.queries) {
      if (listed.name != name || core::query_key(name, listed.arguments).args != args) continue;
      if (listed.model) return plan::evaluate(*listed.model, *this);
      if (listed.initial) return plan::evaluate(*listed.initial, *this);
    }
  }
  return unavailable("the world sets no `" + key + "`");
}

std::optional<values::Amount> WorldSurroundings::amount_of(core::PositionId id) const {
  const plan::Position& position = terms_.of(id);
  const auto found = conditions_.positions.find(position.name);
  if (found == conditions_.positions.end() || !found->second.open) return values::Amount();
  const auto& asked = terms_.amount_query(id);
  if (!asked) return found->second.principal;
  const auto amount = core::amount_from(
      terms_, query(asked->name, asked->args), terms_.asset_of(id),
      position.kind == plan::PositionKind::debt ? values::Rounding::up : values::Rounding::down);
  return amount ? std::optional(*amount) : std::nullopt;
}

Value WorldSurroundings::set(const std::string& key) const {
  const auto found = conditions_.settings.find(key);
  return found == conditions_.settings.end() ? unavailable("the world sets no `" + key + "`")
                                             : found->second;
}

Value WorldSurroundings::local(const std::string& name) const {
  const auto found = std::ranges::find(locals_, name, &core::Local::name);
  if (found != locals_.end()) return found->value;
  if (name == "now" || name == "deadline") return Rational(conditions_.now.milliseconds);
  constexpr std::string_view age = ".age";
  if (name.ends_with(age) && name.find('.') != name.size() - age.size()) {
    // Of a state. One that was never set has only begun to be.
    const auto state = conditions_.states.find(name.substr(0, name.size() - age.size()));
    if (state == conditions_.states.end()) return Rational();
    return age_of(state->second.since);
  }
  if (name.ends_with(age)) {
    const auto position = conditions_.positions.find(name.substr(0, name.size() - age.size()));
    if (position == conditions_.positions.end() || !position->second.open)
      return unavailable("it is not open");
    return age_of(position->second.since);
  }
  for (const auto& [ending, kind] :
       {std::pair{std::string_view(":collateral"), plan::PositionKind::collateral},
        {std::string_view(":debt"), plan::PositionKind::debt}}) {
    if (name.ends_with(ending)) return total(name.substr(0, name.size() - ending.size()), kind);
  }
  return unavailable("`" + name + "` is not known here");
}

Rational WorldSurroundings::age_of(values::TimePoint since) const {
  return Rational(conditions_.aged.value_or(conditions_.now - since).milliseconds);
}

Value WorldSurroundings::total(const std::string& module, plan::PositionKind kind) const {
  Rational sum;
  for (const plan::Position& open : terms_.plan().positions) {
    if (open.module != module || open.kind != kind) continue;
    const core::PositionId id = terms_.position(open.name);
    const auto amount = amount_of(id);
    if (!amount) return unavailable("what `" + open.name + "` amounts to cannot be told");
    if (amount->is_zero()) continue;
    const Value worth = priced(open.asset, core::in_units(terms_, terms_.asset_of(id), *amount));
    const auto* number = std::get_if<Rational>(&worth);
    if (number == nullptr) return worth;
    const auto added = values::add(sum, *number);
    if (!added) return checked(added);
    sum = *added;
  }
  return sum;
}

Value WorldSurroundings::position(const std::string& name) const {
  const auto id = terms_.find_position(name);
  const auto found = conditions_.positions.find(name);
  if (!id) return unavailable("there is no position `" + name + "`");
  // For a model nothing is in a position that is not open.
  if (found == conditions_.positions.end()) return Rational();
  return found->second.open ? core::in_units(terms_, terms_.asset_of(*id), found->second.principal)
                            : Rational();
}

Value WorldSurroundings::priced(const std::string& asset, const Value& amount) const {
  const auto id = terms_.find_asset(asset);
  const auto* number = std::get_if<Rational>(&amount);
  if (!id || number == nullptr) return unavailable("there is no price of `" + asset + "`");
  const auto found = conditions_.prices.find(terms_.of(terms_.priced_as(*id)).name);
  if (found == conditions_.prices.end()) return unavailable("the world sets no price of " + asset);
  return checked(multiply(*number, found->second));
}

Value WorldSurroundings::kept(const plan::Expression& asked) const {
  const std::string key = key_of(asked);
  if (asked.op == Op::state) {
    if (const auto found = conditions_.states.find(key); found != conditions_.states.end())
      return found->second.value;
    if (const auto bare = conditions_.states.find(asked.name);
        bare != conditions_.states.end() && asked.args.empty())
      return bare->second.value;
  } else if (const auto found = conditions_.settings.find(key);
             found != conditions_.settings.end()) {
    return found->second;
  } else if (const auto bare = conditions_.settings.find(asked.name);
             bare != conditions_.settings.end() && asked.args.empty()) {
    return bare->second;  // without arguments a setting is written without parentheses
  }
  for (const plan::Module& module : terms_.plan().modules) {
    for (const plan::Setting& listed : asked.op == Op::state ? module.states : module.settings) {
      if (listed.name != asked.name || listed.arguments != asked.args) continue;
      if (listed.initial) return plan::evaluate(*listed.initial, *this);
    }
  }
  return unavailable("the world sets no `" + key + "`");
}

}  // namespace dealwright::simulated
