// People: those who are asked to approve. Their answers and commands come back as signals.
#pragma once

#include "engine/core/effect.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

class Operators {
 public:
  virtual ~Operators() = default;
  // Idempotent: the same question may be asked again after a restart.
  [[nodiscard]] virtual Result<void> ask(const core::AskApproval& question) = 0;
};

}  // namespace dealwright::ports
