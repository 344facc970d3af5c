// Text for people in aligned columns, at most a hundred wide: headings, lines, and tables whose
// last column wraps. Everything that comes from a file is made harmless here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::app {

inline constexpr std::size_t page_columns = 100;
inline constexpr std::size_t column_gap = 2;
// A last column narrower than this is not wrapped: one word a line reads worse than a long line.
inline constexpr std::size_t wrapped_columns_min = 24;

class Page {
 public:
  explicit Page(diagnostics::Colour colour) : colour_(colour) {}

  // A heading at the left edge, with an empty line above it unless it is the first.
  void heading(std::string_view text);
  void line(std::size_t indent, std::string_view text);
  // Cells of one table are aligned until `end_table`; rows may have different lengths.
  void row(std::size_t indent, std::vector<std::string> cells);
  void end_table();

  [[nodiscard]] std::string take();

 private:
  struct Row {
    std::size_t indent = 0;
    std::vector<std::string> cells;
  };
  void wrapped(const std::string& start, std::string_view text);

  diagnostics::Colour colour_;
  std::string text_;
  std::vector<Row> table_;
};

// How many columns a terminal gives to a text.
[[nodiscard]] std::size_t columns(std::string_view text);

}  // namespace dealwright::app
