// Completion: first what the place is, then what fits there. The place is read from the text as it
// stands; the names come from its last check. The file is long because all places in which a cursor
// can be are told apart here, one after the other.
#include <algorithm>
#include <set>
#include <utility>

#include "dsl/lsp/cursor.hpp"
#include "dsl/lsp/describe.hpp"
#include "dsl/lsp/features.hpp"
#include "dsl/lsp/vocabulary.hpp"
#include "dsl/models/primitives.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;

namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.front() >= '0' && word.front() <= '9';
}
bool is_asset(std::string_view word) {
  return !word.empty() && word.front() >= 'A' && word.front() <= 'Z';
}

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

class Completer {
 public:
  Completer(std::string_view text, std::uint32_t offset, const Analysis& names,
            const std::vector<std::string>& modules)
      : cursor_(cursor_at(text, offset)), names_(names), modules_(modules) {
    find_owner();
  }

  Completion run() {
    if (!cursor_.in_comment && !cursor_.in_text) offer();
    Completion done{cursor_.word, std::move(items_)};
    // A number, or a sign, is replaced by nothing.
    if (cursor_.in_comment || cursor_.in_text) done.replaces.begin = done.replaces.end;
    return done;
  }

 private:
  // ---- The place

  void find_owner() {
    for (const OpenBlock& block : cursor_.blocks) {
      const auto& header = block.header;
      if (block.word() == "deal" && header.size() > 1) owner_ = header[1].text;
      if (block.word() == "strategy" && header.size() > 1) owner_ = header[1].text;
      if (block.word() == "protocol" && header.size() > 1) owner_ = header[1].text;
      if (block.word() == "scenario" && header.size() > 3) owner_ = header[3].text;
      in_scenario_ = in_scenario_ || block.word() == "scenario";
      in_module_ = in_module_ || block.word() == "protocol";
    }
  }

  [[nodiscard]] std::string_view statement() const {
    return cursor_.statement.empty() ? std::string_view() : cursor_.statement.front().text;
  }
  [[nodiscard]] bool has(std::string_view word) const {
    return std::ranges::any_of(cursor_.statement, [&](const Word& w) { return w.text == word; });
  }

  void offer() {
    if (cursor_.last() == ".") return members();
    if (cursor_.statement.empty()) return beginnings();
    if (!cursor_.calls.empty()) return arguments();
    if (after_a_word()) return;
    if (cursor_.last() == "," && one_line_block()) beginnings();
    clauses();
    if (takes_value()) expression();
  }

  // Blocks whose items often share a line.
  [[nodiscard]] bool one_line_block() const {
    const std::string_view block = cursor_.block();
    return block == "asset" || block == "limits" || block == "scenario" || block == "world" ||
           block == "buckets" || block == "split" || block == "defaults" || block == "model";
  }

  // What follows a number is its unit, what follows a name is no other name.
  [[nodiscard]] bool takes_value() {
    const std::string_view last = cursor_.last();
    if (is_number(last)) {
      assets();
      return false;
    }
    static constexpr std::string_view before[] = {
        "<=",      ">=",      "<",         ">",     "==",  "!=",    "+",    "-",
        "*",       "/",       "=",         "(",     ",",   ":",     "of",   "when",
        "require", "ensure",  "to",        "in",    "..",  "and",   "or",   "not",
        "for",     "expect",  "read",      "model", "by",  "at",    "most", "between",
        "ensures", "sending", "tolerance", "takes", "set", "watch", "size"};
    return std::ranges::find(before, last) != std::end(before);
  }

