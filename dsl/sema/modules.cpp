// Reading a protocol: contracts and their ABIs, signatures, and the general check of every action
// and query.
#include "dsl/sema/modules.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/sema/actions.hpp"
#include "dsl/sema/expressions.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

class ModuleReader {
 public:
  ModuleReader(std::shared_ptr<const syntax::SyntaxTree> tree, Node protocol, const Assets& assets,
               SourceProvider& provider, diagnostics::Diagnostics& found)
      : assets_(assets),
        provider_(provider),
        found_(found),
        found_before_(found.size()),
        module_(std::make_unique<Module>()) {
    module_->tree = std::move(tree);
    module_->node = protocol;
  }

  std::unique_ptr<Module> run() {
    Node name = module_->node.child(Kind::name);
    module_->name = std::string(name.text());
    module_->declared = place_of(name);
    module_->digest = values::sha256(module_->tree->source()->text());
    for (Node item : module_->node.children())
      read(item);
    for (auto& [action_name, action] : module_->actions)
      check_in_general(action);
    for (auto& [query_name, query] : module_->queries)
      check_in_general(query);
    for (auto& [setting_name, setting] : module_->settings)
      check_in_general(setting);
    refuse_circles(*module_, found_);
    module_->is_broken = found_.size() != found_before_ || module_->node.is_broken();
    return std::move(module_);
  }

 private:
  bool is_free(Node name) {
    auto taken = names_.emplace(std::string(name.text()), place_of(name));
    if (taken.second) return true;
    Report(found_, Code::name_taken, name)
        .says("`" + std::string(name.text()) + "` is declared twice in this module")
        .also(taken.first->second, "first declared here");
    return false;
  }

  void read(Node item) {
    switch (item.kind()) {
      case Kind::contract: return read_contract(item);
      case Kind::place: {
        module_->place = std::string(item.child(Kind::name).text());
        return;
      }
      case Kind::setting:
      case Kind::state: {
        Node name = item.child(Kind::name);
        if (!name || !is_free(name)) return;
        SettingSignature setting;
        setting.name = std::string(name.text());
        setting.parameters = read_parameters(item.child(Kind::parameters), item);
        setting.type = type_of(item);
        if (Node initial = item.child(Kind::initial)) setting.initial = initial.first_child();
        setting.is_state = item.is(Kind::state);
        setting.declared = place_of(name);
        module_->settings.emplace(setting.name, std::move(setting));
        return;
      }
      case Kind::query: {
        Node name = item.child(Kind::name);
        if (!name || !is_free(name)) return;
        QuerySignature query;
        query.name = std::string(name.text());
        query.parameters = read_parameters(item.child(Kind::parameters), item);
        query.type = type_of(item);
        if (Node part = item.child(Kind::query_read)) query.read = part.first_child();
        if (Node part = item.child(Kind::query_model)) {
          if (Node setting = part.child(Kind::model_setting)) {
            query.is_setting = true;
            if (Node initial = setting.child(Kind::initial)) query.initial = initial.first_child();
          } else {
            query.model = part.first_child();
          }
        }
        query.declared = place_of(name);
        module_->queries.emplace(query.name, std::move(query));
        return;
      }
      case Kind::action_decl: return read_action(item);
      default: return;  // the name, documentation
    }
  }

  void read_contract(Node item) {
    Node name = item.child_at(0);
    Node abi_name = item.child(Kind::text);
    if (!name || !abi_name || !is_free(name)) return;
    Contract contract;
    contract.name = std::string(name.text());
    contract.abi_name = text_of(abi_name);
    contract.is_token = contract.name.front() >= 'A' && contract.name.front() <= 'Z';
    contract.declared = place_of(name);
    auto text = provider_.abi(module_->tree->source()->name(), contract.abi_name);
    if (!text) {
      Report report(found_, Code::abi_unreadable, abi_name);
      report.says(text.error() == ProviderError::outside_project
                      ? "the ABI `" + contract.abi_name + "` is outside the project"
                      : "there is no ABI `" + contract.abi_name + "`");
      report.help("put `" + contract.abi_name +
                  ".json` beside the module, or into a folder `abi` beside it");
    } else if (auto abi = read_abi(*text); !abi) {
      Report(found_, Code::abi_unreadable, abi_name)
          .says("the ABI `" + contract.abi_name + "` cannot be used: " + abi.error());
    } else {
      contract.abi = std::move(*abi);
      contract.has_abi = true;
      contract.digest = values::sha256(*text);
    }
    module_->contracts.emplace(contract.name, std::move(contract));
  }

  static Node type_of(Node item) {
    Node type;
    for (Node child : item.children()) {
      switch (child.kind()) {
        case Kind::position_type:
        case Kind::route_type:
        case Kind::asset_kind:
        case Kind::plain_type:
        case Kind::rate_type:
        case Kind::asset_type:
        case Kind::par_of:
        case Kind::asset_name: type = child; break;
        default: break;
      }
    }
    return type;
  }

