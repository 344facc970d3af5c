// A place where an exploration has something to choose, and when two of them are one.
#pragma once

#include <cstdint>
#include <optional>

#include "dsl/values/digest.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/state.hpp"
#include "engine/scenario/choosing.hpp"
#include "engine/scenario/corners.hpp"

namespace dealwright::scenario {

enum class Market : std::uint8_t { calm, moved };

struct Crossroads {
  core::State state;
  simulated::SimulatedWorld world;
  Chosen chosen;
  std::optional<Question> question;  // none: only the market can still move
  Market market = Market::calm;
  Costs costs = Costs::least;
  // An attempt that was made before the market moved is made anew when it fails, in another market:
  // that one is to be chosen too.
  Failing failing = Failing::for_good;
  std::int64_t path = -1;  // the way here, in the exploration's list of steps
};

// What decides the future: equal digests, equal futures but for their dates. Left out are the
// clock, how often something was asked for, the words for people, and what is over. Of all times
// only their order is in it: which of the deal's timers, the attempts on their way and the
// scenario's events comes first, and which together.
[[nodiscard]] values::Digest digest_of(const core::Terms& terms, const Crossroads& at);

}  // namespace dealwright::scenario
