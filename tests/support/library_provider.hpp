// A source provider for tests: the standard library as it is embedded, and project files held in
// memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dsl/sema/provider.hpp"

namespace dealwright::support {

class LibraryProvider final : public sema::SourceProvider {
 public:
  // Files that `use "./NAME"` and `abi "NAME"` find, by their path below the project's root.
  std::map<std::string, std::string, std::less<>> files;

  std::expected<diagnostics::SourcePointer, sema::ProviderError> standard_module(
      std::string_view name) override;
  std::vector<std::string> standard_module_names() const override;
  std::expected<diagnostics::SourcePointer, sema::ProviderError> project_file(
      std::string_view from, std::string_view path) override;
  std::expected<std::string, sema::ProviderError> abi(std::string_view from,
                                                      std::string_view name) override;
};

// The whole content of a file of the checkout, by its path from the root; the test fails when it
// cannot be read.
[[nodiscard]] std::string read_text(const std::string& path);
// The *.deal files of a folder of the checkout, sorted.
[[nodiscard]] std::vector<std::string> deal_files(const std::string& folder);

}  // namespace dealwright::support
