// Going to declarations, finding uses, renaming.
#include <algorithm>
#include <utility>

#include "dsl/lsp/features.hpp"
#include "dsl/sema/deal_checker.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;
using syntax::Kind;
using syntax::Node;

namespace {

Link link_to(const Analysis& analysis, const sema::Place& place) {
  return {analysis.uri_of(*place.source), place.source, place.span};
}

// The path of a `use` at the offset, as it is written between the quotes.
Node path_at(const Analysis& analysis, std::uint32_t offset) {
  const std::vector<Node> path = path_to(analysis.tree(), offset);
  const Node last = path.back();
  const bool is_path =
      last.is(Kind::text) && path.size() > 1 && path[path.size() - 2].is(Kind::use);
  return is_path ? last : Node();
}

std::string_view without_quotes(std::string_view text) {
  return text.size() < 2 ? std::string_view() : text.substr(1, text.size() - 2);
}

bool is_file(std::string_view uri) {
  return uri.starts_with("file:") || uri.starts_with("untitled:");
}

}  // namespace

std::optional<Link> definition(const Analysis& analysis, std::uint32_t offset) {
  if (const Node path = path_at(analysis, offset)) {
    const auto used = analysis.used.find(without_quotes(path.text()));
    if (used == analysis.used.end() || used->second.empty()) return std::nullopt;
    return Link{used->second, nullptr, {}};
  }
  const KnownName* name = analysis.name_at(offset);
  if (name == nullptr) return std::nullopt;
  if (name->kind == NameKind::module && name->module != nullptr)
    return link_to(analysis, name->module->declared);
  return link_to(analysis, name->declared);
}

std::optional<Link> declaration(const Analysis& analysis, std::uint32_t offset) {
  const KnownName* name = analysis.name_at(offset);
  if (name == nullptr) return std::nullopt;
  return link_to(analysis, name->declared);
}

std::vector<Use> uses_of(const Analysis& analysis, const KnownName& name) {
  return uses_of(analysis, name, analysis.uri_of(*name.declared.source));
}

std::vector<Use> uses_of(const Analysis& analysis, const KnownName& name,
                         std::string_view declared_uri) {
  const std::string& declared_in = name.declared.source->name();
  std::vector<Use> found;
  for (const sema::NameUse& use : analysis.names().uses) {
    const KnownName& known = analysis.names().known[use.known];
    if (known.declared.span != name.declared.span || known.name != name.name) continue;
    const diagnostics::Source& source = *known.declared.source;
    // One file may have two names: as a document, and as what another file uses.
    if (source.name() == declared_in ||
        (!declared_uri.empty() && analysis.uri_of(source) == declared_uri))
      found.push_back({use.span, use.declares});
  }
  return found;
}

std::expected<Renamed, std::string> renamable(const Analysis& analysis, std::uint32_t offset) {
  const sema::NameUse* use = analysis.names().at(offset);
  if (use == nullptr) return std::unexpected("there is no name here that can be changed");
  const KnownName& name = analysis.names().known[use->known];
  if (!is_file(analysis.uri_of(*name.declared.source)))
    return std::unexpected("`" + name.name + "` belongs to the standard library");
  if (analysis.text().substr(use->span.begin, use->span.end - use->span.begin) != name.name)
    return std::unexpected("there is no name here that can be changed");
  return Renamed{use->span, &name};
}

std::optional<std::string> refuse_name(const Analysis& analysis, const KnownName& name,
                                       std::string_view wanted) {
  const bool asset = name.kind == NameKind::asset || name.kind == NameKind::variable;
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool fits = !wanted.empty() && (asset ? upper(wanted.front()) : lower(wanted.front())) &&
                    std::ranges::all_of(wanted, [&](char c) {
                      return lower(c) || digit(c) || c == '_' || (asset && upper(c));
                    });
  if (!fits) {
    return "`" + std::string(wanted) + "` is no " + (asset ? "asset's name: they begin" : "name") +
           (asset ? " with a capital" : ": names are written in `snake_case`");
  }
  if (sema::is_reserved(wanted))
    return "`" + std::string(wanted) + "` is a word that the language itself knows";
  for (const KnownName& known : analysis.names().known) {
    const bool same_scope = known.owner == name.owner || known.owner.empty() || name.owner.empty();
    if (known.name == wanted && same_scope && known.declared.span != name.declared.span)
      return "`" + std::string(wanted) + "` is already " +
             (known.kind == NameKind::asset || known.kind == NameKind::action ? "an " : "a ") +
             std::string(sema::to_text(known.kind));
  }
  return std::nullopt;
}

std::vector<TextChange> renames(const Analysis& analysis, const KnownName& name,
                                std::string_view declared_uri, std::string_view wanted) {
  std::vector<TextChange> changes;
  for (const Use& use : uses_of(analysis, name, declared_uri)) {
    std::string text(wanted);
    // `use weth` names a module of the library: it keeps its name and gets another here.
    if (name.kind == NameKind::module && use.declares) {
      const std::vector<Node> path = path_to(analysis.tree(), use.span.begin);
      const Node outer = path.size() > 1 ? path[path.size() - 2] : Node();
      const bool has_alias = outer.child(Kind::name, 1) || outer.child(Kind::text);
      if (outer.is(Kind::use) && !has_alias) text = name.name + " as " + text;
    }
    changes.push_back({use.span, std::move(text)});
  }
  // `use "./desk.deal"` without `as`: the module's own name was taken over.
  if (name.kind == NameKind::module && name.declared.source == analysis.tree().source()) {
    const std::string_view declared = analysis.text().substr(
        name.declared.span.begin, name.declared.span.end - name.declared.span.begin);
    if (declared.starts_with('"'))
      changes.push_back(
          {{name.declared.span.end, name.declared.span.end}, " as " + std::string(wanted)});
  }
  return changes;
}

std::vector<diagnostics::Span> selections(const Analysis& analysis, std::uint32_t offset) {
  std::vector<diagnostics::Span> spans;
  for (const Node node : path_to(analysis.tree(), offset)) {
    const diagnostics::Span span = node.span();
    if (spans.empty() || spans.back() != span) spans.push_back(span);
  }
  std::ranges::reverse(spans);
  return spans;
}

std::vector<FileLink> file_links(const Analysis& analysis) {
  std::vector<FileLink> links;
  for (const Node item : analysis.tree().root().children()) {
    const Node path = item.is(Kind::use) ? item.child(Kind::text) : Node();
    if (!path) continue;
    const auto used = analysis.used.find(without_quotes(path.text()));
    if (used == analysis.used.end() || used->second.empty()) continue;
    links.push_back({{path.span().begin + 1, path.span().end - 1}, used->second});
  }
  return links;
}

}  // namespace dealwright::lsp
