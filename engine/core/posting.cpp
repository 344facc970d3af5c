// From evidence to postings, flow by flow.
#include "engine/core/posting.hpp"

#include <algorithm>
#include <variant>

#include "dsl/values/assertion.hpp"
#include "engine/core/money.hpp"

namespace dealwright::core {
namespace {

using plan::Flow;
using plan::FlowKind;
using values::Amount;
using Posted = std::expected<void, std::string>;

class Settlement {
 public:
  Settlement(const Terms& terms, const State& state, Books& books, const Request& request,
             const Outcome& outcome)
      : terms_(terms), state_(state), books_(books), request_(request), outcome_(outcome) {}

  Posted item(const plan::Item& item) {
    if (const auto* one = std::get_if<plan::Action>(&item.what)) return action(*one);
    if (const auto* split = std::get_if<plan::Split>(&item.what)) return inner_split(*split);
    return group(std::get<plan::Group>(item.what));
  }

  // What the world says that positions amount to now is what the books say from here on.
  void true_up() {
    for (const PositionAmount& evidence : outcome_.positions) {
      const AssetId asset = terms_.asset_of(evidence.position);
      const Account world = outside(module_of(evidence.position), asset);
      PositionStatus& status = books_.positions[evidence.position.value];
      if (terms_.of(evidence.position).kind == plan::PositionKind::debt) {
        const Account debt = owed(evidence.position, asset);
        const Amount recorded = books_.ledger.balance(debt);
        if (evidence.amount > recorded) {
          books_.ledger.post(
              {.from = debt, .to = world, .amount = difference_of(evidence.amount, recorded)});
        } else {
          books_.ledger.post(
              {.from = world, .to = debt, .amount = difference_of(recorded, evidence.amount)});
        }
      } else {
        const Amount recorded = books_.ledger.in_collateral(evidence.position, asset);
        if (evidence.amount > recorded) {
          grow(evidence.position, difference_of(evidence.amount, recorded));
        } else {
          for (const Draw& draw :
               take(collateral(evidence.position), difference_of(recorded, evidence.amount))) {
            books_.ledger.post({.from = draw.account, .to = world, .amount = draw.amount});
          }
        }
      }
      if (status == PositionStatus::open && evidence.amount.is_zero())
        status = PositionStatus::closed;
    }
  }

 private:
  Posted action(const plan::Action& action) {
    if (part_ >= request_.parts.size() || part_ >= outcome_.amounts.size()) {
      return std::unexpected("the evidence has too few parts");
    }
    const Part& part = request_.parts[part_];
    const std::vector<Amount>& amounts = outcome_.amounts[part_];
    ++part_;
    if (amounts.size() != action.flows.size())
      return std::unexpected("the evidence has too few amounts");
    module_ = terms_.module_of(part.action).value;
    owners_.clear();
    carried_.clear();
    const std::vector<FlowPlace>& places = terms_.flows_of(part.action);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      if (amounts[i] > amount_max) return std::unexpected("an amount of the evidence is too large");
      if (const Posted posted = flow(action, action.flows[i], places[i], part.legs[i], amounts[i]);
          !posted)
        return posted;
    }
    for (const std::string& name : action.closes)
      close(terms_.position(name));
    return {};
  }

  Posted flow(const plan::Action& action, const Flow& flow, const FlowPlace& place, const Leg& leg,
              const Amount& amount) {
    const AssetId asset = place.asset;
    switch (flow.kind) {
      case FlowKind::pay: return pay(flow, leg, asset, amount);
      case FlowKind::lock: return lock(flow, place.position.value(), leg, amount);
      case FlowKind::receive: return receive(action, place, amount);
      case FlowKind::owe: {
        const PositionId position = place.position.value();
        open(position);
        books_.ledger.post(
            {.from = owed(position, asset), .to = outside(module_, asset), .amount = amount});
        return {};
      }
      case FlowKind::settle: return settle_debt(place.position.value(), asset, amount);
      case FlowKind::release: return release(place.position.value(), asset, amount);
    }
    return {};
  }

