// One function for each kind of answer.
#include "dsl/lsp/answers.hpp"

#include <nlohmann/json.hpp>

#include "dsl/values/assertion.hpp"

namespace dealwright::lsp {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json as_json(Place place) { return {{"line", place.line}, {"character", place.character}}; }
Json as_json(Range range) { return {{"start", as_json(range.start)}, {"end", as_json(range.end)}}; }
Json as_json(const LocatedRange& place) {
  return {{"uri", place.uri}, {"range", as_json(place.range)}};
}
Json markdown(std::string_view text) { return {{"kind", "markdown"}, {"value", text}}; }

Json as_json(const FileEdits& edits) {
  Json list = Json::array();
  for (const auto& [range, text] : edits.edits)
    list.push_back({{"range", as_json(range)}, {"newText", text}});
  return list;
}

Json as_json(const std::vector<FileEdits>& edits) {
  Json changes = Json::object();
  for (const FileEdits& file : edits)
    changes[file.uri] = as_json(file);
  return {{"changes", std::move(changes)}};
}

// The protocol's numbers for kinds of completion items.
int number_of(ItemKind kind) {
  switch (kind) {
    case ItemKind::keyword: return 14;
    case ItemKind::snippet: return 15;
    case ItemKind::asset: return 11;
    case ItemKind::deal: return 7;
    case ItemKind::param: return 21;
    case ItemKind::bucket: return 10;
    case ItemKind::holding: return 6;
    case ItemKind::position: return 22;
    case ItemKind::step: return 23;
    case ItemKind::role: return 8;
    case ItemKind::module: return 9;
    case ItemKind::query: return 2;
    case ItemKind::action: return 3;
    case ItemKind::argument: return 5;
    case ItemKind::outcome: return 20;
    case ItemKind::value: return 12;
    case ItemKind::function: return 3;
    case ItemKind::type: return 25;
  }
  DEALWRIGHT_UNREACHABLE("kind of completion item");
}

int number_of(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::module: return 2;
    case SymbolKind::deal: return 5;
    case SymbolKind::scenario: return 24;
    case SymbolKind::strategy: return 5;
    case SymbolKind::asset: return 26;
    case SymbolKind::param: return 14;
    case SymbolKind::bucket: return 8;
    case SymbolKind::step: return 12;
    case SymbolKind::ladder: return 12;
    case SymbolKind::defence: return 24;
    case SymbolKind::limits: return 17;
    case SymbolKind::contract: return 11;
    case SymbolKind::query: return 6;
    case SymbolKind::setting: return 7;
    case SymbolKind::action: return 6;
    case SymbolKind::group: return 3;
  }
  DEALWRIGHT_UNREACHABLE("kind of symbol");
}

std::string_view title_of(LensKind kind) {
  switch (kind) {
    case LensKind::run_scenario: return "run scenario";
    case LensKind::dry_run: return "dry run";
    case LensKind::show_plan: return "show plan";
    case LensKind::worst_path: return "show worst path";
    case LensKind::prove: return "prove";
  }
  DEALWRIGHT_UNREACHABLE("kind of lens");
}

// The whole finding: what the command line prints around the line, without the line.
std::string words_of(const diagnostics::Diagnostic& finding) {
  std::string text = finding.message;
  if (!finding.primary.text.empty()) text += ": " + finding.primary.text;
  for (const std::string& note : finding.notes)
    text += "\nnote: " + note;
  if (!finding.help.empty()) text += "\nhelp: " + finding.help;
  return text;
}

Json as_json(const diagnostics::Diagnostic& finding, const Locate& locate) {
  const bool error = diagnostics::entry(finding.code).severity == diagnostics::Severity::error;
  Json one = {{"range", as_json(locate(finding.primary.source, finding.primary.span).range)},
              {"severity", error ? 1 : 2},
              {"code", diagnostics::to_text(finding.code)},
              {"source", "dealwright"},
              {"message", words_of(finding)}};
  Json related = Json::array();
  for (const auto* labels : {&finding.others, &finding.flow}) {
    for (const diagnostics::Label& label : *labels) {
      if (label.source == nullptr) continue;
      const LocatedRange place = locate(label.source, label.span);
      if (!place.uri.empty())
        related.push_back({{"location", as_json(place)}, {"message", label.text}});
    }
  }
  if (!related.empty()) one["relatedInformation"] = std::move(related);
  return one;
}

Json as_json(const DocumentSymbol& symbol, const Written& at) {
  Json children = Json::array();
  for (const DocumentSymbol& child : symbol.children)
    children.push_back(as_json(child, at));
  Json one = {{"name", symbol.name},
              {"detail", symbol.detail},
              {"kind", number_of(symbol.kind)},
              {"range", as_json(at.range(symbol.span))},
              {"selectionRange", as_json(at.range(symbol.selection))}};
  if (!children.empty()) one["children"] = std::move(children);
  return one;
}

}  // namespace

