// Writes a lifecycle's rows as Mermaid and DOT.
#include "engine/machines/diagram.hpp"

#include <algorithm>

namespace dealwright::machines {
namespace {

std::string label(const Transition& transition) {
  std::string text(transition.event);
  if (!transition.guard.empty()) {
    text += " [";
    text += transition.guard;
    text += "]";
  }
  return text;
}

bool is_final(const Diagram& diagram, std::string_view state) {
  return std::ranges::none_of(diagram.transitions,
                              [&](const Transition& row) { return row.from == state; });
}

std::vector<std::string_view> final_states(const Diagram& diagram) {
  std::vector<std::string_view> found;
  for (const Transition& row : diagram.transitions) {
    if (is_final(diagram, row.to) && std::ranges::find(found, row.to) == found.end()) {
      found.push_back(row.to);
    }
  }
  return found;
}

}  // namespace

std::string to_mermaid(const Diagram& diagram) {
  std::string text = "%% The life of a " + std::string(diagram.name) +
                     ", written from its transition table; do not edit.\nstateDiagram-v2\n";
  text += "  [*] --> " + std::string(diagram.initial) + "\n";
  for (const Transition& row : diagram.transitions) {
    text +=
        "  " + std::string(row.from) + " --> " + std::string(row.to) + " : " + label(row) + "\n";
  }
  for (const std::string_view state : final_states(diagram)) {
    text += "  " + std::string(state) + " --> [*]\n";
  }
  return text;
}

std::string to_dot(const Diagram& diagram) {
  std::string text = "// The life of a " + std::string(diagram.name) +
                     ", written from its transition table; do not edit.\ndigraph " +
                     std::string(diagram.name) +
                     " {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n";
  text += "  start [shape=point];\n  start -> " + std::string(diagram.initial) + ";\n";
  for (const std::string_view state : final_states(diagram)) {
    text += "  " + std::string(state) + " [peripheries=2];\n";
  }
  for (const Transition& row : diagram.transitions) {
    text += "  " + std::string(row.from) + " -> " + std::string(row.to) + " [label=\"" +
            label(row) + "\"];\n";
  }
  text += "}\n";
  return text;
}

}  // namespace dealwright::machines