  std::expected<std::vector<Draw>, std::string> draws_for(const Flow& flow, const Leg& leg,
                                                          const Amount& amount) {
    std::vector<Draw> source = leg.draws;
    if (source.empty() && flow.money) {
      const std::vector<Reading> none;
      Readings readings(none);
      const View view(terms_, state_, books_, readings);
      const auto found = everything_behind(view, *flow.money);
      if (!found) return found;
      source = *found;
    }
    if (amount > total_of(source)) return std::unexpected("the evidence takes more than was asked");
    return take(source, amount);
  }

  Posted pay(const Flow& flow, const Leg& leg, AssetId asset, const Amount& amount) {
    const auto draws = draws_for(flow, leg, amount);
    if (!draws) return std::unexpected(draws.error());
    for (const Draw& draw : *draws) {
      Costs cost = books_.ledger.post(
          {.from = draw.account, .to = outside(module_, asset), .amount = draw.amount});
      if (cost.empty()) cost = {{.asset = asset, .amount = draw.amount}};
      for (const Cost& one : cost)
        add_to(carried_, one);
      belongs(draw.account.owner, draw.amount);
    }
    return {};
  }

  Posted lock(const Flow& flow, PositionId position, const Leg& leg, const Amount& amount) {
    const auto draws = draws_for(flow, leg, amount);
    if (!draws) return std::unexpected(draws.error());
    open(position);
    for (const Draw& draw : *draws) {
      books_.ledger.transfer({.from = draw.account,
                              .to = in_collateral(position, draw.account.owner, draw.account.asset),
                              .amount = draw.amount});
      belongs(draw.account.owner, draw.amount);
    }
    return {};
  }

  Posted settle_debt(PositionId position, AssetId asset, const Amount& amount) {
    const Account debt = owed(position, asset);
    const Amount recorded = books_.ledger.balance(debt);
    // Interest since the last time: it was owed before it could be settled.
    if (amount > recorded) {
      books_.ledger.post(
          {.from = debt, .to = outside(module_, asset), .amount = difference_of(amount, recorded)});
    }
    books_.ledger.post({.from = outside(module_, asset), .to = debt, .amount = amount});
    return {};
  }

  Posted release(PositionId position, AssetId asset, const Amount& amount) {
    const Amount recorded = books_.ledger.in_collateral(position, asset);
    if (amount > recorded) grow(position, difference_of(amount, recorded));
    for (const Draw& draw : take(collateral(position), amount)) {
      Costs cost = books_.ledger.post(
          {.from = draw.account, .to = outside(module_, asset), .amount = draw.amount});
      if (cost.empty()) cost = {{.asset = asset, .amount = draw.amount}};
      for (const Cost& one : cost)
        add_to(carried_, one);
      belongs(draw.account.owner, draw.amount);
    }
    return {};
  }

  Posted receive(const plan::Action& action, const FlowPlace& place, const Amount& amount) {
    const AssetId asset = place.asset;
    std::vector<std::pair<Account, Amount>> targets;
    if (place.bucket) {
      targets.emplace_back(resting(*place.bucket, asset), amount);
    } else if (!place.holding) {
      return std::unexpected("what is received has nowhere to go");
    } else {
      const HoldingId holding = *place.holding;
      books_.holdings[holding.value] = HoldingStatus::bound;
      for (const Share& share : divide_by_weight(amount, whose(action))) {
        targets.emplace_back(terms_.is_named_later(holding)
                                 ? in_holding(holding, share.owner, asset)
                                 : resting(share.owner, asset),
                             share.weight);
      }
    }
    const Costs costs = costs_of(asset);
    Costs left = costs;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      Costs part;
      for (std::size_t c = 0; c < costs.size(); ++c) {
        Amount cost = left[c].amount;
        if (i + 1 < targets.size() && !amount.is_zero()) {
          const auto share =
              values::mul_div(costs[c].amount, targets[i].second, amount, values::Rounding::down);
          DEALWRIGHT_ASSERT(share.has_value());
          cost = *share;
        }
        left[c].amount = difference_of(left[c].amount, cost);
        add_to(part, {.asset = costs[c].asset, .amount = cost});
      }
      books_.ledger.post(
          {.from = outside(module_, asset), .to = targets[i].first, .amount = targets[i].second},
          part);
    }
    // A second receipt of the action is not paid for again.
    carried_.clear();
    return {};
  }

