// Names and what they stand for.
#include "dsl/sema/symbols.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::sema {

std::string_view with_article(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::param: return "a parameter";
    case SymbolKind::bucket: return "a bucket";
    case SymbolKind::holding: return "a holding";
    case SymbolKind::position: return "a position";
    case SymbolKind::step: return "a step";
    case SymbolKind::module: return "a module";
    case SymbolKind::rung: return "the current rung";
    case SymbolKind::local: return "a local value";
    case SymbolKind::money: return "money";
    case SymbolKind::cycle: return "a cycle";
    case SymbolKind::contract: return "a contract";
    case SymbolKind::setting: return "a setting";
    case SymbolKind::state: return "a state";
    case SymbolKind::query: return "a query";
  }
  return {};
}

Symbol& Scope::declare(Symbol symbol) {
  std::string name = symbol.name;
  return symbols_.insert_or_assign(std::move(name), std::move(symbol)).first->second;
}

const Symbol* Scope::find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    if (auto found = scope->symbols_.find(name); found != scope->symbols_.end())
      return &found->second;
  }
  return nullptr;
}

Symbol* Scope::find_own(std::string_view name) {
  auto found = symbols_.find(name);
  return found == symbols_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> Scope::names() const {
  std::vector<std::string_view> all;
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    all.reserve(all.size() + scope->symbols_.size());
    for (const auto& [name, symbol] : scope->symbols_)
      all.push_back(name);
  }
  return all;
}

std::vector<std::string_view> Scope::names_of(std::initializer_list<SymbolKind> kinds) const {
  std::vector<std::string_view> all;
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_) {
    for (const auto& [name, symbol] : scope->symbols_) {
      if (std::ranges::find(kinds, symbol.kind) != kinds.end()) all.push_back(name);
    }
  }
  return all;
}

std::vector<std::string> Scope::names(SymbolKind kind) const {
  const std::vector<std::string_view> views = names_of({kind});
  std::vector<std::string> all(views.begin(), views.end());
  std::ranges::sort(all);
  return all;
}

}  // namespace dealwright::sema
