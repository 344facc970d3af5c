// Asking for keys, and the words for what is wrong with them.
#include "engine/adapters/evm/network/section.hpp"

#include <algorithm>
#include <tuple>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/network/profile.hpp"

namespace dealwright::network {

std::string ticks(std::string_view name) { return "`" + codec::shown(name) + "`"; }

void Mistakes::add(std::uint32_t line, std::string what) {
  if (all_.size() < mistakes_max) all_.push_back({line, std::move(what)});
}

std::vector<Mistake> Mistakes::take() {
  std::ranges::sort(all_, {}, [](const Mistake& one) { return std::tie(one.line, one.what); });
  return std::move(all_);
}

std::string Section::in(std::string_view key) const {
  return ticks(name_.empty() ? std::string(key) : name_ + "." + std::string(key));
}

const Node* Section::find(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  return table_.find(key);
}

void Section::wrong(const Node& at, std::string_view key, std::string_view what) {
  mistakes_.add(at.line, in(key) + " " + std::string(what));
}

void Section::missing(std::string_view key) {
  mistakes_.add(
      line(), name_.empty() ? "there is no " + ticks(key) : ticks(name_) + " has no " + ticks(key));
}

void Section::wants(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!has(key)) missing(key);
  }
}

void Section::says(std::string_view what) {
  mistakes_.add(line(), (name_.empty() ? std::string() : ticks(name_) + ": ") + std::string(what));
}

std::optional<std::string> Section::text(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == NodeKind::text && !node->text.empty()) return node->text;
  wrong(*node, key, "is a text in quotes");
  return std::nullopt;
}

std::string Section::text_or_empty(std::string_view key) { return text(key).value_or(""); }

std::optional<std::uint64_t> Section::number(std::string_view key, std::uint64_t low,
                                             std::uint64_t high) {
  const Node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == NodeKind::number && node->number >= 0) {
    const auto value = static_cast<std::uint64_t>(node->number);
    if (value >= low && value <= high) return value;
  }
  wrong(*node, key,
        "is a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

std::vector<const Node*> Section::tables(std::string_view key) {
  std::vector<const Node*> all;
  const Node* node = find(key);
  if (node == nullptr) return all;
  if (node->kind != NodeKind::table) {
    wrong(*node, key, "is a table, [" + std::string(key) + ".NAME]");
    return all;
  }
  if (node->parts.size() > profile_entries_max) {
    wrong(*node, key, "has more than " + std::to_string(profile_entries_max) + " entries");
    return all;
  }
  for (const Node& entry : node->parts) {
    if (entry.key.empty() || entry.key.size() > name_bytes_max) {
      wrong(entry, key, "has a name without or with too many characters");
    } else if (entry.kind != NodeKind::table) {
      wrong(entry, std::string(key) + "." + entry.key, "is a table");
    } else {
      all.push_back(&entry);
    }
  }
  return all;
}

void Section::close() {
  for (const Node& node : table_.parts) {
    if (std::ranges::find(asked_, node.key) != asked_.end()) continue;
    std::string known;
    for (const std::string& one : asked_)
      known += (known.empty() ? "" : ", ") + one;
    wrong(node, node.key, "is not known here; there are " + known);
  }
}

}  // namespace dealwright::network
