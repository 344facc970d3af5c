// Places as editors count them: lines that end at \n, \r\n or \r, and characters in the units that
// were agreed on when the session began.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/source.hpp"

namespace dealwright::lsp {

// What a character is in a position. UTF-16 code units are the protocol's default.
enum class Encoding : std::uint8_t { utf8, utf16, utf32 };

struct Place {
  std::uint32_t line = 0;  // from 0
  std::uint32_t character = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Range {
  Place start;
  Place end;
  friend bool operator==(const Range&, const Range&) = default;
};

// Where the lines of a text begin. The text is an argument of every question: it may have moved.
class Lines {
 public:
  explicit Lines(std::string_view text);

  // Bytes. Beyond the end of a line it is the line's end, beyond the last line the text's end, and
  // inside a character its beginning. Bytes that are not UTF-8 count as one unit each.
  [[nodiscard]] std::uint32_t offset(std::string_view text, Place place, Encoding encoding) const;
  [[nodiscard]] Place place(std::string_view text, std::uint32_t offset, Encoding encoding) const;
  [[nodiscard]] Range range(std::string_view text, diagnostics::Span span, Encoding encoding) const;

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size()); }
  [[nodiscard]] std::uint32_t start(std::uint32_t line) const { return starts_[line]; }
  // Where the line's characters end: before what ends it.
  [[nodiscard]] std::uint32_t end(std::string_view text, std::uint32_t line) const;

 private:
  std::vector<std::uint32_t> starts_;
};

}  // namespace dealwright::lsp
