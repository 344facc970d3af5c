// Reserves, uses and frees the money of defences.
#include "engine/core/set_aside.hpp"

#include "engine/core/money.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {

using values::Amount;

void set_aside(const Terms& terms, State& state, StepId id) {
  const plan::Step& step = terms.of(id);
  const std::vector<Reading> none;
  for (const plan::Action* action : plan::actions_of(step.items)) {
    for (const plan::Flow& flow : action->flows) {
      if (!flow.money || !terms.find_bucket(flow.money->name)) continue;
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

void free_set_aside(State& state) {
  for (StepState& step : state.steps) {
    for (const Draw& draw : step.set_aside)
      state.books.ledger.void_reservation(draw);
    step.set_aside.clear();
  }
}

}  // namespace dealwright::core
