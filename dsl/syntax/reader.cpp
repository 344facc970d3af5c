// Recovery: what is skipped after a mistake, where blocks end that were not closed, and the tree at
// the end. Every search that may fail goes with a finding or has a bounded reach, so the work stays
// linear in the text.
#include "dsl/syntax/reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/values/assertion.hpp"

namespace dealwright::syntax {

using diagnostics::Code;
using scan::Newlines;

Reader::Reader(diagnostics::SourcePointer source)
    : source_(std::move(source)),
      begin_(source_->text().data()),
      end_(begin_ + source_->text().size()) {
  nodes_.reserve(source_->text().size() / 3 + 16);
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
    fix(finding, {}, here, {});
  } else {
    ++failures_;
  }
  std::string& closers = finding->fix->edits.front().text;
  closers += closer;
  finding->fix->title = "insert `" + closers + "`";
  finding->help = "put `" + closers + "` here";
  finding->others.push_back({.source = source_, .span = span(opener, opener + 1), .text = "opened here"});
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

// ---- Blocks

const char* Reader::to_block(const char* at) {
  if (finished_ || brace_pending_) return at;
  if (!panicking_) {
    const Token& token = next(at);
    if (token.first == '{') return at;
    expected(at, "`{`");
    if (finished_) return at;
  }
  const char* const from = scan::over_layout(at, end_, Newlines::end_the_line);
  const char* last = at;
  brace_pending_ = true;
  for (const char* p = from; p != end_ && *p != '\n' && *p != '}';
       p = scan::over_layout(p, end_, Newlines::end_the_line)) {
    if (*p == '{') {
      brace_pending_ = false;
      break;
    }
    last = p = scan::piece_end(p, end_);
  }
  work_ += static_cast<std::uint64_t>(last - at);
  leave_error(from, last);
  calm();
  return last;
}

Reader::Opening Reader::open_block(const char* at, const BlockWords& words) {
  const char* place = to_block(at);
  if (finished_) return {place, false};
  Block block{
      .words = words, .opener = place, .brackets = open_brackets_, .brace_put_in = brace_pending_};
  if (brace_pending_) {
    brace_pending_ = false;
  } else {
    block.opener = next(place).begin;
    place = block.opener + 1;
  }
  if (!enter(block.opener)) {
    const char* past = past_block(block.opener);
    if (past == nullptr) past = scan::line_end(block.opener, end_);
    if (finished_) return {block.opener, false};
    leave_error(block.opener, past);
    calm();
    return {past, false};
  }
  open_brackets_ = 0;
  token_.from = nullptr;
  blocks_.push_back(block);
  return {place, true};
}

void Reader::open_file(const BlockWords& words) { blocks_.push_back({.words = words}); }

void Reader::leave_block() {
  open_brackets_ = blocks_.back().brackets;
  blocks_.pop_back();
  leave();
  if (!panicking_) token_.from = nullptr;
}

// Over empty lines and comments to the next item.
const char* Reader::to_item(const char* at) {
  if (finished_) return end_;
  const char* p = over_all_layout(at);
  work_ += static_cast<std::uint64_t>(p - at);
  return p;
}

// The same, but no further than the `///` lines before it: a comment that begins a line may
// document what follows.
const char* Reader::to_item_or_documentation(const char* at) {
  if (finished_) return end_;
  const char* p = at;
  bool begins_line = at == begin();
  while (true) {
    while (p != end_ && scan::is_blank(*p))
      ++p;
    if (begins_line && documents(p)) break;
    p = scan::over_layout(p, end_, Newlines::end_the_line);
    if (p == end_ || *p != '\n') break;
    ++p;
    begins_line = true;
  }
  work_ += static_cast<std::uint64_t>(p - at);
  return p;
}

const char* Reader::read_documentation(const char* at) {
  if (finished_) return nullptr;
  const char* const first = at;
  if (!documents(first)) return nullptr;
  const char* last = first;
  for (const char* p = first; documents(p); p = to_item_or_documentation(last)) {
    last = scan::line_end(p, end_);
  }
  while (last[-1] == '\r')
    --last;
  nodes_.push_back(
      {.kind = Kind::documentation, .begin = offset(first), .end = offset(last), .size = 1});
  return last;
}

// Documentation is of a declaration or an item; before `use` it is a comment like any other.
void Reader::keep_documentation_of(const char* at, std::uint32_t nodes) {
  if (blocks_.size() == 1 && word_at(at) == "use") drop_nodes(nodes);
}

Reader::BlockEnd Reader::block_end(const char* before, const char* at) {
  const Block& block = blocks_.back();
  if (finished_) return BlockEnd::missing;
  if (at == end_) {
    if (block.opener != nullptr) report_missing_brace(before);
    return BlockEnd::missing;
  }
  return *at == '}' && block.opener != nullptr ? BlockEnd::brace : BlockEnd::not_yet;
}

// At the end of the file: one finding for all blocks that are open there.
void Reader::report_missing_brace(const char* before) {
  if (end_reported_) return;
  end_reported_ = true;
  std::string braces;
  std::vector<diagnostics::Label> openers;
  for (const Block& block : blocks_) {
    if (block.opener == nullptr || block.brace_put_in) continue;
    braces += "}";
    openers.push_back(
        {.source = source_, .span = span(block.opener, block.opener + 1), .text = "opened here"});
  }
  if (openers.empty()) return;
  if (auto* finding =
          report(Code::not_closed, span(before, before),
                 openers.size() == 1 ? "a block is not closed"
                                     : std::to_string(openers.size()) + " blocks are not closed")) {
    finding->others = std::move(openers);
    finding->help = "put `" + braces + "` at the end";
    fix(finding, "insert `" + braces + "`", span(before, before), "\n" + braces);
  }
}

// ---- Items

bool Reader::stopped_after_a_word(const char* begin, const char* at) {
  if (panicking_ || scan::word_end(begin, end_) != at || begin == at) return false;
  return !ends_statement(next(at).begin);
}

bool Reader::is_outside(const char* at) const {
  if (panicking_ || !blocks_.back().brace_put_in) return false;
  const std::string_view word = word_at(at);
  const auto& words = blocks_.back().words.words;
  return !word.empty() && std::ranges::find(words, word) == words.end() &&
         owner_of(word, over_layout(at + word.size())) != nullptr;
}

// The word that begins an item which cannot be read: ours and misspelt, of a block outside (ours
// lacks its brace), or none.
Reader::Judgement Reader::judge_item(const char* before, const char* at) {
  Block& block = blocks_.back();
  const Token token = next(at);
  const std::string_view word(token.begin, token.word);
  if (!word.empty()) {
    const char* after = over_layout(token.begin + token.word);
    if (std::ranges::find(block.words.words, word) != block.words.words.end())
      return Judgement::read_again;
    if (owner_of(word, after) != nullptr) {
      if (!block.brace_put_in) {
        if (auto* finding = report(Code::not_closed, span(before, before),
                                   "a block is not closed before `" + std::string(word) + "`")) {
          finding->others.push_back({.source = source_,
                                     .span = span(block.opener, block.opener + 1),
                                     .text = "opened here"});
          finding->help = "put `}` here";
          fix(finding, "insert `}`", span(before, before), "\n}");
        }
      }
      return Judgement::not_ours;
    }
    if (const std::string_view meant = meant_by(word); !meant.empty()) {
      respell(token, meant);
      return Judgement::read_again;
    }
  }
  if (block.brace_put_in) {
    block.brace_put_in = false;
    return Judgement::not_ours;
  }
  const std::string item(block.words.item);
  if (!word.empty() && block.words.after_word.empty()) {
    if (auto* finding = report(Code::unexpected_text, span(token.begin, token.begin + token.word),
                               "`" + std::string(word) + "` is not " + item)) {
      finding->help = block.opener == nullptr && belongs_in_a_block(word)
                          ? "it belongs in a block: is there a `}` too many above?"
                          : "expected " + std::string(block.words.expected);
    }
    panic(at);
  } else if (!word.empty()) {
    expected(token.begin + token.word, block.words.after_word);
    if (!finished_) panic(at);
  } else {
    expected(at, block.words.expected);
  }
  return Judgement::not_understood;
}

// The nearest block outside whose items this word may begin, if what follows the word looks like
// it.
const Reader::Block* Reader::owner_of(std::string_view word, const char* after) const {
  if (!is_in_word(after) && !is_at(after, "\"") && !is_at(after, "{")) return nullptr;
  for (std::size_t i = blocks_.size() - 1; i-- > 0;) {
    if (std::ranges::find(blocks_[i].words.words, word) != blocks_[i].words.words.end())
      return &blocks_[i];
  }
  return nullptr;
}

// Where to go on: past the item's separator, or past what cannot belong to it.
const char* Reader::end_item(const char* at, Item item) {
  const bool in_file = blocks_.back().opener == nullptr;
  if (finished_) {
    const char* last = end_;
    while (last > at && (scan::is_blank(last[-1]) || last[-1] == '\n'))
      --last;
    leave_error_in_item(over_all_layout(at), last, item);
    return std::max(last, at);
  }
  if (!panicking_) {
    while (next(at).first == ';') {
      const char* semicolon = next(at).begin;
      if (auto* finding = report(Code::unexpected_text, span(semicolon, semicolon + 1),
                                 "a line needs no `;` at its end")) {
        fix(finding, "remove `;`", span(semicolon, semicolon + 1), "");
      }
      leave_error_in_item(semicolon, semicolon + 1, item);
      at = semicolon + 1;
    }
    const Token& token = next(at);
    if (token.begin == end_ || token.first == '\n') return at;
    if (!in_file && token.first == '}') return at;
    if (!in_file && token.first == ',') return token.begin + 1;
    unexpected(at, "the end of the line");
    if (finished_) return end_item(at, item);
  }
  const char* from = scan::over_layout(at, end_, Newlines::end_the_line);
  const bool line_is_over = from == end_ || *from == '\n';
  const char* last = line_is_over ? from : in_file ? end_of_declarations(from) : end_of_item(from);
  if (last > from) leave_error_in_item(from, last, item);
  calm();
  const char* stop = scan::over_layout(last, end_, Newlines::end_the_line);
  if (!in_file && stop != end_ && *stop == ',') return stop + 1;
  return last > from ? last : at;
}

// Skips to the end of the line, of the block, or, in a block on one line, to the next comma.
// Brackets and blocks that begin in what is skipped are skipped whole.
const char* Reader::end_of_item(const char* p) {
  const char* const opener = blocks_.back().opener;
  const bool one_line = std::string_view(opener, static_cast<std::size_t>(p - opener)).find('\n') ==
                        std::string_view::npos;
  const char* const from = p;
  const char* last = p;
  bool balanced = true;
  while (true) {
    p = scan::over_layout(p, end_, Newlines::end_the_line);
    if (p == end_ || *p == '\n' || *p == '}') break;
    if (*p == ',' && one_line && p != from) break;
    const char* past = nullptr;
    if (*p == '(' || *p == '[' || *p == '{') {
      if (balanced) past = past_bracket(p);
      // A search that fails is the last one, or a line of brackets would be searched again and
      // again.
      balanced = past != nullptr;
    }
    last = p = past != nullptr ? past : scan::piece_end(p, end_);
  }
  work_ += static_cast<std::uint64_t>(p - from);
  return last;
}

// Past what closes the bracket at `p`, or null.
const char* Reader::past_bracket(const char* p) {
  if (*p == '{') return past_block(p);
  const char* closer = closer_ahead(p + 1, *p == '(' ? ')' : ']');
  return closer == nullptr ? nullptr : closer + 1;
}

// Skips to the next line that begins a declaration.
const char* Reader::end_of_declarations(const char* p) {
  const char* const from = p;
  const char* last = p;
  while (true) {
    p = scan::over_layout(p, end_, Newlines::end_the_line);
    if (p == end_) break;
    if (*p == '\n') {
      const char* line = p + 1;
      while (line != end_ && scan::is_blank(*line))
        ++line;
      if (begins_declaration(line)) break;
      p = line;
      continue;
    }
    last = p = scan::piece_end(p, end_);
  }
  work_ += static_cast<std::uint64_t>(p - from);
  return last;
}

bool Reader::begins_declaration(const char* p) const {
  if (documents(p)) return true;
  const std::string_view word = word_at(p);
  const auto& words = blocks_.front().words.words;
  if (std::ranges::find(words, word) == words.end()) return false;
  const char* after = over_layout(p + word.size());
  return is_in_word(after) || is_at(after, "\"") || is_at(after, "{");
}

// ---- The end

// Post-order to pre-order: walked from the back, the children of a node are found by their sizes,
// last one first.
Parsed Reader::finish(std::vector<Comment> comments) && {
  DEALWRIGHT_ASSERT(!nodes_.empty() && nodes_.back().kind == Kind::file &&
                    nodes_.back().size == nodes_.size());
  nodes_.back().broken = failures_ > 0;
  nodes_.back().begin = 0;
  nodes_.back().end = offset(end_);
  std::vector<NodeRecord> ordered(nodes_.size());
  std::vector<NodeIndex> places(nodes_.size());
  places.back() = 0;
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    const NodeRecord& record = nodes_[i];
    ordered[places[i]] = record;
    NodeIndex place = places[i] + record.size;
    for (std::size_t child = i; child > i + 1 - record.size;) {
      --child;
      place -= nodes_[child].size;
      places[child] = place;
      child -= nodes_[child].size - 1;
    }
  }
  std::ranges::sort(broken_, {}, [](diagnostics::Span at) { return std::pair(at.begin, at.end); });
  SyntaxTree tree(std::move(source_), std::move(ordered), std::move(comments), std::move(broken_));
  return {
      .tree = std::move(tree), .found = diagnostics::in_order(std::move(found_)), .work = work_};
}

}  // namespace dealwright::syntax
