// Looking at the text, panic, and brackets that are missing. Every search that may fail goes with a
// finding or has a bounded reach, so the work stays linear in the text. blocks.cpp has what is done
// for whole items.
#include "dsl/syntax/reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dealwright::syntax {

using diagnostics::Code;
using scan::Newlines;

Reader::Reader(diagnostics::SourcePointer source)
    : source_(std::move(source)),
      begin_(source_->text().data()),
      end_(begin_ + source_->text().size()) {
  nodes_.reserve(source_->text().size() / 5 + 16);
}

// ---- Looking

bool Reader::begins_operand(const char* p) const {
  if (p == end_) return false;
  return scan::in_word(*p) || *p == '"' || *p == '(' || (*p == '-' && !is_at(p, "->"));
}

bool Reader::begins_call(const char* p) const {
  const char* after = over_layout(scan::word_end(p, end_));
  return is_at(after, ".") || is_at(after, "(") || is_at(after, "[") || is_at(after, "->");
}

bool Reader::ends_statement(const char* p) const {
  return p == end_ || *p == '\n' || *p == '}' || *p == ',' || *p == ';';
}

bool Reader::name_ends_at(const char* p, std::string_view ends) const {
  const char* name = over_all_layout(p);
  const char* after = scan::word_end(name, end_);
  if (after == name) return false;
  after = scan::over_layout(after, end_, Newlines::end_the_line);
  return ends_statement(after) || ends.find(*after) != std::string_view::npos;
}

// The word counts only where an operand ended before it: elsewhere it is a name. What is looked at
// is read right after, or a bracket in it is not closed, and then the look has a bound.
bool Reader::statement_has(const char* p, std::string_view word) {
  if (panicking_) return false;
  const char* const limit = end_ - p > scan::block_bytes_max ? p + scan::block_bytes_max : end_;
  int open = 0;
  bool after_operand = false;
  while (true) {
    const char* const begin = p;
    // After an operator the line goes on.
    p = scan::over_layout(
        p, end_, open > 0 || !after_operand ? Newlines::are_layout : Newlines::end_the_line);
    if (p >= limit || *p == '\n' || *p == '{' || *p == '}' || (*p == ',' && open == 0))
      return false;
    const std::string_view at = word_at(p);
    if (open == 0 && after_operand && at == word) return true;
    if (*p == '(' || *p == '[') ++open;
    if (*p == ')' || *p == ']') --open;
    if (open < 0) return false;
    after_operand = scan::in_word(*p) || *p == '"' || *p == ')' || *p == ']' || *p == '%';
    if (at == "of" || at == "and" || at == "or" || at == "not") after_operand = false;
    p = scan::piece_end(p, end_);
    work_ += static_cast<std::uint64_t>(p - begin);
  }
}

// An operand is missing at the end of a line, and the next line is a statement of its own: a
// keyword of this block with something after it that no operator joins. (A quantity may be called
// like a keyword; then an operator follows.)
bool Reader::begins_statement_below(const char* at) const {
  static constexpr std::array<std::string_view, 16> joining{
      "of",     "and",     "or",  "at",      "from", "in",     "is",   "per",
      "within", "between", "for", "because", "when", "always", "warn", "every"};
  if (open_brackets_ > 0 || blocks_.empty()) return false;
  const char* line = scan::over_layout(at, end_, Newlines::end_the_line);
  if (line == end_ || *line != '\n') return false;
  const char* p = over_all_layout(line);
  const std::string_view word = word_at(p);
  const auto& words = blocks_.back().words.words;
  if (word.empty() || std::ranges::find(words, word) == words.end()) return false;
  const char* after = over_layout(p + word.size());
  if (!is_in_word(after) && !is_at(after, "\"")) return false;
  return std::ranges::find(joining, word_at(after)) == joining.end();
}

// ---- Panic

void Reader::panic(const char* at) {
  panicking_ = true;
  token_ = {at, at, 0, '\0'};
}

