// Bytes of deal text without a grammar: where layout, words, texts and brackets end. In: a place
// and the end of the text. Out: a place. Nothing here reports, and nothing here looks further than
// it says.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace dealwright::syntax::scan {

// A closing bracket that is further away than this is taken for missing: looking for it must not
// make parsing quadratic.
inline constexpr std::ptrdiff_t closer_distance_max = 16 * 1024;
// The same for the end of a block that is skipped whole.
inline constexpr std::ptrdiff_t block_bytes_max = 64 * 1024;

enum class Newlines : unsigned char { end_the_line, are_layout };

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_capital(c) || (c >= 'a' && c <= 'z'); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

inline constexpr auto word_characters = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const char character = static_cast<char>(c);
    table[c] = is_letter(character) || is_digit(character) || character == '_';
  }
  return table;
}();
inline bool in_word(char c) { return word_characters[static_cast<unsigned char>(c)]; }

inline bool starts_with(const char* p, const char* end, std::string_view text) {
  return static_cast<std::size_t>(end - p) >= text.size() &&
         std::memcmp(p, text.data(), text.size()) == 0;
}

inline const char* line_end(const char* p, const char* end) {
  const void* newline =
      p == end ? nullptr : std::memchr(p, '\n', static_cast<std::size_t>(end - p));
  return newline == nullptr ? end : static_cast<const char*>(newline);
}

// Over spaces, tabs, comments and, where they are layout, newlines.
inline const char* over_layout(const char* p, const char* end, Newlines newlines) {
  while (p != end) {
    if (is_blank(*p) || (*p == '\n' && newlines == Newlines::are_layout)) {
      ++p;
    } else if (*p == '/' && p + 1 != end && p[1] == '/') {
      p = line_end(p, end);
    } else {
      break;
    }
  }
  return p;
}

// The end of the word (letters, digits, underscores) that begins here with a letter; `p` itself
// when none does.
inline const char* word_end(const char* p, const char* end) {
  if (p == end || !is_letter(*p)) return p;
  do {
    ++p;
  } while (p != end && in_word(*p));
  return p;
}

inline std::string_view word_at(const char* p, const char* end) {
  return {p, static_cast<std::size_t>(word_end(p, end) - p)};
}

struct Text {
  const char* end = nullptr;  // past the closing quote, or where the line ends
  bool closed = false;
};

// The text that opens with the quote at `p`.
inline Text text_at(const char* p, const char* end) {
  ++p;
  while (p != end && *p != '\n') {
    if (*p == '"') return {p + 1, true};
    if (*p == '\\' && p + 1 != end && p[1] != '\n') ++p;
    ++p;
  }
  while (is_blank(p[-1]))
    --p;  // the opening quote stops this
  return {p, false};
}

// One piece of anything: a text, a word, a number with what is glued to it, a character. Not for
// layout.
inline const char* piece_end(const char* p, const char* end) {
  if (*p == '"') return text_at(p, end).end;
  if (in_word(*p)) {
    while (p != end && (in_word(*p) || (*p == '.' && p + 1 != end && is_digit(p[1]))))
      ++p;
    return p;
  }
  ++p;
  while (p != end && (static_cast<unsigned char>(*p) & 0xC0U) == 0x80U)
    ++p;  // the rest of a code point
  return p;
}

// The bracket that closes what was opened before `p`: itself, or null when a brace, the end or the
// distance comes first, or when another kind of bracket closes there.
inline const char* closer_ahead(const char* p, const char* end, char closer) {
  const char* const limit = end - p > closer_distance_max ? p + closer_distance_max : end;
  int open = 0;
  while (p < limit) {
    p = over_layout(p, limit, Newlines::are_layout);
    if (p >= limit || *p == '{' || *p == '}') return nullptr;
    if (*p == '(' || *p == '[') ++open;
    if (*p == ')' || *p == ']') {
      if (open == 0) return *p == closer ? p : nullptr;
      --open;
    }
    p = piece_end(p, limit);
  }
  return nullptr;
}

// Past the brace that closes the one at `p`, or null when it is missing or too far away.
inline const char* past_block(const char* p, const char* end) {
  const char* const limit = end - p > block_bytes_max ? p + block_bytes_max : end;
  int open = 0;
  while (p < limit) {
    p = over_layout(p, limit, Newlines::are_layout);
    if (p >= limit) return nullptr;
    if (*p == '{') ++open;
    if (*p == '}' && --open == 0) return p + 1;
    p = piece_end(p, limit);
  }
  return nullptr;
}

}  // namespace dealwright::syntax::scan
