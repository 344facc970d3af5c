// Laying out lines and tables.
#include "engine/app/page.hpp"

#include <algorithm>
#include <utility>

#include "engine/app/terminal.hpp"

namespace dealwright::app {

void Page::heading(std::string_view text) {
  end_table();
  if (!text_.empty()) text_ += '\n';
  if (colour_ == diagnostics::Colour::ansi) {
    text_ += "\x1b[1m" + plain(text) + "\x1b[0m\n";
  } else {
    text_ += plain(text) + "\n";
  }
}

void Page::line(std::size_t indent, std::string_view text) {
  end_table();
  wrapped(std::string(indent, ' '), plain(text));
}

void Page::row(std::size_t indent, std::vector<std::string> cells) {
  for (std::string& cell : cells)
    cell = plain(cell);
  table_.push_back({indent, std::move(cells)});
}

void Page::end_table() {
  std::vector<std::size_t> widths;
  for (const Row& row : table_) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    // The last cell of a row may be long; what stands in the middle sets the width.
    for (std::size_t i = 0; i + 1 < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], columns(row.cells[i]));
    }
  }
  for (const Row& row : std::exchange(table_, {})) {
    std::string start(row.indent, ' ');
    for (std::size_t i = 0; i + 1 < row.cells.size(); ++i) {
      start += row.cells[i];
      start.append(widths[i] - columns(row.cells[i]) + column_gap, ' ');
    }
    wrapped(start, row.cells.empty() ? std::string_view() : std::string_view(row.cells.back()));
  }
}

std::string Page::take() {
  end_table();
  return std::move(text_);
}

// `start`, then the text, broken at spaces; further lines begin below its first character.
void Page::wrapped(const std::string& start, std::string_view text) {
  const std::size_t indent = columns(start);
  const std::size_t room = page_columns > indent + wrapped_columns_min
                               ? page_columns - indent
                               : wrapped_columns_min + page_columns;
  std::string line = start;
  while (columns(text) > room) {
    const std::size_t space = text.substr(0, room + 1).rfind(' ');
    if (space == std::string_view::npos || space == 0) break;
    text_ += line + std::string(text.substr(0, space)) + "\n";
    text.remove_prefix(space + 1);
    line.assign(indent, ' ');
  }
  line += text;
  line.erase(line.find_last_not_of(' ') + 1);
  text_ += line + "\n";
}

std::size_t columns(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

}  // namespace dealwright::app
