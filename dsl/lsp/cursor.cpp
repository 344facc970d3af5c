// One pass of tokens from the beginning of the text to the cursor.
#include "dsl/lsp/cursor.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::lsp {
namespace {

// Deeper nesting than the language allows needs no remembering.
constexpr std::size_t depth_max = 256;

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A line that ends in one of these goes on.
bool carries_on(std::string_view word) {
  static constexpr std::string_view words[] = {
      ",", "+", "-", "*", "/", "<", ">", "<=", ">=", "==", "!=", "of", "or", "and", "not"};
  return std::ranges::find(words, word) != std::end(words);
}

class Scan {
 public:
  Scan(std::string_view text, std::uint32_t offset) : text_(text), offset_(offset) {}

  Cursor run() {
    std::uint32_t at = 0;
    while (at < offset_)
      at = step(at);
    if (cursor_.word.end == 0) cursor_.word = {offset_, offset_};
    // The cursor may stand in front of a word, which is then the one that is being written.
    if (cursor_.word.begin == offset_ && !cursor_.in_comment && !cursor_.in_text) {
      cursor_.word.end = word_end(offset_);
      if (offset_ < text_.size() && is_digit(text_[offset_])) cursor_.word.end = offset_;
    }
    return std::move(cursor_);
  }

 private:
  std::uint32_t step(std::uint32_t at) {
    const char c = text_[at];
    if (c == '\n') {
      // A module may be called like a word that carries a line on.
      const bool is_use = !cursor_.statement.empty() && cursor_.statement.front().text == "use";
      if (cursor_.calls.empty() && (is_use || !carries_on(cursor_.last())))
        cursor_.statement.clear();
      return at + 1;
    }
    if (c == ' ' || c == '\t' || c == '\r') return at + 1;
    if (text_.substr(at).starts_with("//")) return comment(at);
    if (c == '"') return quoted(at);
    if (in_word(c)) return word(at);
    return sign(at);
  }

  std::uint32_t comment(std::uint32_t at) {
    const std::size_t end = text_.find('\n', at);
    if (end == std::string_view::npos || end >= offset_) {
      cursor_.in_comment = true;
      return offset_;
    }
    return static_cast<std::uint32_t>(end);
  }

  std::uint32_t quoted(std::uint32_t at) {
    std::uint32_t end = at + 1;
    while (end < text_.size() && text_[end] != '"' && text_[end] != '\n')
      end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] != '\n' ? 2 : 1;
    const bool closed = end < text_.size() && text_[end] == '"';
    if (closed) ++end;
    if (end > offset_ || (!closed && end >= offset_)) {
      cursor_.in_text = true;
      cursor_.word = {at, std::max(offset_, end)};
      return offset_;
    }
    put(at, end);
    return end;
  }

  std::uint32_t word_end(std::uint32_t at) const {
    while (at < text_.size() && in_word(text_[at]))
      ++at;
    return at;
  }

  std::uint32_t word(std::uint32_t at) {
    std::uint32_t end = word_end(at);
    if (is_digit(text_[at])) {  // 0.65, 99.5%, 2026-01-31T00:00Z
      while (end + 1 < text_.size() &&
             ((text_[end] == '.' && is_digit(text_[end + 1])) ||
              (text_[end] == '-' && is_digit(text_[end + 1]) && end - at >= 4)))
        end = word_end(end + 1);
      if (end < text_.size() && text_[end] == '%') ++end;
    }
    if (end >= offset_) {
      cursor_.word = {at, end};
      return offset_;
    }
    put(at, end);
    return end;
  }

  std::uint32_t sign(std::uint32_t at) {
    static constexpr std::string_view pairs[] = {"->", "<=", ">=", "==", "!=", ".."};
    std::uint32_t end = at + 1;
    for (const std::string_view pair : pairs) {
      if (text_.substr(at).starts_with(pair)) end = at + 2;
    }
    if (end > offset_) return offset_;
    switch (text_[at]) {
      case '{': open_block(); return end;
      case '}': close_block(); return end;
      case '(':
      case '[': open_call(); break;
      case ')':
      case ']':
        if (cursor_.calls.empty()) return end;  // closes nothing
        cursor_.calls.pop_back();
        break;
      case ',':
        if (!cursor_.calls.empty()) {
          ++cursor_.calls.back().argument;
          cursor_.calls.back().label = {};
        }
        break;
      case ':':
        if (!cursor_.calls.empty() && !cursor_.statement.empty()) {
          cursor_.calls.back().label = cursor_.last();
          cursor_.calls.back().labels.push_back(cursor_.last());
        }
        break;
      default: break;
    }
    put(at, end);
    return end;
  }

  void put(std::uint32_t begin, std::uint32_t end) {
    cursor_.statement.push_back({text_.substr(begin, end - begin), begin});
  }

  void open_block() {
    if (cursor_.blocks.size() < depth_max) cursor_.blocks.push_back({std::move(cursor_.statement)});
    cursor_.statement.clear();
    cursor_.calls.clear();
  }

  void close_block() {
    if (!cursor_.blocks.empty()) cursor_.blocks.pop_back();
    cursor_.statement.clear();
    cursor_.calls.clear();
  }

  // `aave.borrow(`: the names before the bracket.
  void open_call() {
    OpenCall call;
    std::size_t from = cursor_.statement.size();
    while (from > 0) {
      const std::string_view word = cursor_.statement[from - 1].text;
      const bool is_name = in_word(word.front());
      const bool is_dot = word == ".";
      if (!is_name && !is_dot) break;
      // Two names without a dot between them are no path.
      if (is_name && from < cursor_.statement.size() && cursor_.statement[from].text != ".") break;
      --from;
    }
    call.callee.assign(cursor_.statement.begin() + static_cast<std::ptrdiff_t>(from),
                       cursor_.statement.end());
    if (cursor_.calls.size() < depth_max) cursor_.calls.push_back(std::move(call));
  }

  std::string_view text_;
  std::uint32_t offset_;
  Cursor cursor_;
};

}  // namespace

Cursor cursor_at(std::string_view text, std::uint32_t offset) { return Scan(text, offset).run(); }

}  // namespace dealwright::lsp
