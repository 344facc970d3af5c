// Source text and places in it. Offsets are bytes; line and column are 1-based, the column counted
// in Unicode code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::diagnostics {

inline constexpr std::size_t source_bytes_max = 16U * 1024U * 1024U;

struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // one past the last byte
  friend constexpr bool operator==(Span, Span) = default;
};

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend constexpr bool operator==(Position, Position) = default;
};

// One file. `name` is what diagnostics print: a path relative to where the user stands, or
// "<stdin>".
class Source {
 public:
  Source(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view text(Span span) const;         // clipped to the text
  [[nodiscard]] Position position(std::uint32_t offset) const;  // clipped to the text
  [[nodiscard]] std::string_view line(
      std::uint32_t number) const;  // without its newline; empty when out of range
  [[nodiscard]] std::uint32_t line_count() const {
    return static_cast<std::uint32_t>(line_starts_.size());
  }
  [[nodiscard]] std::uint32_t line_start(
      std::uint32_t number) const;  // offset of the first byte of a line

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace dealwright::diagnostics
