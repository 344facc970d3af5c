// `version`: what this program is, and which formats it writes.
#include <nlohmann/json.hpp>

#include "dsl/plan/plan.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/lock_file.hpp"

namespace dealwright::app {

std::string_view version_text() { return DEALWRIGHT_VERSION; }

ExitCode version(Shape shape, Terminal& terminal) {
  if (shape == Shape::json) {
    const nlohmann::ordered_json whole = {{"format", 1},
                                          {"version", version_text()},
                                          {"plan_format", plan::plan_format},
                                          {"lock_format", lock_format}};
    terminal.out(whole.dump() + "\n");
  } else {
    terminal.out("dealwright " + std::string(version_text()) + "\n");
  }
  return ExitCode::ok;
}

}  // namespace dealwright::app
