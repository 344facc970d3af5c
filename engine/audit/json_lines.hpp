// Records and marks as lines of JSON, for programs that read a journal without this one. The first
// line of an export names its format.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "engine/audit/stream_audit.hpp"
#include "engine/journal/record.hpp"

namespace dealwright::audit {

inline constexpr int export_format = 1;
inline constexpr std::size_t marks_max = 10'000'000;

// {"format":1,"what":"records"} or "marks".
[[nodiscard]] std::string first_line(std::string_view what);
// Every field of a record; digests in hexadecimal, times in milliseconds, and the payload as the
// object that it is. Everything that its hash is taken over can be had from the line.
[[nodiscard]] std::string to_line(const journal::Record& record);
[[nodiscard]] std::string to_line(const Mark& mark);
// What `first_line` and `to_line` wrote, line by line. The error names the line.
[[nodiscard]] std::expected<std::vector<Mark>, std::string> marks_from_lines(std::string_view text);

}  // namespace dealwright::audit
