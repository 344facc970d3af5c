// Comments and encoding, line by line. A comment is what two slashes begin outside a text: the same
// everywhere, broken text included, so it is found without the grammar and never twice.
#include "dsl/syntax/comments.hpp"

#include "dsl/diagnostics/utf8.hpp"
#include "dsl/syntax/scan.hpp"

namespace dealwright::syntax {
namespace {

class Look {
 public:
  explicit Look(std::string_view text) : text_(text) {}

  FirstLook over() {
    const char* p = text_.data();
    const char* const end = p + text_.size();
    while (p != end) {
      if (*p == '"') {
        p = check(p, scan::text_at(p, end).end);
      } else if (*p == '/' && p + 1 != end && p[1] == '/') {
        p = comment(p, end);
      } else if (static_cast<unsigned char>(*p) < 0x80U) {
        ++p;
      } else {
        p = check(p, p + 1);
      }
    }
    return std::move(look_);
  }

 private:
  const char* comment(const char* p, const char* end) {
    const char* stop = scan::line_end(p, end);
    const char* last = stop;
    while (last != p && last[-1] == '\r')
      --last;
    const std::string_view text(p, static_cast<std::size_t>(last - p));
    const bool documents = text.starts_with("///") && !text.starts_with("////");
    look_.comments.push_back({.span = {offset(p), offset(last)}, .documents = documents});
    check(p, stop);
    return stop;
  }

  // Checks the code points that begin before `stop`; returns where the last of them ends.
  const char* check(const char* p, const char* stop) {
    while (p < stop) {
      if (static_cast<unsigned char>(*p) < 0x80U) {
        ++p;
        continue;
      }
      const auto point = diagnostics::utf8::decode(text_, offset(p));
      if (!point.valid) invalid(offset(p));
      p += point.bytes;
    }
    return p;
  }

  void invalid(std::uint32_t at) {
    if (!look_.not_utf8) look_.not_utf8 = diagnostics::Span{at, at};
    if (look_.not_utf8->end == at) look_.not_utf8->end = at + 1;
  }

  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - text_.data()); }

  std::string_view text_;
  FirstLook look_;
};

}  // namespace

FirstLook look_over(std::string_view text) { return Look(text).over(); }

}  // namespace dealwright::syntax