  // One word says what comes next; true when nothing else can.
  bool after_a_word() {
    const std::string_view last = cursor_.last();
    const std::string_view block = cursor_.block();
    const std::string_view head = statement();
    if (last == "use") return standard_modules(), true;
    if (last == "as" && head == "counts") return assets(), true;
    if (last == "as") return true;
    if (last == "->" || (last == "," && has("->") && !in_module_))
      return of(NameKind::bucket), true;
    if (last == "from") return sources(head), true;
    if (last == "after" && head == "crash") return of(NameKind::step), true;
    if (head == "step" || head == "ladder") {
      if (last == "after") phrases(choices("after"));
      if (last == "after" || last == "settled" || last == "any" || last == "," ||
          (last == "or" && has("after")))
        return of(NameKind::step), true;
    }
    if (last == "else") return phrases(choices("else")), true;
    if (last == "failure") return phrases(choices("failure")), true;
    if (last == "then") return of(NameKind::step), true;
    if (last == "by" && head == "approve") return of(NameKind::role), true;
    if (last == "per" && head == "cooldown") return phrases(choices("cooldown per")), true;
    if (last == "per" || last == "pledge" || last == "all" || last == "into") return assets(), true;
    if (last == "value" && block == "deal") return assets(), true;
    if (last == "at" && (head == "value" || has("rung") || block == "step" || block == "ladder"))
      return phrases(choices("at")), true;
    if (last == "operator") return phrases(choices("operator")), true;
    if (last == "is" && head == "crash") return phrases(choices("crash is")), true;
    if (last == "is" && cursor_.last(1) == "deal") return phrases(choices("deal is")), true;
    if (last == "is") return phrases(choices("is")), true;
    if (last == "accept") return phrases(choices("accept")), true;
    if (last == "open" && head == "leave") return of(NameKind::position), true;
    if (last == "leave") return word("open", "What follows stays open."), true;
    if (last == "for" && head == "scenario") return of(NameKind::deal), true;
    if (last == "on" && in_scenario_) return of(NameKind::step), true;
    if (last == "given") return of(NameKind::param), true;
    if (last == "fire") return of(NameKind::deal), true;
    if (last == "adopt") return of(NameKind::deal), true;
    if (last == ":" && head == "on") return clauses(), true;
    if (last == ":" && head == "at") return assets(), of(NameKind::module), clauses(), true;
    if (last == ":" && (head == "param" || in_module_)) return clauses(), all_types(), true;
    if (last == "of" && (in_module_ || head == "param")) return assets(), true;
    if (last == "fails" && in_scenario_) return outcomes(), true;
    if (last == "of" && head == "market") return standard_module_names(), true;
    if (last == "expect") {
      word("deal is", "The status of the deal at the end.");
      word("limits hold", "No limit is ever exceeded.");
      of(NameKind::step);
      of(NameKind::bucket);
      of(NameKind::position);
      phrases(quantities());
      return true;
    }
    return false;
  }

  // ---- What fits

  void beginnings() {
    const std::string_view block = cursor_.block();
    phrases(statements_of(block));
    if (block == "step" || block == "ladder" || block == "defend" || block == "atomic" ||
        block == "flash")
      of(NameKind::module);
    if (block == "limits") of(NameKind::position);
    if (block == "assume" || block == "world") {
      assets();
      of(NameKind::module);
    }
    if (block == "scenario") of(NameKind::role);
  }

  void clauses() {
    const std::string_view block = cursor_.block();
    std::span<const Phrase> found = clauses_of(block, statement());
    if (in_scenario_ && statement() == "expect" && cursor_.last() == "or") found = {};
    phrases(found);
    if (found.empty() && is_name_or_closed(cursor_.last()) && !has("->") && begins_call())
      word("->", "Binds what the action yields.");
  }

  [[nodiscard]] bool begins_call() const {
    return cursor_.statement.size() > 3 && cursor_.statement[1].text == "." && has("(");
  }

  static bool is_name_or_closed(std::string_view word) { return word == ")"; }

