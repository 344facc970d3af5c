// Money that a defence finds when it is needed: reserved when the deal starts, used by its own
// requests alone, free again when the deal is complete.
#pragma once

#include <string>
#include <vector>

#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

// As often as the defence may run, as far as there is any.
void set_aside(const Terms& terms, State& state, StepId defence);
// What was set aside becomes free just before a request of the step reserves it again.
void use_set_aside(Books& books, StepState& step, const std::vector<Draw>& draws);
void free_set_aside(const Terms& terms, State& state);
// Of one defence: it will not run any more.
void free_set_aside(const Terms& terms, State& state, StepId defence);

// The fees of every run that a defence may have, at this fee for each of its actions; no more than
// the bucket that pays them has free.
[[nodiscard]] values::Amount gas_for(const Terms& terms, const State& state, StepId defence,
                                     const values::Amount& fee);
void set_gas_aside(const Terms& terms, State& state, StepId defence, const values::Amount& amount);
// A fee of the defence is about to be paid: that much of what was set aside is free again.
void use_gas_aside(const Terms& terms, Books& books, StepState& step, const values::Amount& fee);
// What all other steps have set aside for fees.
[[nodiscard]] values::Amount gas_aside_of_others(const State& state, StepId step);

// What defences have set aside in an account, for people: "; 150 ETH are set aside for `top_up`".
[[nodiscard]] std::string words_of_set_aside(const Terms& terms, const State& state,
                                             const Account& account);

}  // namespace dealwright::core
