// From an item of a step to the request for it: money resolved to accounts, arguments evaluated,
// amounts expected.
#pragma once

#include <expected>
#include <string>

#include "dsl/plan/plan.hpp"
#include "engine/core/request.hpp"
#include "engine/core/turn.hpp"

namespace dealwright::core {

struct NoRequest {
  enum class Kind : std::uint8_t {
    unread,    // readings were asked for
    no_money,  // its sources are empty: there is nothing to do
    refused,   // `why` says what stands against it
  };
  Kind kind = Kind::refused;
  std::string why;
};

// For the action or group that comes next in the step. Its attempt's name is new in the deal.
[[nodiscard]] std::expected<Request, NoRequest> next_request(Turn& turn, StepId step);

// The outcome that a request leads one to expect: `done`, with every amount; nothing while one of
// them is not known.
[[nodiscard]] std::optional<Outcome> expected_outcome(const Request& request);

}  // namespace dealwright::core
