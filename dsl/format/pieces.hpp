// The tokens and comments of a text in order, with what the author had between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace dealwright::format {

inline constexpr std::size_t no_piece = ~std::size_t{0};

struct Piece {
  std::string text;  // a comment without blanks at its end; the blanks within a ratio are one
  std::uint32_t begin = 0;  // in the source
  bool comment = false;
  bool line_before = false;   // it began a line
  bool empty_before = false;  // there was an empty line before it
  std::uint32_t column = 0;   // in the source, in code points, counting from 0
  // From the tree:
  bool begins_item = false;        // of a block or of the file
  bool tight_before = false;       // no space before it
  bool tight_after = false;        // no space after it
  std::size_t partner = no_piece;  // of a brace: the other one
};

// All pieces of a tree without syntax errors.
[[nodiscard]] std::vector<Piece> pieces_of(const syntax::SyntaxTree& tree);

// The piece that begins at or after `offset`; no_piece when there is none.
[[nodiscard]] std::size_t piece_at(const std::vector<Piece>& pieces, std::uint32_t offset);

// Code points.
[[nodiscard]] std::uint32_t width(std::string_view text);

}  // namespace dealwright::format
