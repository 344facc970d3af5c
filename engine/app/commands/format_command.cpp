// `fmt`: the one layout, written in place or compared. A file with a syntax error keeps its text.
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/format/format.hpp"
#include "dsl/syntax/parse.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/files.hpp"
#include "engine/app/workspace.hpp"

namespace dealwright::app {
namespace {

struct Outcome {
  std::vector<std::string> changed;
  diagnostics::Diagnostics found;
};

void report(const FormatOptions& options, const Outcome& outcome, std::size_t files,
            Terminal& terminal) {
  if (options.shape == Shape::json) {
    const nlohmann::ordered_json whole = {{"format", 1}, {"changed", outcome.changed}};
    terminal.out(whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n");
  } else {
    for (const std::string& name : outcome.changed)
      terminal.out(plain(name) + "\n");
  }
  terminal.show(diagnostics::to_terminal(outcome.found, terminal.err_colour()));
  const bool writes = options.act == FormatAct::write;
  terminal.say(std::string(writes ? "formatted " : "compared ") + counted(files, "file") + ": " +
               (outcome.changed.empty() ? "nothing to change"
                                        : std::to_string(outcome.changed.size()) +
                                              (writes ? " changed" : " would change")));
}

}  // namespace

ExitCode format(const FormatOptions& options, Terminal& terminal) {
  const auto workspace = Workspace::open(options.paths);
  if (!workspace) return terminal.fail(workspace.error());
  Outcome outcome;
  outcome.found = workspace->found();
  bool wrote_standard_output = false;
  for (const DealFile& file : workspace->files()) {
    syntax::Parsed parsed = syntax::parse(file.source);
    if (!parsed.found.empty()) {
      outcome.found.insert(outcome.found.end(), parsed.found.begin(), parsed.found.end());
      continue;
    }
    const std::string text = format::format(parsed.tree);
    const bool is_input = file.path.empty();
    const bool changes = text != file.source->text();
    if (is_input && options.act == FormatAct::write) {
      terminal.out(text);
      wrote_standard_output = true;
      continue;
    }
    if (!changes) continue;
    outcome.changed.push_back(file.name);
    if (options.act == FormatAct::compare) continue;
    const auto written = write_file(file.path, text);
    if (!written) {
      return terminal.fail({ExitCode::unreachable, in_ticks(file.name) + " " + written.error()});
    }
  }
  outcome.found = diagnostics::in_order(std::move(outcome.found));
  if (wrote_standard_output && workspace->files().size() == 1) return ExitCode::ok;
  report(options, outcome, workspace->files().size(), terminal);
  const bool differs = options.act == FormatAct::compare && !outcome.changed.empty();
  return differs || !outcome.found.empty() ? ExitCode::findings : ExitCode::ok;
}

}  // namespace dealwright::app
