// The findings themselves: where they point, and what they say was expected and found.
#include <array>
#include <utility>

#include "dsl/diagnostics/utf8.hpp"
#include "dsl/syntax/reader.hpp"

namespace dealwright::syntax {

using diagnostics::Code;
using diagnostics::Diagnostic;
using diagnostics::Span;

void Reader::expected(const char* at, std::string_view what) {
  if (!panicking_) unexpected(at, what);
}

void Reader::expected_word(const char* at, std::string_view word, std::string_view then) {
  if (panicking_) return;
  std::string what = "`" + std::string(word) + "`";
  if (!then.empty()) what += " and " + std::string(then);
  unexpected(at, what);
}

void Reader::refuse_chain(const char* at) {
  if (panicking_) return;
  const Token token = next(at);
  if (auto* finding =
          report(Code::unexpected_text, place_of(at, token), "comparisons do not chain")) {
    finding->help = "write `a < b and b < c`";
  }
  panic(at);
}

void Reader::report_encoding(Span invalid) {
  if (auto* finding = report(Code::not_utf8, invalid, "this is not UTF-8 text")) {
    finding->help = "save the file as UTF-8";
  }
}

Diagnostic* Reader::report(Code code, Span where, std::string message) {
  ++failures_;
  if (finished_) return nullptr;
  broken_.push_back(where);
  if (found_.size() + 1 == syntax_findings_max) {
    found_.push_back(
        {.code = Code::too_many_findings,
         .message = "there are too many mistakes to go on: the rest of the file was not read",
         .primary = {.source = source_, .span = where, .text = {}}});
    finished_ = true;
    panic(begin_ + where.end);
    return nullptr;
  }
  found_.push_back({.code = code,
                    .message = std::move(message),
                    .primary = {.source = source_, .span = where, .text = {}}});
  return &found_.back();
}

void Reader::fix(Diagnostic* finding, std::string title, Span where, std::string text) {
  finding->fix =
      diagnostics::Fix{.title = std::move(title),
                       .edits = {{.source = source_, .span = where, .text = std::move(text)}}};
}

namespace {

struct Lookalike {
  std::string_view character;
  std::string_view meant;
};
// What word processors make of plain signs.
constexpr std::array<Lookalike, 9> lookalikes{{{"\u201C", "\""},
                                               {"\u201D", "\""},
                                               {"\u201E", "\""},
                                               {"\u2013", "-"},
                                               {"\u2014", "-"},
                                               {"\u2212", "-"},
                                               {"\u00D7", "*"},
                                               {"\u00F7", "/"},
                                               {"\u00A0", " "}}};
constexpr std::array<std::string_view, 9> long_signs{
    "->", "=>", "<=", ">=", "==", "!=", "..", "&&", "||"};
constexpr std::size_t shown_bytes_max = 40;

std::string code_point_name(char32_t value) {
  constexpr std::string_view figures = "0123456789ABCDEF";
  std::string name = "U+";
  for (int shift = 12; shift >= 0; shift -= 4)
    name += figures[(value >> static_cast<unsigned>(shift)) & 0xFU];
  return name;
}

}  // namespace

void Reader::unexpected(const char* at, std::string_view what) {
  const Token token = next(at);
  if (auto* finding = report(Code::unexpected_text, place_of(at, token),
                             "expected " + std::string(what) + ", found " + found_at(token))) {
    for (const Lookalike& lookalike : lookalikes) {
      if (!is_at(token.begin, lookalike.character)) continue;
      finding->help = "write `" + std::string(lookalike.meant) + "`";
      if (lookalike.meant == "\"") break;  // the other quote is somewhere else
      fix(finding, finding->help, span(token.begin, token.begin + lookalike.character.size()),
          std::string(lookalike.meant));
    }
  }
  panic(at);
}

// A token on this line is shown itself; otherwise the place is where the line ends.
Span Reader::place_of(const char* at, const Token& token) const {
  const std::string_view between(at, static_cast<std::size_t>(token.begin - at));
  if (token.begin == end_ || token.first == '\n' || between.find('\n') != std::string_view::npos)
    return span(at, at);
  const char* stop = piece_end(token.begin);
  for (const std::string_view sign : long_signs) {
    if (is_at(token.begin, sign)) stop = token.begin + sign.size();
  }
  return span(token.begin, stop);
}

std::string Reader::found_at(const Token& token) const {
  if (token.begin == end_) return "the end of the file";
  if (token.first == '\n') return "the end of the line";
  const auto point = diagnostics::utf8::decode(source_->text(), offset(token.begin));
  if (!point.valid) return "a byte that is not UTF-8";
  if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA1))
    return "the character " + code_point_name(point.value);
  for (const std::string_view sign : long_signs) {
    if (is_at(token.begin, sign)) return "`" + std::string(sign) + "`";
  }
  const auto size = static_cast<std::size_t>(piece_end(token.begin) - token.begin);
  if (token.first == '"')
    return size > shown_bytes_max ? "a text" : "the text " + std::string(token.begin, size);
  if (size > shown_bytes_max) return scan::is_digit(token.first) ? "a number" : "a name";
  return "`" + std::string(token.begin, size) + "`";
}

}  // namespace dealwright::syntax
