// `init`: a project with one small deal that checks. Creates files, replaces none.
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/app/commands/commands.hpp"
#include "engine/app/files.hpp"
#include "engine/app/first_deal.hpp"
#include "engine/app/lock_file.hpp"

namespace dealwright::app {
namespace {

constexpr std::string_view project_text =
    R"(# This folder is a Dealwright project: its deals may `use` files below it, and none outside.
# What may be set here holds where neither a flag nor the environment says otherwise.
# color = "auto"     # auto, always or never
# format = "text"    # of `dealwright check`: text, json or sarif
# quiet = false      # data only, no talk
)";
constexpr std::string_view ignored_text =
    R"(# Plans are written to be reviewed where they are needed; dealwright.lock belongs in the repository.
/plans/
)";

}  // namespace

ExitCode init(const InitOptions& options, Terminal& terminal) {
  const std::filesystem::path folder(options.folder);
  const std::vector<std::pair<std::filesystem::path, std::string_view>> files = {
      {folder / project_file_name, project_text},
      {folder / "deals" / "example.deal", first_deal().front().bytes},
      {folder / ".gitignore", ignored_text}};
  // All or nothing: what is there is looked at before anything is written.
  for (const auto& [path, text] : files) {
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
      return terminal.fail(
          {ExitCode::usage, in_ticks(path.string()) + " is there already; nothing was written"});
    }
  }
  for (const auto& [path, text] : files) {
    const auto created = create_file(path, text);
    if (!created) {
      return terminal.fail(
          {ExitCode::unreachable, in_ticks(path.string()) + " " + created.error()});
    }
    terminal.say("created " + plain(path.lexically_normal().string()));
  }
  const bool is_here = folder.lexically_normal() == ".";
  terminal.say("");
  terminal.say("Next:");
  if (!is_here) terminal.say("  cd " + plain(folder.string()));
  terminal.say("  dealwright check                        what is wrong with the deals");
  terminal.say("  dealwright plan deals/example.deal      what the deal would do");
  terminal.say("  dealwright dry-run deals/example.deal   do it in a simulated world");
  return ExitCode::ok;
}

}  // namespace dealwright::app
