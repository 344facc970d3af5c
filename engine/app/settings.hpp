// What may be set once instead of on every command: by flag, environment, project file or user
// file, in this order of precedence. Deliberately few.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/app/terminal.hpp"

namespace dealwright::app {

enum class FindingsFormat : std::uint8_t { text, json, sarif };

inline constexpr std::string_view project_file_name = "dealwright.toml";
inline constexpr std::size_t settings_bytes_max = 64U * 1024U;

struct Settings {
  std::optional<ColourWish> colour;
  std::optional<FindingsFormat> format;  // of `check`
  std::optional<Talk> talk;
};

// The project file's text -> settings. An unknown key or value is an error in words with its line.
[[nodiscard]] std::expected<Settings, std::string> read_settings(std::string_view toml);

// What holds where nothing was said on the command line: DEALWRIGHT_COLOR, DEALWRIGHT_FORMAT and
// DEALWRIGHT_QUIET, then the project file of the folder we stand in, then
// $XDG_CONFIG_HOME/dealwright/config.toml.
[[nodiscard]] std::expected<Settings, std::string> find_settings();

// The project's root: the nearest folder at or above `folder` (canonical) with a project file, else
// `folder` itself.
[[nodiscard]] std::filesystem::path project_root(const std::filesystem::path& folder);

[[nodiscard]] std::optional<ColourWish> colour_from_text(std::string_view text);
[[nodiscard]] std::optional<FindingsFormat> format_from_text(std::string_view text);

}  // namespace dealwright::app
