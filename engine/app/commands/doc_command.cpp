// `doc`: a reference page of a file, or of a module of the standard library by its name.
#include <system_error>

#include <nlohmann/json.hpp>

#include "engine/app/commands/commands.hpp"
#include "engine/app/reference.hpp"
#include "engine/app/workspace.hpp"

namespace dealwright::app {
namespace {

struct Checked {
  std::unique_ptr<Workspace> workspace;
  compile::CheckedText text;
};

std::expected<Checked, Failure> check_module(const std::string& name) {
  ProjectSources sources({}, {});
  const auto source = sources.standard_module(name);
  if (!source) {
    const std::string meant = diagnostics::nearest(name, sources.standard_module_names());
    return std::unexpected(
        Failure{ExitCode::usage, in_ticks(name) +
                                     " is neither a file nor a module of the standard library" +
                                     (meant.empty() ? "" : "; did you mean `" + meant + "`?")});
  }
  return Checked{nullptr, compile::check_text(*source, sources)};
}

std::expected<Checked, Failure> check_file(const std::string& path) {
  auto workspace = Workspace::open({path});
  if (!workspace) return std::unexpected(workspace.error());
  if (workspace->files().size() != 1) {
    return std::unexpected(
        Failure{ExitCode::usage, in_ticks(path) + " is a folder: name one file of it"});
  }
  auto kept = std::make_unique<Workspace>(*std::move(workspace));
  auto checked = kept->check(kept->files().front());
  if (!checked) return std::unexpected(checked.error());
  return Checked{std::move(kept), *std::move(checked)};
}

}  // namespace

ExitCode doc(const DocOptions& options, Terminal& terminal) {
  std::error_code error;
  const bool is_file =
      options.subject == standard_input || std::filesystem::exists(options.subject, error);
  const auto checked = is_file ? check_file(options.subject) : check_module(options.subject);
  if (!checked) return terminal.fail(checked.error());
  if (diagnostics::has_errors(checked->text.found)) {
    terminal.show(diagnostics::to_terminal(diagnostics::in_order(checked->text.found),
                                           terminal.err_colour()));
    return ExitCode::findings;
  }
  const std::string page = reference_of(checked->text.model);
  if (page.empty()) {
    return terminal.fail(
        {ExitCode::usage, in_ticks(options.subject) + " declares neither a deal nor a protocol"});
  }
  if (options.shape == Shape::json) {
    const nlohmann::ordered_json whole = {{"format", 1}, {"markdown", page}};
    terminal.out(whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n");
  } else {
    terminal.out(page);
  }
  return ExitCode::ok;
}

}  // namespace dealwright::app
