// One source line as a terminal shows it: tabs expanded, control and invisible characters escaped,
// long lines clipped around the place of interest, and the column of every byte that is left.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::diagnostics {

inline constexpr std::size_t shown_columns_max = 160;
inline constexpr std::size_t shown_columns_before_max =
    80;  // of a clipped line, in front of the place of interest
inline constexpr std::size_t tab_columns = 4;

// Bytes within a line; `end` is one past the last.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Columns of the shown text, from 0.
struct ColumnRange {
  std::size_t begin = 0;
  std::size_t width = 1;  // at least 1: an empty range is a place between two characters
};

class ShownLine {
 public:
  // `line` has no newline; `focus` is the range that must stay visible (its beginning at least).
  ShownLine(std::string_view line, ByteRange focus);

  [[nodiscard]] const std::string& text() const { return text_; }
  // Where the range stands in the text; nothing when its beginning was clipped away.
  [[nodiscard]] std::optional<ColumnRange> columns(ByteRange bytes) const;

 private:
  struct Cell {
    std::size_t byte = 0;
    std::size_t column = 0;
  };
  std::size_t append(std::string_view line, std::size_t at);

  std::string text_;
  std::size_t width_ = 0;
  std::size_t last_byte_ = 0;  // one past the last byte shown
  std::vector<Cell> cells_;
};

// Text for one line of a terminal: control and invisible characters and bytes that are not UTF-8
// escaped.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace dealwright::diagnostics
