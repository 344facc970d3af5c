// Walks over JSON without building a tree of it: reading a journal of a million records must not
// make a million trees. Only what payloads consist of: objects, lists, texts, whole numbers and
// truths, without white space. The first fault is kept, and everything after it reads as empty.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dealwright::journal {

class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }
  void fail(std::string what);

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  // Takes the character when it is next.
  bool take(char c) {
    if (failed_ || peek() != c) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] std::size_t place() const { return at_; }
  void go_to(std::size_t place) { at_ = place; }

  // A text; the view is into the JSON, or into `buffer` when there is something to unescape.
  std::string_view text(std::string& buffer);
  bool truth();
  template <class Integer>
  Integer integer(const char* expected) {
    Integer value = 0;
    const char* const begin = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    const auto read = std::from_chars(begin, end, value);
    if (failed_ || read.ec != std::errc()) {
      fail(expected);
      return 0;
    }
    // A fraction or a power of ten would be another number.
    if (read.ptr != end && (*read.ptr == '.' || *read.ptr == 'e' || *read.ptr == 'E')) {
      fail(expected);
      return 0;
    }
    at_ += static_cast<std::size_t>(read.ptr - begin);
    return value;
  }
  // Steps over any value.
  void skip();

 private:
  void skip_text();

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
  std::string fault_;
};

}  // namespace dealwright::journal