std::string_view command_of(LensKind kind) {
  switch (kind) {
    case LensKind::run_scenario: return "dealwright.runScenario";
    case LensKind::dry_run: return "dealwright.dryRun";
    case LensKind::show_plan: return "dealwright.showPlan";
    case LensKind::worst_path: return "dealwright.showWorstPath";
    case LensKind::prove: return "dealwright.prove";
  }
  DEALWRIGHT_UNREACHABLE("kind of lens");
}

std::string server_abilities(Encoding encoding, const std::vector<LensKind>& offered,
                             std::string_view version) {
  Json token_names = Json::array();
  for (std::size_t i = 0; i < token_types; ++i)
    token_names.push_back(to_text(static_cast<TokenType>(i)));
  Json commands = Json::array({explain_command});
  for (const LensKind kind : offered)
    commands.push_back(command_of(kind));
  const std::string_view unit = encoding == Encoding::utf8    ? "utf-8"
                                : encoding == Encoding::utf16 ? "utf-16"
                                                              : "utf-32";
  const Json abilities = {
      {"positionEncoding", unit},
      {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", true}}},
      {"hoverProvider", true},
      {"completionProvider",
       {{"triggerCharacters", Json::array({".", ":", "("})}, {"resolveProvider", false}}},
      {"signatureHelpProvider",
       {{"triggerCharacters", Json::array({"(", ","})},
        {"retriggerCharacters", Json::array({":"})}}},
      {"definitionProvider", true},
      {"declarationProvider", true},
      {"referencesProvider", true},
      {"documentHighlightProvider", true},
      {"documentSymbolProvider", true},
      {"workspaceSymbolProvider", true},
      {"codeActionProvider", {{"codeActionKinds", Json::array({"quickfix", "source.fixAll"})}}},
      {"codeLensProvider", {{"resolveProvider", false}}},
      {"documentLinkProvider", {{"resolveProvider", false}}},
      {"documentFormattingProvider", true},
      {"renameProvider", {{"prepareProvider", true}}},
      {"foldingRangeProvider", true},
      {"selectionRangeProvider", true},
      {"inlayHintProvider", true},
      {"semanticTokensProvider",
       {{"legend",
         {{"tokenTypes", std::move(token_names)},
          {"tokenModifiers",
           Json::array({"declaration", "documentation", "readonly", "defaultLibrary"})}}},
        {"full", true},
        {"range", true}}},
      {"executeCommandProvider", {{"commands", std::move(commands)}}},
      {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}}};
  return dump({{"capabilities", abilities},
               {"serverInfo", {{"name", "dealwright"}, {"version", version}}}});
}

std::string diagnostics_json(std::string_view uri, std::int64_t version,
                             const std::vector<const diagnostics::Diagnostic*>& found,
                             const Locate& locate) {
  Json list = Json::array();
  for (const diagnostics::Diagnostic* finding : found)
    list.push_back(as_json(*finding, locate));
  Json whole = {{"uri", uri}, {"diagnostics", std::move(list)}};
  if (version >= 0) whole["version"] = version;
  return dump(whole);
}

std::string hover_json(const Hover& hover, const Written& at) {
  return dump({{"contents", markdown(hover.markdown)}, {"range", as_json(at.range(hover.span))}});
}

std::string completion_json(const Completion& completion, const Written& at, bool takes_snippets) {
  const Json range = as_json(at.range(completion.replaces));
  Json items = Json::array();
  std::size_t order = 10'000;  // editors sort by text
  for (const CompletionItem& item : completion.items) {
    const bool snippet = item.is_snippet && takes_snippets;
    Json one = {{"label", item.label},
                {"kind", number_of(item.kind)},
                {"sortText", std::to_string(order++)}};
    if (!item.detail.empty()) one["detail"] = item.detail;
    if (!item.documentation.empty()) one["documentation"] = markdown(item.documentation);
    one["insertTextFormat"] = snippet ? 2 : 1;
    const std::string& plain = item.is_snippet ? item.label : item.insert;
    one["textEdit"] = {{"range", range}, {"newText", snippet ? item.insert : plain}};
    items.push_back(std::move(one));
  }
  return dump({{"isIncomplete", completion.items.size() >= completion_items_max},
               {"items", std::move(items)}});
}

std::string signature_json(const Signature& signature, Encoding encoding) {
  const Lines lines(signature.label);
  Json parameters = Json::array();
  for (const diagnostics::Span span : signature.parameters) {
    const Range range = lines.range(signature.label, span, encoding);
    parameters.push_back({{"label", Json::array({range.start.character, range.end.character})}});
  }
  Json one = {{"label", signature.label}, {"parameters", std::move(parameters)}};
  if (!signature.documentation.empty()) one["documentation"] = markdown(signature.documentation);
  return dump({{"signatures", Json::array({std::move(one)})},
               {"activeSignature", 0},
               {"activeParameter", signature.active}});
}

std::string location_json(const LocatedRange& place) { return dump(as_json(place)); }

std::string locations_json(const std::vector<LocatedRange>& places) {
  Json list = Json::array();
  for (const LocatedRange& place : places)
    list.push_back(as_json(place));
  return dump(list);
}

