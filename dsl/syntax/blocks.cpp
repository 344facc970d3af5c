// Blocks and their items: which item a line that cannot be read was meant to be, what is skipped
// after a mistake, and where blocks end that were not closed.
#include <algorithm>
#include <string>
#include <utility>

#include "dsl/syntax/reader.hpp"

namespace dealwright::syntax {

using diagnostics::Code;
using scan::Newlines;

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
  if (word == "and" || word == "or") {
    // The item above was meant to go on: what it lacks is said here, once.
    if (!nodes_.empty()) nodes_.back().broken = true;
    if (auto* finding = report(Code::unexpected_text, span(token.begin, token.begin + token.word),
                               "a line cannot begin with `" + std::string(word) + "`")) {
      finding->help = "end the line above with it";
    }
    panic(at);
  } else if (!word.empty() && block.words.after_word.empty()) {
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

}  // namespace dealwright::syntax
