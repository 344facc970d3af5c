// The requests, one function each: find the document, ask the feature, write the answer.
#include <algorithm>
#include <utility>

#include "dsl/format/format.hpp"
#include "dsl/lsp/server.hpp"
#include "dsl/syntax/parse.hpp"

namespace dealwright::lsp {

namespace {

constexpr std::string_view nothing = "null";

std::unexpected<RpcError> refuse(RpcCode code, std::string message) {
  return std::unexpected(RpcError{code, std::move(message)});
}

diagnostics::Span whole_text() { return {0, ~std::uint32_t{0}}; }

// What has to change from one text to the other: the lines between what both begin and end with.
TextChange difference(std::string_view before, std::string_view after) {
  std::size_t first = 0;
  const std::size_t shorter = std::min(before.size(), after.size());
  while (first < shorter && before[first] == after[first])
    ++first;
  while (first > 0 && before[first - 1] != '\n')
    --first;
  std::size_t last = 0;
  while (last < shorter - first &&
         before[before.size() - 1 - last] == after[after.size() - 1 - last])
    ++last;
  while (last > 0 && before[before.size() - last] != '\n')
    --last;
  return {{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(before.size() - last)},
          std::string(after.substr(first, after.size() - last - first))};
}

}  // namespace

Server::Answer Server::hover_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const Analysis& analysis = documents_.check(**document);
  const auto found = hover(analysis, offset_in(analysis, *message.position), (*document)->judged);
  return found ? hover_json(*found, written(analysis)) : std::string(nothing);
}

Server::Answer Server::completion_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  Document& open = **document;
  if (open.analysis == nullptr || open.text.size() <= fresh_bytes_max) documents_.check(open);
  // A text that is cut in the middle names less than the whole one did.
  const Analysis* names = open.analysis.get();
  if (open.last_whole != nullptr && !names->tree().broken().empty() &&
      names->names().known.size() < open.last_whole->names().known.size())
    names = open.last_whole.get();
  const Lines lines(open.text);
  const std::uint32_t offset = lines.offset(open.text, *message.position, encoding_);
  if (modules_.empty())
    modules_ = surroundings_.around(open.uri, {})->provider().standard_module_names();
  const Completion found = complete(open.text, offset, *names, modules_);
  return completion_json(found, {lines, open.text, encoding_}, client_.takes_snippets);
}

Server::Answer Server::signature_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  Document& open = **document;
  if (open.analysis == nullptr || open.text.size() <= fresh_bytes_max) documents_.check(open);
  const Lines lines(open.text);
  const auto found = signature_at(open.text, lines.offset(open.text, *message.position, encoding_),
                                  *open.analysis);
  return found ? signature_json(*found, encoding_) : std::string(nothing);
}

Server::Answer Server::link_json(const Analysis& analysis, const std::optional<Link>& link) const {
  if (!link || link->uri.empty()) return std::string(nothing);
  if (link->source == nullptr) return location_json({link->uri, {}});
  return location_json(locate_in(analysis)(link->source, link->span));
}

Server::Answer Server::definition_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const Analysis& analysis = documents_.check(**document);
  return link_json(analysis, definition(analysis, offset_in(analysis, *message.position)));
}

Server::Answer Server::declaration_of_name(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const Analysis& analysis = documents_.check(**document);
  return link_json(analysis, declaration(analysis, offset_in(analysis, *message.position)));
}

void Server::for_each_file(const std::string& mentions,
                           const std::function<void(const Analysis&)>& visit) {
  std::set<std::string> visited;
  for (const std::string& uri : documents_.uris()) {
    visited.insert(uri);
    visit(documents_.check(*documents_.find(uri)));
  }
  for (const std::string& uri : surroundings_.deal_files({folders_.begin(), folders_.end()})) {
    if (!visited.insert(uri).second) continue;
    const auto text = surroundings_.read(uri);
    if (!text || text->find(mentions) == std::string::npos) continue;
    if (const AnalysisPointer analysis = documents_.checked(uri)) visit(*analysis);
  }
}

Server::Answer Server::references_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const AnalysisPointer analysis = (documents_.check(**document), (*document)->analysis);
  const sema::KnownName* name = analysis->name_at(offset_in(*analysis, *message.position));
  if (name == nullptr) return std::string(nothing);
  const std::string declared_in = analysis->uri_of(*name->declared.source);
  std::vector<LocatedRange> places;
  for_each_file(name->name, [&](const Analysis& other) {
    for (const Use& use : uses_of(other, *name, declared_in)) {
      if (use.declares && message.without_declaration) continue;
      if (places.size() < found_places_max)
        places.push_back({other.uri, written(other).range(use.span)});
    }
  });
  return locations_json(places);
}

