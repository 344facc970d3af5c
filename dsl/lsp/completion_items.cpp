// Completion: what there is of each kind, with how it is written and what it is.
#include <algorithm>
#include <utility>

#include "dsl/lsp/completer.hpp"
#include "dsl/lsp/describe.hpp"
#include "dsl/models/primitives.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;

namespace {

ItemKind kind_of(NameKind kind) {
  switch (kind) {
    case NameKind::asset:
    case NameKind::variable: return ItemKind::asset;
    case NameKind::deal:
    case NameKind::strategy: return ItemKind::deal;
    case NameKind::param: return ItemKind::param;
    case NameKind::bucket: return ItemKind::bucket;
    case NameKind::holding: return ItemKind::holding;
    case NameKind::position: return ItemKind::position;
    case NameKind::step: return ItemKind::step;
    case NameKind::role: return ItemKind::role;
    case NameKind::module:
    case NameKind::contract:
    case NameKind::market: return ItemKind::module;
    case NameKind::setting:
    case NameKind::state:
    case NameKind::query: return ItemKind::query;
    case NameKind::action: return ItemKind::action;
    case NameKind::parameter:
    case NameKind::result: return ItemKind::argument;
    case NameKind::outcome: return ItemKind::outcome;
    case NameKind::local:
    case NameKind::cycle: return ItemKind::value;
  }
  return ItemKind::value;
}

}  // namespace

void Completer::members() {
  const std::string_view base = cursor_.last(1);
  const bool begins = cursor_.statement.size() == 2;
  if (cursor_.last(1) == "flash" || base == "flash") return word("owed", "Amount and fee.");
  const KnownName* name = known(base);
  if (name == nullptr && base == "]" && !cursor_.statement.empty()) name = known_before_index();
  if (name == nullptr) return;
  if (statement() == "adopt") return positions_of(name->name);
  switch (name->kind) {
    case NameKind::module: return module_members(*name, begins && in_body());
    case NameKind::position: {
      const bool debt = name->type.is(sema::TypeKind::debt);
      word(debt ? "owed" : "amount",
           debt ? "What is owed now, interest included." : "What it amounts to now.");
      word("principal", "What it was opened with.");
      word("age", "How long it has been open.");
      return;
    }
    case NameKind::holding: return word("amount", "How much it is.");
    case NameKind::cycle:
      for (const char* member : {"net", "gross", "gap", "size", "hops", "path"})
        word(member, "Of the cycle that was found.");
      return;
    case NameKind::step: return actions_of_step(name->name);
    case NameKind::contract: return contract_members(*name);
    default: return;  // other names have no members
  }
}

const KnownName* Completer::known_before_index() {
  for (std::size_t i = cursor_.statement.size(); i-- > 1;) {
    if (cursor_.statement[i].text == "[") return known(cursor_.statement[i - 1].text);
  }
  return nullptr;
}

void Completer::module_members(const KnownName& name, bool only_actions) {
  if (name.module == nullptr) return;
  const sema::Module& module = *name.module;
  if (only_actions) {
    for (const auto& [action, signature] : module.actions) {
      CompletionItem item{action,
                          ItemKind::action,
                          heading_of(signature.node),
                          documentation_of(signature.node),
                          call_snippet(signature),
                          true};
      items_.push_back(std::move(item));
    }
    return;
  }
  for (const auto& [query, signature] : module.queries) {
    std::string insert = query;
    if (!signature.parameters.empty()) insert += "(" + parameters_snippet(signature) + ")";
    items_.push_back({query, ItemKind::query, heading_of(module_node(signature.declared, module)),
                      documentation_of(module_node(signature.declared, module)), std::move(insert),
                      !signature.parameters.empty()});
  }
  for (const auto& [setting, signature] : module.settings) {
    const syntax::Node node = module_node(signature.declared, module);
    items_.push_back(
        {setting, ItemKind::query, heading_of(node), documentation_of(node), setting, false});
  }
}

