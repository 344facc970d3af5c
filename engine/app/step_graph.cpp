// The graph of the steps, and its three written forms.
#include "engine/app/step_graph.hpp"

#include <variant>

#include <nlohmann/json.hpp>

#include "dsl/values/assertion.hpp"
#include "engine/app/plan_words.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

void add_items(const PlanWords& words, const std::vector<plan::Item>& items, GraphNode& node) {
  for (const plan::Item& item : items) {
    if (const auto* action = std::get_if<plan::Action>(&item.what)) {
      node.lines.push_back(words.of(*action));
    } else if (const auto* split = std::get_if<plan::Split>(&item.what)) {
      node.lines.push_back("split " + words.of(*split));
    } else {
      const auto& group = std::get<plan::Group>(item.what);
      std::vector<std::string> lines = {words.of(group)};
      for (const plan::Action* inside : plan::actions_of(group.items))
        lines.push_back(words.of(*inside));
      node.groups.push_back(std::move(lines));
    }
  }
}

EdgeKind edge_kind(plan::AfterMode mode) {
  switch (mode) {
    case plan::AfterMode::done: return EdgeKind::done;
    case plan::AfterMode::settled: return EdgeKind::settled;
    case plan::AfterMode::any_rung: return EdgeKind::any_rung;
  }
  DEALWRIGHT_UNREACHABLE("mode of `after`");
}

NodeShape shape_of(plan::StepKind kind) {
  switch (kind) {
    case plan::StepKind::step: return NodeShape::step;
    case plan::StepKind::ladder: return NodeShape::ladder;
    case plan::StepKind::defence: return NodeShape::defence;
  }
  DEALWRIGHT_UNREACHABLE("kind of step");
}

std::string_view word(NodeShape shape) {
  switch (shape) {
    case NodeShape::step: return "step";
    case NodeShape::ladder: return "ladder";
    case NodeShape::defence: return "defence";
  }
  DEALWRIGHT_UNREACHABLE("shape");
}

std::string_view word(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::done: return "done";
    case EdgeKind::settled: return "settled";
    case EdgeKind::any_rung: return "any";
    case EdgeKind::on_failure: return "on failure";
  }
  DEALWRIGHT_UNREACHABLE("kind of edge");
}

// What stands on the arrow; `after a` needs no words.
std::string label(const GraphEdge& edge) {
  std::string text(edge.kind == EdgeKind::done ? std::string_view() : word(edge.kind));
  if (edge.choice > 0) {
    text += (text.empty() ? "" : ", ") + std::string("choice ") + std::to_string(edge.choice);
  }
  return text;
}

bool is_dashed(const GraphEdge& edge) { return edge.kind == EdgeKind::on_failure; }

// In Mermaid and DOT alike a quoted text ends at a quote; what a terminal would obey is escaped
// too.
std::string inside_quotes(std::string_view text, std::string_view quote) {
  std::string out;
  for (const char c : plain(text)) {
    if (c == '"') {
      out += quote;
    } else if (c == '\\') {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out;
}

// Mermaid reads HTML in a text.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    switch (c) {
      case '"': out += "#quot;"; break;
      case '<': out += "#lt;"; break;
      case '>': out += "#gt;"; break;
      case '#': out += "#35;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string mermaid_lines(const GraphNode& node) {
  std::string text = "<b>" + mermaid_text(node.name) + "</b>";
  for (const std::string& line : node.lines)
    text += "<br/>" + mermaid_text(line);
  return text;
}

std::string mermaid_node(const GraphNode& node) {
  const std::string text = "\"" + mermaid_lines(node) + "\"";
  switch (node.shape) {
    case NodeShape::step: return node.name + "[" + text + "]";
    case NodeShape::ladder: return node.name + "[/" + text + "\\]";
    case NodeShape::defence: return node.name + "{{" + text + "}}:::defence";
  }
  DEALWRIGHT_UNREACHABLE("shape");
}

std::string group_name(const GraphNode& node, std::size_t number) {
  return node.name + "_group_" + std::to_string(number);
}

std::string dot_label(const GraphNode& node) {
  std::string text = inside_quotes(node.name, "\\\"");
  for (const std::string& line : node.lines)
    text += "\\n" + inside_quotes(line, "\\\"");
  return text;
}

std::string_view dot_style(NodeShape shape) {
  switch (shape) {
    case NodeShape::step: return "shape=box";
    case NodeShape::ladder: return "shape=trapezium";
    case NodeShape::defence: return "shape=hexagon, style=dashed";
  }
  DEALWRIGHT_UNREACHABLE("shape");
}

}  // namespace

