// Whom the simulation answers for.
#include "engine/app/durable/people.hpp"

#include <algorithm>

namespace dealwright::app {

bool People::answers_itself(const std::string& role) const {
  return std::ranges::find(simulated_, role) != simulated_.end();
}

ports::Result<void> People::ask(const core::AskApproval& question) {
  if (!answers_itself(question.role)) return {};  // `show` says what is asked
  return world_.ask(question);
}

}  // namespace dealwright::app
