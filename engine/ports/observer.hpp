// Whoever watches a deal. Told of nothing before it is durable.
#pragma once

#include <span>

#include "engine/core/fact.hpp"
#include "engine/core/signal.hpp"
#include "engine/core/state.hpp"

namespace dealwright::ports {

class Observer {
 public:
  virtual ~Observer() = default;
  // Facts that were just made durable, the signal they follow from, and the state after them.
  virtual void recorded(const core::Signal& cause, std::span<const core::Fact> facts,
                        const core::State& after) = 0;
};

}  // namespace dealwright::ports
