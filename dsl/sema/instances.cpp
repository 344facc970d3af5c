// Queries filled in, until no model asks for more.
#include "dsl/sema/instances.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dsl/sema/expressions.hpp"

namespace dealwright::sema {

using plan::Expression;
using plan::Op;

namespace {

class Instances {
 public:
  Instances(const std::vector<plan::Asset>& assets, const std::vector<plan::Position>& positions)
      : positions_(positions) {
    for (const plan::Asset& asset : assets)
      assets_.emplace(asset.name, KnownAsset{asset, {}});
  }

  // One question; what its model asks is added to `more`.
  void fill(const Module& module, plan::Module& entry, const Expression& asked,
            std::vector<Expression>& more) {
    const std::string name = asked.name.substr(asked.name.find('.') + 1);
    const std::vector<Parameter>* parameters = nullptr;
    auto query = module.queries.find(name);
    auto setting = module.settings.find(name);
    if (query != module.queries.end()) parameters = &query->second.parameters;
    if (setting != module.settings.end()) parameters = &setting->second.parameters;
    if (parameters == nullptr || parameters->size() != asked.args.size()) return;

    Substitution substitution;
    Scope scope = scope_of(module);
    for (std::size_t i = 0; i < parameters->size(); ++i) {
      const Parameter& parameter = (*parameters)[i];
      const Expression& argument = asked.args[i];
      if (parameter.kind != ParameterKind::position) {
        substitution[parameter.variable] = argument.name;
        continue;
      }
      const auto position =
          std::find_if(positions_.begin(), positions_.end(),
                       [&](const plan::Position& known) { return known.name == argument.name; });
      if (position == positions_.end()) return;
      substitution[parameter.variable] = position->asset;
      Symbol symbol;
      symbol.kind = SymbolKind::position;
      symbol.name = parameter.name;
      symbol.plan_name = argument.name;
      symbol.type = Type::about(
          position->kind == plan::PositionKind::debt ? TypeKind::debt : TypeKind::collateral,
          position->asset);
      symbol.module = &module;
      scope.declare(std::move(symbol));
    }
    ExpressionPlace place;
    place.assets = &assets_;
    place.scope = &scope;
    place.module = &module;
    place.substitution = &substitution;
    place.asked = &more;
    diagnostics::Diagnostics ignored;  // the module was checked in general
    Expressions expressions(ignored, place);
    const auto filled = [&](syntax::Node node, const Type& type) -> std::optional<Expression> {
      if (!node) return std::nullopt;
      return expressions.of_type(node, type, "").value;
    };
    if (query != module.queries.end()) {
      plan::Query out;
      out.name = asked.name;
      out.arguments = asked.args;
      const Type type = expressions.type_named(query->second.type);
      out.type = to_text(type);
      out.model = filled(query->second.model, type);
      out.initial = filled(query->second.initial, type);
      if (query->second.read) {
        place.in_read = true;
        place.asked = nullptr;
        out.read = expressions.check(query->second.read).value;
      }
      entry.queries.push_back(std::move(out));
      return;
    }
    plan::Setting out;
    out.name = asked.name;
    out.arguments = asked.args;
    const Type type = expressions.type_named(setting->second.type);
    out.type = to_text(type);
    out.initial = filled(setting->second.initial, type);
    (setting->second.is_state ? entry.states : entry.settings).push_back(std::move(out));
  }

 private:
  Assets assets_;
  const std::vector<plan::Position>& positions_;
};

std::string key_of(const Expression& asked) {
  std::string key = asked.name;
  for (const Expression& argument : asked.args)
    key += "\n" + argument.name;
  return key;
}

}  // namespace

std::vector<plan::Module> instantiate(const std::vector<std::shared_ptr<const Module>>& modules,
                                      const std::vector<std::string>& aliases,
                                      const std::vector<plan::Asset>& assets,
                                      const std::vector<plan::Position>& positions,
                                      const std::vector<std::string>& needed,
                                      const std::vector<Expression>& asked) {
  Instances instances(assets, positions);
  std::map<std::string, std::size_t> by_name;
  std::vector<plan::Module> entries;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    plan::Module entry;
    entry.name = modules[i]->name;
    entry.alias = i < aliases.size() ? aliases[i] : modules[i]->name;
    entry.digest = modules[i]->digest;
    for (const auto& [name, contract] : modules[i]->contracts)
      entry.abis.push_back({name, contract.abi_name, contract.digest});
    by_name.emplace(entry.name, entries.size());
    entries.push_back(std::move(entry));
  }
  std::set<std::string> wanted(needed.begin(), needed.end());
  std::set<std::string> done;
  std::vector<Expression> pending = asked;
  while (!pending.empty()) {
    Expression next = std::move(pending.back());
    pending.pop_back();
    if (!done.insert(key_of(next)).second) continue;
    const std::string module = next.name.substr(0, next.name.find('.'));
    auto known = by_name.find(module);
    if (known == by_name.end()) continue;
    wanted.insert(module);
    instances.fill(*modules[known->second], entries[known->second], next, pending);
  }
  std::erase_if(entries, [&](const plan::Module& entry) { return !wanted.contains(entry.name); });
  const auto by_key = [](const auto& a, const auto& b) {
    if (a.name != b.name) return a.name < b.name;
    return std::lexicographical_compare(
        a.arguments.begin(), a.arguments.end(), b.arguments.begin(), b.arguments.end(),
        [](const Expression& x, const Expression& y) { return x.name < y.name; });
  };
  for (plan::Module& entry : entries) {
    std::sort(entry.queries.begin(), entry.queries.end(), by_key);
    std::sort(entry.settings.begin(), entry.settings.end(), by_key);
    std::sort(entry.states.begin(), entry.states.end(), by_key);
  }
  std::sort(entries.begin(), entries.end(),
            [](const plan::Module& a, const plan::Module& b) { return a.name < b.name; });
  return entries;
}

}  // namespace dealwright::sema
