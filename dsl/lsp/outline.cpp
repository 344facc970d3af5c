// The outline of a file and what can be folded in it.
#include <algorithm>
#include <utility>

#include "dsl/lsp/features.hpp"

namespace dealwright::lsp {

using syntax::Kind;
using syntax::Node;

namespace {

std::optional<DocumentSymbol> symbol_of(Node node);

void add_children(DocumentSymbol& symbol, Node node) {
  for (const Node child : node.children()) {
    if (auto found = symbol_of(child)) symbol.children.push_back(*std::move(found));
  }
}

DocumentSymbol named(Node node, Node name, SymbolKind kind, std::string detail = {}) {
  DocumentSymbol symbol;
  symbol.name = std::string(name ? name.text() : to_text(node.kind()));
  if (symbol.name.empty()) symbol.name = std::string(to_text(node.kind()));
  symbol.detail = std::move(detail);
  symbol.kind = kind;
  symbol.span = node.span();
  symbol.selection = name ? name.span() : diagnostics::Span{node.span().begin, node.span().begin};
  return symbol;
}

std::string flat(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  return line;
}

std::string after_name(Node node) {
  const std::string heading = heading_of(node);
  const Node name = node.child(Kind::name);
  const std::size_t at = name ? heading.find(name.text()) : std::string::npos;
  if (at == std::string::npos) return {};
  std::string rest = heading.substr(at + name.text().size());
  rest.erase(0, rest.find_first_not_of(" :"));
  return rest;
}

std::optional<DocumentSymbol> symbol_of(Node node) {
  const Node name = node.child(Kind::name);
  switch (node.kind()) {
    case Kind::asset: return named(node, node.child(Kind::asset_name), SymbolKind::asset, "asset");
    case Kind::deal: {
      DocumentSymbol symbol = named(node, name, SymbolKind::deal, "deal");
      add_children(symbol, node);
      return symbol;
    }
    case Kind::strategy: return named(node, name, SymbolKind::strategy, "strategy");
    case Kind::scenario:
      return named(node, node.child(Kind::text), SymbolKind::scenario,
                   "for " + std::string(name.text()));
    case Kind::protocol: {
      DocumentSymbol symbol = named(node, name, SymbolKind::module, "protocol");
      add_children(symbol, node);
      return symbol;
    }
    case Kind::param: return named(node, name, SymbolKind::param, after_name(node));
    case Kind::buckets: {
      DocumentSymbol symbol = named(node, {}, SymbolKind::group, heading_of(node));
      add_children(symbol, node.child(Kind::shares));
      return symbol;
    }
    case Kind::share_item: return named(node, name, SymbolKind::bucket, after_name(node));
    case Kind::assume: return named(node, {}, SymbolKind::group, heading_of(node));
    case Kind::desk:
    case Kind::limits: {
      DocumentSymbol symbol = named(node, {}, SymbolKind::group);
      add_children(symbol, node);
      return symbol;
    }
    case Kind::limit:
    case Kind::never_pledge:
    case Kind::repayable: {
      DocumentSymbol symbol = named(node, {}, SymbolKind::limits);
      symbol.name = flat(node.text());
      symbol.selection = node.span();
      return symbol;
    }
    case Kind::defaults: return named(node, {}, SymbolKind::group);
    case Kind::step: return named(node, name, SymbolKind::step, after_name(node));
    case Kind::ladder: return named(node, name, SymbolKind::ladder, "ladder " + after_name(node));
    case Kind::defend: return named(node, name, SymbolKind::defence, after_name(node));
    case Kind::contract: return named(node, node.first_child(), SymbolKind::contract, "contract");
    case Kind::setting: return named(node, name, SymbolKind::setting, after_name(node));
    case Kind::state: return named(node, name, SymbolKind::setting, after_name(node));
    case Kind::query: return named(node, name, SymbolKind::query, after_name(node));
    case Kind::action_decl: return named(node, name, SymbolKind::action, after_name(node));
    default: return std::nullopt;  // everything else is no part of an outline
  }
}

class Folds {
 public:
  explicit Folds(const Analysis& analysis) : analysis_(analysis) {}

  std::vector<Fold> run() {
    uses();
    comments();
    walk(analysis_.tree().root());
    std::ranges::sort(found_, {},
                      [](const Fold& fold) { return std::pair(fold.first_line, fold.last_line); });
    return std::move(found_);
  }

 private:
  std::uint32_t line(std::uint32_t offset) const {
    return analysis_.lines.place(analysis_.text(), offset, Encoding::utf8).line;
  }

  void add(std::uint32_t first, std::uint32_t last, FoldKind kind) {
    if (last > first) found_.push_back({first, last, kind});
  }

  // `use` lines that follow each other.
  void uses() {
    std::optional<std::pair<std::uint32_t, std::uint32_t>> run;
    for (const Node item : analysis_.tree().root().children()) {
      if (!item.is(Kind::use)) continue;
      const std::uint32_t at = line(item.span().begin);
      if (run && at <= run->second + 1) {
        run->second = at;
        continue;
      }
      if (run) add(run->first, run->second, FoldKind::imports);
      run = std::pair(at, at);
    }
    if (run) add(run->first, run->second, FoldKind::imports);
  }

  // Lines of nothing but comments.
  void comments() {
    std::optional<std::pair<std::uint32_t, std::uint32_t>> run;
    for (const syntax::Comment& comment : analysis_.tree().comments()) {
      const std::uint32_t at = line(comment.span.begin);
      const std::string_view before = analysis_.text().substr(
          analysis_.lines.start(at), comment.span.begin - analysis_.lines.start(at));
      if (before.find_first_not_of(" \t") != std::string_view::npos) continue;
      if (run && at == run->second + 1) {
        run->second = at;
        continue;
      }
      if (run) add(run->first, run->second, FoldKind::comment);
      run = std::pair(at, at);
    }
    if (run) add(run->first, run->second, FoldKind::comment);
  }

  // From the line of the opening brace to the one above its closing brace.
  void walk(Node node) {
    for (const Node child : node.children()) {
      if (is_block(child.kind()) && !child.text().empty()) {
        const std::uint32_t last = line(child.span().end);
        const std::size_t close = child.text().rfind('}');
        if (close != std::string_view::npos) {
          const std::uint32_t brace = line(child.span().begin + static_cast<std::uint32_t>(close));
          add(line(child.span().begin), brace == 0 ? last : brace - 1, FoldKind::region);
        }
      }
      walk(child);
    }
  }

  static bool is_block(Kind kind) {
    switch (kind) {
      case Kind::asset:
      case Kind::deal:
      case Kind::strategy:
      case Kind::scenario:
      case Kind::protocol:
      case Kind::desk:
      case Kind::buckets:
      case Kind::assume:
      case Kind::limits:
      case Kind::split:
      case Kind::defaults:
      case Kind::step:
      case Kind::ladder:
      case Kind::defend:
      case Kind::atomic:
      case Kind::flash:
      case Kind::world:
      case Kind::action_decl:
      case Kind::query:
      case Kind::action_model: return true;
      default: return false;  // all others hold no block of their own
    }
  }

  const Analysis& analysis_;
  std::vector<Fold> found_;
};

}  // namespace

std::vector<DocumentSymbol> outline(const syntax::SyntaxTree& tree) {
  std::vector<DocumentSymbol> symbols;
  for (const Node item : tree.root().children()) {
    if (auto found = symbol_of(item)) symbols.push_back(*std::move(found));
  }
  return symbols;
}

std::vector<Fold> folds(const Analysis& analysis) { return Folds(analysis).run(); }

}  // namespace dealwright::lsp