  // What was paid in had cost something, at least itself: that is what the receipt has cost. When
  // all of it is in the receipt's own money, a gain or loss is realised and the receipt is plain
  // money again.
  [[nodiscard]] Costs costs_of(AssetId asset) const {
    const auto same = [&](const Cost& cost) {
      return terms_.priced_as(cost.asset) == terms_.priced_as(asset);
    };
    return std::ranges::all_of(carried_, same) ? Costs() : carried_;
  }

  Posted group(const plan::Group& group) {
    if (!group.flash) {
      for (const plan::Item& inner : group.items) {
        if (const Posted posted = item(inner); !posted) return posted;
      }
      return {};
    }
    const AssetId asset = terms_.asset(group.flash->asset);
    const std::uint32_t lender = terms_.module(group.flash_module).value;
    const HoldingId borrowed = terms_.holding(group.flash_holding);
    const Amount size = request_.flash.value_or(Amount());
    books_.holdings[borrowed.value] = HoldingStatus::bound;
    books_.ledger.post({.from = outside(lender, asset),
                        .to = in_holding(borrowed, terms_.open_bucket(), asset),
                        .amount = size});
    for (const plan::Item& inner : group.items) {
      if (const Posted posted = item(inner); !posted) return posted;
    }
    return give_back(group, asset, lender, sum_of(size, outcome_.flash_fee));
  }

  // Out of the group's last result of that asset.
  Posted give_back(const plan::Group& group, AssetId asset, std::uint32_t lender,
                   const Amount& amount) {
    std::vector<Draw> source;
    for (const plan::Action* action : plan::actions_of(group.items)) {
      for (const Flow& flow : action->flows) {
        if (flow.kind != FlowKind::receive || flow.asset != terms_.of(asset).name) continue;
        source =
            flow.target->kind == plan::TargetKind::bucket
                ? std::vector<Draw>{{.account = resting(terms_.bucket(flow.target->name), asset),
                                     .amount = books_.ledger.free(
                                         resting(terms_.bucket(flow.target->name), asset))}}
                : resting_or_held(terms_.holding(flow.target->name), asset);
      }
    }
    if (amount > total_of(source)) return std::unexpected("the flash loan cannot be given back");
    for (const Draw& draw : take(source, amount)) {
      books_.ledger.post(
          {.from = draw.account, .to = outside(lender, asset), .amount = draw.amount});
    }
    return {};
  }

  std::vector<Draw> resting_or_held(HoldingId holding, AssetId asset) {
    if (terms_.is_named_later(holding)) {
      return books_.ledger.accounts(AccountKind::holding, holding.value, asset);
    }
    const Account account = resting(terms_.open_bucket(), asset);
    return {{.account = account, .amount = books_.ledger.free(account)}};
  }

  Posted inner_split(const plan::Split& split) {
    const std::vector<Reading> none;
    Readings readings(none);
    const auto source = resolve(View(terms_, state_, books_, readings), split.source, std::nullopt);
    if (!source) return std::unexpected(source.error());
    divide(terms_, books_, split, *source);
    return {};
  }

  void belongs(BucketId owner, const Amount& weight) {
    const auto known = std::ranges::find(owners_, owner, &Share::owner);
    if (known == owners_.end()) {
      owners_.push_back({.owner = owner, .weight = weight});
    } else {
      known->weight = sum_of(known->weight, weight);
    }
  }

