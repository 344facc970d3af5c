// The sums behind the words: one function a quantity.
#include "engine/core/quantities.hpp"

#include <algorithm>

#include "dsl/models/primitives.hpp"

namespace dealwright::core {
namespace {

using plan::Unavailable;
using plan::Value;
using values::Amount;
using values::Rational;

Value checked(const values::Number<Rational>& number) {
  if (number) return *number;
  return Unavailable{std::string(values::describe(number.error()))};
}

// A running sum of values in USD that remembers the first thing that could not be had.
class Sum {
 public:
  void plus(const Value& value) {
    join(value, [](const Rational& a, const Rational& b) { return add(a, b); });
  }
  void minus(const Value& value) {
    join(value, [](const Rational& a, const Rational& b) { return subtract(a, b); });
  }
  [[nodiscard]] const Value& total() const { return total_; }

 private:
  template <class Join>
  void join(const Value& value, Join how) {
    const auto* sum = std::get_if<Rational>(&total_);
    if (sum == nullptr) return;
    const auto* number = std::get_if<Rational>(&value);
    total_ = number == nullptr ? value : checked(how(*sum, *number));
  }

  Value total_ = Rational();
};

bool is_owned(const Entry& entry) {
  return entry.account.kind == AccountKind::resting || entry.account.kind == AccountKind::holding ||
         entry.account.kind == AccountKind::collateral;
}

plan::Basis basis_of(const Terms& terms, AssetId asset) {
  const auto& rules = terms.plan().value_rules;
  const auto rule = std::ranges::find(rules, terms.of(asset).name, &plan::ValueRule::asset);
  return rule == rules.end() ? plan::Basis::lower_of_cost_and_market : rule->basis;
}

Value market_value(const View& view, AssetId asset, const Amount& amount) {
  return value_of(view, asset, in_units(view.terms(), asset, amount));
}

// What an entry cost, at today's price of what was paid.
Value cost_value(const View& view, const Entry& entry) {
  if (entry.costs.empty()) return market_value(view, entry.account.asset, entry.balance);
  Sum sum;
  for (const Cost& cost : entry.costs)
    sum.plus(market_value(view, cost.asset, cost.amount));
  return sum.total();
}

Value lower(const Value& a, const Value& b) {
  const auto* x = std::get_if<Rational>(&a);
  const auto* y = std::get_if<Rational>(&b);
  if (x == nullptr) return a;
  if (y == nullptr) return b;
  return *y < *x ? b : a;
}

Value par_value(const View& view, AssetId asset, const Rational& amount) {
  const auto into = view.terms().find_asset(view.terms().of(asset).redeems_into);
  if (!into) return value_of(view, asset, amount);
  const Value redeemed = at_par(view, asset, amount);
  const auto* number = std::get_if<Rational>(&redeemed);
  return number == nullptr ? redeemed : value_of(view, *into, *number);
}

Value entry_value(const View& view, const Entry& entry) {
  const AssetId asset = entry.account.asset;
  switch (basis_of(view.terms(), asset)) {
    case plan::Basis::market: return market_value(view, asset, entry.balance);
    case plan::Basis::cost: return cost_value(view, entry);
    case plan::Basis::par:
      return par_value(view, asset, in_units(view.terms(), asset, entry.balance));
    case plan::Basis::lower_of_cost_and_market: break;
  }
  if (entry.costs.empty()) return market_value(view, asset, entry.balance);
  return lower(cost_value(view, entry), market_value(view, asset, entry.balance));
}

Value position_value(const View& view, PositionId position) {
  const Value amount = amount_of(view, position);
  const auto* number = std::get_if<Rational>(&amount);
  return number == nullptr ? amount : value_of(view, view.terms().asset_of(position), *number);
}

template <class Visit>
void for_open_positions(const View& view, Visit visit) {
  for (std::uint32_t i = 0; i < view.books().positions.size(); ++i) {
    if (view.books().positions[i] == PositionStatus::open) visit(PositionId{i});
  }
}

// Whether two positions stand in one account at one module, so that one secures the other.
bool stand_together(const Terms& terms, PositionId a, PositionId b) {
  return terms.of(a).module == terms.of(b).module;
}

}  // namespace

Value price_of(const View& view, AssetId asset) {
  return view.reading(view.terms().price_key(asset));
}

Value value_of(const View& view, AssetId asset, const Rational& amount) {
  if (amount.is_zero()) return Rational();  // nothing is worth nothing, whatever its price
  const Value price = price_of(view, asset);
  const auto* number = std::get_if<Rational>(&price);
  return number == nullptr ? price : checked(multiply(amount, *number));
}

Value exposure_of(const View& view, AssetId asset) {
  Sum sum;
  for (const Entry& entry : view.books().ledger.entries()) {
    if (!is_owned(entry)) continue;
    if (entry.account.asset != asset && view.terms().priced_as(entry.account.asset) != asset)
      continue;
    sum.plus(entry_value(view, entry));
  }
  return sum.total();
}

Value nav_of(const View& view) {
  Sum sum;
  for (const Entry& entry : view.books().ledger.entries()) {
    if (is_owned(entry)) sum.plus(entry_value(view, entry));
  }
  for_open_positions(view, [&](PositionId position) {
    if (view.terms().of(position).kind == plan::PositionKind::debt)
      sum.minus(position_value(view, position));
  });
  return sum.total();
}

Value profit_of(const View& view) {
  if (!view.state().starting_nav) return Unavailable{"`nav` at the start is not known"};
  Sum sum;
  sum.plus(nav_of(view));
  sum.minus(*view.state().starting_nav);
  return sum.total();
}

Value loss_of(const View& view) {
  const Value profit = profit_of(view);
  const auto* number = std::get_if<Rational>(&profit);
  if (number == nullptr) return profit;
  return number->is_negative() ? negate(*number) : Rational();
}

Value ltv_of(const View& view, std::optional<PositionId> around) {
  Sum debt;
  Sum collateral;
  for_open_positions(view, [&](PositionId position) {
    if (around && !stand_together(view.terms(), *around, position)) return;
    const bool is_debt = view.terms().of(position).kind == plan::PositionKind::debt;
    // Around a debt it is that debt alone over all that secures it, and the other way round.
    if (around && position != *around &&
        view.terms().of(*around).kind == view.terms().of(position).kind)
      return;
    (is_debt ? debt : collateral).plus(position_value(view, position));
  });
  const auto* owed = std::get_if<Rational>(&debt.total());
  if (owed == nullptr) return debt.total();
  if (owed->is_zero()) return Rational();
  const auto* pledged = std::get_if<Rational>(&collateral.total());
  return pledged == nullptr ? collateral.total() : checked(divide(*owed, *pledged));
}

Value value_at(const View& view, std::string_view module, plan::PositionKind kind) {
  Sum sum;
  for_open_positions(view, [&](PositionId position) {
    const plan::Position& found = view.terms().of(position);
    if (found.kind == kind && found.module == module) sum.plus(position_value(view, position));
  });
  return sum.total();
}

Value health_of(const View& view) {
  std::optional<Value> lowest;
  for_open_positions(view, [&](PositionId position) {
    const plan::Position& found = view.terms().of(position);
    if (found.kind != plan::PositionKind::debt) return;
    const Value health = view.answer(view.terms().health_key(position));
    lowest = lowest ? lower(*lowest, health) : health;
  });
  return lowest.value_or(Unavailable{"there is no debt"});
}

Value amount_of(const View& view, PositionId position) {
  const Terms& terms = view.terms();
  const PositionStatus status = view.books().positions[position.value];
  if (status == PositionStatus::absent)
    return Unavailable{"`" + terms.of(position).name + "` is not open yet"};
  if (status == PositionStatus::closed) return Rational();
  const AssetId asset = terms.asset_of(position);
  const auto recorded_in = [&](const Books& books) {
    return in_units(terms, asset,
                    terms.of(position).kind == plan::PositionKind::debt
                        ? books.ledger.balance(owed(position, asset))
                        : books.ledger.in_collateral(position, asset));
  };
  const Rational recorded = recorded_in(view.books());
  const auto& query = terms.amount_query(position);
  if (!query || view.state().books.positions[position.value] != PositionStatus::open)
    return recorded;
  const Value read = view.reading(*query);
  const auto* now = std::get_if<Rational>(&read);
  if (now == nullptr || &view.books() == &view.state().books) return read;
  // On tried books: what the world says of the true ones, and what the trial changed.
  const auto change = subtract(recorded, recorded_in(view.state().books));
  if (!change) return Unavailable{std::string(values::describe(change.error()))};
  const auto sum = add(*now, *change);
  if (sum && sum->is_negative()) return Rational();
  return checked(sum);
}

Value cost_of(const View& view, HoldingId holding, AssetId paid) {
  const Terms& terms = view.terms();
  const AssetId asset = terms.asset_of(holding);
  Amount total;
  for (const Draw& part :
       view.books().ledger.accounts(AccountKind::holding, holding.value, asset)) {
    for (const Entry& entry : view.books().ledger.entries()) {
      if (entry.account != part.account) continue;
      for (const Cost& cost : entry.costs) {
        if (terms.priced_as(cost.asset) == terms.priced_as(paid))
          total = sum_of(total, cost.amount);
      }
    }
  }
  if (view.books().holdings[holding.value] == HoldingStatus::absent) {
    return Unavailable{"`" + terms.of(holding).name + "` is not there yet"};
  }
  return in_units(terms, paid, total);
}

Value at_par(const View& view, AssetId asset, const Rational& amount) {
  return checked(multiply(amount, view.terms().of(asset).par));
}

Value at_cost(const View& view, AssetId asset, const Rational& amount) {
  Sum cost;
  Amount held;
  for (const Entry& entry : view.books().ledger.entries()) {
    if (!is_owned(entry) || entry.account.asset != asset) continue;
    cost.plus(cost_value(view, entry));
    held = sum_of(held, entry.balance);
  }
  const auto* total = std::get_if<Rational>(&cost.total());
  if (total == nullptr) return cost.total();
  if (held.is_zero()) return value_of(view, asset, amount);
  const auto one = divide(*total, in_units(view.terms(), asset, held));
  if (!one) return checked(one);
  return checked(multiply(*one, amount));
}

Value cover_of(const View& view, PositionId debt, const std::vector<std::string>& without) {
  const Terms& terms = view.terms();
  const auto left_out = [&](const std::string& name) {
    return std::ranges::find(without, name) != without.end();
  };
  Sum sum;
  for (const Entry& entry : view.books().ledger.entries()) {
    if (!is_owned(entry) || left_out(terms.of(entry.account.asset).name)) continue;
    if (entry.account.owner != nobody && left_out(terms.of(entry.account.owner).name)) continue;
    sum.plus(entry_value(view, entry));
  }
  if (view.books().positions[debt.value] == PositionStatus::open)
    sum.minus(position_value(view, debt));
  return sum.total();
}

Value primitive_of(const std::string& name, const std::vector<Value>& args) {
  const models::PrimitiveSignature* found = models::find_primitive(name);
  if (found == nullptr || found->parameters.size() != args.size()) {
    return Unavailable{"there is no primitive `" + name + "` of so many arguments"};
  }
  std::vector<Rational> numbers;
  for (const Value& arg : args) {
    const auto* number = std::get_if<Rational>(&arg);
    if (number == nullptr) return Unavailable{"`" + name + "` takes numbers"};
    numbers.push_back(*number);
  }
  return checked(models::evaluate(found->primitive, numbers));
}

}  // namespace dealwright::core
