// The files a command was given, read into memory, and the projects around them. Folders are walked
// in order of name; what the walk meets must not lead out of the folder's project.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/compile/compile.hpp"
#include "dsl/diagnostics/diagnostic.hpp"
#include "engine/app/exit_code.hpp"
#include "engine/app/lock_file.hpp"
#include "engine/app/project_sources.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {

inline constexpr std::size_t files_max = 100'000;    // of one command
inline constexpr std::size_t folder_depth_max = 64;  // below a folder that was named

inline constexpr std::string_view standard_input = "-";

struct DealFile {
  std::string name;            // as findings print it; "<stdin>" for standard input
  std::filesystem::path path;  // canonical; empty for standard input
  diagnostics::SourcePointer source;
  ProjectSources* project = nullptr;
};

enum class LockCheck : std::uint8_t { done, skipped };

class Workspace {
 public:
  // Reads files, folders (every *.deal below them, but for hidden folders) and "-". Nothing named
  // means the folder we stand in. A path that cannot be read is a failure; a link found in a folder
  // that leaves the project is a finding.
  [[nodiscard]] static std::expected<Workspace, Failure> open(
      const std::vector<std::string>& paths);

  [[nodiscard]] const std::vector<DealFile>& files() const { return files_; }
  [[nodiscard]] const diagnostics::Diagnostics& found() const { return found_; }

  // Everything that `check` says about one file: text, meaning, and the project's lock.
  [[nodiscard]] std::expected<compile::CheckedText, Failure> check(
      const DealFile& file, LockCheck lock = LockCheck::done);

  // The lock of a file's project; none when there is no lock file.
  [[nodiscard]] std::expected<std::optional<Lock>, Failure> lock_of(const DealFile& file);

 private:
  [[nodiscard]] std::expected<void, Failure> add_argument(const std::string& path);
  [[nodiscard]] std::expected<void, Failure> add_folder(const std::filesystem::path& folder,
                                                        std::size_t depth);
  [[nodiscard]] std::expected<void, Failure> add_file(const std::filesystem::path& named);
  [[nodiscard]] std::expected<void, Failure> add_standard_input();
  ProjectSources& project_around(const std::filesystem::path& folder);

  std::filesystem::path here_;
  std::vector<DealFile> files_;
  std::set<std::filesystem::path> known_;  // the files' canonical paths
  diagnostics::Diagnostics found_;
  std::map<std::filesystem::path, std::unique_ptr<ProjectSources>> projects_;  // by root
  std::map<std::filesystem::path, std::optional<Lock>> locks_;                 // by root
};

}  // namespace dealwright::app
