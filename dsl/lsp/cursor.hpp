// Where a cursor stands in a text that is being written: the blocks around it, the statement so
// far, the calls that are open. It reads tokens and no grammar, so a text that breaks off anywhere,
// or is broken above, says as much as a whole one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/source.hpp"

namespace dealwright::lsp {

struct Word {
  std::string_view text;  // of the source: a word, a number with its unit, a text or one sign
  std::uint32_t begin = 0;
};

struct OpenBlock {
  std::vector<Word> header;  // what stands before its brace: `step buy after open_credit`
  [[nodiscard]] std::string_view word() const {
    return header.empty() ? std::string_view() : header.front().text;
  }
};

struct OpenCall {
  std::vector<Word> callee;  // `aave . borrow`
  std::uint32_t argument = 0;
  std::vector<std::string_view> labels;  // of the arguments so far
  std::string_view label;                // of the present one; empty for none
};

struct Cursor {
  std::vector<OpenBlock> blocks;  // from the outermost
  std::vector<Word> statement;    // complete words before the cursor
  std::vector<OpenCall> calls;    // from the outermost
  diagnostics::Span word;         // the word at the cursor; empty between words
  bool in_comment = false;
  bool in_text = false;

  [[nodiscard]] std::string_view block() const {
    return blocks.empty() ? std::string_view() : blocks.back().word();
  }
  // The n-th last word of the statement; empty beyond its beginning.
  [[nodiscard]] std::string_view last(std::size_t n = 0) const {
    return n < statement.size() ? statement[statement.size() - 1 - n].text : std::string_view();
  }
};

// Linear in `offset`, which is within the text.
[[nodiscard]] Cursor cursor_at(std::string_view text, std::uint32_t offset);

}  // namespace dealwright::lsp
