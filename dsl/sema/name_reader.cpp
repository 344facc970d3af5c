// One walk over the tree. A name is looked up where the checker looked it up: in the scope of its
// deal, in its module, in the file. A use is the declaration when it stands where the symbol was
// declared. The file is long because every construct that names something has its line here.
#include "dsl/sema/name_reader.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::sema {

using syntax::Kind;
using syntax::Node;

namespace {

constexpr std::uint32_t unknown = ~std::uint32_t{0};

NameKind kind_of(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::param: return NameKind::param;
    case SymbolKind::bucket: return NameKind::bucket;
    case SymbolKind::holding: return NameKind::holding;
    case SymbolKind::position: return NameKind::position;
    case SymbolKind::step: return NameKind::step;
    case SymbolKind::module: return NameKind::module;
    case SymbolKind::rung:
    case SymbolKind::local: return NameKind::local;
    case SymbolKind::money: return NameKind::parameter;
    case SymbolKind::cycle: return NameKind::cycle;
    case SymbolKind::contract: return NameKind::contract;
    case SymbolKind::setting: return NameKind::setting;
    case SymbolKind::state: return NameKind::state;
    case SymbolKind::query: return NameKind::query;
  }
  return NameKind::local;
}

class NameReader {
 public:
  explicit NameReader(const FileTables& file) : file_(file) {}

  NameIndex run() {
    for (Node item : file_.root.children())
      read_declaration(item);
    std::ranges::sort(index_.uses, {}, [](const NameUse& use) { return use.span.begin; });
    return std::move(index_);
  }

 private:
  // ---- What is known, and where it is used

  std::uint32_t known(NameKind kind, std::string_view name, const Place& declared,
                      const std::string& owner) {
    if (!declared) return unknown;
    const auto [entry, fresh] =
        by_place_.emplace(std::pair(declared.source.get(), declared.span.begin),
                          static_cast<std::uint32_t>(index_.known.size()));
    if (fresh) {
      index_.known.push_back({.kind = kind,
                              .name = std::string(name),
                              .declared = declared,
                              .type = {},
                              .owner = owner});
    }
    return entry->second;
  }

  void use(Node at, std::uint32_t id) {
    if (id == unknown || !at || at.span().begin == at.span().end) return;
    const Place& declared = index_.known[id].declared;
    index_.uses.push_back(
        {.span = at.span(),
         .known = id,
         .declares = declared.source == at.tree()->source() && declared.span == at.span()});
  }

  void declare(Node at, NameKind kind, const std::string& owner) {
    if (at) use(at, known(kind, at.text(), place_of(at), owner));
  }

  std::uint32_t symbol(const Symbol& found, const std::string& owner) {
    const bool of_the_file = found.kind == SymbolKind::module;
    const std::uint32_t id =
        known(kind_of(found.kind), found.name, found.declared, of_the_file ? std::string() : owner);
    if (id != unknown) {
      index_.known[id].type = found.type;
      index_.known[id].module = found.module;
    }
    return id;
  }

  std::uint32_t action(const Module& module, const ActionSignature& signature) {
    const std::uint32_t id =
        known(NameKind::action, signature.name, signature.declared, module.name);
    if (id != unknown) {
      index_.known[id].action = &signature;
      index_.known[id].module = &module;
    }
    return id;
  }

  // A query, setting or state of a module.
  std::uint32_t asked(const Module& module, std::string_view name) {
    if (auto query = module.queries.find(name); query != module.queries.end()) {
      const std::uint32_t id = known(NameKind::query, name, query->second.declared, module.name);
      if (id != unknown) {
        index_.known[id].query = &query->second;
        index_.known[id].module = &module;
      }
      return id;
    }
    auto setting = module.settings.find(name);
    if (setting == module.settings.end()) return unknown;
    const NameKind kind = setting->second.is_state ? NameKind::state : NameKind::setting;
    const std::uint32_t id = known(kind, name, setting->second.declared, module.name);
    if (id != unknown) {
      index_.known[id].setting = &setting->second;
      index_.known[id].module = &module;
    }
    return id;
  }

