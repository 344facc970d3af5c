// Man pages and completion scripts, made from the declared options so that they cannot drift from
// them.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace dealwright::app {

// The group of the options that every command has; pages list them once, apart.
inline constexpr std::string_view common_options = "Common options";

// The page of the program, or of one command; the error is in words.
[[nodiscard]] std::expected<std::string, std::string> man_page(const CLI::App& program,
                                                               const std::string& command);

// For "bash", "zsh" or "fish".
[[nodiscard]] std::string completion_script(const CLI::App& program, const std::string& shell);

}  // namespace dealwright::app