  void members() {
    const std::string_view base = cursor_.last(1);
    const bool begins = cursor_.statement.size() == 2;
    if (cursor_.last(1) == "flash" || base == "flash") return word("owed", "Amount and fee.");
    const KnownName* name = known(base);
    if (name == nullptr && base == "]" && !cursor_.statement.empty()) name = known_before_index();
    if (name == nullptr) return;
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

  [[nodiscard]] bool in_body() const {
    const std::string_view block = cursor_.block();
    return block == "step" || block == "ladder" || block == "defend" || block == "atomic" ||
           block == "flash";
  }

  const KnownName* known_before_index() {
    for (std::size_t i = cursor_.statement.size(); i-- > 1;) {
      if (cursor_.statement[i].text == "[") return known(cursor_.statement[i - 1].text);
    }
    return nullptr;
  }

  void module_members(const KnownName& name, bool only_actions) {
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
                        documentation_of(module_node(signature.declared, module)),
                        std::move(insert), !signature.parameters.empty()});
    }
    for (const auto& [setting, signature] : module.settings) {
      const syntax::Node node = module_node(signature.declared, module);
      items_.push_back(
          {setting, ItemKind::query, heading_of(node), documentation_of(node), setting, false});
    }
  }

  static syntax::Node module_node(const sema::Place& declared, const sema::Module& module) {
    for (const syntax::Node item : module.node.children()) {
      if (item.span().begin <= declared.span.begin && declared.span.end <= item.span().end)
        return item;
    }
    return {};
  }

  static std::string parameters_snippet(const sema::QuerySignature& signature) {
    std::string text;
    unsigned n = 0;
    for (const sema::Parameter& parameter : signature.parameters)
      text += (n > 0 ? ", ${" : "${") + std::to_string(n + 1) + ":" + parameter.name + "}", ++n;
    return text;
  }

  // `supply(${1:funds}) -> ${2:collateral}`: what has a default is left out.
  static std::string call_snippet(const sema::ActionSignature& signature) {
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
      text += (i == 0 ? " -> ${" : ", ${") + std::to_string(++n) + ":" + signature.results[i].name +
              "}";
    }
    return text;
  }

  void contract_members(const KnownName& name) {
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

  void actions_of_step(const std::string& step) {
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

  // `on open_credit.borrow: fails …`: how that action can fail.
  void outcomes() {
    const sema::DealModel* deal = names_.deal(owner_);
    if (deal == nullptr || cursor_.statement.size() < 2) return;
    const std::string step(cursor_.statement[1].text);
    std::set<std::string> offered;
    for (const plan::Step& known_step : deal->plan.steps) {
      if (known_step.name != step) continue;
      for (const plan::Action* action : plan::actions_of(known_step.items)) {
        if (cursor_.statement.size() > 3 && cursor_.statement[2].text == "." &&
            cursor_.statement[3].text != action->name)
          continue;
        for (const auto* list : {&action->fails, &action->unsure}) {
          for (const std::string& failure : *list) {
            if (offered.insert(failure).second)
              items_.push_back(
                  {failure, ItemKind::outcome, "of " + action->id, {}, failure, false});
          }
        }
      }
    }
  }

  void arguments() {
    const OpenCall& call = cursor_.calls.back();
    const sema::ActionSignature* signature = signature_of(call);
    if (signature == nullptr) return expression();
    const bool at_start = cursor_.last() == "(" || cursor_.last() == ",";
    if (at_start) {
      for (const sema::Parameter& parameter : signature->parameters) {
        const bool is_bare = !parameter.type;  // an asset by itself is given without its name
        if (is_bare || std::ranges::find(call.labels, parameter.name) != call.labels.end())
          continue;
        items_.push_back({parameter.name + ":",
                          ItemKind::argument,
                          parameter_line(parameter),
                          {},
                          parameter.name + ": ",
                          false});
      }
    }
    const sema::Parameter* parameter = parameter_of(*signature, call);
    if (parameter == nullptr) return expression();
    if (!at_start && cursor_.last() != ":") return expression_goes_on();
    switch (parameter->kind) {
      case sema::ParameterKind::asset: return assets();
      case sema::ParameterKind::position: return of(NameKind::position);
      case sema::ParameterKind::money:
        of(NameKind::holding);
        of(NameKind::bucket);
        if (cursor_.block() == "ladder") word("rung", "The present tranche.");
        phrases(choices("money"));
        return;
      case sema::ParameterKind::value: return expression();
    }
  }

  // Behind a value: units, and where money comes from.
  void expression_goes_on() {
    const std::string_view last = cursor_.last();
    if (last == "all") return assets();
    if (is_number(last)) return assets();
    if (last == "from") return sources({});
    if (last == "up") return word("to", "At most this.");
    if (is_asset(last) || last == "]" || last == ")")
      return word("from", "The bucket or holding it is drawn from.");
    if (last == "of") return of(NameKind::holding), of(NameKind::bucket);
    // Behind a name an amount can end, and says where it is drawn from.
    if (!last.empty() && last.back() >= 'a' && last.back() <= 'z' && last != "to")
      word("from", "The bucket or holding it is drawn from.");
    expression();
  }

  static std::string parameter_line(const sema::Parameter& parameter) {
    std::string text(parameter.type ? parameter.type.text() : std::string_view("an asset"));
    if (parameter.opens_new) text += " = new";
    if (parameter.initial) text += " = " + std::string(parameter.initial.text());
    return text;
  }

  const sema::ActionSignature* signature_of(const OpenCall& call) {
    if (call.callee.size() != 3) return nullptr;
    const KnownName* module = known(call.callee.front().text);
    if (module == nullptr || module->module == nullptr) return nullptr;
    const auto found = module->module->actions.find(call.callee.back().text);
    return found == module->module->actions.end() ? nullptr : &found->second;
  }

  static const sema::Parameter* parameter_of(const sema::ActionSignature& signature,
                                             const OpenCall& call) {
    for (const sema::Parameter& parameter : signature.parameters) {
      if (parameter.name == call.label) return &parameter;
    }
    if (!call.label.empty() || call.argument >= signature.parameters.size()) return nullptr;
    return &signature.parameters[call.argument];
  }

  void sources(std::string_view head) {
    if (head == "flash") return of(NameKind::module);
    if (head == "gas") word("operator", "Whoever runs the deal pays.");
    if (head == "find") return assets();
    of(NameKind::bucket);
    if (head != "gas") of(NameKind::holding);
  }

  void expression() {
    if (in_module_) {
      for (const NameKind kind :
           {NameKind::parameter, NameKind::result, NameKind::local, NameKind::query,
            NameKind::setting, NameKind::state, NameKind::contract, NameKind::variable})
        of(kind);
      for (const models::PrimitiveSignature& primitive : models::all_primitives())
        items_.push_back({std::string(primitive.name), ItemKind::function,
                          models::to_text(primitive), std::string(primitive.doc),
                          std::string(primitive.name) + "($0)", true});
    } else {
      for (const NameKind kind :
           {NameKind::param, NameKind::holding, NameKind::position, NameKind::bucket,
            NameKind::module, NameKind::local, NameKind::cycle})
        of(kind);
      if (in_scenario_) of(NameKind::step);
      if (cursor_.block() == "ladder") word("rung", "The present tranche.");
    }
    phrases(quantities(), ItemKind::value);
    phrases(functions(), ItemKind::function);
    assets();
  }

  void standard_modules() { standard_module_names(); }

  void standard_module_names() {
    for (const std::string& module : modules_)
      items_.push_back({module, ItemKind::module, "standard library", {}, module, false});
    if (statement() == "market") of(NameKind::module);
  }

  void all_types() {
    phrases(types(), ItemKind::type);
    assets();
  }

  // ---- Items

  const KnownName* known(std::string_view name) const {
    const KnownName* found = nullptr;
    for (const KnownName& candidate : names_.names().known) {
      if (candidate.name != name) continue;
      if (candidate.owner == owner_) return &candidate;
      if (candidate.owner.empty() && candidate.kind == NameKind::module) found = &candidate;
    }
    return found;
  }

  // The names of one kind that can be seen here.
  void of(NameKind kind) {
    for (const KnownName& name : names_.names().known) {
      if (name.kind != kind || !is_seen(name) || !offered_.insert(name.name).second) continue;
      items_.push_back({name.name, kind_of(kind), type_of(name), {}, name.name, false});
      CompletionItem& item = items_.back();
      if (item.detail.empty()) item.detail = std::string(sema::to_text(kind));
    }
  }

  [[nodiscard]] bool is_seen(const KnownName& name) const {
    if (name.kind == NameKind::deal) return true;
    if (name.kind == NameKind::module)
      return !in_module_ && (name.module == nullptr || is_named_here(name));
    return name.owner == owner_;
  }

  // Of `use aave_v3 as aave` the deal says `aave`.
  [[nodiscard]] bool is_named_here(const KnownName& name) const {
    return name.declared.source == names_.tree().source();
  }

  void assets() {
    for (const plan::Asset& asset : names_.checked->model.assets) {
      if (!offered_.insert(asset.name).second) continue;
      items_.push_back(
          {asset.name, ItemKind::asset, asset_line(names_, asset.name), {}, asset.name, false});
    }
    if (offered_.insert("USD").second)
      items_.push_back({"USD", ItemKind::asset, "the unit of account", {}, "USD", false});
    if (in_module_) of(NameKind::variable);
  }

  void phrases(std::span<const Phrase> list, ItemKind kind = ItemKind::keyword) {
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

  void word(std::string_view text, std::string_view meaning) {
    if (!offered_.insert(std::string(text)).second) return;
    items_.push_back(
        {std::string(text), ItemKind::keyword, std::string(meaning), {}, std::string(text), false});
  }

  Cursor cursor_;
  const Analysis& names_;
  const std::vector<std::string>& modules_;
  std::string_view owner_;  // the deal, strategy or module around the cursor
  bool in_scenario_ = false;
  bool in_module_ = false;
  std::set<std::string, std::less<>> offered_;
  std::vector<CompletionItem> items_;
};

}  // namespace

Completion complete(std::string_view text, std::uint32_t offset, const Analysis& names,
                    const std::vector<std::string>& modules) {
  Completion found = Completer(text, offset, names, modules).run();
  if (found.items.size() > completion_items_max) {
    // What begins like the word at the cursor comes first.
    const std::string_view begun =
        text.substr(found.replaces.begin, offset - std::min(offset, found.replaces.begin));
    std::ranges::partition(found.items, [&](const CompletionItem& item) {
      return std::string_view(item.label).starts_with(begun);
    });
    found.items.resize(completion_items_max);
  }
  return found;
}

}  // namespace dealwright::lsp
