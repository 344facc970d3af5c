// What lies outside: where actions are performed, values are read and time passes. Two kinds of it
// exist: simulated, and real ones behind executors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/core/effect.hpp"
#include "engine/core/signal.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

struct Answers {
  std::vector<core::Reading>
      readings;  // one for each key that was asked, unavailable ones included
  std::vector<core::Quote> quotes;
};

class World {
 public:
  virtual ~World() = default;

  [[nodiscard]] virtual values::TimePoint now() = 0;
  // Accepts an attempt; when this returns it is known to the world for good. The same name again is
  // the same attempt: nothing more happens but that its outcome, if it has one, is reported again.
  // Outcomes arrive through `next`.
  [[nodiscard]] virtual Result<void> perform(const core::Request& request) = 0;
  // Reports the outcome of an attempt through `next`: also that it is unknown still, or was never
  // seen (no_effect).
  [[nodiscard]] virtual Result<void> look_up(const std::string& attempt) = 0;
  // Sees to it that a pending attempt does not happen any more and reports what became of it.
  [[nodiscard]] virtual Result<void> cancel(const std::string& attempt) = 0;
  [[nodiscard]] virtual Result<Answers> read(const core::ReadValues& asked) = 0;
  // The next thing that happens, not later than the given time; nothing when nothing happens until
  // then. Without a time: nothing only when nothing will ever happen by itself.
  [[nodiscard]] virtual Result<std::optional<core::Signal>> next(
      std::optional<values::TimePoint> until) = 0;
};

}  // namespace dealwright::ports
