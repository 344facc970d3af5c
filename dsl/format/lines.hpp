// Which pieces stand on a line together, how far it is indented, and how much space is before each
// piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dsl/format/pieces.hpp"

namespace dealwright::format {

struct Placed {
  std::size_t piece = 0;
  std::uint32_t spaces = 0;  // before it; 0 for the first of a line
};

struct Line {
  std::uint32_t indent = 0;
  bool empty_before = false;
  std::vector<Placed> placed;      // without the comment at its end
  std::size_t comment = no_piece;  // at its end
  std::uint32_t comment_spaces = 0;
};

// The lines of a text. A block stays on one line if it was written so and the line is no longer
// than columns_max.
[[nodiscard]] std::vector<Line> lines_of(const std::vector<Piece>& pieces);

// The column after the first `count` pieces of a line, the indent not counted.
[[nodiscard]] std::uint32_t width_of(const Line& line, const std::vector<Piece>& pieces,
                                     std::size_t count);

}  // namespace dealwright::format
