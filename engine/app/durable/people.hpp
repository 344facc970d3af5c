// The people of a simulated deal: those whom its scenario lets answer do so in virtual time; the
// others are real, and are asked by telling whoever watches.
#pragma once

#include <string>
#include <vector>

#include "dsl/plan/scenario.hpp"
#include "engine/ports/operators.hpp"

namespace dealwright::app {

class People final : public ports::Operators {
 public:
  // `world` outlives it.
  People(ports::Operators& world, const std::vector<plan::RoleAnswer>& answers) : world_(world) {
    for (const plan::RoleAnswer& answer : answers)
      simulated_.push_back(answer.role);
  }

  [[nodiscard]] bool answers_itself(const std::string& role) const override;
  [[nodiscard]] ports::Result<void> ask(const core::AskApproval& question) override;

 private:
  ports::Operators& world_;
  std::vector<std::string> simulated_;  // roles
};

}  // namespace dealwright::app
