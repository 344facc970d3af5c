// `graph`: a deal's steps as Mermaid, DOT or JSON. Parameters need not be known.
#include "engine/app/commands/commands.hpp"
#include "engine/app/deal_choice.hpp"
#include "engine/app/plan_words.hpp"
#include "engine/app/step_graph.hpp"

namespace dealwright::app {
namespace {

std::string drawn(const StepGraph& graph, const GraphOptions& options) {
  if (options.shape == Shape::json) return to_json(graph);
  switch (options.format) {
    case GraphFormat::mermaid: return to_mermaid(graph);
    case GraphFormat::dot: return to_dot(graph);
  }
  return {};
}

}  // namespace

ExitCode graph(const GraphOptions& options, Terminal& terminal) {
  if (is_plan_file(options.file)) {
    const auto planned = read_plan_file(options.file);
    if (!planned) return terminal.fail(planned.error());
    terminal.out(drawn(step_graph(*planned), options));
    return ExitCode::ok;
  }
  const auto chosen = choose_deal(options.file, options.deal, options.shape, terminal);
  if (!chosen) return chosen.error();
  terminal.out(drawn(step_graph(unset_plan(*(*chosen)->deal)), options));
  return ExitCode::ok;
}

}  // namespace dealwright::app