  // What was paid in or released says whose the receipt is; else the position it is issued against;
  // else the first bucket that may be touched.
  std::vector<Share> whose(const plan::Action& action) const {
    if (!owners_.empty()) return owners_;
    for (const std::string& name : action.reads) {
      const PositionId position = terms_.position(name);
      std::vector<Share> shares =
          books_.ledger.owners(AccountKind::collateral, position.value, terms_.asset_of(position));
      if (!shares.empty()) return shares;
    }
    return {{.owner = terms_.open_bucket(), .weight = Amount(1)}};
  }

  [[nodiscard]] std::vector<Draw> collateral(PositionId position) const {
    return books_.ledger.accounts(AccountKind::collateral, position.value,
                                  terms_.asset_of(position));
  }

  void grow(PositionId position, const Amount& by) {
    const AssetId asset = terms_.asset_of(position);
    std::vector<Share> shares =
        books_.ledger.owners(AccountKind::collateral, position.value, asset);
    if (shares.empty()) shares = {{.owner = terms_.open_bucket(), .weight = Amount(1)}};
    for (const Share& share : divide_by_weight(by, shares)) {
      books_.ledger.post({.from = outside(module_of(position), asset),
                          .to = in_collateral(position, share.owner, asset),
                          .amount = share.weight});
    }
  }

  [[nodiscard]] std::uint32_t module_of(PositionId position) const {
    return terms_.module(terms_.of(position).module).value;
  }

  void open(PositionId position) { books_.positions[position.value] = PositionStatus::open; }

  // A closed position amounts to nothing; the evidence trues up what is left, if anything.
  void close(PositionId position) {
    const AssetId asset = terms_.asset_of(position);
    const bool empty = terms_.of(position).kind == plan::PositionKind::debt
                           ? books_.ledger.balance(owed(position, asset)).is_zero()
                           : books_.ledger.in_collateral(position, asset).is_zero();
    if (empty) books_.positions[position.value] = PositionStatus::closed;
  }

  const Terms& terms_;
  const State& state_;
  Books& books_;
  const Request& request_;
  const Outcome& outcome_;
  std::size_t part_ = 0;
  std::uint32_t module_ = 0;
  std::vector<Share> owners_;  // of what the action took in so far
  Costs carried_;              // what it had cost
};

template <class Visit>
void for_draws(const Request& request, Visit visit) {
  for (const Part& part : request.parts) {
    for (const Leg& leg : part.legs) {
      for (const Draw& draw : leg.draws)
        visit(draw);
    }
  }
}

// Evidence that takes no more than was reserved for it, and no more than fits, can always be
// posted: the usual case of one action needs no trial.
bool is_plainly_possible(const Terms& terms, const Request& request, const Outcome& outcome) {
  const auto fits = [](const Amount& amount) { return amount <= amount_max; };
  if (request.parts.size() != 1 || outcome.amounts.size() != 1) return false;
  const Part& part = request.parts[0];
  const ActionPlace& place = terms.of(part.action);
  const auto& item = terms.of(place.step).items[place.item];
  if (!std::holds_alternative<plan::Action>(item.what)) return false;
  const std::vector<Amount>& amounts = outcome.amounts[0];
  const std::vector<Flow>& flows = place.action->flows;
  if (amounts.size() != flows.size() || part.legs.size() != flows.size()) return false;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const bool takes = flows[i].kind == FlowKind::pay || flows[i].kind == FlowKind::lock;
    if (takes && amounts[i] > total_of(part.legs[i].draws)) return false;
    if (takes && part.legs[i].draws.empty()) return false;
    if (flows[i].kind == FlowKind::receive && !flows[i].target) return false;
  }
  return std::ranges::all_of(amounts, fits) &&
         std::ranges::all_of(outcome.positions, fits, &PositionAmount::amount);
}

}  // namespace

