// The session: what comes in, in which order it is answered, and what is done in between.
#include "dsl/lsp/server.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dealwright::lsp {

namespace {

std::unexpected<RpcError> refuse(RpcCode code, std::string message) {
  return std::unexpected(RpcError{code, std::move(message)});
}

}  // namespace

Server::Server(Surroundings& surroundings, std::string version,
               std::function<bool(std::uint64_t job)> gave_up)
    : surroundings_(surroundings),
      version_(std::move(version)),
      gave_up_(std::move(gave_up)),
      documents_(surroundings) {}

void Server::receive(std::string_view text) {
  auto message = read_message(text);
  if (!message) {
    send(error_response(message.error()));
    return;
  }
  if (message->method == "$/cancelRequest") {
    cancel(message->cancels);
    return;
  }
  if (message->method.empty()) return;  // answers to what we asked: nothing hangs on them
  if (queue_.size() >= queue_max) {
    if (message->is_request()) {
      send(error_response({RpcCode::request_failed,
                           "more than " + std::to_string(queue_max) + " messages wait",
                           message->id}));
      return;
    }
    // Edits must not be lost: what waits is dropped, requests are answered.
    while (!queue_.empty() && queue_.front().is_request()) {
      send(error_response({RpcCode::request_failed, "too many messages wait", queue_.front().id}));
      queue_.pop_front();
    }
  }
  queue_.push_back(*std::move(message));
}

void Server::receive_problem(std::string problem) {
  send(error_response({RpcCode::parse_error, std::move(problem)}));
}

bool Server::has_work() {
  if (!out_.empty() || !queue_.empty()) return true;
  if (phase_ != Phase::running) return false;
  if (documents_.next_unannounced() != nullptr) return true;
  if (!surroundings_.judge_limits) return false;
  for (const std::string& uri : documents_.uris()) {
    if (!documents_.find(uri)->is_judged) return true;
  }
  return false;
}

std::vector<std::string> Server::work() {
  if (!queue_.empty()) {
    const Message message = std::move(queue_.front());
    queue_.pop_front();
    handle(message);
  } else if (phase_ == Phase::running) {
    if (Document* document = documents_.next_unannounced()) {
      announce(*document);
    } else if (surroundings_.judge_limits) {
      for (const std::string& uri : documents_.uris()) {
        if (Document* open = documents_.find(uri); !open->is_judged) {
          judge(*open);
          break;
        }
      }
    }
  }
  return std::exchange(out_, {});
}

void Server::handle(const Message& message) {
  if (!message.is_request()) return handle_notification(message);
  if (phase_ == Phase::ended) return;
  auto result = answer(message);
  if (!result) {
    result.error().id = message.id;
    return send(error_response(result.error()));
  }
  // A command is answered when its job is done.
  if (!result->empty()) send(response(message.id, *result));
}

void Server::handle_notification(const Message& message) {
  if (message.method == "exit") {
    exit_code_ = phase_ == Phase::shut_down ? 0 : 1;
    phase_ = Phase::ended;
    return;
  }
  if (phase_ != Phase::running) return;
  if (message.method == "textDocument/didOpen") {
    if (message.uri.empty() || !message.text) return;
    if (!documents_.open(message.uri, message.version, *message.text)) {
      send(notification("window/showMessage",
                        shown_message_json(true, "more than " + std::to_string(documents_max) +
                                                     " deals are open; this one is not checked")));
    }
  } else if (message.method == "textDocument/didChange") {
    documents_.change(message.uri, message.version, message.changes, encoding_);
  } else if (message.method == "textDocument/didClose") {
    if (!documents_.has(message.uri)) return;
    documents_.close(message.uri);
    // What was said about it is no longer true of anything on the screen.
    send(
        notification("textDocument/publishDiagnostics", diagnostics_json(message.uri, -1, {}, {})));
    for (const std::string& uri : std::exchange(elsewhere_[message.uri], {}))
      send(notification("textDocument/publishDiagnostics", diagnostics_json(uri, -1, {}, {})));
    elsewhere_.erase(message.uri);
  } else if (message.method == "textDocument/didSave" ||
             message.method == "workspace/didChangeWatchedFiles") {
    documents_.forget_checks();
  } else if (message.method == "workspace/didChangeWorkspaceFolders") {
    for (const std::string& folder : message.folders_removed)
      folders_.erase(folder);
    folders_.insert(message.folders_added.begin(), message.folders_added.end());
  }
}

