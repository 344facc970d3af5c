// Files for the language server. The jail is the command line's own: ProjectSources.
#include "engine/app/commands/lsp_surroundings.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "engine/app/commands/commands.hpp"
#include "engine/app/explain_pages.hpp"
#include "engine/app/files.hpp"
#include "engine/app/lock_file.hpp"
#include "engine/app/project_sources.hpp"
#include "engine/app/settings.hpp"
#include "stdlib/library.hpp"

namespace dealwright::app {
namespace {

constexpr std::string_view file_scheme = "file://";
constexpr std::string_view deal_suffix = ".deal";
constexpr std::string_view library_names = "<stdlib>/";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The path with every link followed, as far as it exists.
std::filesystem::path real_path(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path real = std::filesystem::weakly_canonical(path, error);
  return error ? path.lexically_normal() : real;
}

// Where a document lies; one that was never saved lies in the folder we stand in.
std::filesystem::path place_of(std::string_view uri) {
  if (const auto path = path_of_uri(uri)) return real_path(*path);
  std::string name;
  for (const char c : uri)
    name += c == '/' || c == '\0' ? '_' : c;
  std::error_code error;
  return std::filesystem::current_path(error) / name;
}

class EditorCheckout final : public lsp::Checkout {
 public:
  EditorCheckout(EditorSurroundings& surroundings, const std::string& uri,
                 const std::vector<lsp::OpenText>& open)
      : surroundings_(surroundings),
        uri_(uri),
        path_(place_of(uri)),
        project_(project_root(path_.parent_path()), "/") {
    // A file of the library is itself, whatever folder shows it.
    is_library_ = !surroundings.library().empty() && is_below(path_, surroundings.library());
    for (const lsp::OpenText& text : open) {
      const bool own = text.uri == uri;
      std::filesystem::path path = own ? path_ : place_of(text.uri);
      if (!own && !is_below(path, project_.root())) continue;
      if (own) document_ = text.source;
      if (!is_library_) project_.add(text.source, path);
      open_.emplace(path, text.uri);
    }
    if (document_ == nullptr) {
      auto text = read_file(path_, diagnostics::source_bytes_max, Readable::regular);
      document_ =
          std::make_shared<const diagnostics::Source>(uri, text ? *std::move(text) : std::string());
      if (!is_library_) project_.add(document_, path_);
    }
  }

  sema::SourceProvider& provider() override { return project_; }
  diagnostics::SourcePointer document() override { return document_; }
  bool is_library() override { return is_library_; }

  diagnostics::Diagnostics also_found(const compile::CheckedText& checked) override {
    if (is_library_) return {};
    const std::filesystem::path path = project_.root() / lock_file_name;
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    const auto text = read_file(path, lock_bytes_max, Readable::regular);
    const auto lock = text ? read_lock(*text) : std::unexpected(text.error());
    if (!lock) return {};  // the command line says what is wrong with it
    return differences(*lock, checked.model, project_, Unlisted::accepted);
  }

  std::string uri_of(std::string_view source_name) override {
    if (source_name == document_->name()) return uri_;
    if (source_name.starts_with(library_names))
      return surroundings_.library_uri(source_name.substr(library_names.size()));
    if (source_name.find("://") != std::string_view::npos || source_name.starts_with("untitled:"))
      return std::string(source_name);
    return uri_of_path("/" + std::string(source_name));
  }

  std::string uri_of_used(std::string_view path) override {
    const std::filesystem::path used = real_path(path_.parent_path() / path);
    if (const auto known = open_.find(used); known != open_.end()) return known->second;
    if (!is_below(used, project_.root())) return {};
    return uri_of_path(used);
  }