  std::uint32_t deal_named(std::string_view name) {
    const auto entry = file_.deals.find(name);
    if (entry == file_.deals.end()) return unknown;
    return known(NameKind::deal, name, entry->second->model.declared, {});
  }

  // ---- Declarations of a file

  void read_declaration(Node item) {
    switch (item.kind()) {
      case Kind::use: return read_use(item);
      case Kind::deal: return read_deal(item);
      case Kind::scenario: return read_scenario(item);
      case Kind::strategy: return read_strategy(item);
      case Kind::protocol: return read_protocol(item);
      default: return walk_children(item);  // assets, the desk
    }
  }

  void read_use(Node item) {
    Node name = item.child(Kind::name, 0);
    if (item.child(Kind::text)) {
      if (name) use_symbol(name);
      return;
    }
    Node alias = item.child(Kind::name, 1);
    if (!alias) {
      if (name) use_symbol(name);
      return;
    }
    use_symbol(alias);
    const Symbol* module = file_.scope.find(alias.text());
    if (module == nullptr || module->module == nullptr) return;
    const std::uint32_t id =
        known(NameKind::module, module->module->name, module->module->declared, {});
    if (id != unknown) index_.known[id].module = module->module;
    use(name, id);
  }

  void read_deal(Node item) {
    Node name = item.child(Kind::name);
    if (!name) return;
    // Of two deals of one name the first is the one that is known.
    const auto entry = file_.deals.find(name.text());
    if (entry == file_.deals.end() || entry->second->node != item) return;
    use(name, deal_named(name.text()));
    deal_ = entry->second;
    owner_ = std::string(name.text());
    declare_roles(item);
    walk_children(item);
    leave();
  }

  // A role is declared where it is first asked.
  void declare_roles(Node item) {
    for (Node step : item.children()) {
      for (Node part : (step.is(Kind::ladder) ? step : step.child(Kind::body)).children()) {
        if (!part.is(Kind::approve)) continue;
        Node role = part.child(Kind::name);
        if (role) roles_.emplace(owner_ + "." + std::string(role.text()), place_of(role));
      }
    }
  }

  void read_scenario(Node item) {
    Node name = item.child(Kind::name);
    const auto entry = file_.deals.find(name.text());
    if (!name || entry == file_.deals.end()) return;
    use(name, deal_named(name.text()));
    deal_ = entry->second;
    owner_ = std::string(name.text());
    if (!roles_.contains(owner_)) declare_roles(deal_->node);
    for (Node part : item.children()) {
      if (part != name) walk(part);
    }
    leave();
  }

  void read_strategy(Node item) {
    owner_ = std::string(item.child(Kind::name).text());
    declare(item.child(Kind::name), NameKind::strategy, {});
    for (Node part : item.children()) {
      if (part.is(Kind::market)) local(part.child(Kind::name, 0), NameKind::market);
      if (part.is(Kind::find)) local(part.child(Kind::name, 0), NameKind::cycle);
      if (part.is(Kind::let)) local(part.child(Kind::name), NameKind::local);
    }
    for (Node part : item.children()) {
      if (part.is(Kind::fire)) {
        read_fire(part.first_child());
      } else if (!part.is(Kind::name) && !part.is(Kind::cooldown)) {
        walk(part);
      }
    }
    leave();
  }

  void read_fire(Node call) {
    Node name = call.is(Kind::postfix) ? call.child_at(0) : call;
    use(name, deal_named(name.text()));
    const auto entry = file_.deals.find(name.text());
    if (!call.is(Kind::postfix)) return;
    for (Node argument : call.child_at(1).children()) {
      if (Node label = argument.child(Kind::argument_name); label && entry != file_.deals.end()) {
        if (const Symbol* param = entry->second->scope.find(label.text()))
          use(label, symbol(*param, entry->first));
      }
      walk(argument_value(argument));
    }
  }

