// TOML as a plain tree with lines. The library stays in the .cpp file.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/network/mistake.hpp"

namespace dealwright::network {

// Dates, fractions and truth values are `other`: no key of ours wants one.
enum class NodeKind : std::uint8_t { text, number, list, table, other };
struct Node {
  NodeKind kind = NodeKind::other;
  std::uint32_t line = 0;
  std::string text;
  std::int64_t number = 0;
  std::string key;          // where it stands in a table
  std::vector<Node> parts;  // of a list, or of a table in the order of its keys

  // In a table; null when there is no such key.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

// A table, or where it is no TOML.
[[nodiscard]] std::expected<Node, Mistake> parse_toml(std::string_view text);

}  // namespace dealwright::network
