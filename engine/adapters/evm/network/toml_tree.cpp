// The tree by toml++, copied: what reads it needs to know no library.
#include "engine/adapters/evm/network/toml_tree.hpp"

#include <algorithm>

// Header-only: Debian's compiled library throws.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::network {
namespace {

Node copy_of(const toml::node& from) {
  Node node{.line = from.source().begin.line};
  if (const auto text = from.value_exact<std::string>()) {
    node.kind = NodeKind::text;
    node.text = *text;
  } else if (const auto number = from.value_exact<std::int64_t>()) {
    node.kind = NodeKind::number;
    node.number = *number;
  } else if (const toml::array* list = from.as_array()) {
    node.kind = NodeKind::list;
    for (const toml::node& one : *list)
      node.parts.push_back(copy_of(one));
  } else if (const toml::table* table = from.as_table()) {
    node.kind = NodeKind::table;
    for (const auto& [key, value] : *table) {
      node.parts.push_back(copy_of(value));
      node.parts.back().key = key.str();
    }
  }
  return node;
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  if (kind != NodeKind::table) return nullptr;
  const auto at = std::ranges::find(parts, name, &Node::key);
  return at == parts.end() ? nullptr : &*at;
}

std::expected<Node, Mistake> parse_toml(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return std::unexpected(Mistake{.line = parsed.error().source().begin.line,
                                   .what = codec::shown(parsed.error().description())});
  }
  return copy_of(parsed.table());
}

}  // namespace dealwright::network
