// What the grammar's rules talk to while they match: the next token, the nodes so far, and what to
// do when the text is not what a rule expected. In: one source. Out: nodes in post-order and
// findings. It never throws and takes no text itself: it says where to go on, and the rules go
// there. The places (`const char*`) are all within the text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/parse.hpp"
#include "dsl/syntax/scan.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::syntax {

class Reader {
 public:
  struct Token {
    const char* from = nullptr;   // where the layout before it begins
    const char* begin = nullptr;  // its first byte
    std::uint32_t word = 0;       // bytes of the word that it is; 0 for anything else
    char first = '\0';  // its first byte; '\n' where a line ends, '\0' at the end of the text
  };
  // See grammar/recovery.hpp.
  struct BlockWords {
    std::string_view item;
    std::string_view expected;
    std::span<const std::string_view> words;
    std::string_view after_word;
  };

  explicit Reader(diagnostics::SourcePointer source);

  // ---- Text (see grammar/tokens.hpp)
  [[nodiscard]] const char* begin() const {
    return is_at(begin_, "\xEF\xBB\xBF") ? begin_ + 3 : begin_;
  }  // after the mark
  [[nodiscard]] const char* end() const { return end_; }
  const Token& next(const char* at) {
    ++work_;
    if (at != token_.from) read_token(at, layout());
    return token_;
  }
  void goes_on(const char* at) {
    if (!panicking_ && !begins_statement_below(at)) read_token(at, scan::Newlines::are_layout);
  }
  [[nodiscard]] const char* over_layout(const char* p) const {
    return scan::over_layout(p, end_, layout());
  }
  [[nodiscard]] const char* over_all_layout(const char* p) const {
    return scan::over_layout(p, end_, scan::Newlines::are_layout);
  }
  [[nodiscard]] std::string_view word_at(const char* p) const { return scan::word_at(p, end_); }
  [[nodiscard]] const char* piece_end(const char* p) const {
    return p == end_ ? p : scan::piece_end(p, end_);
  }
  [[nodiscard]] bool is_at(const char* p, std::string_view text) const {
    return scan::starts_with(p, end_, text);
  }
  [[nodiscard]] bool is_digit_at(const char* p) const { return p != end_ && scan::is_digit(*p); }
  [[nodiscard]] bool is_in_word(const char* p) const { return p != end_ && scan::in_word(*p); }
  [[nodiscard]] bool is_read_as(const char* p, std::string_view word) const {
    return p == respelled_at_ && word == respelled_;
  }
  [[nodiscard]] bool begins_operand(const char* p) const;
  [[nodiscard]] bool begins_call(const char* p) const;
  [[nodiscard]] bool ends_statement(const char* p) const;
  // A word begins after `p`, and after that a list of names goes on or ends; `ends` are more
  // characters that end it.
  [[nodiscard]] bool name_ends_at(const char* p, std::string_view ends) const;
  [[nodiscard]] bool statement_has(const char* p, std::string_view word);

  // ---- Nodes
  struct Mark {
    std::uint32_t nodes = 0;
    std::uint32_t begin = 0;
    std::uint32_t failures = 0;
  };
  Mark open_node(const char* at) {
    const Token& token = next(at);
    // A block whose brace was missing begins with its first item, on a line below.
    return {node_count(), offset(brace_pending_ ? over_all_layout(at) : token.begin), failures_};
  }
  void close_node(Kind kind, Mark mark, const char* at) {
    const std::uint32_t stop = offset(at);
    nodes_.push_back({.kind = kind,
                      .broken = failures_ != mark.failures,
                      .begin = mark.begin < stop ? mark.begin : stop,
                      .end = stop,
                      .size = node_count() - mark.nodes + 1});
  }
  // The same, but for a rule that leaves no node when it holds nothing but one other node.
  void close_or_fold_node(Kind kind, Mark mark, const char* at) {
    if (node_count() > mark.nodes) {
      NodeRecord& last = nodes_.back();
      if (last.size == node_count() - mark.nodes && last.begin == mark.begin &&
          last.end == offset(at)) {
        last.broken = last.broken || failures_ != mark.failures;
        return;
      }
    }
    close_node(kind, mark, at);
  }
  [[nodiscard]] std::uint32_t node_count() const {
    return static_cast<std::uint32_t>(nodes_.size());
  }
  void drop_nodes(std::uint32_t count) {
    if (nodes_.size() > count) nodes_.resize(count);
  }
  [[nodiscard]] bool is_panicking() const { return panicking_; }

  // ---- Expectations. Each reports one finding and panics, or does nothing when it panics already.
  void expected(const char* at, std::string_view what);
  void expected_word(const char* at, std::string_view word, std::string_view then);
  void refuse_chain(const char* at);

  // ---- Slips: each reports one finding and goes on. Null or false: it is none.
  const char* slip_word(const char* at, std::string_view word);
  void slip_sign(const char* begin, std::string_view found, std::string_view meant);
  void slip_missing_comma(const char* at, std::string_view before);
  bool slip_missing_comma_in_call(const char* at);
  bool slip_missing_arrow(const char* at);
  bool slip_unit_without_space(const char* at);
  const char* slip_literal(const char* begin);
  const char* slip_duration(const char* begin);
  // Where the text that opens at `begin` ends; reports what is wrong with it.
  const char* read_text(const char* begin);
  void check_use_comes_first(const char* at);

