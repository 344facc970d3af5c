// Paths, and the folder of a project's own journal.
#include "engine/app/durable/journal_place.hpp"

#include <cstdlib>
#include <system_error>

#include "engine/app/files.hpp"
#include "engine/app/settings.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {

JournalPlace journal_place(const std::string& given) {
  std::string journal = given;
  if (journal.empty()) {
    const char* set = std::getenv("DEALWRIGHT_JOURNAL");
    if (set != nullptr) journal = set;
  }
  if (journal.empty()) {
    std::error_code failed;
    const auto here = std::filesystem::current_path(failed);
    const auto root = failed ? std::filesystem::path(".") : project_root(here);
    const auto path = root / journal_folder / journal_file;
    journal = failed ? path.string() : std::filesystem::relative(path, here, failed).string();
  }
  return {.journal = journal,
          .worlds = journal + ".sim",
          .socket = journal + ".socket",
          .crashes = journal + ".crashes"};
}

std::expected<void, Failure> make_journal_folder(const JournalPlace& place) {
  const auto folder = std::filesystem::path(place.journal).parent_path();
  if (folder.empty() || std::filesystem::is_directory(folder)) return {};
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (!failed) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  }
  if (failed) {
    return std::unexpected(
        Failure{ExitCode::unreachable,
                "cannot make the folder " + in_ticks(folder.string()) + ": " + failed.message()});
  }
  if (folder.filename() == journal_folder) {
    // Money's history does not belong into a repository by accident.
    if (auto kept_out = create_file(folder / ".gitignore", "*\n"); !kept_out) {
      return std::unexpected(
          Failure{ExitCode::unreachable, in_ticks(folder.string()) + " " + kept_out.error()});
    }
  }
  return {};
}

std::expected<void, Failure> expect_journal(const JournalPlace& place) {
  if (std::filesystem::exists(place.journal)) return {};
  return std::unexpected(
      Failure{ExitCode::usage, "there is no journal at " + in_ticks(place.journal) +
                                   "; `dealwright run` makes one, --journal names another"});
}

}  // namespace dealwright::app
