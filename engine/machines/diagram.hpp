// The picture of a lifecycle as data, and its two text forms. The rows come from the transition
// tables themselves, so docs/diagrams can be compared with the code. Input: rows; output: Mermaid
// or DOT text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dealwright::machines {

struct Transition {
  std::string_view from;
  std::string_view event;
  std::string_view guard;  // empty for none
  std::string_view to;
};

struct Diagram {
  std::string_view name;                // "step"
  std::string_view initial;             // the state a new one is in
  std::vector<Transition> transitions;  // in the order of the table
};

// A Mermaid `stateDiagram-v2`, ending in a newline.
[[nodiscard]] std::string to_mermaid(const Diagram& diagram);
// A Graphviz `digraph`, ending in a newline. States without a way out have a double border.
[[nodiscard]] std::string to_dot(const Diagram& diagram);

}  // namespace dealwright::machines