  void read_protocol(Node item) {
    const auto entry = std::ranges::find_if(
        file_.own_modules, [&](const auto& module) { return module->node == item; });
    if (entry == file_.own_modules.end()) return;
    module_ = entry->get();
    owner_ = module_->name;
    Node name = item.child(Kind::name);
    const std::uint32_t id = known(NameKind::module, name.text(), place_of(name), {});
    index_.known[id].module = module_;
    use(name, id);
    for (Node part : item.children()) {
      locals_.clear();
      switch (part.kind()) {
        case Kind::contract:
          if (part.first_child().is(Kind::name))
            declare(part.first_child(), NameKind::contract, owner_);
          break;
        case Kind::place: break;
        case Kind::setting:
        case Kind::state:
        case Kind::query: read_query(part); break;
        case Kind::action_decl: read_action(part); break;
        default: break;
      }
    }
    leave();
  }

  void read_query(Node item) {
    Node name = item.child(Kind::name);
    declare_parameters(item.child(Kind::parameters));
    for (Node part : item.children()) {
      if (part == name) {
        use(name, asked(*module_, name.text()));
      } else {
        walk(part);
      }
    }
  }

  void read_action(Node item) {
    Node name = item.child(Kind::name);
    declare_parameters(item.child(Kind::parameters));
    for (Node part : item.children()) {
      if (part.is(Kind::result_decl)) local(part.child(Kind::name), NameKind::result);
      if (part.is(Kind::let)) local(part.child(Kind::name), NameKind::local);
      if (!part.is(Kind::action_model)) continue;
      for (Node line : part.children()) {
        if (line.is(Kind::let)) local(line.child(Kind::name), NameKind::local);
      }
    }
    for (Node part : item.children()) {
      if (part == name) {
        auto known_action = module_->actions.find(name.text());
        if (known_action != module_->actions.end())
          use(name, action(*module_, known_action->second));
      } else if (part.is(Kind::fails) || part.is(Kind::unsure)) {
        for (Node outcome : part.children())
          declare(outcome, NameKind::outcome, owner_ + "." + std::string(name.text()));
      } else {
        walk(part);
      }
    }
  }

  void declare_parameters(Node list) {
    for (Node parameter : list.children()) {
      Node name = parameter.child(Kind::name);
      if (name) local(name, NameKind::parameter);
      declare_variables(parameter);
    }
  }

  // The first place that names a type variable declares it.
  void declare_variables(Node in) {
    for (Node part : in.children()) {
      if (part.is(Kind::asset_name)) {
        if (!file_.assets.contains(part.text()) && part.text() != values::usd)
          local(part, NameKind::variable);
      } else {
        declare_variables(part);
      }
    }
  }

  // The first of a name is what it stands for.
  void local(Node name, NameKind kind) {
    if (!name) return;
    const std::uint32_t id = known(kind, name.text(), place_of(name), owner_);
    locals_.emplace(std::string(name.text()), id);
  }

  void leave() {
    deal_ = nullptr;
    module_ = nullptr;
    owner_.clear();
    locals_.clear();
  }

  // ---- Everything below

  void walk_children(Node node) {
    Node own_name = node.is(Kind::deal) ? node.child(Kind::name) : Node();
    for (Node part : node.children()) {
      if (part != own_name) walk(part);
    }
  }

  void walk(Node node) {
    switch (node.kind()) {
      case Kind::name: return use_symbol(node);
      case Kind::asset_name: return use_asset(node);
      case Kind::action: {
        is_action_ = true;
        walk(node.first_child());
        is_action_ = false;
        return walk(node.child(Kind::results));
      }
      case Kind::adopt: return read_adopt(node);
      case Kind::postfix: return read_postfix(node);
      case Kind::approve: {
        use_role(node.child(Kind::name));
        return walk(node.child(Kind::approve_when));
      }
      case Kind::role_answer: return use_role(node.child(Kind::name));
      case Kind::may_happen: return use_symbol(node.child(Kind::name, 0));
      case Kind::on_action: return read_outcome(node);
      case Kind::limit_mode:
      case Kind::at_place:
      case Kind::retry_on:
      case Kind::documentation: return;
      default:
        for (Node part : node.children())
          walk(part);
        return;
    }
  }

