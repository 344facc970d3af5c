// What the names of a deal and the quantities of the language are in the prover's books.
#include <algorithm>

#include "engine/core/reading.hpp"
#include "engine/prove/node_key.hpp"
#include "engine/prove/sight.hpp"

namespace dealwright::prove {
namespace {

using core::PositionStatus;
using plan::Expression;
using plan::Op;
using plan::Unavailable;

Seen unavailable(std::string why) { return Unavailable{std::move(why)}; }

plan::Basis basis_of(const core::Terms& terms, core::AssetId asset) {
  const auto& rules = terms.plan().value_rules;
  const auto rule = std::ranges::find(rules, terms.of(asset).name, &plan::ValueRule::asset);
  return rule == rules.end() ? plan::Basis::lower_of_cost_and_market : rule->basis;
}

std::string words(const core::Terms& terms, const core::Account& account) {
  switch (account.kind) {
    case core::AccountKind::holding: return terms.of(core::HoldingId{account.index}).name;
    case core::AccountKind::collateral:
    case core::AccountKind::debt: return terms.of(core::PositionId{account.index}).name;
    case core::AccountKind::resting: return terms.of(account.owner).name;
    case core::AccountKind::fees:
    case core::AccountKind::outside: break;
  }
  return {};
}

}  // namespace

Seen Sight::name(const Expression& e) const {
  const core::Terms& terms = scene_.terms;
  const auto asset = terms.find_asset(e.name);
  const auto first = [&]() -> Seen {
    return e.args.empty() ? unavailable("no amount") : evaluate(e.args[0]);
  };
  const auto valued = [&](auto how) -> Seen {
    const Seen amount = first();
    const auto* form = std::get_if<Form>(&amount);
    if (!asset) return unavailable("there is no asset `" + e.name + "`");
    if (form == nullptr) {
      if (std::holds_alternative<Unavailable>(amount)) return amount;
      return unavailable("not one number");
    }
    return how(*form);
  };
  const auto perhaps = [](const std::optional<Form>& form) -> Seen {
    if (form) return *form;
    return unavailable("it cannot be followed");
  };
  switch (e.op) {
    case Op::param: {
      const plan::Param* param = plan::find_param(terms.plan(), e.name);
      if (param == nullptr) return unavailable("there is no parameter `" + e.name + "`");
      const Seen value = evaluate(param->value);
      const auto* form = std::get_if<Form>(&value);
      if (form == nullptr || !form->numerator.is_number() || !form->denominator.is_one())
        return value;
      return scene_.market.parameter(*param, form->numerator.number());
    }
    case Op::bucket: {
      const auto bucket = terms.find_bucket(e.name);
      const auto of = e.args.empty() ? std::nullopt : terms.find_asset(e.args[0].name);
      if (!bucket || !of) return unavailable("there is no bucket `" + e.name + "`");
      return Form{.numerator = scene_.books.balance(core::resting(*bucket, *of))};
    }
    case Op::holding: {
      for (auto known = scene_.locals.rbegin(); known != scene_.locals.rend(); ++known) {
        if (known->name == e.name) return known->value;
      }
      const auto holding = terms.find_holding(e.name);
      if (!holding || scene_.control.books.holdings[holding->value] == core::HoldingStatus::absent)
        return unavailable("`" + e.name + "` is not there yet");
      return Form{.numerator = total_of(scene_.books.accounts(
                      core::AccountKind::holding, holding->value, terms.asset_of(*holding)))};
    }
    case Op::position: return position(e.name);
    case Op::rung: return perhaps(scene_.rung);
    case Op::local: return local(e.name);
    case Op::nav: return perhaps(nav());
    case Op::profit:
    case Op::loss: {
      const auto now = nav();
      if (!now || !scene_.starting_nav) return unavailable("`nav` cannot be followed");
      if (e.op == Op::profit) return minus(*now, *scene_.starting_nav);
      return Extreme{.largest = true, .of = {minus(*scene_.starting_nav, *now), Form{}}};
    }
    case Op::ltv: return ltv(std::nullopt);
    case Op::ltv_of: return ltv(terms.find_position(e.name));
    case Op::exposure:
      if (!asset) return unavailable("there is no asset `" + e.name + "`");
      return perhaps(exposure(*asset));
    case Op::health: {
      std::vector<Form> all;
      for (std::uint32_t i = 0; i < scene_.control.books.positions.size(); ++i) {
        const plan::Position& one = terms.of(core::PositionId{i});
        if (scene_.control.books.positions[i] != PositionStatus::open ||
            one.kind != plan::PositionKind::debt)
          continue;
        const Seen health =
            query({.op = Op::query, .number = {}, .name = one.module + ".health", .args = {}});
        const auto* form = std::get_if<Form>(&health);
        if (form == nullptr) return health;
        all.push_back(*form);
      }
      if (all.empty()) return unavailable("there is no debt");
      if (all.size() == 1) return all[0];
      return Extreme{.largest = false, .of = std::move(all)};
    }
    case Op::price:
      if (!asset) return unavailable("there is no asset `" + e.name + "`");
      return price(*asset);
    case Op::volatility: return scene_.market.reading("volatility of " + e.name, scene_.epoch);
    case Op::cost: {
      const auto holding = terms.find_holding(e.name);
      const Seen paid_in = first();
      const auto* paid = std::get_if<std::string>(&paid_in);
      if (!holding || paid == nullptr || !terms.find_asset(*paid))
        return unavailable("its cost is not known");
      const core::AssetId counted = terms.priced_as(*terms.find_asset(*paid));
      Form sum;
      for (const Draw& part : scene_.books.accounts(core::AccountKind::holding, holding->value,
                                                    terms.asset_of(*holding))) {
        for (const auto& [of, cost] : scene_.books.entries.at(part.account).costs) {
          if (terms.priced_as(of) == counted) sum = plus(sum, Form{.numerator = cost});
        }
      }
      return sum;
    }
    case Op::value:
    case Op::at_market:
      return valued([&](const Form& form) -> Seen { return value(*asset, form); });
    case Op::at_par:
      return valued([&](const Form& form) -> Seen {
        return times(form, {.numerator = Polynomial(terms.of(*asset).par)});
      });
    case Op::at_cost:
      return valued([&](const Form& form) -> Seen {
        Form cost;
        Polynomial held;
        for (const auto& [account, entry] : scene_.books.entries) {
          if (account.asset != *asset) continue;
          cost = plus(cost, at_cost(*asset, entry));
          held = held + entry.balance;
        }
        if (held.is_zero()) return value(*asset, form);
        return times(over(cost, {.numerator = held}), form);
      });
    case Op::flash_owed: return perhaps(scene_.flash_owed);
    case Op::query: return query(e);
    case Op::setting:
    case Op::state:
      return scene_.market.reading(core::to_text(core::query_key(e.name, e.args)), scene_.epoch);
    case Op::primitive: return primitive(e);
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
  return unavailable("it means nothing here");
}

Seen Sight::query(const Expression& e) const {
  if (const auto id = whose_amount(e)) {
    const auto amount = amount_of(*id);
    if (amount) return *amount;
    return unavailable("what `" + scene_.terms.of(*id).name + "` amounts to cannot be followed");
  }
  for (const Expression& argument : e.args) {
    if (argument.op != Op::position) continue;
    const auto id = scene_.terms.find_position(argument.name);
    if (!id) return unavailable("there is no position `" + argument.name + "`");
    const PositionStatus status = scene_.control.books.positions[id->value];
    if (status == PositionStatus::closed) return Form{};
    if (status == PositionStatus::absent)
      return unavailable("`" + argument.name + "` is not open yet");
  }
  for (const plan::Module& module : scene_.terms.plan().modules) {
    for (const plan::Query& listed : module.queries) {
      if (listed.name != e.name || listed.arguments != e.args) continue;
      if (listed.model) return evaluate(*listed.model);
      if (listed.type == "truth") return Condition{};
    }
  }
  return scene_.market.reading(core::to_text(core::query_key(e.name, e.args)), scene_.epoch);
}

Seen Sight::local(const std::string& name) const {
  for (auto known = scene_.locals.rbegin(); known != scene_.locals.rend(); ++known) {
    if (known->name == name) return known->value;
  }
  constexpr std::string_view age = ".age";
  if (name.ends_with(age)) {
    const std::string of = name.substr(0, name.size() - age.size());
    const auto id = scene_.terms.find_position(of);
    if (!id) return unavailable("there is no position `" + of + "`");
    return scene_.market.age(of, scene_.epoch);
  }
  for (const auto& [ending, kind] :
       {std::pair{std::string_view(":collateral"), plan::PositionKind::collateral},
        {std::string_view(":debt"), plan::PositionKind::debt}}) {
    if (name.ends_with(ending)) return total(name.substr(0, name.size() - ending.size()), kind);
  }
  return unavailable("`" + name + "` is not known here");
}

Seen Sight::total(const std::string& module, plan::PositionKind kind) const {
  Form sum;
  for (std::uint32_t i = 0; i < scene_.control.books.positions.size(); ++i) {
    const plan::Position& one = scene_.terms.of(core::PositionId{i});
    if (one.module != module || one.kind != kind ||
        scene_.control.books.positions[i] != PositionStatus::open)
      continue;
    const auto worth = position_value(core::PositionId{i});
    if (!worth) return unavailable("`" + one.name + "` cannot be followed");
    sum = plus(sum, *worth);
  }
  return sum;
}

Seen Sight::position(const std::string& name) const {
  const auto id = scene_.terms.find_position(name);
  if (!id) return unavailable("there is no position `" + name + "`");
  switch (scene_.control.books.positions[id->value]) {
    case PositionStatus::absent: return unavailable("`" + name + "` is not open yet");
    case PositionStatus::closed: return Form{};
    case PositionStatus::open: break;
  }
  const Form at_opening{.numerator = recorded(*id)};
  // What was recorded when it was last changed: it had grown by something until then.
  if (!scene_.books.changed.contains(*id)) return at_opening;
  const auto growth = scene_.market.growth(*id, {}, "the last change");
  if (!growth) return unavailable("what `" + name + "` amounts to cannot be followed");
  return times(at_opening, {.numerator = *growth});
}

Polynomial Sight::recorded(core::PositionId position) const {
  if (scene_.terms.of(position).kind == plan::PositionKind::collateral)
    return scene_.books.collateral(position);
  const auto debt = scene_.books.debts.find(position);
  return debt == scene_.books.debts.end() ? Polynomial() : debt->second;
}

std::optional<Polynomial> Sight::growth(core::PositionId position) const {
  const auto since = scene_.books.since.find(position);
  return scene_.market.growth(position, since == scene_.books.since.end() ? Epoch() : since->second,
                              scene_.epoch);
}

// `aave_v3.owed(loan)`, with the position's own model.
std::optional<core::PositionId> Sight::whose_amount(const Expression& e) const {
  if (e.args.size() != 1 || e.args[0].op != Op::position) return std::nullopt;
  const auto id = scene_.terms.find_position(e.args[0].name);
  if (!id || !scene_.terms.amount_query(*id)) return std::nullopt;
  if (core::query_key(e.name, e.args) != *scene_.terms.amount_query(*id)) return std::nullopt;
  return scene_.control.books.positions[id->value] == PositionStatus::open ? id : std::nullopt;
}

Form Sight::price(core::AssetId asset) const { return scene_.market.price(asset, scene_.epoch); }

Form Sight::value(core::AssetId asset, const Form& amount) const {
  if (amount.numerator.is_zero()) return {};
  return times(amount, price(asset));
}

Form Sight::at_cost(core::AssetId asset, const Entry& entry) const {
  if (entry.costs.empty()) return value(asset, {.numerator = entry.balance});
  Form sum;
  for (const auto& [paid, cost] : entry.costs)
    sum = plus(sum, value(paid, {.numerator = cost}));
  return sum;
}

std::optional<Form> Sight::entry_value(const core::Account& account, const Entry& entry) const {
  const core::Terms& terms = scene_.terms;
  Polynomial balance = entry.balance;
  if (account.kind == core::AccountKind::collateral) {
    const auto growth = this->growth(core::PositionId{account.index});
    if (!growth) return std::nullopt;
    balance = balance * *growth;
  }
  const Form market = value(account.asset, {.numerator = balance});
  switch (basis_of(terms, account.asset)) {
    case plan::Basis::market: return market;
    case plan::Basis::cost: return at_cost(account.asset, entry);
    case plan::Basis::par: {
      const auto into = terms.find_asset(terms.of(account.asset).redeems_into);
      if (!into) return market;
      return value(*into, {.numerator = balance * Polynomial(terms.of(account.asset).par)});
    }
    case plan::Basis::lower_of_cost_and_market: break;
  }
  if (entry.costs.empty()) return market;
  const Form cost = at_cost(account.asset, entry);
  // The lower of the two: a variable of its own, the same wherever it is counted, until a limit
  // knows which way it counts.
  const std::string who = words(terms, account) + " " + terms.of(account.asset).name + " " +
                          std::to_string(account.owner.value) + " at " + scene_.epoch;
  const Polynomial at_cost_of_it = as_polynomial(cost, "cost of " + who);
  const Polynomial at_market = as_polynomial(market, "market value of " + who);
  return Form{.numerator = Polynomial(
                  scene_.variables.get({.name = "lower of cost and market of " + who + ": " +
                                                key_of(at_cost_of_it) + "/" + key_of(at_market),
                                        .role = Role::lower,
                                        .subject = words(terms, account),
                                        .epoch = scene_.epoch,
                                        .range = {},
                                        .at_the_time = {},
                                        .positive = false,
                                        .at_default = {},
                                        .lower_of = {at_cost_of_it, at_market}}))};
}

std::optional<Form> Sight::amount_of(core::PositionId position) const {
  if (scene_.control.books.positions[position.value] != PositionStatus::open) return Form{};
  const auto growth = this->growth(position);
  if (!growth) return std::nullopt;
  return Form{.numerator = recorded(position) * *growth};
}

std::optional<Form> Sight::position_value(core::PositionId position) const {
  const auto amount = amount_of(position);
  if (!amount) return std::nullopt;
  return value(scene_.terms.asset_of(position), *amount);
}

std::optional<Form> Sight::exposure(core::AssetId asset) const {
  Form sum;
  for (const auto& [account, entry] : scene_.books.entries) {
    if (account.asset != asset && scene_.terms.priced_as(account.asset) != asset) continue;
    const auto worth = entry_value(account, entry);
    if (!worth) return std::nullopt;
    sum = plus(sum, *worth);
  }
  return sum;
}

std::optional<Form> Sight::nav() const {
  Form sum;
  for (const auto& [account, entry] : scene_.books.entries) {
    const auto worth = entry_value(account, entry);
    if (!worth) return std::nullopt;
    sum = plus(sum, *worth);
  }
  for (const auto& [position, debt] : scene_.books.debts) {
    if (scene_.control.books.positions[position.value] != PositionStatus::open) continue;
    const auto worth = position_value(position);
    if (!worth) return std::nullopt;
    sum = minus(sum, *worth);
  }
  return sum;
}

Seen Sight::ltv(std::optional<core::PositionId> around) const {
  Form debt;
  Form collateral;
  for (std::uint32_t i = 0; i < scene_.control.books.positions.size(); ++i) {
    const core::PositionId id{i};
    const plan::Position& one = scene_.terms.of(id);
    if (scene_.control.books.positions[i] != PositionStatus::open) continue;
    if (around && scene_.terms.of(*around).module != one.module) continue;
    if (around && id != *around && scene_.terms.of(*around).kind == one.kind) continue;
    const auto worth = position_value(id);
    if (!worth) return unavailable("`" + one.name + "` cannot be followed");
    Form& sum = one.kind == plan::PositionKind::debt ? debt : collateral;
    sum = plus(sum, *worth);
  }
  if (debt.numerator.is_zero()) return Form{};
  if (collateral.numerator.is_zero()) return unavailable("a debt without collateral");
  return over(debt, collateral);
}

std::optional<Form> Sight::owned(const std::vector<std::string>& without) const {
  const core::Terms& terms = scene_.terms;
  const auto left_out = [&](const std::string& name) {
    return std::ranges::find(without, name) != without.end();
  };
  Form sum;
  for (const auto& [account, entry] : scene_.books.entries) {
    if (left_out(terms.of(account.asset).name)) continue;
    if (account.owner != core::nobody && left_out(terms.of(account.owner).name)) continue;
    const auto worth = entry_value(account, entry);
    if (!worth) return std::nullopt;
    sum = plus(sum, *worth);
  }
  return sum;
}

}  // namespace dealwright::prove
