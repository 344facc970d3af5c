// Which actions a line of a scenario speaks of.
#include "dsl/plan/scenario.hpp"

#include <string_view>

namespace dealwright::plan {

bool speaks_of(const ActionReference& reference, const Action& action) {
  if (reference.action.empty()) return true;
  constexpr std::string_view first = "#1";
  std::string_view name = reference.action;
  // A plan counts from the second on: the first has the bare name for its own.
  const bool is_one = name.find('#') != std::string_view::npos;
  if (name.ends_with(first)) name.remove_suffix(first.size());
  if (action.id == name || action.id == reference.step + "." + std::string(name)) return true;
  return !is_one && action.name == name;
}

}  // namespace dealwright::plan
