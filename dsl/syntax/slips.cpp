// Slips: text whose meaning is plain although it is not the language's way to write it. It is
// reported with the right spelling, and reading goes on as if that stood there, so that one mistake
// is one finding.
#include <algorithm>
#include <array>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/syntax/reader.hpp"

namespace dealwright::syntax {

using diagnostics::Code;

// ---- Words

namespace {

struct Foreign {
  std::string_view written;
  std::string_view meant;
};
// What other languages call it. Each counts only in a block where the word it stands for may begin
// an item.
constexpr std::array<Foreign, 18> foreign_words{{{"if", "when"},
                                                 {"elif", "when"},
                                                 {"unless", "when"},
                                                 {"assert", "require"},
                                                 {"check", "require"},
                                                 {"precondition", "require"},
                                                 {"postcondition", "ensure"},
                                                 {"parameter", "param"},
                                                 {"input", "param"},
                                                 {"import", "use"},
                                                 {"include", "use"},
                                                 {"workflow", "deal"},
                                                 {"test", "scenario"},
                                                 {"token", "asset"},
                                                 {"constraints", "limits"},
                                                 {"fees", "gas"},
                                                 {"accounts", "buckets"},
                                                 {"catch", "on"}}};

}  // namespace

std::string_view Reader::meant_by(std::string_view word) const {
  const auto& words = blocks_.back().words.words;
  const std::string near =
      diagnostics::nearest(word, std::vector<std::string>(words.begin(), words.end()));
  for (const std::string_view candidate : words) {
    if (candidate == near) return candidate;
    for (const Foreign& foreign : foreign_words) {
      if (foreign.written == word && foreign.meant == candidate) return candidate;
    }
  }
  return {};
}

// Words that begin the large parts of deals, scenarios and strategies.
bool Reader::belongs_in_a_block(std::string_view word) {
  constexpr std::array<std::string_view, 20> words{
      "param", "buckets", "gas",    "assume", "value",    "limits", "split",
      "adopt", "step",    "ladder", "defend", "defaults", "given",  "world",
      "crash", "explore", "expect", "market", "action",   "query"};
  return std::ranges::find(words, word) != words.end();
}

void Reader::respell(const Token& token, std::string_view word) {
  const diagnostics::Span where = span(token.begin, token.begin + token.word);
  if (auto* finding = report(Code::unexpected_text, where,
                             "`" + std::string(token.begin, token.word) + "` is not " +
                                 std::string(blocks_.back().words.item) + "; did you mean `" +
                                 std::string(word) + "`?")) {
    fix(finding, "write `" + std::string(word) + "`", where, std::string(word));
  }
  respelled_at_ = token.begin;
  respelled_ = word;
}

const char* Reader::slip_word(const char* at, std::string_view word) {
  if (panicking_) return nullptr;
  const Token token = next(at);
  if (token.word == 0) return nullptr;
  const std::string written(token.begin, token.word);
  if (diagnostics::nearest(written, {std::string(word)}).empty()) return nullptr;
  const diagnostics::Span where = span(token.begin, token.begin + token.word);
  if (auto* finding = report(Code::unexpected_text, where,
                             "expected `" + std::string(word) + "`, found `" + written + "`")) {
    fix(finding, "write `" + std::string(word) + "`", where, std::string(word));
  }
  return token.begin + token.word;
}

void Reader::check_use_comes_first(const char* at) {
  if (panicking_ || nodes_.empty()) return;
  const Kind before = nodes_.back().kind;
  if (before == Kind::use || before == Kind::error) return;
  if (auto* finding =
          report(Code::unexpected_text, span(at - 3, at), "`use` stands before all declarations")) {
    finding->help = "move this line to the top of the file";
  }
}

// ---- Signs

void Reader::slip_sign(const char* begin, std::string_view found, std::string_view meant) {
  const diagnostics::Span where = span(begin, begin + found.size());
  if (auto* finding =
          report(Code::unexpected_text, where,
                 "expected `" + std::string(meant) + "`, found `" + std::string(found) + "`")) {
    fix(finding, "write `" + std::string(meant) + "`", where, std::string(meant));
  }
  leave_error(begin, begin + found.size());
}

void Reader::slip_missing_comma(const char* at, std::string_view before) {
  if (panicking_) return;
  const Token token = next(at);
  if (auto* finding = report(Code::unexpected_text, place_of(at, token),
                             "expected `,` before `" + std::string(before) + "`")) {
    fix(finding, "insert `,`", span(at, at), ",");
  }
}

bool Reader::slip_missing_comma_in_call(const char* at) {
  if (panicking_) return false;
  const Token token = next(at);
  if (closer_ahead(token.begin, ')') == nullptr) return false;
  if (auto* finding = report(Code::unexpected_text, place_of(at, token),
                             "expected `,` or `)`, found " + found_at(token))) {
    finding->help = "put a comma between two arguments";
    fix(finding, "insert `,`", span(at, at), ",");
  }
  return !finished_;
}

bool Reader::slip_missing_arrow(const char* at) {
  if (panicking_ || at == begin_ || at[-1] != ')' || !name_ends_at(at, "")) return false;
  const Token token = next(at);
  if (auto* finding = report(Code::unexpected_text, place_of(at, token),
                             "expected `->` before what the action yields")) {
    fix(finding, "insert `->`", span(token.begin, token.begin), "-> ");
  }
  return true;
}

// ---- Literals

bool Reader::slip_unit_without_space(const char* at) {
  if (panicking_ || !scan::is_capital(*at)) return false;
  const std::string_view unit = word_at(at);
  if (unit.size() > 1 && *at == 'E' && scan::is_digit(unit[1]))
    return false;  // 5E18: an exponent, not an asset
  if (auto* finding = report(Code::bad_literal, span(at, at + unit.size()),
                             "expected a space before the unit `" + std::string(unit) + "`")) {
    fix(finding, "insert a space", span(at, at), " ");
  }
  return true;
}

namespace {

const char* past_digits(const char* p, const char* end) {
  while (p != end && (scan::is_digit(*p) || (*p == '_' && p + 1 != end && scan::is_digit(p[1]))))
    ++p;
  return p;
}

// The part of a piece that reads as a number: digits, a fraction, an exponent.
const char* past_number(const char* p, const char* end) {
  p = past_digits(p, end);
  if (p != end && *p == '.' && p + 1 != end && scan::is_digit(p[1])) p = past_digits(p + 1, end);
  if (p != end && *p == 'e') {
    const char* digits = p + 1;
    if (digits != end && (*digits == '-' || *digits == '+')) ++digits;
    if (digits != end && scan::is_digit(*digits)) {
      p = digits;
      while (p != end && scan::is_digit(*p))
        ++p;
    }
  }
  return p;
}

bool is_date(std::string_view text) {
  if (text.size() < 10) return false;
  for (std::size_t i = 0; i < 10; ++i) {
    if (i == 4 || i == 7 ? text[i] != '-' : !scan::is_digit(text[i])) return false;
  }
  return true;
}

struct LongUnit {
  std::string_view written;
  std::string_view unit;
};
constexpr std::array<LongUnit, 24> long_units{{{"millisecond", "ms"},
                                               {"milliseconds", "ms"},
                                               {"msec", "ms"},
                                               {"ms", "ms"},
                                               {"second", "s"},
                                               {"seconds", "s"},
                                               {"sec", "s"},
                                               {"secs", "s"},
                                               {"s", "s"},
                                               {"minute", "m"},
                                               {"minutes", "m"},
                                               {"min", "m"},
                                               {"mins", "m"},
                                               {"m", "m"},
                                               {"hour", "h"},
                                               {"hours", "h"},
                                               {"hr", "h"},
                                               {"hrs", "h"},
                                               {"h", "h"},
                                               {"day", "d"},
                                               {"days", "d"},
                                               {"d", "d"},
                                               {"H", "h"},
                                               {"D", "d"}}};

std::string_view short_unit(std::string_view written) {
  for (const LongUnit& unit : long_units) {
    if (unit.written == written) return unit.unit;
  }
  return {};
}

}  // namespace

// A literal that begins with a digit and is none: past it, or null when it is a plain number.
const char* Reader::slip_literal(const char* begin) {
  if (panicking_) return nullptr;
  const std::string_view rest(begin, static_cast<std::size_t>(end_ - begin));
  const char* stop = past_number(begin, end_);
  std::string message;
  std::string help;
  if (is_date(rest)) {
    while (stop != end_ &&
           (scan::in_word(*stop) || *stop == '-' || *stop == ':' || *stop == '.' || *stop == '+'))
      ++stop;
    message = "is not a point in time";
    help = "a point in time is written `2026-01-31T00:00Z`";
  } else if (is_in_word(stop) || (is_at(stop, ".") && is_digit_at(stop + 1))) {
    const char* const number_end = stop;
    const std::string_view after = word_at(stop);
    if (!after.empty() && scan::is_capital(after.front()) &&
        !(after.size() > 1 && after.front() == 'E' && scan::is_digit(after[1]))) {
      return nullptr;  // a unit without its space
    }
    stop = piece_end(begin);
    message = "is not a number";
    if (after == "bps") {
      help = "put a space between the number and `bps`";
    } else if (rest.starts_with("0x")) {
      help = "an address is `0x` and 40 hexadecimal digits";
    } else if (const std::string_view unit = short_unit(after); !unit.empty()) {
      const bool whole = std::string_view(begin, static_cast<std::size_t>(number_end - begin))
                             .find_first_of(".e") == std::string_view::npos;
      message = "is not a duration";
      help = whole ? "write `" + std::string(begin, number_end) + std::string(unit) + "`"
                   : "a duration is a whole number and a unit, such as `90m`";
    } else if (is_at(stop - 1, "_") ||
               std::string_view(begin, stop).find("__") != std::string_view::npos) {
      help = "an underscore stands between two digits";
    } else {
      help = "a number looks like `1_000`, `0.97` or `1e18`";
    }
  } else {
    const char* sign = stop;
    const char* const word = scan::over_layout(stop, end_, scan::Newlines::end_the_line);
    if (word != stop && !short_unit(word_at(word)).empty()) return slip_duration(begin);
    while (sign != end_ && (*sign == ' ' || *sign == '\t'))
      ++sign;
    if (sign == stop || !is_at(sign, "%")) return nullptr;
    if (auto* finding = report(Code::bad_literal, span(begin, sign + 1),
                               "expected `%` right after its number")) {
      fix(finding, "remove the space", span(stop, sign), "");
    }
    leave_error(begin, sign + 1);
    return sign + 1;
  }
  if (auto* finding =
          report(Code::bad_literal, span(begin, stop),
                 "`" +
                     std::string(rest.substr(
                         0, static_cast<std::size_t>(std::min<std::ptrdiff_t>(stop - begin, 60)))) +
                     "` " + message)) {
    finding->help = std::move(help);
  }
  leave_error(begin, stop);
  return stop;
}

const char* Reader::slip_duration(const char* begin) {
  if (panicking_) return nullptr;
  const char* const number_end = past_digits(begin, end_);
  const char* const word = scan::over_layout(number_end, end_, scan::Newlines::end_the_line);
  const std::string_view written = word_at(word);
  const std::string_view unit = short_unit(written);
  if (unit.empty()) return nullptr;
  const char* const stop = word + written.size();
  const std::string right = std::string(begin, number_end) + std::string(unit);
  if (auto* finding = report(Code::bad_literal, span(begin, stop),
                             "expected a duration such as `" + right + "`, found `" +
                                 std::string(begin, stop) + "`")) {
    fix(finding, "write `" + right + "`", span(begin, stop), right);
  }
  leave_error(begin, stop);
  return stop;
}

// A text that is not closed ends where its line does, but for what looks like the rest of the
// statement.
const char* Reader::read_text(const char* begin) {
  const scan::Text text = scan::text_at(begin, end_);
  work_ += static_cast<std::uint64_t>(text.end - begin);
  if (!text.closed) {
    const char* stop = text.end;
    while (stop > begin + 1 && (stop[-1] == '{' || stop[-1] == ')' || stop[-1] == ',')) {
      --stop;
      while (scan::is_blank(stop[-1]))
        --stop;
    }
    if (auto* finding =
            report(Code::string_not_closed, span(begin, stop), "the text is not closed")) {
      finding->help = "put `\"` where it ends; a text stays on one line";
    }
    panic(stop);
    return stop;
  }
  for (const char* p = begin + 1; p < text.end - 1; ++p) {
    if (*p != '\\') continue;
    ++p;
    if (*p == '"' || *p == '\\') continue;
    if (auto* finding = report(Code::bad_literal, span(p - 1, p + 1),
                               "expected `\\\"` or `\\\\` after a backslash in a text")) {
      finding->help = "write `\\\\` for a backslash";
    }
  }
  return text.end;
}

}  // namespace dealwright::syntax