void Reader::calm() {
  if (finished_) return;
  panicking_ = false;
  token_.from = nullptr;
}

void Reader::leave_error(const char* from, const char* to) {
  if (from >= to) return;
  nodes_.push_back(
      {.kind = Kind::error, .broken = true, .begin = offset(from), .end = offset(to), .size = 1});
}

// Makes skipped text the last child of the item before it, so that the item is seen to be broken.
void Reader::leave_error_in_item(const char* from, const char* to, Item item) {
  if (from >= to) return;
  if (node_count() == item.nodes) {
    leave_error(from, to);
    return;
  }
  NodeRecord record = nodes_.back();
  nodes_.pop_back();
  leave_error(from, to);
  record.size += 1;
  record.end = std::max(record.end, offset(to));
  record.broken = true;
  nodes_.push_back(record);
}

// ---- Brackets and nesting

const char* Reader::closer_ahead(const char* p, char closer) {
  const char* found = scan::closer_ahead(p, end_, closer);
  work_ += static_cast<std::uint64_t>(
      found != nullptr ? found - p : std::min(end_ - p, scan::closer_distance_max));
  return found;
}

const char* Reader::past_block(const char* p) {
  const char* found = scan::past_block(p, end_);
  work_ += static_cast<std::uint64_t>(found != nullptr ? found - p
                                                       : std::min(end_ - p, scan::block_bytes_max));
  return found;
}

bool Reader::enter(const char* at) {
  if (panicking_) return false;
  if (depth_ < nesting_max) {
    ++depth_;
    return true;
  }
  const Token token = next(at);
  if (auto* finding = report(Code::nested_too_deeply, place_of(at, token),
                             "this is nested more than " + std::to_string(nesting_max) + " deep")) {
    finding->help = "name parts of it";
  }
  panic(at);
  return false;
}

void Reader::enter_bracket(const char* opener) {
  ++open_brackets_;
  if (!enter(opener + 1)) ++depth_;  // leave_bracket takes one off in any case
  if (!panicking_) token_.from = nullptr;
}

void Reader::leave_bracket() {
  --open_brackets_;
  --depth_;
  if (!panicking_) token_.from = nullptr;  // newlines mean something else now
}

// Brackets that are missing at the same place are one finding.
void Reader::put_in(const char* at, const char* opener, char closer) {
  const diagnostics::Span here = span(at, at);
  diagnostics::Diagnostic* finding = found_.empty() ? nullptr : &found_.back();
  if (finding == nullptr || finding->code != Code::not_closed || finding->primary.span != here) {
    finding = report(Code::not_closed, here, "`" + std::string(1, *opener) + "` is not closed");
    if (finding == nullptr) return;
  } else {
    ++failures_;
  }
  std::string closers = finding->fix ? finding->fix->edits.front().text : std::string();
  closers += closer;
  finding->help = "put `" + closers + "` here";
  fix(finding, "insert `" + closers + "`", here, closers);
  finding->others.push_back(
      {.source = source_, .span = span(opener, opener + 1), .text = "opened here"});
}

const char* Reader::close_bracket(const char* at, const char* opener, char closer,
                                  std::string_view expected) {
  if (finished_) return nullptr;
  const Token token = next(at);
  const char* const from = panicking_ ? over_all_layout(at) : token.begin;
  if (panicking_ && no_closer_after_ == from) return nullptr;
  const char* const found = closer_ahead(from, closer);
  if (found == nullptr) {
    no_closer_after_ = from;
    if (panicking_) return nullptr;
    put_in(at, opener, closer);
    return nullptr;
  }
  if (!panicking_) unexpected(at, expected);
  if (finished_) return nullptr;
  const char* last = from;
  for (const char* p = from; p < found; p = over_all_layout(p))
    last = p = scan::piece_end(p, end_);
  work_ += static_cast<std::uint64_t>(found - from);
  leave_error(from, last);
  calm();
  return found + 1;
}

}  // namespace dealwright::syntax
