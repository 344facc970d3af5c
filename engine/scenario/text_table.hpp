// A table in aligned columns that fits a page: long titles and the cells of wrapping columns are
// broken at spaces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dealwright::scenario {

// What a terminal beside an editor shows without breaking lines.
inline constexpr std::size_t table_columns = 110;

enum class Align : std::uint8_t {
  left,
  right,
  wrapped,  // left; takes what the other columns leave of `table_columns`
};
struct Column {
  std::string title;
  Align align = Align::left;
};

class TextTable {
 public:
  // Without any title there is no line of titles. At most one column is wrapped.
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as columns.
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // Every line begins with `indent` and ends in a newline, without blanks before it.
  [[nodiscard]] std::string text(const std::string& indent) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t indent) const;
  [[nodiscard]] std::string lines(const std::string& indent, const std::vector<std::string>& cells,
                                  const std::vector<std::size_t>& widths) const;
  [[nodiscard]] std::string title_lines(const std::string& indent,
                                        const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Words in lines of at most `width` characters; a longer word stands on its own.
[[nodiscard]] std::vector<std::string> wrapped(const std::string& text, std::size_t width);
// How many characters a text has, not bytes.
[[nodiscard]] std::size_t characters(const std::string& text);

}  // namespace dealwright::scenario