void reserve(Books& books, const Request& request) {
  for_draws(request, [&](const Draw& draw) { books.ledger.reserve(draw); });
}

void void_reservations(Books& books, const Request& request) {
  for_draws(request, [&](const Draw& draw) { books.ledger.void_reservation(draw); });
}

Posted settle(const Terms& terms, const State& state, Books& books, const Request& request,
              const Outcome& outcome) {
  if (request.parts.empty()) return std::unexpected("the request has no parts");
  for (const PositionAmount& evidence : outcome.positions) {
    if (evidence.amount > amount_max)
      return std::unexpected("an amount of the evidence is too large");
  }
  const ActionPlace& place = terms.of(request.parts[0].action);
  Settlement settlement(terms, state, books, request, outcome);
  if (const Posted posted = settlement.item(terms.of(place.step).items[place.item]); !posted)
    return posted;
  settlement.true_up();
  return {};
}

Posted can_be_settled(const Terms& terms, const State& state, const Request& request,
                      const Outcome& outcome) {
  if (is_plainly_possible(terms, request, outcome)) return {};
  Books tried = state.books;
  void_reservations(tried, request);
  return settle(terms, state, tried, request, outcome);
}

void divide(const Terms& terms, Books& books, const plan::Split& split,
            const std::vector<Draw>& source) {
  for (const Draw& draw : source) {
    Amount rest = draw.amount;
    for (std::size_t i = 0; i < split.parts.size(); ++i) {
      const HoldingId holding = terms.holding(split.parts[i].holding);
      books.holdings[holding.value] = HoldingStatus::bound;
      Amount part = rest;
      if (i + 1 < split.parts.size()) {
        const auto units =
            multiply(in_units(terms, draw.account.asset, draw.amount), split.parts[i].share);
        const auto amount =
            units ? to_amount(*units, terms.decimals(draw.account.asset), values::Rounding::down)
                  : std::unexpected(units.error());
        DEALWRIGHT_ASSERT(amount.has_value());
        part = values::smaller(*amount, rest);
      }
      rest = difference_of(rest, part);
      books.ledger.transfer({.from = draw.account,
                             .to = terms.is_named_later(holding)
                                       ? in_holding(holding, draw.account.owner, draw.account.asset)
                                       : resting(draw.account.owner, draw.account.asset),
                             .amount = part});
    }
  }
}

void pay_fee(const Terms& terms, Books& books, const Amount& fee) {
  const auto asset = terms.find_asset(terms.plan().gas.asset);
  if (!asset || fee.is_zero()) return;
  Amount by_bucket;
  if (const auto bucket = terms.find_bucket(terms.plan().gas.payer)) {
    const Account account = resting(*bucket, *asset);
    by_bucket = values::smaller(fee, books.ledger.free(account));
    books.ledger.post(
        {.from = account,
         .to = {.kind = AccountKind::fees, .index = 0, .owner = *bucket, .asset = *asset},
         .amount = by_bucket});
  }
  // What the bucket cannot pay the operator has paid already.
  books.ledger.post(
      {.from = outside(the_start, *asset),
       .to = {.kind = AccountKind::fees, .index = 1, .owner = nobody, .asset = *asset},
       .amount = difference_of(fee, by_bucket)});
}

void move_all(const Terms& terms, Books& books, HoldingId from, std::optional<HoldingId> to) {
  const AssetId asset = terms.asset_of(from);
  if (to) books.holdings[to->value] = HoldingStatus::bound;
  const bool rests = !to || !terms.is_named_later(*to);
  for (const Draw& draw : books.ledger.accounts(AccountKind::holding, from.value, asset)) {
    books.ledger.transfer({.from = draw.account,
                           .to = rests ? resting(draw.account.owner, asset)
                                       : in_holding(*to, draw.account.owner, asset),
                           .amount = draw.amount});
  }
}

}  // namespace dealwright::core
