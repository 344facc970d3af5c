// People: those who are asked to approve. Their answers and commands come back as signals.
#pragma once

#include <string>

#include "engine/core/effect.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

class Operators {
 public:
  virtual ~Operators() = default;
  // Whether somebody simulated answers for a role, or that nobody does is a part of the simulation.
  // Otherwise virtual time stands still while a person is asked.
  [[nodiscard]] virtual bool answers_itself(const std::string& /*role*/) const { return true; }
  // Idempotent: the same question may be asked again after a restart.
  [[nodiscard]] virtual Result<void> ask(const core::AskApproval& question) = 0;
};

}  // namespace dealwright::ports
