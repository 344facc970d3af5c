// A deal's steps as a graph: what waits for what, which group is all or nothing, what defends it.
// Drawn as Mermaid or DOT; the same graph as a value for JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"

namespace dealwright::app {

enum class NodeShape : std::uint8_t { step, ladder, defence };
enum class EdgeKind : std::uint8_t { done, settled, any_rung, on_failure };

struct GraphNode {
  std::string name;
  NodeShape shape = NodeShape::step;
  std::vector<std::string> lines;  // guards and actions outside of groups
  std::vector<std::vector<std::string>>
      groups;  // actions of an atomic or flash group; first its kind
};

struct GraphEdge {
  std::string from;
  std::string to;
  EdgeKind kind = EdgeKind::done;
  unsigned choice = 0;  // edges of one step with different choices are joined by `or`; 0: no choice
};

struct StepGraph {
  std::string deal;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
};

// Parameters may be unset: only the text of the steps is looked at.
[[nodiscard]] StepGraph step_graph(const plan::Plan& plan);

[[nodiscard]] std::string to_mermaid(const StepGraph& graph);
[[nodiscard]] std::string to_dot(const StepGraph& graph);
[[nodiscard]] std::string to_json(const StepGraph& graph);

}  // namespace dealwright::app
