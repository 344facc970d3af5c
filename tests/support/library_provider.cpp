// The embedded standard library and in-memory project files, for tests.
#include "tests/support/library_provider.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "stdlib/library.hpp"

namespace dealwright::support {

using sema::ProviderError;

std::expected<diagnostics::SourcePointer, ProviderError> LibraryProvider::standard_module(
    std::string_view name) {
  auto text = stdlib::find_file(std::string(name) + ".deal");
  if (!text) return std::unexpected(ProviderError::not_found);
  return std::make_shared<const diagnostics::Source>("stdlib/" + std::string(name) + ".deal",
                                                     std::string(*text));
}

std::vector<std::string> LibraryProvider::standard_module_names() const {
  std::vector<std::string> names;
  for (std::string_view file : stdlib::file_names()) {
    if (file.ends_with(".deal") && file != "prelude.deal")
      names.emplace_back(file.substr(0, file.size() - 5));
  }
  return names;
}

std::expected<diagnostics::SourcePointer, ProviderError> LibraryProvider::project_file(
    std::string_view, std::string_view path) {
  if (path.starts_with("..") || path.starts_with("/"))
    return std::unexpected(ProviderError::outside_project);
  std::string name(path.starts_with("./") ? path.substr(2) : path);
  auto found = files.find(name);
  if (found == files.end()) return std::unexpected(ProviderError::not_found);
  return std::make_shared<const diagnostics::Source>(name, found->second);
}

std::expected<std::string, ProviderError> LibraryProvider::abi(std::string_view,
                                                               std::string_view name) {
  const std::string file = "abi/" + std::string(name) + ".json";
  if (auto own = files.find(file); own != files.end()) return own->second;
  auto text = stdlib::find_file(file);
  if (!text) return std::unexpected(ProviderError::not_found);
  return std::string(*text);
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << "cannot read " << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> deal_files(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".deal") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace dealwright::support