  std::uint32_t look_up(Node name) {
    if (auto own = locals_.find(name.text()); own != locals_.end()) return own->second;
    if (deal_ != nullptr) {
      const Symbol* found = deal_->scope.find(name.text());
      return found == nullptr ? unknown : symbol(*found, owner_);
    }
    if (module_ != nullptr) {
      if (auto contract = module_->contracts.find(name.text());
          contract != module_->contracts.end())
        return known(NameKind::contract, contract->first, contract->second.declared, owner_);
      return asked(*module_, name.text());
    }
    const Symbol* found = file_.scope.find(name.text());
    return found == nullptr ? unknown : symbol(*found, {});
  }

  void use_symbol(Node name) {
    if (name) use(name, look_up(name));
  }

  void use_asset(Node name) {
    if (auto own = locals_.find(name.text()); own != locals_.end()) return use(name, own->second);
    const auto asset = file_.assets.find(name.text());
    if (asset == file_.assets.end()) return;
    use(name, known(NameKind::asset, name.text(), asset->second.declared, {}));
  }

  void use_role(Node name) {
    const auto role = roles_.find(owner_ + "." + std::string(name.text()));
    if (role != roles_.end()) use(name, known(NameKind::role, name.text(), role->second, owner_));
  }

  void read_adopt(Node node) {
    Node other = node.first_child();
    walk(node.child(Kind::results));
    if (!other.is(Kind::postfix)) return;
    const auto entry = file_.deals.find(other.child_at(0).text());
    if (entry == file_.deals.end()) return;
    use(other.child_at(0), deal_named(entry->first));
    Node member = other.child(Kind::member).first_child();
    if (!member) return;
    if (const Symbol* position = entry->second->scope.find(member.text()))
      use(member, symbol(*position, entry->first));
  }

  void read_postfix(Node node) {
    const bool acts = std::exchange(is_action_, false);
    Node base = node.child_at(0);
    Node second = node.child_at(1);
    if (second.is(Kind::call)) {  // a function of the language, or the module's own query
      if (module_ != nullptr && base.is(Kind::name)) use(base, asked(*module_, base.text()));
      return walk(second);
    }
    walk(base);
    const std::uint32_t id = base.is(Kind::name) ? look_up(base) : unknown;
    const ActionSignature* signature = nullptr;
    for (Node part : node.children()) {
      if (part == base) continue;
      if (part.is(Kind::member)) {
        if (id != unknown) signature = read_member(id, part.first_child(), acts);
      } else if (part.is(Kind::call)) {
        read_arguments(part, signature);
      } else {
        walk(part);
      }
    }
  }

  const ActionSignature* read_member(std::uint32_t base, Node member, bool acts) {
    if (!member) return nullptr;
    const Module* module = index_.known[base].module;
    switch (index_.known[base].kind) {
      case NameKind::module: {
        if (module == nullptr) return nullptr;
        const auto found = module->actions.find(member.text());
        const std::uint32_t query = acts ? unknown : asked(*module, member.text());
        if (query == unknown && found != module->actions.end()) {
          use(member, action(*module, found->second));
          return &found->second;
        }
        use(member, query);
        return nullptr;
      }
      case NameKind::position:
        if (module != nullptr) use(member, asked(*module, member.text()));
        return nullptr;
      case NameKind::step: {
        const auto [owner, found] = action_of_step(index_.known[base].name, member.text());
        if (found != nullptr) use(member, action(*owner, *found));
        return found;
      }
      default: return nullptr;
    }
  }

  // `open_credit.borrow`: what the step calls by that name.
  std::pair<const Module*, const ActionSignature*> action_of_step(std::string_view step,
                                                                  std::string_view name) {
    if (deal_ == nullptr) return {};
    for (const StepFacts& facts : deal_->steps) {
      if (facts.node.child(Kind::name).text() != step) continue;
      return action_in(facts.node, name);
    }
    return {};
  }

