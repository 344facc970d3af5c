// Escapes, widths and clipping. The work is bounded by the columns shown, however long the line is.
#include "dsl/diagnostics/shown_line.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>

#include "dsl/diagnostics/utf8.hpp"

namespace dealwright::diagnostics {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

// Characters that a reader does not see or that reorder what stands around them (U+202E writes
// backwards).
constexpr std::array<CodeRange, 11> invisible{{{0x80, 0x9F},
                                               {0xAD, 0xAD},
                                               {0x61C, 0x61C},
                                               {0x180E, 0x180E},
                                               {0x200B, 0x200F},
                                               {0x2028, 0x202E},
                                               {0x2060, 0x206F},
                                               {0xFEFF, 0xFEFF},
                                               {0xFFF9, 0xFFFB},
                                               {0x1D173, 0x1D17A},
                                               {0xE0000, 0xE0FFF}}};
// The common blocks of combining marks: they take no column of their own.
constexpr std::array<CodeRange, 7> combining{{{0x300, 0x36F},
                                              {0x483, 0x489},
                                              {0x1AB0, 0x1AFF},
                                              {0x1DC0, 0x1DFF},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};
// The common blocks that terminals show two columns wide (East Asian scripts, emoji).
constexpr std::array<CodeRange, 11> wide{{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x4DBF},
                                          {0x4E00, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};

bool is_in(std::span<const CodeRange> ranges, char32_t value) {
  return std::ranges::any_of(ranges,
                             [value](CodeRange r) { return value >= r.first && value <= r.last; });
}

std::string hexadecimal(char32_t value, std::size_t digits_min) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (auto left = static_cast<std::uint32_t>(value); left != 0 || text.size() < digits_min;
       left >>= 4U) {
    text.insert(text.begin(), digits[left & 15U]);
  }
  return text;
}

struct Shown {
  std::string text;
  std::size_t width = 1;
};

Shown shown(std::string_view bytes, utf8::CodePoint point) {
  const auto escape = [](std::string text) {
    const std::size_t width = text.size();
    return Shown{std::move(text), width};
  };
  if (!point.valid || point.value < 0x20 || point.value == 0x7F)
    return escape("\\x" + hexadecimal(point.value, 2));
  if (point.value < 0x7F) return {std::string(bytes), 1};
  if (is_in(invisible, point.value)) return escape("\\u{" + hexadecimal(point.value, 2) + "}");
  if (is_in(combining, point.value)) return {std::string(bytes), 0};
  return {std::string(bytes), is_in(wide, point.value) ? 2U : 1U};
}

// Where a clipped line begins to be shown: so far in front of `focus` as there are columns to
// spare.
std::size_t clipped_begin(std::string_view line, std::size_t focus) {
  std::size_t begin = focus;
  for (std::size_t columns = 0; begin > 0;) {
    const std::size_t before = utf8::previous(line, begin);
    const utf8::CodePoint point = utf8::decode(line, before);
    columns += point.value == '\t'
                   ? tab_columns
                   : std::max<std::size_t>(1, shown(line.substr(before, point.bytes), point).width);
    if (columns > shown_columns_before_max) break;
    begin = before;
  }
  return begin;
}

}  // namespace

ShownLine::ShownLine(std::string_view line, ByteRange focus) {
  std::size_t at = 0;
  while (at < line.size() && width_ <= shown_columns_max && cells_.size() <= shown_columns_max)
    at = append(line, at);
  if (at == line.size() && width_ <= shown_columns_max) {
    last_byte_ = at;
    return;
  }
  // Too long: once more, from a place in front of the focus.
  text_.clear();
  cells_.clear();
  width_ = 0;
  at = clipped_begin(line, std::min(focus.begin, line.size()));
  if (at > 0) {
    text_ = "…";
    width_ = 1;
  }
  while (at < line.size() && width_ < shown_columns_max && cells_.size() < shown_columns_max)
    at = append(line, at);
  last_byte_ = at;
  if (at < line.size()) text_ += "…";
}

std::optional<ColumnRange> ShownLine::columns(ByteRange bytes) const {
  const std::size_t first_byte = cells_.empty() ? last_byte_ : cells_.front().byte;
  if (bytes.begin < first_byte || bytes.begin > last_byte_) return std::nullopt;
  // The beginning belongs to the character it stands in, the end to the next one.
  const auto after = std::ranges::upper_bound(cells_, bytes.begin, {}, &Cell::byte);
  const std::size_t begin =
      bytes.begin == last_byte_ || after == cells_.begin() ? width_ : std::prev(after)->column;
  const auto next = std::ranges::lower_bound(cells_, bytes.end, {}, &Cell::byte);
  const std::size_t end = next == cells_.end() ? width_ : next->column;
  return ColumnRange{begin, end > begin ? end - begin : 1};
}

// Shows the code point at `at`; where the next one begins.
std::size_t ShownLine::append(std::string_view line, std::size_t at) {
  const utf8::CodePoint point = utf8::decode(line, at);
  cells_.push_back({at, width_});
  if (point.value == '\t') {
    const std::size_t columns = tab_columns - width_ % tab_columns;
    text_.append(columns, ' ');
    width_ += columns;
  } else {
    const Shown character = shown(line.substr(at, point.bytes), point);
    text_ += character.text;
    width_ += character.width;
  }
  return at + point.bytes;
}

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint point = utf8::decode(text, at);
    result += shown(text.substr(at, point.bytes), point).text;
    at += point.bytes;
  }
  return result;
}

}  // namespace dealwright::diagnostics