  // ---- Brackets and nesting
  void enter_bracket(const char* opener);
  void leave_bracket();
  // The bracket is not next. Where to go on after it, or null when it is put in here.
  const char* close_bracket(const char* at, const char* opener, char closer,
                            std::string_view expected);
  bool enter(const char* at);
  void leave() { --depth_; }

  // ---- Blocks and items (see grammar/recovery.hpp)
  struct Opening {
    const char* place = nullptr;
    bool entered = false;
  };
  enum class BlockEnd : std::uint8_t { not_yet, brace, missing };
  enum class Judgement : std::uint8_t { read_again, not_ours, not_understood };
  struct Item {
    std::uint32_t nodes = 0;
    const char* begin = nullptr;
  };

  [[nodiscard]] const char* to_block(const char* at);
  [[nodiscard]] Opening open_block(const char* at, const BlockWords& words);
  void open_file(const BlockWords& words);
  void leave_block();
  [[nodiscard]] const char* to_item(const char* at);
  [[nodiscard]] const char* to_item_or_documentation(const char* at);
  const char* read_documentation(const char* at);
  void keep_documentation_of(const char* at, std::uint32_t nodes);
  BlockEnd block_end(const char* before, const char* at);
  [[nodiscard]] const char* past_brace(const char* at) { return next(at).begin + 1; }
  Item begin_item(const char* at) { return {node_count(), at}; }
  bool stopped_after_a_word(const char* begin, const char* at);
  // In a block whose opening brace was missing: an item of a block outside ends it.
  [[nodiscard]] bool is_outside(const char* at) const;
  Judgement judge_item(const char* before, const char* at);
  [[nodiscard]] const char* end_item(const char* at, Item item);

  // ---- The end
  void report_encoding(diagnostics::Span invalid);
  [[nodiscard]] Parsed finish(std::vector<Comment> comments) &&;

 private:
  struct Block {
    BlockWords words;
    const char* opener = nullptr;  // null for the file itself
    unsigned brackets = 0;         // how many were open around it: mistakes only
    bool brace_put_in = false;     // its opening brace was missing: what is wrong with it was said
  };

  [[nodiscard]] scan::Newlines layout() const {
    return open_brackets_ > 0 ? scan::Newlines::are_layout : scan::Newlines::end_the_line;
  }
  void read_token(const char* at, scan::Newlines newlines) {
    if (panicking_) {
      token_ = {at, at, 0, '\0'};
      return;
    }
    const char* p = scan::over_layout(at, end_, newlines);
    const char* word_end = scan::word_end(p, end_);
    work_ += static_cast<std::uint64_t>(word_end - at);
    token_ = {at, p, static_cast<std::uint32_t>(word_end - p), p == end_ ? '\0' : *p};
  }
  [[nodiscard]] std::uint32_t offset(const char* p) const {
    return static_cast<std::uint32_t>(p - begin_);
  }
  [[nodiscard]] diagnostics::Span span(const char* from, const char* to) const {
    return {offset(from), offset(to)};
  }

  // Records a finding; null when there are too many, and then the rest of the file is skipped.
  diagnostics::Diagnostic* report(diagnostics::Code code, diagnostics::Span where,
                                  std::string message);
  void fix(diagnostics::Diagnostic* finding, std::string title, diagnostics::Span where,
           std::string text);
  void unexpected(const char* at, std::string_view what);
  void panic(const char* at);
  void calm();
  // What stands at a token, in words; and the place that a finding about it shows.
  [[nodiscard]] std::string found_at(const Token& token) const;
  [[nodiscard]] diagnostics::Span place_of(const char* at, const Token& token) const;
  void leave_error(const char* from, const char* to);
  void leave_error_in_item(const char* from, const char* to, Item item);
  [[nodiscard]] bool begins_statement_below(const char* at) const;
  [[nodiscard]] const char* end_of_item(const char* p);
  void put_in(const char* at, const char* opener, char closer);
  [[nodiscard]] const char* past_bracket(const char* p);
  [[nodiscard]] const char* past_block(const char* p);
  [[nodiscard]] const char* closer_ahead(const char* p, char closer);
  [[nodiscard]] const char* end_of_declarations(const char* p);
  [[nodiscard]] bool documents(const char* p) const { return is_at(p, "///") && !is_at(p, "////"); }
  [[nodiscard]] bool begins_declaration(const char* p) const;
  [[nodiscard]] const Block* owner_of(std::string_view word, const char* after) const;
  [[nodiscard]] std::string_view meant_by(std::string_view word) const;
  [[nodiscard]] static bool belongs_in_a_block(std::string_view word);
  void respell(const Token& token, std::string_view word);
  void report_missing_brace(const char* before);

  diagnostics::SourcePointer source_;
  const char* begin_;
  const char* end_;
  Token token_;
  bool panicking_ = false;
  bool finished_ = false;       // too many findings: nothing more is read
  bool brace_pending_ = false;  // the next block opens without its brace
  bool end_reported_ = false;   // the file ends inside blocks, and that was said
  unsigned open_brackets_ = 0;
  unsigned depth_ = 0;
  std::uint32_t failures_ = 0;
  std::uint64_t work_ = 0;
  const char* respelled_at_ = nullptr;
  std::string_view respelled_;
  const char* no_closer_after_ = nullptr;  // a search that found nothing is not made again
  std::vector<NodeRecord> nodes_;
  std::vector<Block> blocks_;
  std::vector<diagnostics::Span> broken_;
  diagnostics::Diagnostics found_;
};

}  // namespace dealwright::syntax
