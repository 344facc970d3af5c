// One table of a profile: its keys are asked for by name, and what nobody asked for is a mistake.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/adapters/evm/network/mistake.hpp"
#include "engine/adapters/evm/network/toml_tree.hpp"

namespace dealwright::network {

// What is wrong so far, at most mistakes_max.
class Mistakes {
 public:
  void add(std::uint32_t line, std::string what);
  [[nodiscard]] bool any() const { return !all_.empty(); }
  // In the order of lines.
  [[nodiscard]] std::vector<Mistake> take();

 private:
  std::vector<Mistake> all_;
};

// "`name`", cut short and printable.
[[nodiscard]] std::string ticks(std::string_view name);

class Section {
 public:
  // `table` and `mistakes` outlive it. The name is how people call the table; empty for the whole.
  Section(const Node& table, std::string name, Mistakes& mistakes)
      : table_(table), name_(std::move(name)), mistakes_(mistakes) {}

  [[nodiscard]] std::uint32_t line() const { return table_.line; }
  [[nodiscard]] bool has(std::string_view key) const { return table_.find(key) != nullptr; }
  [[nodiscard]] const Node* find(std::string_view key);

  // "`section.key` is …", at the node.
  void wrong(const Node& at, std::string_view key, std::string_view what);
  void missing(std::string_view key);
  // Says of each key that is not there that it is missing.
  void wants(std::initializer_list<std::string_view> keys);
  // "`section`: …" or, without a name, the words alone.
  void says(std::string_view what);

  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] std::string text_or_empty(std::string_view key);
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key, std::uint64_t low,
                                                    std::uint64_t high);
  // A text that `read` makes something of; `what` says what it has to be.
  template <class Read>
  [[nodiscard]] auto value(std::string_view key, Read read, std::string_view what)
      -> decltype(read(std::string_view())) {
    const auto given = text(key);
    if (!given) return std::nullopt;
    auto result = read(*given);
    if (!result) wrong(*table_.find(key), key, std::string(what) + ", not " + ticks(*given));
    return result;
  }
  // The tables below a key, each with its name as its key.
  [[nodiscard]] std::vector<const Node*> tables(std::string_view key);

  // To be called when all keys were asked for.
  void close();

 private:
  [[nodiscard]] std::string in(std::string_view key) const;

  const Node& table_;
  std::string name_;
  Mistakes& mistakes_;
  std::vector<std::string> asked_;
};

}  // namespace dealwright::network
