// Rows and cells: which items make a table with their neighbours, and where their columns begin.
#include "dsl/format/columns.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace dealwright::format {
namespace {

using syntax::Kind;
using syntax::Node;

// Items of one table stand in lines that follow each other.
enum class Table : std::uint8_t {
  actions,
  parameters,
  limits,
  assumptions,
  shares,
  strategy,
  clauses,
  queries
};

enum class Column : std::uint8_t {
  lined_up,        // always as near as its gap allows
  kept,            // where the author has lined it up, if he has
  kept_or_near,    // the same, but if he has not, a space after what comes before
  kept_alone_too,  // the same as kept, and even in a line alone
};

struct Cell {
  std::size_t piece = no_piece;  // that the cell begins with; no_piece when the row lacks the cell
  Column column = Column::lined_up;
  std::uint32_t gap = 1;        // the least space before it when it is lined up
  std::uint32_t gap_alone = 1;  // in a table of one row
};

inline constexpr std::size_t cells_max = 3;

struct Row {
  Table table = Table::actions;
  std::array<Cell, cells_max> cells;
  std::uint32_t end = 0;  // of the item in the source
};

std::size_t begin_of(const std::vector<Piece>& pieces, Node node) {
  return node ? piece_at(pieces, node.span().begin) : no_piece;
}

// Items whose second token is a column: what stands behind their keyword.
struct KeywordTable {
  Kind kind;
  Table table;
};
constexpr std::array<KeywordTable, 17> keyword_tables{{{Kind::market, Table::strategy},
                                                       {Kind::find, Table::strategy},
                                                       {Kind::size, Table::strategy},
                                                       {Kind::fire_when, Table::strategy},
                                                       {Kind::fire, Table::strategy},
                                                       {Kind::contract_call, Table::clauses},
                                                       {Kind::moves, Table::clauses},
                                                       {Kind::issues, Table::clauses},
                                                       {Kind::settles, Table::clauses},
                                                       {Kind::ensures, Table::clauses},
                                                       {Kind::proof, Table::clauses},
                                                       {Kind::fails, Table::clauses},
                                                       {Kind::unsure, Table::clauses},
                                                       {Kind::tolerance, Table::clauses},
                                                       {Kind::takes, Table::clauses},
                                                       {Kind::query_read, Table::queries},
                                                       {Kind::query_model, Table::queries}}};

// What an item adds to a table; absent for items that stand for themselves.
std::optional<Row> row_of(Node item, const std::vector<Piece>& pieces) {
  const auto at = [&](Node node) { return begin_of(pieces, node); };
  const std::size_t second = at(item) + 1;
  Row row{.end = item.span().end};
  if (item.is(Kind::action) && item.child(Kind::results)) {
    row.table = Table::actions;
    row.cells[0] = {.piece = at(item.child(Kind::results)), .column = Column::kept_alone_too};
    return row;
  }
  if (item.is(Kind::param)) {
    row.table = Table::parameters;
    row.cells[0] = {.piece = at(item.child(Kind::param_default)), .column = Column::kept_or_near};
    row.cells[1] = {.piece = at(item.child(Kind::param_range)), .column = Column::kept, .gap = 3};
    return row;
  }
  if (item.is(Kind::limit)) {
    row.table = Table::limits;
    row.cells[0] = {.piece = at(item.child(Kind::comparison).child(Kind::compare_sign))};
    row.cells[1] = {.piece = at(item.child(Kind::limit_mode)),
                    .column = Column::kept,
                    .gap = 2,
                    .gap_alone = 2};
    row.cells[2] = {
        .piece = at(item.child(Kind::warn_at)), .column = Column::kept, .gap = 3, .gap_alone = 3};
    return row;
  }
  if (item.is(Kind::moves_at_most) ||
      (item.is(Kind::stays_within) && item.first_child().is(Kind::asset_name))) {
    row.table = Table::assumptions;
    row.cells[0] = {.piece = second};
    return row;
  }
  if (item.is(Kind::share_item)) {
    row.table = Table::shares;
    row.cells[0] = {.piece = second, .column = Column::kept, .gap = 2};
    row.cells[1] = {.piece = at(item.child(Kind::untouchable)),
                    .column = Column::kept,
                    .gap = 2,
                    .gap_alone = 2};
    return row;
  }
  const auto found = std::ranges::find(keyword_tables, item.kind(), &KeywordTable::kind);
  if (found == keyword_tables.end()) return std::nullopt;
  row.table = found->table;
  row.cells[0] = {.piece = second};
  return row;
}

// A line that is one whole item.
struct TableLine {
  Line* line = nullptr;
  Row row;
};

std::size_t position(const Line& line, std::size_t piece) {
  for (std::size_t i = 0; i < line.placed.size(); ++i) {
    if (line.placed[i].piece == piece) return i;
  }
  return no_piece;
}

void line_up_cell(std::vector<TableLine>& rows, const std::vector<Piece>& pieces,
                  std::size_t cell) {
  std::uint32_t widest = 0;
  std::optional<std::uint32_t> authors;
  bool lined_up_already = true;
  std::size_t count = 0;
  for (const TableLine& row : rows) {
    const std::size_t at = position(*row.line, row.row.cells[cell].piece);
    if (at == no_piece || at == 0) continue;
    ++count;
    widest = std::max(widest, width_of(*row.line, pieces, at));
    const Piece& first = pieces[row.line->placed.front().piece];
    const Piece& piece = pieces[row.row.cells[cell].piece];
    const std::uint32_t column = piece.column - std::min(piece.column, first.column);
    lined_up_already = lined_up_already && authors.value_or(column) == column;
    authors = column;
  }
  if (count == 0) return;
  for (TableLine& row : rows) {
    const Cell& wanted = row.row.cells[cell];
    const std::size_t at = position(*row.line, wanted.piece);
    if (at == no_piece || at == 0) continue;
    const bool keeps = wanted.column != Column::lined_up &&
                       (count > 1 || wanted.column == Column::kept_alone_too) && lined_up_already &&
                       *authors > widest;
    const std::uint32_t own = width_of(*row.line, pieces, at);
    std::uint32_t column = widest + wanted.gap;
    if (keeps) {
      column = *authors;
    } else if (count == 1) {
      column = own + wanted.gap_alone;
    } else if (wanted.column == Column::kept_or_near) {
      column = own + 1;
    }
    row.line->placed[at].spaces = column - own;
  }
}

void line_up_rows(std::vector<TableLine>& rows, const std::vector<Piece>& pieces) {
  for (std::size_t cell = 0; cell < cells_max; ++cell)
    line_up_cell(rows, pieces, cell);
  rows.clear();
}

// The item that begins a line ends on it, and nothing but its comma follows.
bool is_whole(const std::vector<Piece>& pieces, const Line& line, std::uint32_t item_end) {
  auto end = std::ranges::lower_bound(pieces, item_end, {}, &Piece::begin);
  while (std::prev(end)->comment)
    --end;
  const auto last = static_cast<std::size_t>(end - pieces.begin()) - 1;
  const std::size_t last_of_line = line.placed.back().piece;
  return last_of_line == last || (last_of_line == last + 1 && pieces[last_of_line].text == ",");
}

void line_up_items(std::vector<Line>& lines, const std::vector<Piece>& pieces,
                   const syntax::SyntaxTree& tree) {
  std::vector<std::optional<Row>> row_at(pieces.size());
  for (syntax::NodeIndex i = 0; i < tree.nodes().size(); ++i) {
    const Node node(&tree, i);
    const std::size_t piece = begin_of(pieces, node);
    if (piece == no_piece || !pieces[piece].begins_item) continue;
    if (auto row = row_of(node, pieces)) row_at[piece] = row;
  }
  std::vector<TableLine> rows;
  for (Line& line : lines) {
    const std::size_t first = line.placed.front().piece;
    const std::optional<Row>& found = row_at[first];
    const Row* row = found.has_value() ? &found.value() : nullptr;
    if (row != nullptr && !is_whole(pieces, line, row->end)) row = nullptr;
    const bool follows = row != nullptr && !rows.empty() && !line.empty_before &&
                         rows.back().row.table == row->table;
    if (!follows) line_up_rows(rows, pieces);
    if (row != nullptr) rows.push_back({.line = &line, .row = *row});
  }
  line_up_rows(rows, pieces);
}

inline constexpr std::uint32_t comment_gap = 2;

void line_up_comments(std::vector<Line>& lines, const std::vector<Piece>& pieces, std::size_t from,
                      std::size_t to) {
  std::uint32_t widest = 0;
  bool lined_up_already = true;
  const std::uint32_t authors = pieces[lines[from].comment].column;
  const auto end_of = [&](const Line& line) {
    return line.indent + width_of(line, pieces, line.placed.size());
  };
  for (std::size_t i = from; i < to; ++i) {
    widest = std::max(widest, end_of(lines[i]));
    lined_up_already = lined_up_already && pieces[lines[i].comment].column == authors;
  }
  const std::uint32_t column =
      lined_up_already && authors >= widest + comment_gap ? authors : widest + comment_gap;
  for (std::size_t i = from; i < to; ++i)
    lines[i].comment_spaces = column - end_of(lines[i]);
}

}  // namespace

void line_up(std::vector<Line>& lines, const std::vector<Piece>& pieces,
             const syntax::SyntaxTree& tree) {
  line_up_items(lines, pieces, tree);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::size_t to = i;
    while (to < lines.size() && lines[to].comment != no_piece &&
           (to == i || !lines[to].empty_before))
      ++to;
    if (to == i) continue;
    line_up_comments(lines, pieces, i, to);
    i = to - 1;
  }
}

}  // namespace dealwright::format