syntax::Node Completer::module_node(const sema::Place& declared, const sema::Module& module) {
  for (const syntax::Node item : module.node.children()) {
    if (item.span().begin <= declared.span.begin && declared.span.end <= item.span().end)
      return item;
  }
  return {};
}

std::string Completer::parameters_snippet(const sema::QuerySignature& signature) {
  std::string text;
  unsigned n = 0;
  for (const sema::Parameter& parameter : signature.parameters)
    text += (n > 0 ? ", ${" : "${") + std::to_string(n + 1) + ":" + parameter.name + "}", ++n;
  return text;
}

std::string Completer::call_snippet(const sema::ActionSignature& signature) {
  std::string text = signature.name + "(";
  unsigned n = 0;
  bool named = false;
  for (const sema::Parameter& parameter : signature.parameters) {
    if (parameter.opens_new || parameter.initial) {
      named = true;
      continue;
    }
    if (n > 0) text += ", ";
    // The first one speaks for itself; the others are easier to read with their names.
    if (named || (n > 0 && parameter.kind != sema::ParameterKind::asset))
      text += parameter.name + ": ";
    text += "${" + std::to_string(++n) + ":" + parameter.name + "}";
  }
  text += ")";
  for (std::size_t i = 0; i < signature.results.size(); ++i) {
    text +=
        (i == 0 ? " -> ${" : ", ${") + std::to_string(++n) + ":" + signature.results[i].name + "}";
  }
  return text;
}

void Completer::contract_members(const KnownName& name) {
  if (name.module == nullptr) return;
  const auto contract = name.module->contracts.find(name.name);
  if (contract == name.module->contracts.end()) return;
  for (const auto& [function, signature] : contract->second.abi.functions)
    items_.push_back({function,
                      ItemKind::function,
                      "function of `" + name.name + "`",
                      {},
                      function + "($0)",
                      true});
  for (const auto& [event, signature] : contract->second.abi.events)
    items_.push_back(
        {event, ItemKind::function, "event of `" + name.name + "`", {}, event + "($0)", true});
}

void Completer::actions_of_step(const std::string& step) {
  const sema::DealModel* deal = names_.deal(owner_);
  if (deal == nullptr) return;
  for (const plan::Step& known_step : deal->plan.steps) {
    if (known_step.name != step) continue;
    for (const plan::Action* action : plan::actions_of(known_step.items))
      items_.push_back({action->id.substr(step.size() + 1),
                        ItemKind::action,
                        action->module + "." + action->name,
                        {},
                        action->id.substr(step.size() + 1),
                        false});
  }
}

void Completer::positions_of(const std::string& deal) {
  for (const KnownName& name : names_.names().known) {
    if (name.kind == NameKind::position && name.owner == deal)
      items_.push_back({name.name, ItemKind::position, type_of(name), {}, name.name, false});
  }
}

void Completer::failures() {
  std::string_view step;
  for (const OpenBlock& block : cursor_.blocks) {
    const bool has_name = block.header.size() > 1;
    if (has_name &&
        (block.word() == "step" || block.word() == "ladder" || block.word() == "defend"))
      step = block.header[1].text;
  }
  add_failures(step, {});
}

void Completer::outcomes() {
  if (cursor_.statement.size() < 2) return;
  const bool names_action = cursor_.statement.size() > 3 && cursor_.statement[2].text == ".";
  add_failures(cursor_.statement[1].text,
               names_action ? cursor_.statement[3].text : std::string_view());
}

void Completer::add_failures(std::string_view step, std::string_view only) {
  const sema::DealModel* deal = names_.deal(owner_);
  if (deal == nullptr) return;
  for (const plan::Step& known_step : deal->plan.steps) {
    if (known_step.name != step) continue;
    for (const plan::Action* action : plan::actions_of(known_step.items)) {
      if (!only.empty() && only != action->name) continue;
      for (const auto* list : {&action->fails, &action->unsure}) {
        for (const std::string& failure : *list) {
          if (offered_.insert(failure).second)
            items_.push_back({failure, ItemKind::outcome, "of " + action->id, {}, failure, false});
        }
      }
    }
  }
}