  std::vector<Parameter> read_parameters(Node list, Node item) {
    std::vector<Parameter> parameters;
    std::map<std::string, Place> seen;
    if (!list) return parameters;
    // Money is what a `moves` clause moves; every other amount is a plain value.
    std::set<std::string, std::less<>> moved;
    for (Node clause : item.children()) {
      if (clause.is(Kind::moves)) moved.emplace(clause.child(Kind::name).text());
    }
    for (Node node : list.children()) {
      if (!node.is(Kind::parameter)) continue;
      Parameter parameter;
      Node name = node.child(Kind::name);
      if (!name) {
        Node variable = node.child(Kind::asset_name);
        parameter.kind = ParameterKind::asset;
        parameter.name = parameter.variable = std::string(variable.text());
        parameter.declared = place_of(variable);
      } else {
        parameter.name = std::string(name.text());
        parameter.declared = place_of(name);
        parameter.type = type_of(node);
        const std::string_view access = node.child(Kind::access).text();
        parameter.access = access == "reads"     ? Access::reads
                           : access == "changes" ? Access::changes
                           : access == "closes"  ? Access::closes
                                                 : Access::none;
        if (Node initial = node.child(Kind::parameter_default)) {
          parameter.opens_new = static_cast<bool>(initial.child(Kind::new_position));
          if (!parameter.opens_new) parameter.initial = initial.first_child();
        }
        if (parameter.type.is(Kind::position_type)) {
          parameter.kind = ParameterKind::position;
          parameter.variable = std::string(parameter.type.child(Kind::asset_name).text());
        } else if (parameter.type.is(Kind::asset_kind)) {
          parameter.kind = ParameterKind::asset;
          parameter.variable = std::string(parameter.type.child(Kind::asset_name).text());
        } else if (moved.contains(parameter.name)) {
          parameter.kind = ParameterKind::money;
          Node asset =
              parameter.type.is(Kind::asset_type) ? parameter.type.first_child() : parameter.type;
          if (asset.is(Kind::asset_name)) parameter.variable = std::string(asset.text());
          if (Node place = parameter.type.child(Kind::at_place))
            parameter.place = std::string(place.child(Kind::name).text());
        }
      }
      parameter.is_variable = !parameter.variable.empty() && !assets_.contains(parameter.variable);
      require_sense(parameter, node);
      if (const auto [first, fresh] = seen.emplace(parameter.name, parameter.declared); !fresh) {
        Report(found_, Code::name_taken, parameter.declared)
            .says("`" + parameter.name + "` is declared twice")
            .also(first->second, "first declared here");
      }
      parameters.push_back(std::move(parameter));
    }
    return parameters;
  }

  // What a parameter cannot be, whatever is given for it.
  void require_sense(const Parameter& parameter, Node node) {
    if (parameter.kind == ParameterKind::asset && !parameter.is_variable &&
        !parameter.variable.empty()) {
      Report(found_, Code::name_taken, parameter.declared)
          .says("`" + parameter.variable + "` is an asset, so it cannot stand for any asset")
          .also(assets_.find(parameter.variable)->second.declared, "declared here")
          .help("use a letter that is no asset, such as `A`");
    }
    if (parameter.opens_new && parameter.kind != ParameterKind::position) {
      Report(found_, Code::wrong_type, node.child(Kind::parameter_default))
          .says("only a position can be `new`");
    }
    if (parameter.initial && parameter.kind != ParameterKind::value) {
      Report(found_, Code::wrong_type, node.child(Kind::parameter_default))
          .says(parameter.kind == ParameterKind::money
                    ? "money has no default: whoever uses the action says where it comes from"
                    : "an asset or a position has no default");
    }
  }

  void read_action(Node item) {
    Node name = item.child(Kind::name);
    if (!name || !is_free(name)) return;
    ActionSignature action;
    action.name = std::string(name.text());
    action.node = item;
    action.declared = place_of(name);
    action.parameters = read_parameters(item.child(Kind::parameters), item);
    for (Node child : item.children()) {
      if (child.is(Kind::result_decl)) {
        Result result;
        result.name = std::string(child.child(Kind::name).text());
        result.type = type_of(child);
        result.is_position = result.type.is(Kind::position_type);
        if (Node place = result.type.child(Kind::at_place))
          result.place = std::string(place.child(Kind::name).text());
        result.declared = place_of(child.child(Kind::name));
        const auto same = [&](const auto& other) { return other.name == result.name; };
        if (const auto parameter =
                std::find_if(action.parameters.begin(), action.parameters.end(), same);
            parameter != action.parameters.end() &&
            !(result.is_position && parameter->kind == ParameterKind::position)) {
          Report(found_, Code::name_taken, result.declared)
              .says("`" + result.name + "` is already a parameter")
              .also(parameter->declared, "declared here");
        } else if (const auto other =
                       std::find_if(action.results.begin(), action.results.end(), same);
                   other != action.results.end()) {
          Report(found_, Code::name_taken, result.declared)
              .says("`" + result.name + "` is yielded twice")
              .also(other->declared, "first here");
        }
        action.results.push_back(std::move(result));
      } else if (child.is(Kind::fails) || child.is(Kind::unsure)) {
        auto& list = child.is(Kind::fails) ? action.fails : action.unsure;
        for (Node outcome : child.children())
          list.emplace_back(outcome.text());
      }
    }
    module_->actions.emplace(action.name, std::move(action));
  }

