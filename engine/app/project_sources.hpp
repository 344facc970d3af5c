// Where the checker's other files come from: the embedded standard library, and files of one
// project below its root. The jail is here: never above the root, never through a link that leaves
// it, plain files only, bounded.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/sema/provider.hpp"

namespace dealwright::app {

inline constexpr std::size_t abi_bytes_max = 4U * 1024U * 1024U;

class ProjectSources final : public sema::SourceProvider {
 public:
  // `root` and `here` (what printed names are relative to) are canonical folders.
  ProjectSources(std::filesystem::path root, std::filesystem::path here)
      : root_(std::move(root)), here_(std::move(here)) {}

  // A file that a command was given: `use` finds it under the name that the user wrote. `path` is
  // canonical; for text from standard input it is a name in the folder we stand in.
  diagnostics::SourcePointer add(std::string name, const std::filesystem::path& path,
                                 std::string text);
  // The same for a text that somebody else keeps: it counts instead of what is on the disk.
  void add(diagnostics::SourcePointer source, const std::filesystem::path& path);

  [[nodiscard]] std::expected<diagnostics::SourcePointer, sema::ProviderError> standard_module(
      std::string_view name) override;
  [[nodiscard]] std::vector<std::string> standard_module_names() const override;
  [[nodiscard]] std::expected<diagnostics::SourcePointer, sema::ProviderError> project_file(
      std::string_view from, std::string_view path) override;
  [[nodiscard]] std::expected<std::string, sema::ProviderError> abi(std::string_view from,
                                                                    std::string_view name) override;

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  // Where a source of this provider lies: its path below the root, or `standard_library`.
  [[nodiscard]] std::string origin(std::string_view source_name) const;

 private:
  // Where `path`, named by a file in `folder`, really is; an error when that is outside the jail.
  [[nodiscard]] std::expected<std::filesystem::path, sema::ProviderError> inside(
      const std::filesystem::path& folder, std::string_view path) const;

  std::filesystem::path root_;
  std::filesystem::path here_;
  std::map<std::string, diagnostics::SourcePointer, std::less<>> standard_;  // by module name
  std::map<std::filesystem::path, diagnostics::SourcePointer> files_;        // by canonical path
  std::map<std::string, std::filesystem::path, std::less<>> paths_;          // by source name
};

inline constexpr std::string_view standard_library = "standard library";

}  // namespace dealwright::app
