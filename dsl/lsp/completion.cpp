// Completion: which place the cursor is in, and so what is asked for.
#include <algorithm>

#include "dsl/lsp/completer.hpp"
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

}  // namespace

Completion Completer::run() {
  if (!cursor_.in_comment && !cursor_.in_text) offer();
  Completion done{cursor_.word, std::move(items_)};
  // A number, or a sign, is replaced by nothing.
  if (cursor_.in_comment || cursor_.in_text) done.replaces.begin = done.replaces.end;
  return done;
}

void Completer::find_owner() {
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

std::string_view Completer::statement() const {
  return cursor_.statement.empty() ? std::string_view() : cursor_.statement.front().text;
}

bool Completer::has(std::string_view word) const {
  return std::ranges::any_of(cursor_.statement, [&](const Word& w) { return w.text == word; });
}

void Completer::offer() {
  if (cursor_.last() == ".") return members();
  if (cursor_.statement.empty()) return beginnings();
  if (!cursor_.calls.empty()) return arguments();
  if (after_a_word()) return;
  if (cursor_.last() == "," && one_line_block()) beginnings();
  clauses();
  if (takes_value()) expression();
}

bool Completer::one_line_block() const {
  const std::string_view block = cursor_.block();
  return block == "asset" || block == "limits" || block == "scenario" || block == "world" ||
         block == "buckets" || block == "split" || block == "defaults" || block == "model";
}

bool Completer::takes_value() {
  const std::string_view last = cursor_.last();
  if (is_number(last)) {
    word("bps", "Hundredths of a percent.");
    assets();
    return false;
  }
  if (is_asset(last)) {
    word("per", "A price: `2_000 X per Y`.");
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

bool Completer::after_a_word() {
  const std::string_view last = cursor_.last();
  const std::string_view block = cursor_.block();
  const std::string_view head = statement();
  if (last == "split") return of(NameKind::holding), phrases(choices("money")), true;
  if (last == "flash" && in_body()) return expression(), true;
  if (last == "on" && head == "retry") return failures(), true;
  if ((last == "retries" || last == "skips") && in_scenario_) return of(NameKind::step), true;
  if (last == "is" && head == "on")
    return word("unknown", "Nobody can tell what came of it."), true;
  if (last == "without") return assets(), of(NameKind::bucket), true;
  if (last == "undecided") return phrases(quantities(), ItemKind::value), true;
  if (last == "climb") return word("when", "When a tranche was good enough."), true;
  if (last == "assume") return word("for", "How long the assumptions hold."), true;
  if (last == "buckets") return word("of", "What is shared out."), true;
  if (head == "value" && is_asset(last)) return word("at", "How it is counted."), true;
  if (last == "may" && block == "assume") return word("freeze", "It stops to answer."), true;
  if (last == "use") return standard_modules(), true;
  if (last == "as" && head == "counts") return assets(), true;
  if (last == "as") return true;
  if (last == "->" || (last == "," && has("->") && !in_module_)) return of(NameKind::bucket), true;
  if (last == "from") return sources(head), true;
  if (last == "after" && head == "crash") return of(NameKind::step), true;
  if (head == "step" || head == "ladder") {
    if (last == "after" || last == ",") phrases(choices("after"));
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

void Completer::beginnings() {
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

void Completer::clauses() {
  const std::string_view block = cursor_.block();
  std::span<const Phrase> found = clauses_of(block, statement());
  if (in_scenario_ && statement() == "expect" && cursor_.last() == "or") found = {};
  phrases(found);
  if (found.empty() && is_name_or_closed(cursor_.last()) && !has("->") && begins_call())
    word("->", "Binds what the action yields.");
}

bool Completer::begins_call() const {
  return cursor_.statement.size() > 3 && cursor_.statement[1].text == "." && has("(");
}

bool Completer::is_name_or_closed(std::string_view word) { return word == ")"; }

bool Completer::in_body() const {
  const std::string_view block = cursor_.block();
  return block == "step" || block == "ladder" || block == "defend" || block == "atomic" ||
         block == "flash";
}

void Completer::arguments() {
  const OpenCall& call = cursor_.calls.back();
  const sema::ActionSignature* signature = signature_of(call);
  if (signature == nullptr) return expression();
  const bool at_start = cursor_.last() == "(" || cursor_.last() == ",";
  if (at_start) {
    for (const sema::Parameter& parameter : signature->parameters) {
      const bool is_bare = !parameter.type;  // an asset by itself is given without its name
      if (is_bare || std::ranges::find(call.labels, parameter.name) != call.labels.end()) continue;
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

void Completer::expression_goes_on() {
  const std::string_view last = cursor_.last();
  if (last == "all") return assets();
  if (is_number(last))
    return word("bps", "Hundredths of a percent."), word("of", "A part of something."), assets();
  if (last == "from") return sources({});
  if (last == "up") return word("to", "At most this.");
  if (is_asset(last)) word("per", "A price: `2_000 X per Y`.");
  if (is_asset(last) || last == "]" || last == ")")
    return word("from", "The bucket or holding it is drawn from.");
  if (last == "of") return of(NameKind::holding), of(NameKind::bucket);
  // Behind a name an amount can end, and says where it is drawn from.
  if (!last.empty() && last.back() >= 'a' && last.back() <= 'z' && last != "to")
    word("from", "The bucket or holding it is drawn from.");
  expression();
}

void Completer::sources(std::string_view head) {
  if (head == "flash") return of(NameKind::module);
  if (head == "gas") word("operator", "Whoever runs the deal pays.");
  if (head == "find") return assets();
  of(NameKind::bucket);
  if (head != "gas") of(NameKind::holding);
}

void Completer::expression() {
  if (in_module_) {
    for (const NameKind kind :
         {NameKind::parameter, NameKind::result, NameKind::local, NameKind::query,
          NameKind::setting, NameKind::state, NameKind::contract, NameKind::variable})
      of(kind);
    for (const models::PrimitiveSignature& primitive : models::all_primitives())
      items_.push_back({std::string(primitive.name), ItemKind::function, models::to_text(primitive),
                        std::string(primitive.doc), std::string(primitive.name) + "($0)", true});
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

void Completer::standard_modules() { standard_module_names(); }

void Completer::all_types() {
  phrases(types(), ItemKind::type);
  assets();
}

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