  Substitution themselves(const std::vector<Parameter>& parameters) {
    Substitution substitution;
    for (const Parameter& parameter : parameters) {
      if (parameter.is_variable) substitution[parameter.variable] = parameter.variable;
    }
    for (const auto& [name, contract] : module_->contracts) {
      if (contract.is_token) substitution.emplace(name, name);
    }
    return substitution;
  }

  void check_in_general(const ActionSignature& action) {
    ActionUse use;
    use.module = module_.get();
    use.signature = &action;
    use.substitution = themselves(action.parameters);
    Scope none;
    ExpressionPlace place;
    place.assets = &assets_;
    place.scope = &none;
    place.substitution = &use.substitution;
    for (const Parameter& parameter : action.parameters) {
      BoundArgument argument;
      argument.asset = parameter.variable;
      if (parameter.type) {
        const Type type = Expressions(found_, place).type_named(parameter.type);
        argument.asset = type.is(TypeKind::number) ? std::string(type.unit.asset()) : type.asset;
        if (parameter.kind == ParameterKind::position)
          argument.position = parameter.opens_new ? std::string() : parameter.name;
        if (parameter.initial)
          Expressions(found_, place)
              .of_type(parameter.initial, type, "the default of `" + parameter.name + "`");
      }
      use.arguments.emplace(parameter.name, std::move(argument));
    }
    for (const Result& result : action.results)
      use.results.emplace(result.name, plan::Target{plan::TargetKind::holding, result.name});
    static_cast<void>(lower_action(use, assets_, found_));
  }

  void check_in_general(const QuerySignature& query) {
    Substitution substitution = themselves(query.parameters);
    Scope scope = scope_of(*module_);
    declare(scope, query.parameters, substitution);
    ExpressionPlace place;
    place.assets = &assets_;
    place.scope = &scope;
    place.module = module_.get();
    place.substitution = &substitution;
    const Type type = Expressions(found_, place).type_named(query.type);
    if (query.model)
      Expressions(found_, place).of_type(query.model, type, "the model of `" + query.name + "`");
    if (query.initial)
      Expressions(found_, place)
          .of_type(query.initial, type, "the setting of `" + query.name + "`");
    if (query.read) {
      place.in_read = true;
      Expressions(found_, place).of_type(query.read, type, "what `" + query.name + "` reads");
    }
    if (!query.read && !query.model && !query.is_setting) {
      Report(found_, Code::incomplete_action, query.declared)
          .says("query `" + query.name + "` says neither `read` nor `model`")
          .help("add at least one");
    }
  }

  void check_in_general(const SettingSignature& setting) {
    Substitution substitution = themselves(setting.parameters);
    Scope scope = scope_of(*module_);
    ExpressionPlace place;
    place.assets = &assets_;
    place.scope = &scope;
    place.module = module_.get();
    place.substitution = &substitution;
    const Type type = Expressions(found_, place).type_named(setting.type);
    if (setting.initial)
      Expressions(found_, place).of_type(setting.initial, type, "`" + setting.name + "`");
  }

  void declare(Scope& scope, const std::vector<Parameter>& parameters,
               const Substitution& substitution) {
    ExpressionPlace place;
    place.assets = &assets_;
    place.scope = &scope;
    place.substitution = &substitution;
    for (const Parameter& parameter : parameters) {
      if (parameter.kind != ParameterKind::position) continue;
      Symbol symbol;
      symbol.kind = SymbolKind::position;
      symbol.name = symbol.plan_name = parameter.name;
      symbol.type = Expressions(found_, place).type_named(parameter.type);
      symbol.declared = parameter.declared;
      symbol.module = module_.get();
      scope.declare(std::move(symbol));
    }
  }

  const Assets& assets_;
  SourceProvider& provider_;
  diagnostics::Diagnostics& found_;
  std::size_t found_before_;
  std::unique_ptr<Module> module_;
  std::map<std::string, Place, std::less<>> names_;
};

}  // namespace

std::unique_ptr<Module> check_module(std::shared_ptr<const syntax::SyntaxTree> tree, Node protocol,
                                     const Assets& assets, SourceProvider& provider,
                                     diagnostics::Diagnostics& found) {
  return ModuleReader(std::move(tree), protocol, assets, provider, found).run();
}

Scope scope_of(const Module& module) {
  Scope scope;
  for (const auto& [name, contract] : module.contracts) {
    Symbol symbol;
    symbol.kind = SymbolKind::contract;
    symbol.name = symbol.plan_name = name;
    symbol.declared = contract.declared;
    symbol.module = &module;
    scope.declare(std::move(symbol));
  }
  for (const char* total : {"collateral", "debt"}) {
    Symbol symbol;
    symbol.kind = SymbolKind::local;
    symbol.name = symbol.plan_name = total;
    symbol.type = Type::unknown();
    symbol.total = true;
    scope.declare(std::move(symbol));
  }
  return scope;
}

}  // namespace dealwright::sema
