// Lines and columns of a text, computed from one list of line starts.
#include "dsl/diagnostics/source.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "dsl/diagnostics/utf8.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::diagnostics {

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  // Larger files are refused before they become a Source; here it is only that offsets fit.
  DEALWRIGHT_ASSERT(text_.size() < std::numeric_limits<std::uint32_t>::max());
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

std::string_view Source::text(Span span) const {
  const std::size_t end = std::min<std::size_t>(span.end, text_.size());
  const std::size_t begin = std::min<std::size_t>(span.begin, end);
  return std::string_view(text_).substr(begin, end - begin);
}

Position Source::position(std::uint32_t offset) const {
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  const auto after = std::ranges::upper_bound(line_starts_, static_cast<std::uint32_t>(end));
  const auto number = static_cast<std::uint32_t>(after - line_starts_.begin());
  std::uint32_t column = 1;
  // An offset inside a code point counts as that code point's column.
  for (std::size_t at = line_start(number); at < end; ++column) {
    at += utf8::decode(text_, at).bytes;
    if (at > end) break;
  }
  return {number, column};
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > line_count()) return {};
  const std::size_t begin = line_start(number);
  std::size_t end = number == line_count() ? text_.size() : line_start(number + 1) - 1;
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

std::uint32_t Source::line_start(std::uint32_t number) const {
  if (number == 0) return 0;
  if (number > line_count()) return static_cast<std::uint32_t>(text_.size());
  return line_starts_[number - 1];
}

}  // namespace dealwright::diagnostics