std::string Completer::parameter_line(const sema::Parameter& parameter) {
  std::string text(parameter.type ? parameter.type.text() : std::string_view("an asset"));
  if (parameter.opens_new) text += " = new";
  if (parameter.initial) text += " = " + std::string(parameter.initial.text());
  return text;
}

const sema::ActionSignature* Completer::signature_of(const OpenCall& call) {
  if (call.callee.size() != 3) return nullptr;
  const KnownName* module = known(call.callee.front().text);
  if (module == nullptr || module->module == nullptr) return nullptr;
  const auto found = module->module->actions.find(call.callee.back().text);
  return found == module->module->actions.end() ? nullptr : &found->second;
}

const sema::Parameter* Completer::parameter_of(const sema::ActionSignature& signature,
                                               const OpenCall& call) {
  for (const sema::Parameter& parameter : signature.parameters) {
    if (parameter.name == call.label) return &parameter;
  }
  if (!call.label.empty() || call.argument >= signature.parameters.size()) return nullptr;
  return &signature.parameters[call.argument];
}

void Completer::standard_module_names() {
  for (const std::string& module : modules_)
    items_.push_back({module, ItemKind::module, "standard library", {}, module, false});
  if (statement() == "market") of(NameKind::module);
}

const KnownName* Completer::known(std::string_view name) const {
  const KnownName* found = nullptr;
  for (const KnownName& candidate : names_.names().known) {
    if (candidate.name != name) continue;
    if (candidate.owner == owner_) return &candidate;
    if (candidate.owner.empty() &&
        (candidate.kind == NameKind::module || candidate.kind == NameKind::deal))
      found = &candidate;
  }
  return found;
}

void Completer::of(NameKind kind) {
  for (const KnownName& name : names_.names().known) {
    if (name.kind != kind || !is_seen(name) || !offered_.insert(name.name).second) continue;
    items_.push_back({name.name, kind_of(kind), type_of(name), {}, name.name, false});
    CompletionItem& item = items_.back();
    if (item.detail.empty()) item.detail = std::string(sema::to_text(kind));
  }
}

bool Completer::is_seen(const KnownName& name) const {
  if (name.kind == NameKind::deal) return true;
  if (name.kind == NameKind::module)
    return !in_module_ && (name.module == nullptr || is_named_here(name));
  return name.owner == owner_;
}

bool Completer::is_named_here(const KnownName& name) const {
  return name.declared.source == names_.tree().source();
}

void Completer::assets() {
  for (const plan::Asset& asset : names_.checked->model.assets) {
    if (!offered_.insert(asset.name).second) continue;
    items_.push_back(
        {asset.name, ItemKind::asset, asset_line(names_, asset.name), {}, asset.name, false});
  }
  if (offered_.insert("USD").second)
    items_.push_back({"USD", ItemKind::asset, "the unit of account", {}, "USD", false});
  if (in_module_) of(NameKind::variable);
}

void Completer::phrases(std::span<const Phrase> list, ItemKind kind) {
  for (const Phrase& phrase : list) {
    // Functions and quantities may have the same name.
    if (!offered_.insert(std::string(phrase.words) + (kind == ItemKind::function ? "(" : ""))
             .second)
      continue;
    const bool is_snippet = phrase.snippet.find('$') != std::string_view::npos;
    ItemKind shown = kind;
    if (kind == ItemKind::keyword && phrase.snippet.find('\n') != std::string_view::npos)
      shown = ItemKind::snippet;
    items_.push_back({std::string(phrase.words),
                      shown,
                      std::string(phrase.meaning),
                      {},
                      std::string(phrase.snippet),
                      is_snippet});
  }
}

void Completer::word(std::string_view text, std::string_view meaning) {
  if (!offered_.insert(std::string(text)).second) return;
  items_.push_back(
      {std::string(text), ItemKind::keyword, std::string(meaning), {}, std::string(text), false});
}

}  // namespace dealwright::lsp
