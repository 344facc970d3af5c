// Counting characters: a line is decoded from its beginning, which is short work.
#include "dsl/lsp/lines.hpp"

#include <algorithm>

#include "dsl/diagnostics/utf8.hpp"

namespace dealwright::lsp {
namespace {

std::uint32_t units_of(diagnostics::utf8::CodePoint point, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8: return point.bytes;
    case Encoding::utf16: return point.valid && point.value > 0xFFFF ? 2 : 1;
    case Encoding::utf32: return 1;
  }
  return 1;
}

}  // namespace

Lines::Lines(std::string_view text) : starts_{0} {
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", at)) {
    at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    starts_.push_back(static_cast<std::uint32_t>(at));
  }
}

std::uint32_t Lines::end(std::string_view text, std::uint32_t line) const {
  if (line + 1 >= starts_.size()) return static_cast<std::uint32_t>(text.size());
  std::uint32_t end = starts_[line + 1] - 1;
  if (text[end] == '\n' && end > starts_[line] && text[end - 1] == '\r') --end;
  return end;
}

std::uint32_t Lines::offset(std::string_view text, Place place, Encoding encoding) const {
  if (place.line >= starts_.size()) return static_cast<std::uint32_t>(text.size());
  const std::uint32_t stop = end(text, place.line);
  std::uint32_t at = starts_[place.line];
  std::uint32_t left = place.character;
  while (at < stop && left > 0) {
    const auto point = diagnostics::utf8::decode(text, at);
    const std::uint32_t units = units_of(point, encoding);
    if (units > left) break;
    left -= units;
    at += point.bytes;
  }
  return std::min(at, stop);
}

Place Lines::place(std::string_view text, std::uint32_t offset, Encoding encoding) const {
  const auto wanted = std::min(offset, static_cast<std::uint32_t>(text.size()));
  const auto after = std::ranges::upper_bound(starts_, wanted);
  const auto line = static_cast<std::uint32_t>(after - starts_.begin() - 1);
  const std::uint32_t stop = std::min(wanted, end(text, line));
  Place place{line, 0};
  for (std::uint32_t at = starts_[line]; at < stop;) {
    const auto point = diagnostics::utf8::decode(text, at);
    if (at + point.bytes > stop) break;
    place.character += units_of(point, encoding);
    at += point.bytes;
  }
  return place;
}

Range Lines::range(std::string_view text, diagnostics::Span span, Encoding encoding) const {
  return {place(text, span.begin, encoding), place(text, span.end, encoding)};
}

}  // namespace dealwright::lsp