Server::Answer Server::highlights_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const Analysis& analysis = documents_.check(**document);
  const sema::KnownName* name = analysis.name_at(offset_in(analysis, *message.position));
  if (name == nullptr) return std::string(nothing);
  return highlights_json(uses_of(analysis, *name), written(analysis));
}

Server::Answer Server::prepare_rename(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const Analysis& analysis = documents_.check(**document);
  const auto found = renamable(analysis, offset_in(analysis, *message.position));
  if (!found) return refuse(RpcCode::request_failed, found.error());
  return renamable_json(written(analysis).range(found->span), found->name->name);
}

Server::Answer Server::rename(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.position) return refuse(RpcCode::invalid_params, "no position is given");
  const AnalysisPointer analysis = (documents_.check(**document), (*document)->analysis);
  const auto found = renamable(*analysis, offset_in(*analysis, *message.position));
  if (!found) return refuse(RpcCode::request_failed, found.error());
  if (const auto refused = refuse_name(*analysis, *found->name, message.new_name))
    return refuse(RpcCode::request_failed, *refused);
  const std::string declared_in = analysis->uri_of(*found->name->declared.source);
  std::vector<FileEdits> edits;
  for_each_file(found->name->name, [&](const Analysis& other) {
    FileEdits file{other.uri, {}};
    for (TextChange& change : renames(other, *found->name, declared_in, message.new_name))
      file.edits.emplace_back(written(other).range(change.span), std::move(change.text));
    if (!file.edits.empty()) edits.push_back(std::move(file));
  });
  return edits_json(edits);
}

Server::Answer Server::outline_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  return outline_json(outline(analysis.tree()), written(analysis));
}

Server::Answer Server::workspace_symbols(const Message& message) {
  std::vector<WorkspaceSymbol> found;
  const auto lower = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
  };
  const std::string wanted = lower(message.query);
  const auto add = [&](const std::string& uri, const syntax::SyntaxTree& tree) {
    const Lines lines(tree.source()->text());
    const std::function<void(const std::vector<DocumentSymbol>&)> walk =
        [&](const std::vector<DocumentSymbol>& symbols) {
          for (const DocumentSymbol& symbol : symbols) {
            const bool is_name = symbol.kind != SymbolKind::group;
            if (is_name && found.size() < workspace_symbols_max &&
                lower(symbol.name).find(wanted) != std::string::npos) {
              found.push_back(
                  {symbol, {uri, lines.range(tree.source()->text(), symbol.selection, encoding_)}});
            }
            walk(symbol.children);
          }
        };
    walk(outline(tree));
  };
  std::set<std::string> visited;
  for (const std::string& uri : documents_.uris()) {
    visited.insert(uri);
    add(uri, documents_.check(*documents_.find(uri)).tree());
  }
  for (const std::string& uri : surroundings_.deal_files({folders_.begin(), folders_.end()})) {
    if (!visited.insert(uri).second || found.size() >= workspace_symbols_max) continue;
    auto text = surroundings_.read(uri);
    if (!text) continue;
    add(uri,
        syntax::parse(std::make_shared<const diagnostics::Source>(uri, *std::move(text))).tree);
  }
  return workspace_symbols_json(found);
}

Server::Answer Server::folds_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  return folds_json(folds(documents_.check(**document)));
}

Server::Answer Server::selections_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  std::vector<std::vector<diagnostics::Span>> all;
  for (const Place place : message.positions)
    all.push_back(selections(analysis, offset_in(analysis, place)));
  return selections_json(all, written(analysis));
}

Server::Answer Server::links_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  return links_json(file_links(analysis), written(analysis));
}

Server::Answer Server::tokens_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  diagnostics::Span within = whole_text();
  if (message.range) {
    within = {offset_in(analysis, message.range->start), offset_in(analysis, message.range->end)};
  }
  return tokens_json(tokens(analysis, within), written(analysis));
}

Server::Answer Server::hints_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  diagnostics::Span within = whole_text();
  if (message.range) {
    within = {offset_in(analysis, message.range->start), offset_in(analysis, message.range->end)};
  }
  return hints_json(hints(analysis, within, (*document)->judged), written(analysis));
}

Server::Answer Server::lenses_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  return lenses_json(lenses(analysis, surroundings_), message.uri, written(analysis));
}

