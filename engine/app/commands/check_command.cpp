// `check`: every finding of every file in one run, for people or for machines.
#include <algorithm>
#include <iterator>

#include "engine/app/commands/commands.hpp"
#include "engine/app/workspace.hpp"

namespace dealwright::app {
namespace {

void write(const diagnostics::Diagnostics& found, FindingsFormat format, Terminal& terminal) {
  switch (format) {
    case FindingsFormat::text:
      terminal.out(found.empty() ? "" : diagnostics::to_terminal(found, terminal.out_colour()));
      return;
    case FindingsFormat::json: terminal.out(diagnostics::to_json(found)); return;
    case FindingsFormat::sarif: terminal.out(diagnostics::to_sarif(found, version_text())); return;
  }
}

std::string summary(std::size_t files, const diagnostics::Diagnostics& found) {
  const auto errors =
      static_cast<std::size_t>(std::ranges::count_if(found, [](const diagnostics::Diagnostic& d) {
        return diagnostics::entry(d.code).severity == diagnostics::Severity::error;
      }));
  const std::size_t warnings = found.size() - errors;
  std::string text = "checked " + counted(files, "file") + ": ";
  if (found.empty()) return text + "no findings";
  if (errors > 0) text += counted(errors, "error");
  if (errors > 0 && warnings > 0) text += ", ";
  if (warnings > 0) text += counted(warnings, "warning");
  return text;
}

}  // namespace

ExitCode check(const CheckOptions& options, Terminal& terminal) {
  auto workspace = Workspace::open(options.paths);
  if (!workspace) return terminal.fail(workspace.error());
  diagnostics::Diagnostics found = workspace->found();
  std::size_t done = 0;
  for (const DealFile& file : workspace->files()) {
    terminal.progress("checked " + std::to_string(done++) + " of " +
                      counted(workspace->files().size(), "file"));
    auto checked = workspace->check(file);
    if (!checked) return terminal.fail(checked.error());
    std::ranges::move(checked->found, std::back_inserter(found));
  }
  found = diagnostics::in_order(std::move(found));
  write(found, options.format, terminal);
  terminal.say(summary(workspace->files().size(), found));
  return found.empty() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
