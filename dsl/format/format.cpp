// Tree -> pieces -> lines -> columns -> text.
#include "dsl/format/format.hpp"

#include "dsl/format/columns.hpp"
#include "dsl/format/lines.hpp"
#include "dsl/format/pieces.hpp"

namespace dealwright::format {
namespace {

std::string written(const std::vector<Line>& lines, const std::vector<Piece>& pieces) {
  std::string text;
  for (const Line& line : lines) {
    if (line.empty_before) text += '\n';
    text.append(line.indent, ' ');
    for (const Placed& placed : line.placed) {
      text.append(placed.spaces, ' ');
      text += pieces[placed.piece].text;
    }
    if (line.comment != no_piece) {
      text.append(line.comment_spaces, ' ');
      text += pieces[line.comment].text;
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string format(const syntax::SyntaxTree& tree) {
  if (tree.root().is_broken()) return std::string(tree.source()->text());
  const std::vector<Piece> pieces = pieces_of(tree);
  std::vector<Line> lines = lines_of(pieces);
  line_up(lines, pieces, tree);
  return written(lines, pieces);
}

}  // namespace dealwright::format
