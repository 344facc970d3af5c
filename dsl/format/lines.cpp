// Line breaks: around the items of blocks that have more than one line, and where the author broke
// a statement.
#include "dsl/format/lines.hpp"

#include <string>

#include "dsl/format/format.hpp"

namespace dealwright::format {
namespace {

class Breaker {
 public:
  explicit Breaker(const std::vector<Piece>& pieces)
      : pieces_(pieces), spread_(pieces.size(), false) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (pieces[i].text != "{" || pieces[i].partner == no_piece) continue;
      for (std::size_t j = i + 1; j <= pieces[i].partner && !spread_[i]; ++j)
        spread_[i] = pieces[j].line_before;
    }
  }

  std::vector<Line> lines() {
    std::vector<Line> lines = broken();
    // A block that makes its line too long is spread; what is in it may then still be too long.
    // Blocks nest only so deep.
    while (spread_long_blocks(lines))
      lines = broken();
    return lines;
  }

 private:
  std::vector<Line> broken() {
    lines_.clear();
    open_.clear();
    depth_ = 0;
    brackets_ = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const bool closes_block =
          piece.text == "}" && piece.partner != no_piece && spread_[piece.partner];
      if (closes_block) --depth_;
      if (piece.text == "}" && piece.partner != no_piece) open_.pop_back();
      if (piece.comment && !piece.line_before) {
        lines_.back().comment = i;
        continue;
      }
      if (breaks_before(i)) {
        begin_line(i);
      } else {
        lines_.back().placed.push_back(
            {.piece = i, .spaces = spaces_between(lines_.back().placed.back().piece, i)});
      }
      if (piece.comment) continue;
      if (piece.text == "{" && piece.partner != no_piece) open_.push_back(i);
      if (piece.text == "{" && spread_[i]) ++depth_;
      if (piece.text == "(" || piece.text == "[") ++brackets_;
      if ((piece.text == ")" || piece.text == "]") && brackets_ > 0) --brackets_;
    }
    return std::move(lines_);
  }

  bool breaks_before(std::size_t i) const {
    if (lines_.empty()) return true;
    const Piece& piece = pieces_[i];
    if (piece.comment || pieces_[i - 1].comment) return true;
    if (piece.text == "}" && piece.partner != no_piece) return spread_[piece.partner];
    const bool opened = pieces_[i - 1].text == "{" && pieces_[i - 1].partner != no_piece;
    if (opened) return spread_[i - 1];
    return piece.begins_item ? in_spread_block() : piece.line_before;
  }

  // An item of a block on one line stays on it; the file is a block on many.
  bool in_spread_block() const { return open_.empty() || spread_[open_.back()]; }

  void begin_line(std::size_t i) {
    const Piece& piece = pieces_[i];
    Line line;
    const bool continues =
        !piece.begins_item && piece.text != "}" && !(piece.comment && begins_item_after(i));
    line.indent = 2 * depth_ + (continues ? continuation(i) : 0);
    const bool after_brace =
        !lines_.empty() && pieces_[lines_.back().placed.back().piece].text == "{";
    line.empty_before =
        piece.empty_before && !lines_.empty() && !after_brace && piece.text != "}" && !continues;
    line.placed.push_back({.piece = i});
    lines_.push_back(std::move(line));
  }

  // A comment on a line of its own belongs to what comes next: an item, the end of the block, or
  // the rest of a statement.
  bool begins_item_after(std::size_t i) const {
    while (i < pieces_.size() && pieces_[i].comment)
      ++i;
    return i == pieces_.size() || pieces_[i].begins_item || pieces_[i].text == "}";
  }

  // Within brackets by their depth, and a closing bracket as far as the line that opened it; after
  // an operator by one.
  std::uint32_t continuation(std::size_t i) const {
    std::uint32_t open = brackets_;
    while (i < pieces_.size() && open > 0 && (pieces_[i].text == ")" || pieces_[i].text == "]")) {
      if (--open == 0) return 0;
      ++i;
    }
    return open > 0 ? 2 * open : 2;
  }

  std::uint32_t spaces_between(std::size_t before, std::size_t i) const {
    return pieces_[before].tight_after || pieces_[i].tight_before ? 0 : 1;
  }

  bool spread_long_blocks(const std::vector<Line>& lines) {
    bool spread = false;
    for (const Line& line : lines) {
      if (line.indent + width_of(line, pieces_, line.placed.size()) <= columns_max) continue;
      for (const Placed& placed : line.placed) {
        const Piece& piece = pieces_[placed.piece];
        if (piece.text != "{" || piece.partner == no_piece || spread_[placed.piece]) continue;
        spread_[placed.piece] = true;
        spread = true;
        break;
      }
    }
    return spread;
  }

  const std::vector<Piece>& pieces_;
  std::vector<bool> spread_;  // of an opening brace: its items stand on lines of their own
  std::vector<Line> lines_;
  std::vector<std::size_t> open_;  // the opening braces around the next piece
  std::uint32_t depth_ = 0;
  std::uint32_t brackets_ = 0;
};

}  // namespace

std::vector<Line> lines_of(const std::vector<Piece>& pieces) { return Breaker(pieces).lines(); }

std::uint32_t width_of(const Line& line, const std::vector<Piece>& pieces, std::size_t count) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < count; ++i)
    total += line.placed[i].spaces + width(pieces[line.placed[i].piece].text);
  return total;
}

}  // namespace dealwright::format
