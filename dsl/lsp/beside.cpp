// What editors show beside the text: derived types, what is left of limits, things to run, and the
// signature of the call that is being written.
#include <algorithm>
#include <utility>

#include "dsl/lsp/cursor.hpp"
#include "dsl/lsp/describe.hpp"
#include "dsl/lsp/features.hpp"
#include "dsl/lsp/vocabulary.hpp"
#include "dsl/models/primitives.hpp"

namespace dealwright::lsp {

using sema::KnownName;
using sema::NameKind;
using syntax::Kind;
using syntax::Node;

namespace {

bool overlaps(diagnostics::Span a, diagnostics::Span b) {
  return a.begin <= b.end && b.begin <= a.end;
}

void limit_hints(const Analysis& analysis, diagnostics::Span within,
                 const std::vector<LimitReport>& judged, std::vector<Hint>& found) {
  for (const Node deal : analysis.tree().root().children()) {
    if (!deal.is(Kind::deal) || !overlaps(deal.span(), within)) continue;
    for (const Node block : deal.children()) {
      if (!block.is(Kind::limits)) continue;
      for (const Node limit : block.children()) {
        if (!overlaps(limit.span(), within)) continue;
        const std::string line = heading_of(limit);
        for (const LimitReport& report : judged) {
          if (report.limit != line || report.brief.empty()) continue;
          found.push_back({limit.span().end, report.brief, report.words, false});
          break;
        }
      }
    }
  }
}

// "borrow(A, ltv: ratio) -> cash: A": the label with its parameters' places.
Signature signature_from(std::string label, std::string documentation, std::uint32_t active) {
  Signature signature{std::move(label), std::move(documentation), {}, active};
  const std::size_t open = signature.label.find('(');
  if (open == std::string::npos) return signature;
  unsigned depth = 0;
  std::size_t from = open + 1;
  for (std::size_t at = open; at < signature.label.size(); ++at) {
    const char c = signature.label[at];
    if (c == '(') ++depth;
    const bool closes = c == ')' && --depth == 0;
    if (!closes && !(c == ',' && depth == 1)) continue;
    while (from < at && signature.label[from] == ' ')
      ++from;
    if (from < at)
      signature.parameters.push_back(
          {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(at)});
    from = at + 1;
    if (closes) break;
  }
  return signature;
}

std::uint32_t active_of(const OpenCall& call, const std::vector<sema::Parameter>& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == call.label) return static_cast<std::uint32_t>(i);
  }
  return call.argument;
}

const KnownName* module_named(const Analysis& names, std::string_view name) {
  for (const KnownName& known : names.names().known) {
    if (known.kind == NameKind::module && known.name == name &&
        known.declared.source == names.tree().source())
      return &known;
  }
  return nullptr;
}

Node item_of(const sema::Module& module, const sema::Place& declared) {
  for (const Node item : module.node.children()) {
    if (item.span().begin <= declared.span.begin && declared.span.end <= item.span().end)
      return item;
  }
  return {};
}

std::string without_first_word(const std::string& heading) {
  const std::size_t blank = heading.find(' ');
  return blank == std::string::npos ? heading : heading.substr(blank + 1);
}

std::optional<Signature> of_module(const Analysis& names, const OpenCall& call) {
  const KnownName* module = module_named(names, call.callee.front().text);
  if (module == nullptr || module->module == nullptr) return std::nullopt;
  const std::string_view name = call.callee.back().text;
  if (const auto action = module->module->actions.find(name);
      action != module->module->actions.end()) {
    return signature_from(without_first_word(heading_of(action->second.node)),
                          documentation_of(action->second.node),
                          active_of(call, action->second.parameters));
  }
  if (const auto query = module->module->queries.find(name);
      query != module->module->queries.end()) {
    const Node node = item_of(*module->module, query->second.declared);
    return signature_from(without_first_word(heading_of(node)), documentation_of(node),
                          active_of(call, query->second.parameters));
  }
  return std::nullopt;
}

// "volatility(${1:ETH}, ${2:7d})" -> "volatility(ETH, 7d)"
std::string plain_snippet(std::string_view snippet) {
  std::string text;
  for (std::size_t at = 0; at < snippet.size(); ++at) {
    if (snippet.substr(at).starts_with("${")) {
      at = snippet.find(':', at);
      continue;
    }
    if (snippet[at] != '}') text += snippet[at];
  }
  return text;
}

}  // namespace

std::vector<Hint> hints(const Analysis& analysis, diagnostics::Span within,
                        const std::vector<LimitReport>& judged) {
  std::vector<Hint> found;
  for (const sema::NameUse& use : analysis.names().uses) {
    if (!use.declares || !overlaps(use.span, within)) continue;
    const KnownName& name = analysis.names().known[use.known];
    if (name.kind != NameKind::holding && name.kind != NameKind::position) continue;
    const std::string type = type_of(name);
    if (!type.empty()) found.push_back({use.span.end, ": " + type, {}, true});
  }
  if (!judged.empty()) limit_hints(analysis, within, judged, found);
  std::ranges::sort(found, {}, [](const Hint& hint) { return hint.offset; });
  return found;
}

std::vector<Lens> lenses(const Analysis& analysis, const Surroundings& abilities) {
  std::vector<Lens> found;
  for (const Node item : analysis.tree().root().children()) {
    const std::string name(item.child(Kind::name).text());
    if (name.empty()) continue;
    const auto add = [&](LensKind kind, bool offered, std::string scenario = {}) {
      if (offered) found.push_back({item.span(), kind, name, std::move(scenario)});
    };
    if (item.is(Kind::deal) && analysis.deal(name) != nullptr) {
      add(LensKind::show_plan, static_cast<bool>(abilities.show_plan));
      add(LensKind::dry_run, static_cast<bool>(abilities.dry_run));
      add(LensKind::prove, static_cast<bool>(abilities.prove));
      add(LensKind::worst_path, static_cast<bool>(abilities.worst_path));
    } else if (item.is(Kind::scenario)) {
      std::string_view title = item.child(Kind::text).text();
      for (const sema::ScenarioModel& model : analysis.checked->model.scenarios) {
        if (model.declared.span.begin < item.span().begin ||
            model.declared.span.end > item.span().end)
          continue;
        title = model.scenario.title;
      }
      add(LensKind::run_scenario, static_cast<bool>(abilities.run_scenario), std::string(title));
    }
  }
  return found;
}

std::optional<Signature> signature_at(std::string_view text, std::uint32_t offset,
                                      const Analysis& names) {
  const Cursor cursor = cursor_at(text, offset);
  if (cursor.in_comment || cursor.in_text) return std::nullopt;
  // The innermost call that is known.
  for (std::size_t i = cursor.calls.size(); i-- > 0;) {
    const OpenCall& call = cursor.calls[i];
    if (call.callee.size() == 3) {
      if (auto found = of_module(names, call)) return found;
    }
    if (call.callee.size() != 1) continue;
    const std::string_view name = call.callee.front().text;
    if (const models::PrimitiveSignature* primitive = models::find_primitive(name))
      return signature_from(models::to_text(*primitive), std::string(primitive->doc),
                            call.argument);
    for (const Phrase& phrase : functions()) {
      if (phrase.words == name)
        return signature_from(plain_snippet(phrase.snippet), std::string(phrase.meaning),
                              call.argument);
    }
  }
  return std::nullopt;
}

}  // namespace dealwright::lsp
