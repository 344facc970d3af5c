// `explain`: the page of a diagnostic code, compiled into the program; without a code, the list.
#include <nlohmann/json.hpp>

#include "engine/app/commands/commands.hpp"
#include "engine/app/explain_pages.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

std::string_view page_of(diagnostics::Code code) {
  const std::string name = diagnostics::to_text(code) + ".md";
  for (const embedded::File& file : explain_pages()) {
    if (file.path == name) return file.bytes;
  }
  return {};
}

std::string_view word(diagnostics::Severity severity) {
  switch (severity) {
    case diagnostics::Severity::error: return "error";
    case diagnostics::Severity::warning: return "warning";
  }
  return {};
}

nlohmann::ordered_json as_json(const diagnostics::CodeEntry& entry) {
  return {{"code", diagnostics::to_text(entry.code)},
          {"name", entry.slug},
          {"severity", word(entry.severity)},
          {"title", entry.title}};
}

void list_codes(Shape shape, Terminal& terminal) {
  if (shape == Shape::json) {
    nlohmann::ordered_json codes = nlohmann::ordered_json::array();
    for (const diagnostics::CodeEntry& entry : diagnostics::all_codes())
      codes.push_back(as_json(entry));
    terminal.out(nlohmann::ordered_json{{"format", 1}, {"codes", std::move(codes)}}.dump() + "\n");
    return;
  }
  Page page(terminal.out_colour());
  for (const diagnostics::CodeEntry& entry : diagnostics::all_codes()) {
    const bool warns = entry.severity == diagnostics::Severity::warning;
    page.row(0, {diagnostics::to_text(entry.code), std::string(entry.slug),
                 std::string(entry.title) + (warns ? " (warning)" : "")});
  }
  terminal.out(page.take());
}

}  // namespace

ExitCode explain(const ExplainOptions& options, Terminal& terminal) {
  if (options.code.empty()) {
    list_codes(options.shape, terminal);
    return ExitCode::ok;
  }
  const auto code = diagnostics::code_from_text(options.code);
  if (!code) {
    return terminal.fail({ExitCode::usage, "there is no code " + in_ticks(options.code) +
                                               "; `dealwright explain` lists them"});
  }
  const std::string_view page = page_of(*code);
  if (options.shape == Shape::json) {
    nlohmann::ordered_json whole = {{"format", 1}};
    whole.update(as_json(diagnostics::entry(*code)));
    whole["markdown"] = page;
    terminal.out(whole.dump() + "\n");
  } else {
    terminal.out(page);
  }
  return ExitCode::ok;
}

}  // namespace dealwright::app
