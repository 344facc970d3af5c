// The drawing holds every step and every edge, and nothing in it can end a quoted text.
#include "engine/app/step_graph.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/plans.hpp"

namespace dealwright::app {
namespace {

StepGraph three_kinds() {
  StepGraph graph{"deal", {}, {}};
  graph.nodes = {{"first", NodeShape::step, {"when x < 1"}, {{"atomic", "m.one", "m.two"}}},
                 {"climbs", NodeShape::ladder, {}, {}},
                 {"guards", NodeShape::defence, {}, {}}};
  graph.edges = {{"first", "climbs", EdgeKind::settled, 0},
                 {"climbs", "last", EdgeKind::any_rung, 0},
                 {"first", "rescue", EdgeKind::on_failure, 0},
                 {"first", "last", EdgeKind::done, 2}};
  return graph;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(StepGraph, HasEveryStepAndEdgeOfThePlan) {
  const plan::Plan plan = tests::every_construct();
  const StepGraph graph = step_graph(plan);
  EXPECT_EQ(graph.nodes.size(), plan.steps.size());
  std::size_t edges = 0;
  for (const plan::Step& step : plan.steps) {
    for (const auto& all_of : step.after)
      edges += all_of.size();
    if (step.on_failure.kind == plan::FailureKind::then_step) ++edges;
  }
  EXPECT_EQ(graph.edges.size(), edges);
}

TEST(StepGraph, LabelsEdgesInMermaid) {
  const std::string text = to_mermaid(three_kinds());
  EXPECT_TRUE(text.starts_with("flowchart TD\n"));
  EXPECT_TRUE(holds(text, "first -->|settled| climbs"));
  EXPECT_TRUE(holds(text, "climbs -->|any| last"));
  EXPECT_TRUE(holds(text, "first -.->|on failure| rescue"));
  EXPECT_TRUE(holds(text, "first -->|choice 2| last"));
  EXPECT_TRUE(holds(text, ":::defence"));
  EXPECT_TRUE(holds(text, "subgraph first_group_1[\"atomic\"]"));
  EXPECT_TRUE(holds(text, "when x #lt; 1"));
}

TEST(StepGraph, LabelsEdgesInDot) {
  const std::string text = to_dot(three_kinds());
  EXPECT_TRUE(holds(text, "\"first\" -> \"climbs\" [label=\"settled\"]"));
  EXPECT_TRUE(holds(text, "\"first\" -> \"rescue\" [label=\"on failure\", style=dashed]"));
  EXPECT_TRUE(holds(text, "shape=hexagon, style=dashed"));
  EXPECT_TRUE(holds(text, "cluster_first_group_1"));
}

TEST(StepGraph, KeepsTextInsideItsQuotes) {
  StepGraph graph{"d", {{"s", NodeShape::step, {"say \"x\" \\ <b>"}, {}}}, {}};
  const std::string dot = to_dot(graph);
  EXPECT_TRUE(holds(dot, "say \\\"x\\\" \\\\ <b>")) << dot;
  const std::string mermaid = to_mermaid(graph);
  EXPECT_TRUE(holds(mermaid, "say #quot;x#quot;")) << mermaid;
  EXPECT_FALSE(holds(mermaid, "<b> ")) << mermaid;
}

TEST(StepGraph, SaysItsFormatInJson) {
  EXPECT_TRUE(to_json(three_kinds()).starts_with("{\"format\":1,"));
}

}  // namespace
}  // namespace dealwright::app
