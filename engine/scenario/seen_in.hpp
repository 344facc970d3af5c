// Looks at a deal's state with whatever readings that takes, straight from the simulated world: for
// tables and expectations, which judge a run and are no part of it.
#pragma once

#include <vector>

#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/view.hpp"

namespace dealwright::scenario {

// More rounds than expressions have levels of queries within queries.
inline constexpr int looks_max = 64;

// `look` takes a const core::View& and is called until it misses nothing.
template <class Look>
auto seen_in(const simulated::SimulatedWorld& world, const core::Terms& terms,
             const core::State& state, Look look) {
  std::vector<core::Reading> arrived;
  for (int round = 0;; ++round) {
    core::Readings readings(arrived);
    auto result = look(core::View(terms, state, state.books, readings));
    if (!readings.any_missing() || round == looks_max) return result;
    std::vector<core::Reading> more;
    for (const core::ReadingKey& key : readings.asked())
      more.push_back({.key = key, .value = world.value_of(key)});
    arrived = std::move(more);
  }
}

}  // namespace dealwright::scenario
