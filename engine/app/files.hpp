// Reading and writing whole files, bounded and atomically. Everything the program does to the file
// system is here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace dealwright::app {

// `regular`: nothing but a plain file, and not through a link at the end of the path (what deals
// name). `any`: pipes and devices too (what a person names on the command line).
enum class Readable : std::uint8_t { regular, any };

// At most `bytes_max` + 1 bytes, so that the caller can tell a file that is too large. The error
// is a reason in words: "is a folder", "permission denied".
[[nodiscard]] std::expected<std::string, std::string> read_file(const std::filesystem::path& path,
                                                                std::size_t bytes_max,
                                                                Readable accepted);
// Standard input, bounded likewise.
[[nodiscard]] std::expected<std::string, std::string> read_standard_input(std::size_t bytes_max);

// Either all of the new bytes stand at `path` afterwards or the old file does, whatever happens: a
// file beside it is written, synced and renamed. An existing file keeps its mode, a link its
// target; a pipe or device is written to directly.
[[nodiscard]] std::expected<void, std::string> write_file(const std::filesystem::path& path,
                                                          std::string_view bytes);
// Creates a file that must not exist yet; its folder is created too.
[[nodiscard]] std::expected<void, std::string> create_file(const std::filesystem::path& path,
                                                           std::string_view bytes);

// True when `path` is `folder` or below it; both canonical.
[[nodiscard]] bool is_below(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace dealwright::app
