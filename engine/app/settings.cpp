// Settings from TOML, from the environment, and which of them wins.
#include "engine/app/settings.hpp"

#include <array>
#include <cstdlib>
#include <utility>

// Header-only: Debian's compiled library throws.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "engine/app/files.hpp"

namespace dealwright::app {
namespace {

constexpr std::string_view colour_words = "auto, always or never";
constexpr std::string_view format_words = "text, json or sarif";

std::unexpected<std::string> wrong_value(std::string_view where, std::string_view what) {
  return std::unexpected(std::string(where) + " is " + std::string(what));
}

std::optional<Talk> talk_from_text(std::string_view text) {
  if (text == "1" || text == "true") return Talk::quiet;
  if (text == "0" || text == "false" || text.empty()) return Talk::normal;
  return std::nullopt;
}

std::string line_of(const toml::source_region& at) {
  return "line " + std::to_string(at.begin.line) + ": ";
}

std::expected<void, std::string> read_key(Settings& settings, std::string_view key,
                                          const toml::node& value) {
  const std::string where = line_of(value.source()) + std::string(key);
  const std::string text = value.value_or(std::string());
  if (key == "name") return {};  // for people
  if (key == "color") {
    settings.colour = colour_from_text(text);
    if (!settings.colour) return wrong_value(where, colour_words);
    return {};
  }
  if (key == "format") {
    settings.format = format_from_text(text);
    if (!settings.format) return wrong_value(where, format_words);
    return {};
  }
  if (key == "quiet") {
    const std::optional<bool> quiet = value.value<bool>();
    if (!quiet) return wrong_value(where, "true or false");
    settings.talk = *quiet ? Talk::quiet : Talk::normal;
    return {};
  }
  const std::vector<std::string> known = {"name", "color", "format", "quiet"};
  const std::string meant = diagnostics::nearest(key, known);
  return std::unexpected(line_of(value.source()) + in_ticks(key) + " is not a setting" +
                         (meant.empty() ? "; there are name, color, format and quiet"
                                        : "; did you mean `" + meant + "`?"));
}

std::expected<Settings, std::string> settings_of_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Settings{};
  const auto text = read_file(path, settings_bytes_max, Readable::any);
  if (!text) return std::unexpected(in_ticks(path.string()) + " " + text.error());
  auto settings = read_settings(*text);
  if (!settings) return std::unexpected(in_ticks(path.string()) + ", " + settings.error());
  return settings;
}

std::expected<Settings, std::string> settings_of_environment() {
  Settings settings;
  if (const char* colour = std::getenv("DEALWRIGHT_COLOR")) {
    settings.colour = colour_from_text(colour);
    if (!settings.colour) return wrong_value("DEALWRIGHT_COLOR", colour_words);
  }
  if (const char* format = std::getenv("DEALWRIGHT_FORMAT")) {
    settings.format = format_from_text(format);
    if (!settings.format) return wrong_value("DEALWRIGHT_FORMAT", format_words);
  }
  if (const char* quiet = std::getenv("DEALWRIGHT_QUIET")) {
    settings.talk = talk_from_text(quiet);
    if (!settings.talk) return wrong_value("DEALWRIGHT_QUIET", "1 or 0");
  }
  return settings;
}

std::filesystem::path user_file() {
  if (const char* folder = std::getenv("XDG_CONFIG_HOME"); folder != nullptr && *folder == '/') {
    return std::filesystem::path(folder) / "dealwright" / "config.toml";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::filesystem::path(home) / ".config" / "dealwright" / "config.toml";
  }
  return {};
}

void fill_in(Settings& settings, const Settings& weaker) {
  if (!settings.colour) settings.colour = weaker.colour;
  if (!settings.format) settings.format = weaker.format;
  if (!settings.talk) settings.talk = weaker.talk;
}

}  // namespace

std::expected<Settings, std::string> read_settings(std::string_view toml) {
  if (toml.size() > settings_bytes_max) return std::unexpected("the file is too large");
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    return std::unexpected(line_of(parsed.error().source()) + plain(parsed.error().description()));
  }
  Settings settings;
  for (const auto& [key, value] : parsed.table()) {
    const auto read = read_key(settings, key.str(), value);
    if (!read) return std::unexpected(read.error());
  }
  return settings;
}

std::expected<Settings, std::string> find_settings() {
  auto settings = settings_of_environment();
  if (!settings) return settings;
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  const std::filesystem::path project =
      error ? std::filesystem::path() : project_root(here) / project_file_name;
  for (const std::filesystem::path& file : {project, user_file()}) {
    if (file.empty()) continue;
    const auto weaker = settings_of_file(file);
    if (!weaker) return weaker;
    fill_in(*settings, *weaker);
  }
  return settings;
}

std::filesystem::path project_root(const std::filesystem::path& folder) {
  for (std::filesystem::path at = folder;; at = at.parent_path()) {
    std::error_code error;
    if (std::filesystem::is_regular_file(at / project_file_name, error)) return at;
    if (at == at.parent_path()) return folder;
  }
}

std::optional<ColourWish> colour_from_text(std::string_view text) {
  if (text == "auto") return ColourWish::automatic;
  if (text == "always") return ColourWish::always;
  if (text == "never") return ColourWish::never;
  return std::nullopt;
}

std::optional<FindingsFormat> format_from_text(std::string_view text) {
  if (text == "text") return FindingsFormat::text;
  if (text == "json") return FindingsFormat::json;
  if (text == "sarif") return FindingsFormat::sarif;
  return std::nullopt;
}

}  // namespace dealwright::app
