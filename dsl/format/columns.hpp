// Columns: parts of lines that belong together stand below each other, comments at the ends of
// lines too.
#pragma once

#include <vector>

#include "dsl/format/lines.hpp"

namespace dealwright::format {

// Widens the spaces of lines that follow each other and hold the same kind of item. Where the
// author has lined a column up already, it stays where it is; it is moved only to line it up.
void line_up(std::vector<Line>& lines, const std::vector<Piece>& pieces,
             const syntax::SyntaxTree& tree);

}  // namespace dealwright::format