 private:
  EditorSurroundings& surroundings_;
  std::string uri_;
  std::filesystem::path path_;
  ProjectSources project_;
  diagnostics::SourcePointer document_;
  std::map<std::filesystem::path, std::string> open_;
  bool is_library_ = false;
};

// Deals below a folder; hidden folders and those of package managers hold none that is meant.
void walk(const std::filesystem::path& folder, std::size_t depth, std::vector<std::string>& found) {
  if (depth > lsp_folder_depth_max) return;
  std::error_code error;
  std::vector<std::filesystem::directory_entry> entries;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    entries.push_back(*at);
  std::ranges::sort(entries, {}, [](const auto& entry) { return entry.path(); });
  for (const auto& entry : entries) {
    if (found.size() >= lsp::workspace_files_max) return;
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.') || name == "node_modules" || entry.is_symlink(error)) continue;
    if (entry.is_directory(error)) {
      walk(entry.path(), depth + 1, found);
    } else if (entry.path().extension() == deal_suffix && entry.is_regular_file(error)) {
      found.push_back(uri_of_path(entry.path()));
    }
  }
}

}  // namespace

std::optional<std::filesystem::path> path_of_uri(std::string_view uri) {
  if (!uri.starts_with(file_scheme)) return std::nullopt;
  uri.remove_prefix(file_scheme.size());
  // file://host/path: a host other than this one is not ours to read.
  if (uri.starts_with("localhost/")) uri.remove_prefix(std::string_view("localhost").size());
  if (!uri.starts_with('/')) return std::nullopt;
  std::string path;
  for (std::size_t at = 0; at < uri.size(); ++at) {
    if (uri[at] == '%' && at + 2 < uri.size() && digit_of(uri[at + 1]) >= 0 &&
        digit_of(uri[at + 2]) >= 0) {
      path += static_cast<char>(digit_of(uri[at + 1]) * 16 + digit_of(uri[at + 2]));
      at += 2;
    } else {
      path += uri[at];
    }
  }
  if (path.find('\0') != std::string::npos) return std::nullopt;
  return path;
}

std::string uri_of_path(const std::filesystem::path& path) {
  static constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  std::string uri(file_scheme);
  for (const char c : path.generic_string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/-._~").find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += '%';
    uri += hexadecimal[byte >> 4U];
    uri += hexadecimal[byte & 15U];
  }
  return uri;
}

std::filesystem::path library_folder() {
  const std::filesystem::path below =
      std::filesystem::path("dealwright") / std::string(version_text()) / "stdlib";
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/')
    return real_path(cache) / below;
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return real_path(home) / ".cache" / below;
  return {};
}

EditorSurroundings::EditorSurroundings(std::filesystem::path library)
    : library_(std::move(library)) {}

std::unique_ptr<lsp::Checkout> EditorSurroundings::around(const std::string& uri,
                                                          const std::vector<lsp::OpenText>& open) {
  return std::make_unique<EditorCheckout>(*this, uri, open);
}

std::vector<std::string> EditorSurroundings::deal_files(
    const std::vector<std::string>& folder_uris) {
  std::vector<std::string> found;
  for (const std::string& uri : folder_uris) {
    if (const auto path = path_of_uri(uri)) walk(real_path(*path), 0, found);
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

std::optional<std::string> EditorSurroundings::read(const std::string& uri) {
  const auto path = path_of_uri(uri);
  if (!path) return std::nullopt;
  auto text = read_file(*path, diagnostics::source_bytes_max, Readable::regular);
  if (!text || text->size() > diagnostics::source_bytes_max) return std::nullopt;
  return *std::move(text);
}

std::string EditorSurroundings::explained(diagnostics::Code code) {
  const std::string name = diagnostics::to_text(code) + ".md";
  for (const embedded::File& file : explain_pages()) {
    if (file.path == name) return std::string(file.bytes);
  }
  return {};
}

// A copy that an editor can show. Nobody edits it: the text that counts is in the program.
std::string EditorSurroundings::library_uri(std::string_view file) {
  if (library_.empty()) return {};
  if (const auto known = library_uris_.find(file); known != library_uris_.end())
    return known->second;
  const auto text = stdlib::find_file(file);
  const std::filesystem::path path = library_ / file;
  std::string uri;
  if (text) {
    const auto there = read_file(path, diagnostics::source_bytes_max, Readable::regular);
    if (!there || *there != *text) {
      std::error_code error;
      std::filesystem::create_directories(library_, error);
      if (write_file(path, *text)) {
        std::filesystem::permissions(path,
                                     std::filesystem::perms::owner_write |
                                         std::filesystem::perms::group_write |
                                         std::filesystem::perms::others_write,
                                     std::filesystem::perm_options::remove, error);
        uri = uri_of_path(path);
      }
    } else {
      uri = uri_of_path(path);
    }
  }
  library_uris_.emplace(file, uri);
  return uri;
}

}  // namespace dealwright::app
