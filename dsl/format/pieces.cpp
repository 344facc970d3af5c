// Cutting a text into pieces, and marking them with what the tree knows.
#include "dsl/format/pieces.hpp"

#include <algorithm>
#include <array>

#include "dsl/syntax/scan.hpp"

namespace dealwright::format {
namespace {

namespace scan = syntax::scan;
using syntax::Kind;
using syntax::Node;
using syntax::SyntaxTree;

// Where a node of these kinds ends its token ends, whatever is in it.
bool is_literal(Kind kind) {
  return kind == Kind::text || kind == Kind::time || kind == Kind::ratio || kind == Kind::number ||
         kind == Kind::whole || kind == Kind::duration || kind == Kind::address;
}

// These have their items between the first brace in them and its partner.
constexpr std::array<Kind, 16> block_kinds{
    Kind::asset,    Kind::deal,        Kind::shares,       Kind::assume,
    Kind::limits,   Kind::defaults,    Kind::body,         Kind::ladder,
    Kind::strategy, Kind::desk,        Kind::scenario,     Kind::world,
    Kind::protocol, Kind::action_decl, Kind::action_model, Kind::query};

class Cutter {
 public:
  explicit Cutter(const SyntaxTree& tree) : tree_(tree), text_(tree.source()->text()) {}

  std::vector<Piece> cut() {
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    const char* p = begin + (text_.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    line_ = p;
    while (p != end) {
      if (*p == '\n') {
        ++newlines_;
        line_ = ++p;
      } else if (scan::is_blank(*p)) {
        ++p;
      } else {
        const char* stop = piece_end(p, end);
        push(p, stop);
        p = stop;
      }
    }
    pair_braces();
    return std::move(pieces_);
  }

 private:
  const char* piece_end(const char* p, const char* end) {
    if (scan::starts_with(p, end, "//")) return scan::line_end(p, end);
    const auto at = static_cast<std::uint32_t>(p - text_.data());
    const auto& nodes = tree_.nodes();
    while (literal_ < nodes.size() &&
           (nodes[literal_].begin < at || !is_literal(nodes[literal_].kind)))
      ++literal_;
    if (literal_ < nodes.size() && nodes[literal_].begin == at)
      return text_.data() + nodes[literal_].end;
    for (const std::string_view sign : {"->", "<=", ">=", "==", "!=", ".."}) {
      if (scan::starts_with(p, end, sign)) return p + sign.size();
    }
    return scan::piece_end(p, end);
  }

  void push(const char* p, const char* stop) {
    Piece piece;
    piece.begin = static_cast<std::uint32_t>(p - text_.data());
    piece.comment = scan::starts_with(p, stop, "//");
    piece.line_before = newlines_ > 0 || pieces_.empty();
    piece.empty_before = newlines_ > 1;
    piece.column = width({line_, static_cast<std::size_t>(p - line_)});
    for (const char* c = p; c != stop; ++c) {
      const bool layout = !piece.comment && *p != '"' && scan::is_blank(*c);
      if (!layout) {
        piece.text += *c;
      } else if (piece.text.back() != ' ') {
        piece.text += ' ';
      }
    }
    while (piece.comment && scan::is_blank(piece.text.back()))
      piece.text.pop_back();
    newlines_ = 0;
    pieces_.push_back(std::move(piece));
  }

  void pair_braces() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (pieces_[i].text == "{") open.push_back(i);
      if (pieces_[i].text != "}" || open.empty()) continue;
      pieces_[i].partner = open.back();
      pieces_[open.back()].partner = i;
      open.pop_back();
    }
  }

  const SyntaxTree& tree_;
  std::string_view text_;
  std::vector<Piece> pieces_;
  const char* line_ = nullptr;
  unsigned newlines_ = 0;
  std::size_t literal_ = 0;  // the next node that may be a literal
};

void mark_signs(std::vector<Piece>& pieces) {
  for (Piece& piece : pieces) {
    if (piece.text == "(" || piece.text == "[") piece.tight_after = true;
    if (piece.text == ")" || piece.text == "]" || piece.text == "," || piece.text == ":")
      piece.tight_before = true;
  }
}

void mark_items(std::vector<Piece>& pieces, Node block) {
  std::size_t brace = piece_at(pieces, block.span().begin);
  while (brace < pieces.size() && pieces[brace].text != "{")
    ++brace;
  if (brace >= pieces.size() || pieces[brace].partner == no_piece) return;
  const std::uint32_t end = pieces[pieces[brace].partner].begin;
  for (const Node item : block.children()) {
    if (item.is(Kind::documentation) || item.span().begin < pieces[brace].begin ||
        item.span().begin > end)
      continue;
    pieces[piece_at(pieces, item.span().begin)].begins_item = true;
  }
}

void mark(std::vector<Piece>& pieces, Node node) {
  const auto at = [&](std::uint32_t offset) -> Piece& { return pieces[piece_at(pieces, offset)]; };
  const Kind kind = node.kind();
  if (kind == Kind::call || kind == Kind::index || kind == Kind::parameters ||
      kind == Kind::member || kind == Kind::which) {
    at(node.span().begin).tight_before = true;
  }
  if (kind == Kind::member || kind == Kind::which || kind == Kind::minus)
    at(node.span().begin).tight_after = true;
  if (kind == Kind::repayable) pieces[piece_at(pieces, node.span().begin) + 1].tight_before = true;
  if (kind == Kind::find) {
    Piece& dots = pieces[piece_at(pieces, node.child(Kind::whole, 0).span().end)];
    dots.tight_before = true;
    dots.tight_after = true;
  }
  if (std::ranges::find(block_kinds, kind) != block_kinds.end()) mark_items(pieces, node);
}

}  // namespace

std::vector<Piece> pieces_of(const SyntaxTree& tree) {
  std::vector<Piece> pieces = Cutter(tree).cut();
  mark_signs(pieces);
  for (const Node declaration : tree.root().children()) {
    if (!declaration.is(Kind::documentation))
      pieces[piece_at(pieces, declaration.span().begin)].begins_item = true;
  }
  for (syntax::NodeIndex i = 0; i < tree.nodes().size(); ++i)
    mark(pieces, Node(&tree, i));
  return pieces;
}

std::size_t piece_at(const std::vector<Piece>& pieces, std::uint32_t offset) {
  auto found = std::ranges::lower_bound(pieces, offset, {}, &Piece::begin);
  while (found != pieces.end() && found->comment)
    ++found;
  return found == pieces.end() ? no_piece : static_cast<std::size_t>(found - pieces.begin());
}

std::uint32_t width(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace dealwright::format
