// Diagnostics for people (text) and for machines (JSON, SARIF 2.1.0). Pure: colour is an argument,
// never a look at the terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/diagnostic.hpp"

namespace dealwright::diagnostics {

enum class Colour : std::uint8_t { none, ansi };

// One finding after the other with its line, a caret under the exact place, the other places, notes
// and help; control and invisible characters of the source are shown escaped, so that a file cannot
// drive the terminal or hide text. Ends with a count line ("2 errors, 1 warning") when there is
// any.
[[nodiscard]] std::string to_terminal(const Diagnostics& found, Colour colour);

// {"format":1,"diagnostics":[{"code","severity","message","file","line","column","end_line","end_column","labels",...}]}
// Places count from 1, `end_column` is one past the last code point; `file` is null for a finding
// without a place.
[[nodiscard]] std::string to_json(const Diagnostics& found);

// One SARIF 2.1.0 log: stable rule ids, relative artefact paths, fingerprints, fixes; `version` is
// the tool's own.
[[nodiscard]] std::string to_sarif(const Diagnostics& found, std::string_view version);

// Longer names neither get nor are a suggestion.
inline constexpr std::size_t nearest_name_bytes_max = 64;

// "did you mean": the nearest of `candidates` within a third of the name's length in edits, or
// empty. A candidate that differs in letter case alone always counts; of equally near ones the
// first in alphabetical order is it, whatever order they come in.
[[nodiscard]] std::string nearest(std::string_view name,
                                  std::span<const std::string_view> candidates);
[[nodiscard]] std::string nearest(std::string_view name,
                                  const std::vector<std::string>& candidates);

}  // namespace dealwright::diagnostics
