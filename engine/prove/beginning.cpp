// The first state of a walk: the capital in its buckets, the splits of the deal done, the money of
// defences set aside, the fees that may be paid taken off.
#include <algorithm>

#include "engine/core/apply.hpp"
#include "engine/core/money.hpp"
#include "engine/prove/walk.hpp"

namespace dealwright::prove {
// What another deal leaves us may be anything.
void Walk::adopt(Books& books, core::PositionId id) {
  const plan::Position& position = terms_.of(id);
  const Polynomial amount(variables_.get({.name = "amount of " + position.name + " taken over",
                                          .role = Role::more,
                                          .subject = position.name,
                                          .epoch = start_epoch,
                                          .range = {},
                                          .at_the_time = {},
                                          .positive = true,
                                          .at_default = {}}));
  books.since[id] = start_epoch;
  if (position.kind == plan::PositionKind::debt) {
    books.debts[id] = amount;
  } else {
    books.put(core::in_collateral(id, terms_.open_bucket(), terms_.asset_of(id)), amount, {});
  }
}

Node Walk::beginning() {
  const plan::Plan& plan = terms_.plan();
  Node node;
  node.control = core::initial_state(terms_);
  core::DealStarted started;
  for (std::uint32_t i = 0; i < plan.positions.size(); ++i) {
    const core::PositionId id{i};
    if (plan.positions[i].adopted.empty()) continue;
    started.adopted.push_back({.position = id, .amount = {}});
    adopt(node.books, id);
  }
  core::apply(terms_, node.control, {.at = {}, .what = started});
  node.rungs_left.resize(plan.steps.size());
  const core::AssetId asset = terms_.asset(plan.capital.asset);
  Scene scene{.terms = terms_,
              .control = node.control,
              .books = node.books,
              .market = market_,
              .variables = variables_,
              .kept = node.kept,
              .epoch = start_epoch};
  const Sight sight(scene);
  Polynomial capital;
  if (plan.capital.expression) {
    const auto form = sight.form(*plan.capital.expression);
    if (!form) throw Outgrown{};
    capital = sight.as_polynomial(*form, "capital");
  }
  for (std::uint32_t i = 0; i < plan.buckets.size(); ++i) {
    node.books.put(core::resting(core::BucketId{i}, asset),
                   capital * Polynomial(plan.buckets[i].share), {});
  }
  if (terms_.needs_starting_nav()) starting_nav_ = sight.nav();
  // Fees are taken off at once: whatever has been paid of them by the time somebody looks.
  const auto payer = terms_.find_bucket(plan.gas.payer);
  const auto gas_asset = terms_.find_asset(plan.gas.asset);
  if (payer && gas_asset) {
    const core::Account account = core::resting(*payer, *gas_asset);
    const Polynomial there = node.books.balance(account);
    std::optional<Form> most;
    if (plan.gas.at_most) most = sight.form(*plan.gas.at_most);
    if (!there.is_zero()) {
      // Fees beyond what is there are the operator's.
      const bool part = !most || !most->numerator.is_number() || !most->denominator.is_one() ||
                        sight.not_negative(there - most->numerator) != Known::yes;
      const VariableId fees = variables_.get(
          {.name = part ? "part of the bucket paid in fees" : "fees",
           .role = Role::gas,
           .subject = plan.gas.asset,
           .epoch = {},
           .range = {.low = Rational(), .high = part ? Rational(1) : most->numerator.number()},
           .at_the_time = {},
           .positive = false,
           .at_default = {}});
      const Polynomial paid = part ? there * Polynomial(fees) : Polynomial(fees);
      node.books.entries[account].balance = there - paid;
    }
  }
  Acting acting(terms_, market_, variables_, starting_nav_);
  for (const plan::Split& split : plan.splits) {
    Ways ways;
    const Taking taking{.step = {}, .item = nullptr, .epoch = start_epoch, .rung = {}};
    Acted acted = acting.split(node.control, node.books, node.kept, taking, split, ways);
    if (!acted.possible) continue;
    node.books = std::move(acted.books);
    node.control.books.holdings = acted.seen.books.holdings;
  }
  for (const core::StepId id : terms_.defences()) {
    for (const plan::Action* action : plan::actions_of(terms_.of(id).items)) {
      for (const plan::Flow& flow : action->flows) {
        if (!flow.money || !terms_.find_bucket(flow.money->name)) continue;
        const core::Account account =
            core::resting(terms_.bucket(flow.money->name), terms_.asset(flow.asset));
        const auto found = node.books.entries.find(account);
        if (found == node.books.entries.end()) continue;
        // Some part of what rests there; defences alone take from it.
        const VariableId part = variables_.get({.name = "part set aside in " + flow.money->name,
                                                .role = Role::fraction,
                                                .subject = flow.money->name,
                                                .epoch = {},
                                                .range = {.low = Rational(), .high = Rational(1)},
                                                .at_the_time = {},
                                                .positive = false,
                                                .at_default = {}});
        found->second.aside = found->second.balance * Polynomial(part);
      }
    }
  }
  node.path = note(-1, {.before = -1,
                        .event = Event::start,
                        .step = {},
                        .item = 0,
                        .epoch = start_epoch,
                        .what = "the deal starts"});
  return node;
}

}  // namespace dealwright::prove
