// Checking a document with the files around it, and finding things in what came out.
#include "dsl/lsp/analysis.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::lsp {

using syntax::Kind;
using syntax::Node;

namespace {

// The node that the editor calls a declaration, from the name inside it.
bool declares(Kind kind) {
  switch (kind) {
    case Kind::use:
    case Kind::asset:
    case Kind::deal:
    case Kind::strategy:
    case Kind::scenario:
    case Kind::protocol:
    case Kind::param:
    case Kind::share_item:
    case Kind::step:
    case Kind::ladder:
    case Kind::defend:
    case Kind::action:
    case Kind::adopt:
    case Kind::flash:
    case Kind::split:
    case Kind::approve:
    case Kind::contract:
    case Kind::setting:
    case Kind::state:
    case Kind::query:
    case Kind::action_decl:
    case Kind::parameter:
    case Kind::result_decl:
    case Kind::fails:
    case Kind::unsure:
    case Kind::let:
    case Kind::market:
    case Kind::find: return true;
    default: return false;  // one of two hundred kinds: everything else stands inside these
  }
}

}  // namespace

const sema::KnownName* Analysis::name_at(std::uint32_t offset) const {
  const sema::NameUse* use = names().at(offset);
  return use == nullptr ? nullptr : &names().known[use->known];
}

const sema::DealModel* Analysis::deal(std::string_view name) const {
  // Stories may stand in a file of their own, beside the deal that they speak of.
  for (const auto* deals : {&checked->model.deals, &checked->model.used_deals}) {
    const auto found = std::ranges::find(*deals, name, &sema::DealModel::name);
    if (found != deals->end()) return &*found;
  }
  return nullptr;
}

std::string Analysis::uri_of(const diagnostics::Source& source) const {
  const auto known = uris.find(source.name());
  return known == uris.end() ? std::string() : known->second;
}

AnalysisPointer analyse(const std::string& uri, const std::vector<OpenText>& open,
                        Surroundings& surroundings) {
  const std::unique_ptr<Checkout> checkout = surroundings.around(uri, open);
  auto checked = std::make_shared<compile::CheckedText>(
      compile::check_text(checkout->document(), checkout->provider(), sema::NamesWanted::yes));
  diagnostics::Diagnostics more = checkout->also_found(*checked);
  if (checkout->is_library()) {
    checked->found.clear();
  } else if (!more.empty()) {
    std::ranges::move(more, std::back_inserter(checked->found));
    checked->found = diagnostics::in_order(std::move(checked->found));
  }
  Analysis analysis{uri, checked, Lines(checked->tree->source()->text()), {}, {}};
  for (const auto& tree : checked->model.trees) {
    const std::string& name = tree->source()->name();
    analysis.uris.emplace(name, checkout->uri_of(name));
  }
  analysis.uris.insert_or_assign(checked->tree->source()->name(), uri);
  for (Node item : checked->tree->root().children()) {
    Node path = item.is(Kind::use) ? item.child(Kind::text) : Node();
    if (!path || path.text().size() < 2) continue;
    const std::string named(path.text().substr(1, path.text().size() - 2));
    analysis.used.emplace(named, checkout->uri_of_used(named));
  }
  return std::make_shared<const Analysis>(std::move(analysis));
}

std::vector<Node> path_to(const syntax::SyntaxTree& tree, std::uint32_t offset) {
  std::vector<Node> path{tree.root()};
  for (bool deeper = true; deeper;) {
    deeper = false;
    Node best;
    for (Node child : path.back().children()) {
      if (child.span().begin > offset) break;
      // Where one node ends and the next begins, the next is meant.
      if (offset <= child.span().end && child.span().begin != child.span().end) best = child;
    }
    if (best) {
      path.push_back(best);
      deeper = true;
    }
  }
  return path;
}

Node declaration_of(const Analysis& analysis, const sema::KnownName& name) {
  for (const auto& tree : analysis.checked->model.trees) {
    if (tree->source() != name.declared.source) continue;
    const std::vector<Node> path = path_to(*tree, name.declared.span.begin);
    for (std::size_t i = path.size(); i-- > 0;) {
      if (declares(path[i].kind())) return path[i];
    }
  }
  return {};
}

std::string documentation_of(Node declaration) {
  if (!declaration) return {};
  const std::vector<Node> path = path_to(*declaration.tree(), declaration.span().begin);
  for (Node outer : path) {
    Node before;
    for (Node child : outer.children()) {
      if (child.index() == declaration.index()) {
        if (!before.is(Kind::documentation)) return {};
        std::string text;
        std::string_view raw = before.text();
        while (!raw.empty()) {
          std::string_view line = raw.substr(0, raw.find('\n'));
          raw.remove_prefix(std::min(raw.size(), line.size() + 1));
          line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
          line.remove_prefix(std::min<std::size_t>(line.size(), 3));
          const std::size_t from = line.find_first_not_of(" \t");
          line.remove_prefix(from == std::string_view::npos ? line.size() : from);
          while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
            line.remove_suffix(1);
          text += (text.empty() ? "" : "\n") + std::string(line);
        }
        return text;
      }
      before = child;
    }
  }
  return {};
}

std::string heading_of(Node declaration) {
  std::string_view text = declaration.text();
  // A text in quotes holds no block.
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && (text[i] == '{' || text.substr(i).starts_with("//"))) {
      text = text.substr(0, i);
      break;
    }
  }
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ')
    line.pop_back();
  return line;
}

}  // namespace dealwright::lsp