  std::pair<const Module*, const ActionSignature*> action_in(Node node, std::string_view name) {
    for (Node part : node.children()) {
      if (part.is(Kind::action)) {
        Node call = part.first_child();
        if (call.child(Kind::member).first_child().text() != name) continue;
        const Symbol* module = deal_->scope.find(call.child_at(0).text());
        if (module == nullptr || module->module == nullptr) continue;
        const auto found = module->module->actions.find(name);
        if (found != module->module->actions.end()) return {module->module, &found->second};
      } else if (part.is(Kind::body) || part.is(Kind::atomic) || part.is(Kind::flash)) {
        if (auto found = action_in(part, name); found.second != nullptr) return found;
      }
    }
    return {};
  }

  void read_arguments(Node call, const ActionSignature* signature) {
    for (Node argument : call.children()) {
      Node label = argument.child(Kind::argument_name);
      if (label && signature != nullptr) {
        const auto parameter = std::ranges::find_if(
            signature->parameters, [&](const Parameter& p) { return p.name == label.text(); });
        if (parameter != signature->parameters.end())
          use(label,
              known(NameKind::parameter, parameter->name, parameter->declared, signature->name));
      }
      Node value = argument_value(argument);
      if (value) walk(value);
    }
  }

  // `on open_credit.borrow: fails no_liquidity`, `on redeem[2]: fails frozen`
  void read_outcome(Node node) {
    Node target = node.child_at(0);
    walk(target);
    Node outcome = node.child_at(node.child(Kind::which) ? 2 : 1);
    Node name = outcome.child(Kind::name);
    if (!outcome.is(Kind::outcome_fails) || !name || deal_ == nullptr) return walk(outcome);
    const std::string_view step = (target.is(Kind::postfix) ? target.child_at(0) : target).text();
    const std::string_view action = target.child(Kind::member).first_child().text();
    for (const StepFacts& facts : deal_->steps) {
      if (facts.node.child(Kind::name).text() == step && use_outcome(name, facts.node, action))
        return;
    }
  }

  // The first action below `node` that can fail like this; of that name, when one is given.
  bool use_outcome(Node name, Node node, std::string_view only) {
    for (Node part : node.children()) {
      if (part.is(Kind::body) || part.is(Kind::atomic) || part.is(Kind::flash)) {
        if (use_outcome(name, part, only)) return true;
      }
      if (!part.is(Kind::action)) continue;
      Node call = part.first_child();
      const std::string_view called = call.child(Kind::member).first_child().text();
      if (!only.empty() && called != only) continue;
      const Symbol* module = deal_->scope.find(call.child_at(0).text());
      if (module == nullptr || module->module == nullptr) continue;
      const auto found = module->module->actions.find(called);
      if (found == module->module->actions.end()) continue;
      for (Node clause : found->second.node.children()) {
        if (!clause.is(Kind::fails) && !clause.is(Kind::unsure)) continue;
        for (Node outcome : clause.children()) {
          if (outcome.text() != name.text()) continue;
          use(name, known(NameKind::outcome, name.text(), place_of(outcome),
                          module->module->name + "." + found->second.name));
          return true;
        }
      }
    }
    return false;
  }

  struct PlaceHash {
    std::size_t operator()(const std::pair<const diagnostics::Source*, std::uint32_t>& at) const {
      return std::hash<const void*>{}(at.first) ^ (std::size_t{at.second} * 0x9E3779B97F4A7C15U);
    }
  };

  const FileTables& file_;
  NameIndex index_;
  std::unordered_map<std::pair<const diagnostics::Source*, std::uint32_t>, std::uint32_t, PlaceHash>
      by_place_;
  const DealChecker* deal_ = nullptr;
  const Module* module_ = nullptr;
  std::string owner_;
  bool is_action_ = false;  // the postfix that comes next is a statement
  ByName<std::uint32_t> locals_;
  ByName<Place> roles_;  // "deal.role"
};

}  // namespace

NameIndex index_names(const FileTables& file) { return NameReader(file).run(); }

}  // namespace dealwright::sema