Server::Answer Server::code_actions_of(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  if (!message.range) return refuse(RpcCode::invalid_params, "no range is given");
  const Analysis& analysis = documents_.check(**document);
  const Locate locate = locate_in(analysis);
  const std::uint32_t from = offset_in(analysis, message.range->start);
  const std::uint32_t to = offset_in(analysis, message.range->end);
  const auto wants = [&](std::string_view kind) {
    return message.kinds.empty() || std::ranges::any_of(message.kinds, [&](const auto& wanted) {
             return kind == wanted || kind.starts_with(wanted + ".");
           });
  };
  const auto edits_of = [&](const diagnostics::Fix& fix) {
    std::vector<FileEdits> files;
    for (const diagnostics::Edit& edit : fix.edits) {
      LocatedRange place = locate(edit.source, edit.span);
      if (place.uri.empty()) return std::vector<FileEdits>{};
      auto file = std::ranges::find(files, place.uri, &FileEdits::uri);
      if (file == files.end()) file = files.insert(files.end(), {place.uri, {}});
      file->edits.emplace_back(place.range, edit.text);
    }
    return files;
  };
  std::vector<CodeAction> actions;
  CodeAction all{"fix everything that has one fix", "source.fixAll", false, {{message.uri, {}}}};
  std::uint32_t fixed_to = 0;
  for (const diagnostics::Diagnostic& finding : analysis.checked->found) {
    if (!finding.fix || finding.primary.source != analysis.tree().source()) continue;
    auto edits = edits_of(*finding.fix);
    if (edits.empty()) continue;
    // Of fixes that touch the same text the first is made, the next ones after the next check.
    const bool here = edits.size() == 1 && edits.front().uri == message.uri;
    const auto& changes = finding.fix->edits;
    if (here &&
        std::ranges::all_of(changes, [&](const auto& e) { return e.span.begin >= fixed_to; })) {
      for (const diagnostics::Edit& edit : changes)
        fixed_to = std::max(fixed_to, edit.span.end + 1);
      std::ranges::copy(edits.front().edits, std::back_inserter(all.edits.front().edits));
    }
    const diagnostics::Span span = finding.primary.span;
    if (span.begin > to || span.end < from || !wants("quickfix")) continue;
    actions.push_back({finding.fix->title, "quickfix", true, std::move(edits), &finding});
  }
  if (!all.edits.front().edits.empty() && wants("source.fixAll")) actions.push_back(std::move(all));
  return code_actions_json(actions, locate);
}

Server::Answer Server::formatted(const Message& message) {
  auto document = document_of(message);
  if (!document) return std::unexpected(document.error());
  const Analysis& analysis = documents_.check(**document);
  const std::string laid_out = format::format(analysis.tree());
  FileEdits file{message.uri, {}};
  if (laid_out != analysis.text()) {
    TextChange change = difference(analysis.text(), laid_out);
    file.edits.emplace_back(written(analysis).range(change.span), std::move(change.text));
  }
  return text_edits_json(file);
}

Server::Answer Server::execute(const Message& message) {
  if (message.command == explain_command) {
    const auto code = diagnostics::code_from_text(
        message.arguments.empty() ? std::string_view() : message.arguments.front());
    if (!code) return refuse(RpcCode::invalid_params, "a code is named, such as `D400`");
    return report_json({true, diagnostics::to_text(*code), surroundings_.explained(*code)});
  }
  const auto run = [&]() -> std::function<RunReport(const RunRequest&)>* {
    if (message.command == command_of(LensKind::run_scenario)) return &surroundings_.run_scenario;
    if (message.command == command_of(LensKind::dry_run)) return &surroundings_.dry_run;
    if (message.command == command_of(LensKind::show_plan)) return &surroundings_.show_plan;
    if (message.command == command_of(LensKind::worst_path)) return &surroundings_.worst_path;
    if (message.command == command_of(LensKind::prove)) return &surroundings_.prove;
    return nullptr;
  }();
  if (run == nullptr || !*run)
    return refuse(RpcCode::invalid_params, "there is no command `" + message.command + "`");
  if (message.arguments.empty())
    return refuse(RpcCode::invalid_params, "a command names a document and a deal");
  Document* document = documents_.find(message.arguments.front());
  if (document == nullptr)
    return refuse(RpcCode::invalid_params, "`" + message.arguments.front() + "` is not open");
  const Analysis& analysis = documents_.check(*document);
  if (diagnostics::has_errors(analysis.checked->found))
    return refuse(RpcCode::request_failed, "the file has errors; they come first");
  const auto& deals = analysis.checked->model.deals;
  std::string deal = message.arguments.size() > 1 ? message.arguments[1] : std::string();
  if (deal.empty() && deals.size() == 1) deal = deals.front().name;
  if (analysis.deal(deal) == nullptr) {
    return refuse(RpcCode::invalid_params, deal.empty()
                                               ? "the file has several deals; one has to be named"
                                               : "the file has no deal `" + deal + "`");
  }
  if (jobs_.size() >= jobs_max)
    return refuse(RpcCode::request_failed, "too many commands wait for their turn");
  const std::string scenario = message.arguments.size() > 2 ? message.arguments[2] : std::string();
  static_cast<void>(
      add_job({message.id, message.uri, document->analysis},
              [run](const RunRequest& request) { return JobResult{0, (*run)(request), {}}; },
              {document->analysis->checked, deal, scenario, {}}));
  return std::string();  // answered when the job is done
}

}  // namespace dealwright::lsp