StepGraph step_graph(const plan::Plan& plan) {
  StepGraph graph{plan.deal, {}, {}};
  const PlanWords words(plan);
  for (const plan::Step& step : plan.steps) {
    GraphNode node{step.name, shape_of(step.kind), {}, {}};
    if (step.defence) node.lines.push_back("when " + words.of(step.defence->when));
    if (step.ladder) node.lines.push_back("rungs " + words.of(*step.ladder));
    for (const plan::When& when : step.whens)
      node.lines.push_back("when " + words.of(when));
    for (const plan::Approval& approval : step.approvals)
      node.lines.push_back("approved " + words.of(approval));
    for (const plan::Expression& condition : step.requires_)
      node.lines.push_back("require " + words.of(condition));
    add_items(words, step.items, node);
    for (const plan::Expression& condition : step.ensures)
      node.lines.push_back("ensure " + words.of(condition));
    if (step.ladder) node.lines.push_back("climb when " + words.of(step.ladder->climb));
    graph.nodes.push_back(std::move(node));
    const bool has_choice = step.after.size() > 1;
    for (unsigned i = 0; i < step.after.size(); ++i) {
      for (const plan::AfterTerm& term : step.after[i]) {
        graph.edges.push_back({term.step, step.name, edge_kind(term.mode), has_choice ? i + 1 : 0});
      }
    }
    if (step.on_failure.kind == plan::FailureKind::then_step) {
      graph.edges.push_back({step.name, step.on_failure.then_step, EdgeKind::on_failure, 0});
    }
  }
  return graph;
}

std::string to_mermaid(const StepGraph& graph) {
  std::string out = "flowchart TD\n";
  for (const GraphNode& node : graph.nodes) {
    out += "  " + mermaid_node(node) + "\n";
    for (std::size_t i = 0; i < node.groups.size(); ++i) {
      const std::string name = group_name(node, i + 1);
      out += "  subgraph " + name + "[\"" + mermaid_text(node.groups[i].front()) + "\"]\n";
      for (std::size_t k = 1; k < node.groups[i].size(); ++k) {
        out += "    " + name + "_" + std::to_string(k) + "(\"" + mermaid_text(node.groups[i][k]) +
               "\")\n";
      }
      out += "  end\n  " + node.name + " --- " + name + "\n";
    }
  }
  for (const GraphEdge& edge : graph.edges) {
    const std::string text = label(edge);
    out += "  " + edge.from + (is_dashed(edge) ? " -.->" : " -->") +
           (text.empty() ? "" : "|" + text + "|") + " " + edge.to + "\n";
  }
  return out + "  classDef defence stroke-dasharray: 5 5\n";
}

std::string to_dot(const StepGraph& graph) {
  std::string out = "digraph \"" + inside_quotes(graph.deal, "\\\"") + "\" {\n";
  for (const GraphNode& node : graph.nodes) {
    out += "  \"" + node.name + "\" [" + std::string(dot_style(node.shape)) + ", label=\"" +
           dot_label(node) + "\"];\n";
    for (std::size_t i = 0; i < node.groups.size(); ++i) {
      const std::string name = group_name(node, i + 1);
      out += "  subgraph \"cluster_" + name + "\" {\n    label=\"" +
             inside_quotes(node.groups[i].front(), "\\\"") + "\";\n";
      for (std::size_t k = 1; k < node.groups[i].size(); ++k) {
        out += "    \"" + name + "_" + std::to_string(k) +
               "\" [shape=box, style=rounded, label=\"" + inside_quotes(node.groups[i][k], "\\\"") +
               "\"];\n";
      }
      out += "  }\n";
      if (node.groups[i].size() > 1) {
        out += "  \"" + node.name + "\" -> \"" + name + "_1\" [arrowhead=none];\n";
      }
    }
  }
  for (const GraphEdge& edge : graph.edges) {
    const std::string text = label(edge);
    std::string style = text.empty() ? "" : "label=\"" + text + "\"";
    if (is_dashed(edge)) style += ", style=dashed";  // such an edge always has a label
    out += "  \"" + edge.from + "\" -> \"" + edge.to + "\"" +
           (style.empty() ? "" : " [" + style + "]") + ";\n";
  }
  return out + "}\n";
}

std::string to_json(const StepGraph& graph) {
  using Json = nlohmann::ordered_json;
  Json nodes = Json::array();
  for (const GraphNode& node : graph.nodes) {
    nodes.push_back({{"name", node.name},
                     {"kind", word(node.shape)},
                     {"lines", node.lines},
                     {"groups", node.groups}});
  }
  Json edges = Json::array();
  for (const GraphEdge& edge : graph.edges) {
    edges.push_back({{"from", edge.from},
                     {"to", edge.to},
                     {"after", word(edge.kind)},
                     {"choice", edge.choice}});
  }
  const Json whole = {{"format", 1},
                      {"deal", graph.deal},
                      {"steps", std::move(nodes)},
                      {"edges", std::move(edges)}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace dealwright::app