Server::Answer Server::answer(const Message& message) {
  if (message.method == "initialize") return initialize(message);
  if (phase_ == Phase::fresh)
    return refuse(RpcCode::not_initialized, "the session begins with `initialize`");
  if (phase_ == Phase::shut_down)
    return refuse(RpcCode::invalid_request, "the session was shut down");
  if (message.method == "shutdown") {
    phase_ = Phase::shut_down;
    return "null";
  }
  static const std::map<std::string_view, Answerer> answerers = {
      {"textDocument/hover", &Server::hover_of},
      {"textDocument/completion", &Server::completion_of},
      {"textDocument/signatureHelp", &Server::signature_of},
      {"textDocument/definition", &Server::definition_of},
      {"textDocument/declaration", &Server::declaration_of_name},
      {"textDocument/references", &Server::references_of},
      {"textDocument/documentHighlight", &Server::highlights_of},
      {"textDocument/prepareRename", &Server::prepare_rename},
      {"textDocument/rename", &Server::rename},
      {"textDocument/documentSymbol", &Server::outline_of},
      {"workspace/symbol", &Server::workspace_symbols},
      {"textDocument/foldingRange", &Server::folds_of},
      {"textDocument/selectionRange", &Server::selections_of},
      {"textDocument/documentLink", &Server::links_of},
      {"textDocument/semanticTokens/full", &Server::tokens_of},
      {"textDocument/semanticTokens/range", &Server::tokens_of},
      {"textDocument/inlayHint", &Server::hints_of},
      {"textDocument/codeLens", &Server::lenses_of},
      {"textDocument/codeAction", &Server::code_actions_of},
      {"textDocument/formatting", &Server::formatted},
      {"workspace/executeCommand", &Server::execute},
  };
  const auto known = answerers.find(message.method);
  if (known == answerers.end())
    return refuse(RpcCode::method_not_found, "`" + message.method + "` is not known here");
  return (this->*known->second)(message);
}

Server::Answer Server::initialize(const Message& message) {
  if (phase_ != Phase::fresh) return refuse(RpcCode::invalid_request, "`initialize` comes once");
  client_ = message.client;
  folders_.insert(client_.folders.begin(), client_.folders.end());
  const auto offers = [&](std::string_view unit) {
    return std::ranges::find(client_.encodings, unit) != client_.encodings.end();
  };
  // Bytes need no counting; else the protocol's default, which every editor has.
  if (offers("utf-8")) encoding_ = Encoding::utf8;
  if (!offers("utf-8") && !offers("utf-16") && offers("utf-32")) encoding_ = Encoding::utf32;
  phase_ = Phase::running;
  std::vector<LensKind> offered;
  const auto offer = [&](LensKind kind, bool is_there) {
    if (is_there) offered.push_back(kind);
  };
  offer(LensKind::run_scenario, static_cast<bool>(surroundings_.run_scenario));
  offer(LensKind::dry_run, static_cast<bool>(surroundings_.dry_run));
  offer(LensKind::show_plan, static_cast<bool>(surroundings_.show_plan));
  offer(LensKind::worst_path, static_cast<bool>(surroundings_.worst_path));
  offer(LensKind::prove, static_cast<bool>(surroundings_.prove));
  return server_abilities(encoding_, offered, version_);
}

std::expected<Document*, RpcError> Server::document_of(const Message& message) {
  if (message.uri.empty()) return refuse(RpcCode::invalid_params, "no document is named");
  Document* document = documents_.find(message.uri);
  if (document == nullptr)
    return refuse(RpcCode::invalid_params, "`" + message.uri + "` is not open");
  return document;
}

Locate Server::locate_in(const Analysis& analysis) const {
  return [this, &analysis](const diagnostics::SourcePointer& source, diagnostics::Span span) {
    if (source == nullptr) return LocatedRange{analysis.uri, {}};
    if (source == analysis.tree().source())
      return LocatedRange{analysis.uri, analysis.lines.range(analysis.text(), span, encoding_)};
    const Lines lines(source->text());
    return LocatedRange{analysis.uri_of(*source), lines.range(source->text(), span, encoding_)};
  };
}

// ---- What is done when nobody asks

