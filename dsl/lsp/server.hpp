// The language server: messages in, messages out. Start here. It opens no file and starts no
// thread: whoever runs it brings bytes, gives it time, and carries out the jobs that take long.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/answers.hpp"
#include "dsl/lsp/documents.hpp"
#include "dsl/lsp/messages.hpp"
#include "dsl/lsp/surroundings.hpp"

namespace dealwright::lsp {

inline constexpr std::size_t queue_max = 10'000;  // messages that wait
inline constexpr std::size_t jobs_max = 100;      // that wait
inline constexpr std::size_t found_places_max = 10'000;
inline constexpr std::size_t workspace_symbols_max = 1'000;

// Work that may take seconds. `run` is pure but for what the surroundings' callbacks do, and may be
// called on another thread while the server goes on.
struct JobResult {
  std::uint64_t number = 0;
  std::optional<RunReport> report;
  std::vector<LimitReport> limits;
};
struct Job {
  std::uint64_t number = 0;
  std::function<JobResult()> run;
};

class Server {
 public:
  // `gave_up` says of a job whether anybody still waits for it; it is called by the job, wherever
  // that runs.
  Server(Surroundings& surroundings, std::string version,
         std::function<bool(std::uint64_t job)> gave_up = {});

  // One message as it came. A cancellation takes effect at once.
  void receive(std::string_view message);
  // Bytes that were no message.
  void receive_problem(std::string problem);

  // Does one piece of work: a message, or what there is to do when none waits. Returns what is to
  // be sent, in order.
  [[nodiscard]] std::vector<std::string> work();
  [[nodiscard]] bool has_work();

  // The next long job, when there is one.
  [[nodiscard]] std::optional<Job> take_job();
  [[nodiscard]] std::vector<std::string> finish(JobResult result);
  // Whether the answer of a running job is of use to nobody any more.
  [[nodiscard]] bool is_given_up(std::uint64_t job) const { return !waiting_.contains(job); }

  [[nodiscard]] bool has_ended() const { return phase_ == Phase::ended; }
  // 0 when the editor said `shutdown` before `exit`.
  [[nodiscard]] int exit_code() const { return exit_code_; }
  // The process whose end ends the session, when the editor named one.
  [[nodiscard]] std::optional<std::int64_t> client_process() const { return client_.process; }

 private:
  enum class Phase : std::uint8_t { fresh, running, shut_down, ended };
  using Answer = std::expected<std::string, RpcError>;
  using Answerer = Answer (Server::*)(const Message&);
  // What a running or waiting job is for.
  struct Waiting {
    std::string request;  // id of the request that it answers, as JSON; empty for limits
    std::string uri;
    AnalysisPointer analysis;
  };

  void handle(const Message& message);
  void handle_notification(const Message& message);
  [[nodiscard]] Answer answer(const Message& message);
  void send(std::string message) { out_.push_back(std::move(message)); }

  [[nodiscard]] Answer initialize(const Message& message);
  [[nodiscard]] Answer hover_of(const Message& message);
  [[nodiscard]] Answer completion_of(const Message& message);
  [[nodiscard]] Answer signature_of(const Message& message);
  [[nodiscard]] Answer definition_of(const Message& message);
  [[nodiscard]] Answer declaration_of_name(const Message& message);
  [[nodiscard]] Answer references_of(const Message& message);
  [[nodiscard]] Answer highlights_of(const Message& message);
  [[nodiscard]] Answer prepare_rename(const Message& message);
  [[nodiscard]] Answer rename(const Message& message);
  [[nodiscard]] Answer outline_of(const Message& message);
  [[nodiscard]] Answer workspace_symbols(const Message& message);
  [[nodiscard]] Answer folds_of(const Message& message);
  [[nodiscard]] Answer selections_of(const Message& message);
  [[nodiscard]] Answer links_of(const Message& message);
  [[nodiscard]] Answer tokens_of(const Message& message);
  [[nodiscard]] Answer hints_of(const Message& message);
  [[nodiscard]] Answer lenses_of(const Message& message);
  [[nodiscard]] Answer code_actions_of(const Message& message);
  [[nodiscard]] Answer formatted(const Message& message);
  [[nodiscard]] Answer execute(const Message& message);

  [[nodiscard]] std::expected<Document*, RpcError> document_of(const Message& message);
  [[nodiscard]] Written written(const Analysis& analysis) const {
    return {analysis.lines, analysis.text(), encoding_};
  }
  [[nodiscard]] std::uint32_t offset_in(const Analysis& analysis, Place place) const {
    return analysis.lines.offset(analysis.text(), place, encoding_);
  }
  [[nodiscard]] Locate locate_in(const Analysis& analysis) const;
  [[nodiscard]] Answer link_json(const Analysis& analysis, const std::optional<Link>& link) const;
  // Every file that may speak of the name: what is open, and the deals of the editor's folders.
  void for_each_file(const std::string& mentions,
                     const std::function<void(const Analysis&)>& visit);
  void announce(Document& document);
  void judge(Document& document);
  [[nodiscard]] std::uint64_t add_job(Waiting waiting, std::function<JobResult(RunRequest)> run,
                                      RunRequest request);
  void cancel(const std::string& id);

  Surroundings& surroundings_;
  std::string version_;
  std::function<bool(std::uint64_t)> gave_up_;
  Documents documents_;
  ClientAbilities client_;
  std::set<std::string> folders_;
  Encoding encoding_ = Encoding::utf16;
  Phase phase_ = Phase::fresh;
  int exit_code_ = 1;
  std::deque<Message> queue_;
  std::deque<Job> jobs_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::uint64_t last_job_ = 0;
  std::int64_t last_request_ = 0;
  std::vector<std::string> out_;
  std::vector<std::string> modules_;  // of the standard library, once somebody asked
  std::map<std::string, std::set<std::string>> elsewhere_;  // findings told of files not open
};

}  // namespace dealwright::lsp
