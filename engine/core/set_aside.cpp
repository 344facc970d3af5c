// Reserves, uses and frees the money of defences.
#include "engine/core/set_aside.hpp"

#include <algorithm>
#include <optional>

#include "engine/core/money.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {

using values::Amount;

namespace {

// The account that fees are paid from; none when the operator pays.
std::optional<Account> gas_purse(const Terms& terms) {
  const auto bucket = terms.find_bucket(terms.plan().gas.payer);
  const auto asset = terms.find_asset(terms.plan().gas.asset);
  return bucket && asset ? std::optional(resting(*bucket, *asset)) : std::nullopt;
}

}  // namespace

void set_aside(const Terms& terms, State& state, StepId id) {
  const plan::Step& step = terms.of(id);
  const std::vector<Reading> none;
  for (const plan::Action* action : plan::actions_of(step.items)) {
    for (const plan::Flow& flow : action->flows) {
      if (!flow.money) continue;
      const auto is_bucket = [&](const std::string& name) {
        return terms.find_bucket(name).has_value();
      };
      if (!std::ranges::any_of(names_in(*flow.money), is_bucket)) continue;
      Readings readings(none);
      const View view(terms, state, state.books, readings);
      for (unsigned run = 0; run < step.defence->times; ++run) {
        const auto draws = resolve(view, *flow.money, std::nullopt);
        if (!draws || total_of(*draws).is_zero()) break;
        for (const Draw& draw : *draws) {
          state.books.ledger.reserve(draw);
          step_of(state, id).set_aside.push_back(draw);
        }
      }
    }
  }
}

void use_set_aside(Books& books, StepState& step, const std::vector<Draw>& draws) {
  for (const Draw& draw : draws) {
    Amount needed = draw.amount;
    for (Draw& aside : step.set_aside) {
      if (aside.account != draw.account) continue;
      const Amount part = values::smaller(needed, aside.amount);
      books.ledger.void_reservation({.account = aside.account, .amount = part});
      aside.amount = difference_of(aside.amount, part);
      needed = difference_of(needed, part);
    }
  }
  std::erase_if(step.set_aside, [](const Draw& draw) { return draw.amount.is_zero(); });
}

void free_set_aside(const Terms& terms, State& state) {
  for (const StepId defence : terms.defences())
    free_set_aside(terms, state, defence);
}

void free_set_aside(const Terms& terms, State& state, StepId defence) {
  StepState& step = step_of(state, defence);
  for (const Draw& draw : step.set_aside)
    state.books.ledger.void_reservation(draw);
  step.set_aside.clear();
  if (step.gas_aside) use_gas_aside(terms, state.books, step, *step.gas_aside);
}

Amount gas_for(const Terms& terms, const State& state, StepId defence, const Amount& fee) {
  const plan::Step& step = terms.of(defence);
  const auto actions = static_cast<std::uint64_t>(step.items.size());
  const auto wanted = values::multiply(fee, Amount(actions * step.defence->times));
  const Amount all = wanted ? values::smaller(*wanted, amount_max) : amount_max;
  const auto purse = gas_purse(terms);
  return purse ? values::smaller(all, state.books.ledger.free(*purse)) : all;
}

void set_gas_aside(const Terms& terms, State& state, StepId defence, const Amount& amount) {
  if (const auto purse = gas_purse(terms))
    state.books.ledger.reserve({.account = *purse, .amount = amount});
  step_of(state, defence).gas_aside = amount;
}

void use_gas_aside(const Terms& terms, Books& books, StepState& step, const Amount& fee) {
  if (!step.gas_aside) return;
  const Amount part = values::smaller(fee, *step.gas_aside);
  if (const auto purse = gas_purse(terms))
    books.ledger.void_reservation({.account = *purse, .amount = part});
  step.gas_aside = difference_of(*step.gas_aside, part);
}

Amount gas_aside_of_others(const State& state, StepId step) {
  Amount sum;
  for (std::uint32_t i = 0; i < state.steps.size(); ++i) {
    if (i != step.value && state.steps[i].gas_aside) sum = sum_of(sum, *state.steps[i].gas_aside);
  }
  return sum;
}

std::string words_of_set_aside(const Terms& terms, const State& state, const Account& account) {
  std::string words;
  const auto purse = gas_purse(terms);
  for (const StepId defence : terms.defences()) {
    const StepState& step = step_of(state, defence);
    Amount sum;
    for (const Draw& draw : step.set_aside) {
      if (draw.account == account) sum = sum_of(sum, draw.amount);
    }
    if (purse == account && step.gas_aside) sum = sum_of(sum, *step.gas_aside);
    if (sum.is_zero()) continue;
    words += "; " + to_text(terms, account.asset, sum) + " are set aside for `" +
             terms.of(defence).name + "`";
  }
  return words;
}

}  // namespace dealwright::core