void Server::announce(Document& document) {
  const Analysis& analysis = documents_.check(document);
  document.is_announced = true;
  const Locate locate = locate_in(analysis);
  // Findings in files that are not open have no other way to their reader.
  std::map<std::string, std::vector<const diagnostics::Diagnostic*>> by_file;
  by_file[document.uri];
  for (const diagnostics::Diagnostic& finding : analysis.checked->found) {
    const auto& source = finding.primary.source;
    const std::string uri = source == nullptr || source == analysis.tree().source()
                                ? document.uri
                                : analysis.uri_of(*source);
    if (uri == document.uri || (!uri.empty() && !documents_.has(uri)))
      by_file[uri].push_back(&finding);
  }
  std::set<std::string> told;
  for (const auto& [uri, found] : by_file) {
    const bool own = uri == document.uri;
    if (!own) told.insert(uri);
    send(notification("textDocument/publishDiagnostics",
                      diagnostics_json(uri, own ? document.version : -1, found, locate)));
  }
  for (const std::string& uri : elsewhere_[document.uri]) {
    if (!told.contains(uri) && !documents_.has(uri))
      send(notification("textDocument/publishDiagnostics", diagnostics_json(uri, -1, {}, {})));
  }
  if (told.empty()) {
    elsewhere_.erase(document.uri);
  } else {
    elsewhere_[document.uri] = std::move(told);
  }
}

void Server::judge(Document& document) {
  const Analysis& analysis = documents_.check(document);
  document.is_judged = true;
  // What was found out about an older text may be false now.
  const bool had = !std::exchange(document.judged, {}).empty();
  std::erase_if(waiting_, [&](const auto& entry) {
    return entry.second.request.empty() && entry.second.uri == document.uri;
  });
  std::erase_if(jobs_, [&](const Job& job) { return !waiting_.contains(job.number); });
  if (had && client_.refreshes_hints)
    send(request(++last_request_, "workspace/inlayHint/refresh", "null"));
  if (diagnostics::has_errors(analysis.checked->found)) return;
  for (const sema::DealModel& deal : analysis.checked->model.deals) {
    if (jobs_.size() >= jobs_max) return;
    if (deal.declared.source != analysis.tree().source()) continue;
    static_cast<void>(add_job({{}, document.uri, document.analysis},
                              [this](const RunRequest& request) {
                                return JobResult{0, std::nullopt,
                                                 surroundings_.judge_limits(request)};
                              },
                              {document.analysis->checked, deal.name, {}, {}}));
  }
}

std::uint64_t Server::add_job(Waiting waiting, std::function<JobResult(RunRequest)> run,
                              RunRequest request) {
  const std::uint64_t number = ++last_job_;
  waiting_.emplace(number, std::move(waiting));
  if (gave_up_) request.is_given_up = [gave_up = gave_up_, number] { return gave_up(number); };
  jobs_.push_back({number, [number, run = std::move(run), request = std::move(request)] {
                     JobResult result = run(request);
                     result.number = number;
                     return result;
                   }});
  return number;
}

std::optional<Job> Server::take_job() {
  if (jobs_.empty()) return std::nullopt;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

std::vector<std::string> Server::finish(JobResult result) {
  const auto entry = waiting_.find(result.number);
  if (entry == waiting_.end()) return std::exchange(out_, {});
  const Waiting waiting = std::move(entry->second);
  waiting_.erase(entry);
  if (!waiting.request.empty()) {
    const RunReport report = result.report.value_or(RunReport{});
    send(response(waiting.request, report_json(report)));
    if (!client_.shows_pages)
      send(notification("window/showMessage", shown_message_json(!report.passed, report.title)));
    return std::exchange(out_, {});
  }
  Document* document = documents_.find(waiting.uri);
  if (document != nullptr && document->analysis == waiting.analysis && !result.limits.empty()) {
    std::ranges::move(result.limits, std::back_inserter(document->judged));
    if (client_.refreshes_hints)
      send(request(++last_request_, "workspace/inlayHint/refresh", "null"));
  }
  return std::exchange(out_, {});
}

void Server::cancel(const std::string& id) {
  if (id.empty()) return;
  const auto refuse_it = [&] {
    send(error_response({RpcCode::request_cancelled, "the request was cancelled", id}));
  };
  const auto queued = std::ranges::find_if(
      queue_, [&](const Message& message) { return message.is_request() && message.id == id; });
  if (queued != queue_.end()) {
    queue_.erase(queued);
    return refuse_it();
  }
  const auto running =
      std::ranges::find_if(waiting_, [&](const auto& entry) { return entry.second.request == id; });
  if (running == waiting_.end()) return;  // answered already
  const std::uint64_t number = running->first;
  waiting_.erase(running);
  std::erase_if(jobs_, [&](const Job& job) { return job.number == number; });
  refuse_it();
}

}  // namespace dealwright::lsp
