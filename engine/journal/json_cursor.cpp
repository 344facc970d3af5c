// Texts and their escapes.
#include "engine/journal/json_cursor.hpp"

#include <utility>

namespace dealwright::journal {
namespace {

// The character of `\u00XX`; payloads escape control characters only. -1: it is none.
int control_character(std::string_view digits) {
  if (digits.size() < 4 || digits.substr(0, 2) != "00") return -1;
  int value = 0;
  const auto read = std::from_chars(digits.data() + 2, digits.data() + 4, value, 16);
  return read.ec == std::errc() && read.ptr == digits.data() + 4 && value < 0x80 ? value : -1;
}

char escaped(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'b': return '\b';
    case 'f': return '\f';
    default: return '\0';
  }
}

}  // namespace

void JsonCursor::fail(std::string what) {
  if (failed_) return;
  failed_ = true;
  fault_ = std::move(what);
  at_ = text_.size();
}

std::string_view JsonCursor::text(std::string& buffer) {
  if (!take('"')) {
    fail("a text was expected");
    return {};
  }
  const std::size_t begin = at_;
  std::size_t end = text_.find_first_of("\"\\", begin);
  if (end != std::string_view::npos && text_[end] == '"') {
    at_ = end + 1;
    return text_.substr(begin, end - begin);
  }
  buffer.clear();
  std::size_t from = begin;
  while (end != std::string_view::npos) {
    buffer.append(text_, from, end - from);
    if (text_[end] == '"') {
      at_ = end + 1;
      return buffer;
    }
    const char kind = end + 1 < text_.size() ? text_[end + 1] : '\0';
    if (kind == 'u') {
      const int value = control_character(text_.substr(end + 2));
      if (value < 0) break;
      buffer += static_cast<char>(value);
      from = end + 6;
    } else {
      const char c = escaped(kind);
      if (c == '\0') break;
      buffer += c;
      from = end + 2;
    }
    end = text_.find_first_of("\"\\", from);
  }
  fail("a text that does not end, or with an unknown escape");
  return {};
}

bool JsonCursor::truth() {
  for (const auto& [word, value] : {std::pair{std::string_view("true"), true}, {"false", false}}) {
    if (failed_ || text_.substr(at_, word.size()) != word) continue;
    at_ += word.size();
    return value;
  }
  fail("a truth was expected");
  return false;
}

void JsonCursor::skip_text() {
  std::size_t at = at_ + 1;
  while (at < text_.size() && text_[at] != '"')
    at += text_[at] == '\\' ? 2 : 1;
  at_ = at + 1;
  if (at_ > text_.size()) fail("a text that does not end");
}

void JsonCursor::skip() {
  std::size_t depth = 0;
  while (!failed_ && at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      skip_text();
      if (depth == 0) return;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
    if (c == '{' || c == '[') ++depth;
    ++at_;
    if ((c == '}' || c == ']') && --depth == 0) return;
  }
  if (depth != 0) fail("it ends too soon");
}

}  // namespace dealwright::journal
