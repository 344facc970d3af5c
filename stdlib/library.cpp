// Looks files up among the embedded ones. There are a few dozen, so a walk along the list is
// enough.
#include "stdlib/library.hpp"

#include <vector>

#include "stdlib/embedded_files.hpp"

namespace dealwright::stdlib {
namespace {

std::vector<std::string_view> paths_of(std::span<const embedded::File> files) {
  std::vector<std::string_view> paths;
  paths.reserve(files.size());
  for (const embedded::File& file : files)
    paths.push_back(file.path);
  return paths;
}

}  // namespace

std::optional<std::string_view> find_file(std::string_view path) {
  for (const embedded::File& file : embedded_files()) {
    if (file.path == path) return file.bytes;
  }
  return std::nullopt;
}

std::span<const std::string_view> file_names() {
  static const std::vector<std::string_view> names = paths_of(embedded_files());
  return names;
}

}  // namespace dealwright::stdlib
