// Widths first, then lines.
#include "engine/scenario/text_table.hpp"

#include <algorithm>

namespace dealwright::scenario {
namespace {

constexpr std::size_t gap = 2;
// A column is not made wider by its title than this, nor is a wrapped one narrower.
constexpr std::size_t title_width_min = 12;
constexpr std::size_t wrapped_width_min = 24;

}  // namespace

std::size_t characters(const std::string& text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    std::string& last = lines.back();
    if (last.empty()) {
      last = word;
    } else if (characters(last) + 1 + characters(word) <= width) {
      last += " " + word;
    } else {
      lines.push_back(word);
    }
    at = end + 1;
  }
  return lines;
}

std::string TextTable::text(const std::string& indent) const {
  const std::vector<std::size_t> fitting = widths(indent.size());
  const bool titled =
      std::ranges::any_of(columns_, [](const Column& column) { return !column.title.empty(); });
  std::string out = titled ? title_lines(indent, fitting) : "";
  for (const auto& cells : rows_)
    out += lines(indent, cells, fitting);
  return out;
}

std::vector<std::size_t> TextTable::widths(std::size_t indent) const {
  std::vector<std::size_t> fitting;
  std::size_t taken = indent;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = 0;
    for (const auto& cells : rows_)
      width = std::max(width, characters(cells[c]));
    for (const std::string& line : wrapped(columns_[c].title, std::max(width, title_width_min))) {
      width = std::max(width, characters(line));
    }
    fitting.push_back(width);
    if (columns_[c].align != Align::wrapped) taken += width;
    taken += c == 0 ? 0 : gap;
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].align != Align::wrapped) continue;
    const std::size_t left = table_columns > taken ? table_columns - taken : 0;
    fitting[c] = std::min(fitting[c], std::max(left, wrapped_width_min));
  }
  return fitting;
}

std::string TextTable::lines(const std::string& indent, const std::vector<std::string>& cells,
                             const std::vector<std::size_t>& widths) const {
  std::vector<std::vector<std::string>> parts;
  std::size_t height = 1;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    parts.push_back(columns_[c].align == Align::wrapped ? wrapped(cells[c], widths[c])
                                                        : std::vector<std::string>{cells[c]});
    height = std::max(height, parts.back().size());
  }
  std::string out;
  for (std::size_t i = 0; i < height; ++i) {
    std::string line = indent;
    for (std::size_t c = 0; c < parts.size(); ++c) {
      const std::string cell = i < parts[c].size() ? parts[c][i] : "";
      const std::size_t has = characters(cell);
      const std::string fill(widths[c] > has ? widths[c] - has : 0, ' ');
      line += columns_[c].align == Align::right ? fill + cell : cell + fill;
      line.append(gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string TextTable::title_lines(const std::string& indent,
                                   const std::vector<std::size_t>& widths) const {
  std::vector<std::vector<std::string>> titles;
  std::size_t height = 1;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    titles.push_back(wrapped(columns_[c].title, widths[c]));
    height = std::max(height, titles.back().size());
  }
  std::string out;
  for (std::size_t i = 0; i < height; ++i) {
    std::vector<std::string> cells;
    for (const auto& words : titles) {
      const std::size_t missing = height - words.size();
      cells.push_back(i < missing ? "" : words[i - missing]);
    }
    out += lines(indent, cells, widths);
  }
  return out;
}

}  // namespace dealwright::scenario
