// Answers what an expression asks: names of the deal from the books, quantities from
// quantities.hpp, the rest from the readings.
#include "engine/core/view.hpp"

#include <algorithm>

#include "dsl/values/assertion.hpp"
#include "engine/core/quantities.hpp"

namespace dealwright::core {
namespace {

using plan::Op;
using plan::Unavailable;
using plan::Value;
using values::Rational;

Value unavailable(std::string why) { return Unavailable{std::move(why)}; }

const Rational* number(const std::vector<Value>& args, std::size_t i) {
  return i < args.size() ? std::get_if<Rational>(&args[i]) : nullptr;
}

}  // namespace

const Value* Readings::find(const ReadingKey& key) {
  asked_.insert(key);
  const auto found = std::ranges::find(arrived_, key, &Reading::key);
  if (found != arrived_.end()) return &found->value;
  missing_ = true;
  return nullptr;
}

Value View::look_up(const plan::Expression& asked, const std::vector<Value>& args) const {
  const auto asset = [&] { return terms_.find_asset(asked.name); };
  const Rational* first = number(args, 0);
  switch (asked.op) {
    case Op::param: {
      const plan::Param* param = plan::find_param(terms_.plan(), asked.name);
      return param == nullptr ? unavailable("there is no parameter `" + asked.name + "`")
                              : plan::evaluate(param->value, *this);
    }
    case Op::bucket: return bucket(asked);
    case Op::holding: {
      const auto holding = terms_.find_holding(asked.name);
      if (!holding || books_.holdings[holding->value] == HoldingStatus::absent) {
        return unavailable("`" + asked.name + "` is not there yet");
      }
      const AssetId of = terms_.asset_of(*holding);
      return in_units(terms_, of, books_.ledger.in_holding(*holding, of));
    }
    case Op::position: return position(asked.name);
    case Op::rung:
      if (scope_.rung) return *scope_.rung;
      return unavailable("there is no rung here");
    case Op::local: return local(asked.name);
    case Op::nav: return nav_of(*this);
    case Op::profit: return profit_of(*this);
    case Op::loss: return loss_of(*this);
    case Op::ltv: return core::ltv_of(*this, std::nullopt);
    case Op::ltv_of: return core::ltv_of(*this, terms_.find_position(asked.name));
    case Op::health: return health_of(*this);
    case Op::flash_owed:
      if (scope_.flash_owed) return *scope_.flash_owed;
      return unavailable("nothing is borrowed here");
    case Op::query: return query(asked);
    case Op::volatility: {
      ReadingKey key{.kind = ReadingKind::volatility, .name = asked.name};
      for (const plan::Expression& arg : asked.args)
        key.args.push_back(plan::to_text(arg));
      return reading(key);
    }
    case Op::price:
      if (asset()) return price_of(*this, *asset());
      break;
    case Op::exposure:
      if (asset()) return exposure_of(*this, *asset());
      break;
    case Op::cost: {
      const auto holding = terms_.find_holding(asked.name);
      const auto* paid = args.empty() ? nullptr : std::get_if<std::string>(&args[0]);
      if (holding && paid != nullptr && terms_.find_asset(*paid)) {
        return cost_of(*this, *holding, *terms_.find_asset(*paid));
      }
      break;
    }
    case Op::value:
    case Op::at_market:
      if (asset() && first != nullptr) return value_of(*this, *asset(), *first);
      break;
    case Op::at_par:
      if (asset() && first != nullptr) return core::at_par(*this, *asset(), *first);
      break;
    case Op::at_cost:
      if (asset() && first != nullptr) return core::at_cost(*this, *asset(), *first);
      break;
    case Op::primitive: return primitive_of(asked.name, args);
    case Op::setting:
    case Op::state: return unavailable("`" + asked.name + "` is known to the world alone");
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
  return unavailable("`" + plan::to_text(asked) + "` means nothing here");
}

Value View::reading(const ReadingKey& key) const {
  const Value* found = readings_.find(key);
  return found == nullptr ? unavailable("`" + to_text(key) + "` has not been read") : *found;
}

Value View::bucket(const plan::Expression& asked) const {
  const auto found = terms_.find_bucket(asked.name);
  const auto asset = asked.args.empty() ? std::nullopt : terms_.find_asset(asked.args[0].name);
  if (!found || !asset) return unavailable("there is no bucket `" + asked.name + "`");
  return in_units(terms_, *asset, books_.ledger.balance(resting(*found, *asset)));
}

Value View::position(const std::string& name) const {
  const auto found = terms_.find_position(name);
  if (!found) return unavailable("there is no position `" + name + "`");
  const AssetId asset = terms_.asset_of(*found);
  switch (books_.positions[found->value]) {
    case PositionStatus::absent: return unavailable("`" + name + "` is not open yet");
    case PositionStatus::closed: return Rational();
    case PositionStatus::open: break;
  }
  const values::Amount amount = terms_.of(*found).kind == plan::PositionKind::debt
                                    ? books_.ledger.balance(owed(*found, asset))
                                    : books_.ledger.in_collateral(*found, asset);
  return in_units(terms_, asset, amount);
}

Value View::query(const plan::Expression& asked) const {
  const ReadingKey* known = terms_.find_query_key(asked);
  return known != nullptr ? query(asked, *known) : query(asked, query_key(asked.name, asked.args));
}

Value View::query(const plan::Expression& asked, const ReadingKey& key) const {
  // What is asked about a closed position is not asked of the world: a closed position owes
  // nothing.
  for (const plan::Expression& argument : asked.args) {
    if (argument.op != Op::position) continue;
    const auto position = terms_.find_position(argument.name);
    if (!position) return unavailable("there is no position `" + argument.name + "`");
    if (books_.positions[position->value] == PositionStatus::closed) return Rational();
    // On books that are only tried the world's answer would be that of the true ones.
    if (&books_ != &state_.books && terms_.amount_query(*position) == key)
      return amount_of(*this, *position);
  }
  return answer(key);
}

Value View::answer(const ReadingKey& key) const {
  const bool tried = &books_ != &state_.books;
  const plan::Query* about_positions = tried ? terms_.find_query_of_positions(key) : nullptr;
  Value told = reading(key);
  if (about_positions == nullptr) return told;
  const Value then = plan::evaluate(*about_positions->model, *this);
  const auto* after = std::get_if<Rational>(&then);
  if (after == nullptr) return told;
  const View own(terms_, state_, state_.books, readings_, scope_);
  const Value now = plan::evaluate(*about_positions->model, own);
  const auto* before = std::get_if<Rational>(&now);
  const auto* world = std::get_if<Rational>(&told);
  // Nothing to compare with: the first debt of a deal.
  if (before == nullptr || before->is_zero() || world == nullptr) return then;
  const auto change = divide(*after, *before);
  const auto scaled = change ? multiply(*world, *change) : change;
  return scaled ? Value(*scaled) : unavailable(std::string(values::describe(scaled.error())));
}

Value View::local(const std::string& name) const {
  if (name.ends_with(all_collateral)) {
    return value_at(*this, name.substr(0, name.size() - all_collateral.size()),
                    plan::PositionKind::collateral);
  }
  if (name.ends_with(all_debt)) {
    return value_at(*this, name.substr(0, name.size() - all_debt.size()), plan::PositionKind::debt);
  }
  const auto found = std::ranges::find(scope_.locals, name, &Local::name);
  return found == scope_.locals.end() ? unavailable("`" + name + "` is not known here")
                                      : found->value;
}

Rational in_units(const Terms& terms, AssetId asset, const values::Amount& amount) {
  const auto units = Rational::from_amount(amount, terms.decimals(asset));
  DEALWRIGHT_ASSERT(units.has_value());  // 256 bits over 10^77 always fit
  return *units;
}

}  // namespace dealwright::core
