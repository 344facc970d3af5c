// Turns the outcome of an action, or of a group, into postings: the only place where the world's
// evidence changes the books. Used when a fact is applied and when a limit tries what an action
// would do.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::core {

// Reserves, or gives back, what a request may take.
void reserve(Books& books, const Request& request);
void void_reservations(Books& books, const Request& request);

// Posts a `done` or `partial` outcome of the item that the request is for; its reservations are
// void already. The error says what the evidence claims that cannot be: the books are then half
// posted and to be thrown away. `state` is for names and the past, `books` may be a copy.
[[nodiscard]] std::expected<void, std::string> settle(const Terms& terms, const State& state,
                                                      Books& books, const Request& request,
                                                      const Outcome& outcome);

// Whether `settle` can post it, with the books of the state; the error says why not.
[[nodiscard]] std::expected<void, std::string> can_be_settled(const Terms& terms,
                                                              const State& state,
                                                              const Request& request,
                                                              const Outcome& outcome);

// Divides money over the holdings of a split: each part rounded down, the dust in the last.
void divide(const Terms& terms, Books& books, const plan::Split& split,
            const std::vector<Draw>& source);

// Takes the fee of an attempt from whoever pays for gas.
void pay_fee(const Terms& terms, Books& books, const values::Amount& fee);

// Moves everything in a holding: to another holding, or to rest in its buckets.
void move_all(const Terms& terms, Books& books, HoldingId from, std::optional<HoldingId> to);

}  // namespace dealwright::core
