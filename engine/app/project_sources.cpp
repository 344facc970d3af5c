// The jail: what a deal names is resolved to where it really is before anything is opened.
#include "engine/app/project_sources.hpp"

#include <algorithm>
#include <utility>

#include "engine/app/files.hpp"
#include "stdlib/library.hpp"

namespace dealwright::app {
namespace {

constexpr std::string_view deal_suffix = ".deal";
constexpr std::string_view prelude = "prelude";
// What names of library modules begin with in messages; no file has such a name (see Workspace).
constexpr std::string_view library_folder = "<stdlib>/";

// A name and not a path: it must not lead anywhere.
bool is_plain_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !name.empty() && std::ranges::all_of(name, fits);
}

diagnostics::SourcePointer source(std::string name, std::string text) {
  return std::make_shared<const diagnostics::Source>(std::move(name), std::move(text));
}

}  // namespace

diagnostics::SourcePointer ProjectSources::add(std::string name, const std::filesystem::path& path,
                                               std::string text) {
  paths_.emplace(name, path);
  auto made = source(std::move(name), std::move(text));
  files_.emplace(path, made);
  return made;
}

void ProjectSources::add(diagnostics::SourcePointer source, const std::filesystem::path& path) {
  paths_.emplace(source->name(), path);
  files_.emplace(path, std::move(source));
}

std::expected<diagnostics::SourcePointer, sema::ProviderError> ProjectSources::standard_module(
    std::string_view name) {
  if (const auto known = standard_.find(name); known != standard_.end()) return known->second;
  if (!is_plain_name(name)) return std::unexpected(sema::ProviderError::not_found);
  const std::string file = std::string(name) + std::string(deal_suffix);
  const auto text = stdlib::find_file(file);
  if (!text) return std::unexpected(sema::ProviderError::not_found);
  auto made = source(std::string(library_folder) + file, std::string(*text));
  standard_.emplace(name, made);
  return made;
}

std::vector<std::string> ProjectSources::standard_module_names() const {
  std::vector<std::string> names;
  for (std::string_view file : stdlib::file_names()) {
    if (!file.ends_with(deal_suffix)) continue;
    file.remove_suffix(deal_suffix.size());
    if (file != prelude) names.emplace_back(file);
  }
  return names;
}

std::expected<diagnostics::SourcePointer, sema::ProviderError> ProjectSources::project_file(
    std::string_view from, std::string_view path) {
  const auto user = paths_.find(from);
  // The library's own modules name no files.
  if (user == paths_.end()) return std::unexpected(sema::ProviderError::outside_project);
  const auto real = inside(user->second.parent_path(), path);
  if (!real) return std::unexpected(real.error());
  if (const auto known = files_.find(*real); known != files_.end()) return known->second;
  // A deal must not print lines of other files of the project, however broken they are as a deal.
  if (real->extension() != deal_suffix) return std::unexpected(sema::ProviderError::unreadable);
  std::error_code error;
  if (!std::filesystem::exists(*real, error)) {
    return std::unexpected(sema::ProviderError::not_found);
  }
  auto text = read_file(*real, diagnostics::source_bytes_max, Readable::regular);
  if (!text || text->size() > diagnostics::source_bytes_max) {
    return std::unexpected(sema::ProviderError::unreadable);
  }
  std::string name = real->lexically_relative(here_).string();
  if (name.starts_with('<')) name.insert(0, "./");
  return add(std::move(name), *real, *std::move(text));
}

std::expected<std::string, sema::ProviderError> ProjectSources::abi(std::string_view from,
                                                                    std::string_view name) {
  if (!is_plain_name(name)) return std::unexpected(sema::ProviderError::outside_project);
  const std::string file = std::string(name) + ".json";
  const auto user = paths_.find(from);
  if (user == paths_.end()) {
    const auto text = stdlib::find_file("abi/" + file);
    if (!text) return std::unexpected(sema::ProviderError::not_found);
    return std::string(*text);
  }
  for (const std::string& place : {file, "abi/" + file}) {
    const auto real = inside(user->second.parent_path(), place);
    if (!real) return std::unexpected(real.error());
    std::error_code error;
    if (!std::filesystem::exists(*real, error)) continue;
    auto text = read_file(*real, abi_bytes_max, Readable::regular);
    if (!text || text->size() > abi_bytes_max) {
      return std::unexpected(sema::ProviderError::unreadable);
    }
    return *std::move(text);
  }
  return std::unexpected(sema::ProviderError::not_found);
}

std::string ProjectSources::origin(std::string_view source_name) const {
  const auto user = paths_.find(source_name);
  if (user == paths_.end()) return std::string(standard_library);
  return user->second.lexically_relative(root_).generic_string();
}

std::expected<std::filesystem::path, sema::ProviderError> ProjectSources::inside(
    const std::filesystem::path& folder, std::string_view path) const {
  if (path.empty() || path.find('\0') != std::string_view::npos) {
    return std::unexpected(sema::ProviderError::not_found);
  }
  const std::filesystem::path asked(path);
  if (asked.is_absolute()) return std::unexpected(sema::ProviderError::outside_project);
  // Every link of the path is followed here, so what is opened later is a path without links.
  std::error_code error;
  std::filesystem::path real = std::filesystem::weakly_canonical(folder / asked, error);
  if (error) return std::unexpected(sema::ProviderError::unreadable);
  // `..` beyond what exists is not resolved by looking; it must not lead out either.
  if (!is_below(real.lexically_normal(), root_)) {
    return std::unexpected(sema::ProviderError::outside_project);
  }
  return real;
}

}  // namespace dealwright::app
