// Reading UTF-8 strictly (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), one
// code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dealwright::diagnostics::utf8 {

struct CodePoint {
  char32_t value = 0;      // of an invalid byte: the byte
  std::uint8_t bytes = 1;  // an invalid byte stands alone
  bool valid = true;
};

// The code point that begins at `at` (within the text).
constexpr CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {static_cast<char32_t>(first), 1, true};
  const CodePoint invalid{static_cast<char32_t>(first), 1, false};
  std::uint8_t length = 0;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (length == 0) return invalid;
  std::uint32_t value = first & (0x7FU >> length);
  for (std::uint8_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return invalid;
    value = value << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return invalid;
  return {static_cast<char32_t>(value), length, true};
}

// Where the code point before `at` begins; `at` is above 0 and begins a code point itself or ends
// the text.
constexpr std::size_t previous(std::string_view text, std::size_t at) {
  for (std::size_t length = 4; length > 1; --length) {
    if (length > at) continue;
    const CodePoint point = decode(text.substr(0, at), at - length);
    if (point.valid && point.bytes == length) return at - length;
  }
  return at - 1;
}

}  // namespace dealwright::diagnostics::utf8
