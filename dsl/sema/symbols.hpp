// Names and what they stand for. A scope is a flat map with a parent; a deal's names are known
// deal-wide.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/report.hpp"
#include "dsl/sema/types.hpp"

namespace dealwright::sema {

struct Module;

enum class SymbolKind : std::uint8_t {
  param,
  bucket,
  holding,
  position,
  step,
  module,
  rung,
  local,     // a `let`, or an argument that is a value
  money,     // an argument of an action that is money; its amount is known inside
  cycle,     // of a strategy
  contract,  // of a module
  setting,   // of a module
  state,     // of a module
  query,     // of a module
};
// "a bucket", "a holding"
[[nodiscard]] std::string_view with_article(SymbolKind kind);

struct Symbol {
  SymbolKind kind = SymbolKind::local;
  std::string name;
  Place declared;
  Type type;
  std::string plan_name;           // what the plan calls it
  const Module* module = nullptr;  // modules, and the module of a position
  bool is_without_module = false;  // a file that holds none; nothing of it can be asked or used
  bool total = false;  // `collateral` and `debt` in a query: all positions of the module
};

// Looked up often and never walked in order.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>{}(name);
  }
};
template <typename Value>
using ByName = std::unordered_map<std::string, Value, NameHash, std::equal_to<>>;

class Scope {
 public:
  explicit Scope(const Scope* parent = nullptr) : parent_(parent) {}

  // Adds or replaces; the caller has looked first.
  Symbol& declare(Symbol symbol);
  [[nodiscard]] const Symbol* find(std::string_view name) const;
  [[nodiscard]] Symbol* find_own(std::string_view name);
  // Own and inherited: all of them, in no order, as long as nothing is declared.
  [[nodiscard]] std::vector<std::string_view> names() const;
  [[nodiscard]] std::vector<std::string_view> names_of(
      std::initializer_list<SymbolKind> kinds) const;
  [[nodiscard]] std::vector<std::string> names(SymbolKind kind) const;  // sorted

 private:
  const Scope* parent_;
  ByName<Symbol> symbols_;
};

// The assets that a file can name, by name. Type variables of a module stand here too, while it is
// checked.
struct KnownAsset {
  plan::Asset asset;
  Place declared;
};
using Assets = std::map<std::string, KnownAsset, std::less<>>;

// Inside a module: A -> USDT. An asset that is not in it is itself.
using Substitution = std::map<std::string, std::string, std::less<>>;

}  // namespace dealwright::sema
