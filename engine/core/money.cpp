// Resolves sources of money against the books.
#include "engine/core/money.hpp"

#include <algorithm>

#include "dsl/values/assertion.hpp"
#include "engine/core/set_aside.hpp"

namespace dealwright::core {
namespace {

using plan::MoneyKind;
using values::Amount;
using values::Rational;
using values::Rounding;
using Draws = std::expected<std::vector<Draw>, std::string>;

Draws from_holding(const View& view, const std::string& name) {
  const auto holding = view.terms().find_holding(name);
  if (!holding) return std::unexpected("there is no `" + name + "`");
  if (view.books().holdings[holding->value] == HoldingStatus::absent) {
    return std::unexpected("`" + name + "` never came to be");
  }
  return view.books().ledger.accounts(AccountKind::holding, holding->value,
                                      view.terms().asset_of(*holding));
}

Draws from_bucket(const View& view, BucketId bucket, AssetId asset) {
  if (view.terms().of(bucket).untouchable) {
    return std::unexpected("bucket `" + view.terms().of(bucket).name + "` is untouchable");
  }
  const Account account = resting(bucket, asset);
  return std::vector<Draw>{{.account = account, .amount = view.books().ledger.free(account)}};
}

// The holding or bucket that a source names directly.
Draws named(const View& view, const plan::Money& money) {
  if (const auto bucket = view.terms().find_bucket(money.name)) {
    return from_bucket(view, *bucket, view.terms().asset(money.asset));
  }
  return from_holding(view, money.name);
}

std::expected<Amount, std::string> amount_of_expression(const View& view, const plan::Money& money,
                                                        Rounding rounding) {
  return amount_from(view.terms(), plan::evaluate(*money.expression, view),
                     view.terms().asset(money.asset), rounding);
}

// Two draws on one account become one.
std::vector<Draw> merged(std::vector<Draw> draws) {
  std::vector<Draw> result;
  for (const Draw& draw : draws) {
    const auto same = std::ranges::find(result, draw.account, &Draw::account);
    if (same == result.end()) {
      result.push_back(draw);
    } else {
      same->amount = sum_of(same->amount, draw.amount);
    }
  }
  return result;
}

std::string set_aside_in(const View& view, const plan::Money& money) {
  const auto bucket = view.terms().find_bucket(money.name);
  if (!bucket) return {};
  return words_of_set_aside(view.terms(), view.state(),
                            resting(*bucket, view.terms().asset(money.asset)));
}

Draws exactly(const View& view, const plan::Money& money, const Draws& source) {
  if (!source) return source;
  const auto amount = amount_of_expression(view, money, Rounding::up);
  if (!amount) return std::unexpected(amount.error());
  const Amount there = total_of(*source);
  if (*amount > there) {
    const AssetId asset = view.terms().asset(money.asset);
    return std::unexpected(to_text(view.terms(), asset, *amount) + " are needed, `" + money.name +
                           "` has " + to_text(view.terms(), asset, there) +
                           set_aside_in(view, money));
  }
  return take(*source, *amount);
}

// What a debt may have grown to when the money arrives. What is not owed then is not taken.
Amount with_interest_ahead(const Amount& owed) {
  const auto interest =
      values::mul_div(owed, Amount(interest_ahead_bps), Amount(10'000), Rounding::up);
  return interest ? sum_of(owed, *interest) : owed;
}

Draws at_most(const View& view, const plan::Money& money, const Draws& source) {
  if (!source) return source;
  const auto amount = amount_of_expression(view, money, Rounding::up);
  if (!amount) return std::unexpected(amount.error());
  const Amount most = debt_paid_off(view.terms(), money) ? with_interest_ahead(*amount) : *amount;
  return take(*source, values::smaller(most, total_of(*source)));
}

Draws share_of(const View& view, const plan::Money& money, const Draws& source) {
  if (!source) return source;
  const plan::Value ratio = plan::evaluate(*money.expression, view);
  const auto* number = std::get_if<Rational>(&ratio);
  if (number == nullptr) return std::unexpected("the share is not known");
  const AssetId asset = view.terms().asset(money.asset);
  const auto part = multiply(in_units(view.terms(), asset, total_of(*source)), *number);
  if (!part) return std::unexpected(std::string(values::describe(part.error())));
  const auto amount = amount_from(view.terms(), *part, asset, Rounding::down);
  if (!amount) return std::unexpected(amount.error());
  return take(*source, values::smaller(*amount, total_of(*source)));
}

}  // namespace

std::optional<PositionId> debt_paid_off(const Terms& terms, const plan::Money& money) {
  if (money.kind != MoneyKind::up_to || !money.expression) return std::nullopt;
  const plan::Expression& most = *money.expression;
  const bool asks = most.op == plan::Op::query && most.args.size() == 1;
  const plan::Expression& about = asks ? most.args[0] : most;
  if (about.op != plan::Op::position) return std::nullopt;
  const auto position = terms.find_position(about.name);
  if (!position || terms.of(*position).kind != plan::PositionKind::debt) return std::nullopt;
  if (asks && terms.amount_query(*position) != query_key(most.name, most.args)) return std::nullopt;
  return position;
}

Draws resolve(const View& view, const plan::Money& money, const std::optional<RungSource>& rung) {
  const auto source = [&]() -> Draws {
    return money.parts.empty() ? named(view, money) : resolve(view, money.parts[0], rung);
  };
  switch (money.kind) {
    case MoneyKind::holding:
    case MoneyKind::bucket: return named(view, money);
    case MoneyKind::amount: return exactly(view, money, source());
    case MoneyKind::up_to: return at_most(view, money, source());
    case MoneyKind::share: return share_of(view, money, source());
    case MoneyKind::sum: {
      std::vector<Draw> draws;
      for (const plan::Money& part : money.parts) {
        const Draws found = resolve(view, part, rung);
        if (!found) return found;
        draws.insert(draws.end(), found->begin(), found->end());
      }
      return merged(std::move(draws));
    }
    case MoneyKind::rung: {
      if (!rung) return std::unexpected("there is no rung here");
      const Draws behind = everything_behind(view, *rung->source);
      if (!behind) return behind;
      if (rung->amount > total_of(*behind))
        return std::unexpected("the rung is larger than what is left");
      return take(*behind, rung->amount);
    }
    case MoneyKind::nothing: break;
  }
  return std::vector<Draw>{};
}

Draws everything_behind(const View& view, const plan::Money& money) {
  if (money.parts.empty()) {
    if (money.kind == MoneyKind::nothing) return std::vector<Draw>{};
    return named(view, money);
  }
  std::vector<Draw> draws;
  for (const plan::Money& part : money.parts) {
    const Draws found = everything_behind(view, part);
    if (!found) return found;
    draws.insert(draws.end(), found->begin(), found->end());
  }
  // A sum may name one account twice; everything in it is still there once.
  std::vector<Draw> once;
  for (const Draw& draw : draws) {
    if (std::ranges::find(once, draw.account, &Draw::account) == once.end()) once.push_back(draw);
  }
  return once;
}

std::vector<std::string> names_in(const plan::Money& money) {
  std::vector<std::string> names;
  if (!money.name.empty()) names.push_back(money.name);
  for (const plan::Money& part : money.parts) {
    std::vector<std::string> more = names_in(part);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

Amount total_of(const std::vector<Draw>& draws) {
  Amount total;
  for (const Draw& draw : draws)
    total = sum_of(total, draw.amount);
  return total;
}

std::vector<Draw> take(const std::vector<Draw>& draws, const Amount& amount) {
  const Amount total = total_of(draws);
  DEALWRIGHT_ASSERT(amount <= total);
  if (amount == total) return draws;
  std::vector<Draw> taken;
  Amount rest = amount;
  for (const Draw& draw : draws) {
    const auto part = values::mul_div(amount, draw.amount, total, Rounding::down);
    DEALWRIGHT_ASSERT(part.has_value());
    rest = difference_of(rest, *part);
    taken.push_back({.account = draw.account, .amount = *part});
  }
  // Dust: fewer base units than there are draws, from those that still have some, the largest
  // first.
  while (!rest.is_zero()) {
    std::size_t largest = 0;
    Amount most;
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const Amount left = difference_of(draws[i].amount, taken[i].amount);
      if (left > most) {
        most = left;
        largest = i;
      }
    }
    const Amount part = values::smaller(rest, most);
    taken[largest].amount = sum_of(taken[largest].amount, part);
    rest = difference_of(rest, part);
  }
  std::erase_if(taken, [](const Draw& draw) { return draw.amount.is_zero(); });
  return taken;
}

std::expected<Amount, std::string> amount_from(const Terms& terms, const plan::Value& value,
                                               AssetId asset, Rounding rounding) {
  const auto* number = std::get_if<Rational>(&value);
  if (number == nullptr) {
    const auto* missing = std::get_if<plan::Unavailable>(&value);
    return std::unexpected(missing == nullptr ? "an amount was expected" : missing->why);
  }
  const auto amount = values::to_amount(*number, terms.decimals(asset), rounding);
  if (!amount) return std::unexpected(std::string(values::describe(amount.error())));
  if (*amount > amount_max) return std::unexpected("the amount is too large");
  return *amount;
}

std::string to_text(const Terms& terms, AssetId asset, const Amount& amount) {
  return values::to_decimal(amount, terms.decimals(asset)) + " " + terms.of(asset).name;
}

}  // namespace dealwright::core
