// Sources within a group, as the books resolve those outside of it.
#include "engine/adapters/simulated/money_inside.hpp"

#include "engine/core/flows.hpp"
#include "engine/core/money.hpp"

namespace dealwright::simulated {

using plan::MoneyKind;
using values::Amount;
using values::Rational;
using values::Rounding;

Amount scaled(const core::Terms& terms, core::AssetId asset, const Amount& amount,
              const Rational& by) {
  const auto product = multiply(core::in_units(terms, asset, amount), by);
  const auto rounded = product ? to_amount(*product, terms.decimals(asset), Rounding::down)
                               : values::Number<Amount>(std::unexpected(product.error()));
  return rounded.value_or(amount);
}

std::optional<Amount> MoneyInside::of(const std::string& holding) const {
  const auto found = amounts_.find(holding);
  return found == amounts_.end() ? std::nullopt : std::optional(found->second);
}

void MoneyInside::put(const std::string& holding, const Amount& amount) {
  amounts_[holding] = amount;
}

std::expected<Amount, std::string> MoneyInside::take(const plan::Money& money,
                                                     const plan::Surroundings& known) {
  if (money.kind == MoneyKind::sum) {
    Amount sum;
    for (const plan::Money& part : money.parts) {
      const auto one = take(part, known);
      if (!one) return one;
      sum = core::sum_of(sum, *one);
    }
    return sum;
  }
  const core::AssetId asset = terms_.asset(money.asset);
  const std::map<std::string, Amount> before = amounts_;
  const auto there =
      money.parts.empty() ? of(money.name).value_or(Amount()) : take(money.parts[0], known);
  if (!there) return there;
  Amount amount = *there;
  switch (money.kind) {
    case MoneyKind::amount:
    case MoneyKind::up_to: {
      const auto asked =
          core::amount_from(terms_, plan::evaluate(*money.expression, known), asset, Rounding::up);
      if (!asked) return std::unexpected("no_money");
      if (money.kind == MoneyKind::amount && *asked > amount) return std::unexpected("no_money");
      amount = values::smaller(*asked, amount);
      break;
    }
    case MoneyKind::share: {
      const plan::Value ratio = plan::evaluate(*money.expression, known);
      const auto* by = std::get_if<Rational>(&ratio);
      if (by == nullptr) return std::unexpected("no_money");
      amount = scaled(terms_, asset, amount, *by);
      break;
    }
    case MoneyKind::sum:
    case MoneyKind::holding:
    case MoneyKind::bucket:
    case MoneyKind::rung:
    case MoneyKind::nothing: break;
  }
  keep_the_rest(money, before, amount);
  return amount;
}

// Each source pays in proportion to what it had, as the books have it.
void MoneyInside::keep_the_rest(const plan::Money& money,
                                const std::map<std::string, Amount>& before, const Amount& amount) {
  std::vector<core::Draw> had;
  for (const auto& [name, whole] : before) {
    const Amount left = money.parts.empty() && name == money.name ? Amount() : amounts_.at(name);
    const auto holding = terms_.find_holding(name);
    if (!holding || left == whole) continue;
    had.push_back({.account = {.kind = core::AccountKind::holding, .index = holding->value},
                   .amount = core::difference_of(whole, left)});
  }
  for (const core::Draw& draw : had)
    amounts_[terms_.of(core::HoldingId{draw.account.index}).name] =
        before.at(terms_.of(core::HoldingId{draw.account.index}).name);
  for (const core::Draw& draw : core::take(had, amount)) {
    Amount& left = amounts_[terms_.of(core::HoldingId{draw.account.index}).name];
    left = core::difference_of(left, draw.amount);
  }
}

}  // namespace dealwright::simulated
