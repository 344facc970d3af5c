// What is requested of a port once the facts it follows from are durable.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/core/ids.hpp"
#include "engine/core/reading.hpp"
#include "engine/core/request.hpp"

namespace dealwright::core {

// Idempotent by the attempt's name.
struct Perform {
  Request request;
};
// Say what became of an attempt.
struct LookUp {
  std::string attempt;
};
// Make sure that an attempt does not happen, or say that it did.
struct CancelAttempt {
  std::string attempt;
};
struct AskApproval {
  StepId step;
  std::uint32_t approval = 0;
  std::string role;
  values::TimePoint until;
  std::uint64_t bound_to = 0;
};
// Answered by a signal with at least these readings and quotes. Harmless: it needs no record.
struct ReadValues {
  std::vector<ReadingKey> keys;
  std::vector<Request> quotes;
};

using Effect = std::variant<Perform, LookUp, CancelAttempt, AskApproval, ReadValues>;

}  // namespace dealwright::core