std::string highlights_json(const std::vector<Use>& uses, const Written& at) {
  Json list = Json::array();
  for (const Use& use : uses)
    list.push_back({{"range", as_json(at.range(use.span))}, {"kind", use.declares ? 3 : 2}});
  return dump(list);
}

std::string edits_json(const std::vector<FileEdits>& edits) { return dump(as_json(edits)); }
std::string text_edits_json(const FileEdits& edits) { return dump(as_json(edits)); }

std::string renamable_json(Range range, std::string_view name) {
  return dump({{"range", as_json(range)}, {"placeholder", name}});
}

std::string outline_json(const std::vector<DocumentSymbol>& symbols, const Written& at) {
  Json list = Json::array();
  for (const DocumentSymbol& symbol : symbols)
    list.push_back(as_json(symbol, at));
  return dump(list);
}

std::string workspace_symbols_json(const std::vector<WorkspaceSymbol>& symbols) {
  Json list = Json::array();
  for (const WorkspaceSymbol& found : symbols) {
    list.push_back({{"name", found.symbol.name},
                    {"kind", number_of(found.symbol.kind)},
                    {"location", as_json(found.at)},
                    {"containerName", found.symbol.detail}});
  }
  return dump(list);
}

std::string folds_json(const std::vector<Fold>& folds) {
  Json list = Json::array();
  for (const Fold& fold : folds) {
    Json one = {{"startLine", fold.first_line}, {"endLine", fold.last_line}};
    if (fold.kind == FoldKind::comment) one["kind"] = "comment";
    if (fold.kind == FoldKind::imports) one["kind"] = "imports";
    list.push_back(std::move(one));
  }
  return dump(list);
}

std::string selections_json(const std::vector<std::vector<diagnostics::Span>>& selections,
                            const Written& at) {
  Json list = Json::array();
  for (const auto& spans : selections) {
    Json inner;  // built from the outermost in
    for (std::size_t i = spans.size(); i-- > 0;) {
      Json one = {{"range", as_json(at.range(spans[i]))}};
      if (!inner.is_null()) one["parent"] = std::move(inner);
      inner = std::move(one);
    }
    list.push_back(std::move(inner));
  }
  return dump(list);
}

std::string links_json(const std::vector<FileLink>& links, const Written& at) {
  Json list = Json::array();
  for (const FileLink& link : links)
    list.push_back({{"range", as_json(at.range(link.span))}, {"target", link.uri}});
  return dump(list);
}

std::string tokens_json(const std::vector<Token>& tokens, const Written& at) {
  Json list = Json::array();
  Place last;
  for (const Token& token : tokens) {
    const Range range = at.range(token.span);
    list.push_back(range.start.line - last.line);
    list.push_back(range.start.line == last.line ? range.start.character - last.character
                                                 : range.start.character);
    list.push_back(range.end.character - range.start.character);
    list.push_back(static_cast<int>(token.type));
    list.push_back(token.modifiers);
    last = range.start;
  }
  return dump({{"data", std::move(list)}});
}

std::string hints_json(const std::vector<Hint>& hints, const Written& at) {
  Json list = Json::array();
  for (const Hint& hint : hints) {
    Json one = {{"position", as_json(at.range({hint.offset, hint.offset}).start)},
                {"label", hint.text},
                {"paddingLeft", !hint.is_type}};
    if (hint.is_type) one["kind"] = 1;
    if (!hint.tooltip.empty()) one["tooltip"] = markdown(hint.tooltip);
    list.push_back(std::move(one));
  }
  return dump(list);
}

std::string lenses_json(const std::vector<Lens>& lenses, std::string_view uri, const Written& at) {
  Json list = Json::array();
  for (const Lens& lens : lenses) {
    Range range = at.range(lens.span);
    range.end = range.start;  // a lens stands on one line
    Json arguments = Json::array({uri, lens.deal});
    if (lens.kind == LensKind::run_scenario) arguments.push_back(lens.scenario);
    list.push_back({{"range", as_json(range)},
                    {"command",
                     {{"title", title_of(lens.kind)},
                      {"command", command_of(lens.kind)},
                      {"arguments", std::move(arguments)}}}});
  }
  return dump(list);
}

std::string code_actions_json(const std::vector<CodeAction>& actions, const Locate& locate) {
  Json list = Json::array();
  for (const CodeAction& action : actions) {
    Json one = {{"title", action.title}, {"kind", action.kind}, {"edit", as_json(action.edits)}};
    if (action.is_preferred) one["isPreferred"] = true;
    if (action.solves != nullptr)
      one["diagnostics"] = Json::array({as_json(*action.solves, locate)});
    list.push_back(std::move(one));
  }
  return dump(list);
}

std::string report_json(const RunReport& report) {
  return dump({{"passed", report.passed}, {"title", report.title}, {"page", report.page}});
}

std::string shown_message_json(bool is_error, std::string_view message) {
  return dump({{"type", is_error ? 1 : 3}, {"message", message}});
}

}  // namespace dealwright::lsp
