// `lsp`: the language server on standard input and output. One thread reads, one does what takes
// long, and this one answers; they meet at one lock.
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "dsl/lsp/framing.hpp"
#include "dsl/lsp/server.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/lsp_runs.hpp"
#include "engine/app/commands/lsp_surroundings.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t chunk_bytes = 64U * 1024U;
// What the editor may send while we are busy; then it has to wait, as with any pipe.
constexpr std::size_t waiting_bytes_max = 2U * lsp::message_bytes_max;

// What the three threads share. Everything is guarded by `lock`, but for `gave_up`.
struct Meeting {
  std::mutex lock;
  std::condition_variable changed;
  std::string bytes;  // read and not taken yet
  bool has_ended = false;
  std::optional<lsp::Job> job;  // to be done
  bool is_busy = false;         // a job is waiting or being done
  std::deque<lsp::JobResult> done;
  bool is_leaving = false;
  std::atomic<bool> gave_up = false;  // nobody waits for the running job
};

void read_all(Meeting& meeting, int wake) {
  std::array<char, chunk_bytes> chunk{};
  while (true) {
    std::array<pollfd, 2> ready{{{STDIN_FILENO, POLLIN, 0}, {wake, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno == EINTR) continue;
    if (ready[1].revents != 0) return;
    const ::ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    std::unique_lock guard(meeting.lock);
    if (got <= 0) {
      meeting.has_ended = true;
      meeting.changed.notify_all();
      return;
    }
    meeting.bytes.append(chunk.data(), static_cast<std::size_t>(got));
    meeting.changed.notify_all();
    meeting.changed.wait(
        guard, [&] { return meeting.bytes.size() < waiting_bytes_max || meeting.is_leaving; });
    if (meeting.is_leaving) return;
  }
}

void do_jobs(Meeting& meeting) {
  std::unique_lock guard(meeting.lock);
  while (true) {
    meeting.changed.wait(guard, [&] { return meeting.job || meeting.is_leaving; });
    if (meeting.is_leaving) return;
    const lsp::Job job = *std::exchange(meeting.job, std::nullopt);
    guard.unlock();
    lsp::JobResult result = job.run();
    guard.lock();
    meeting.done.push_back(std::move(result));
    meeting.is_busy = false;
    meeting.changed.notify_all();
  }
}

bool write_all(const std::string& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ::ssize_t n = ::write(STDOUT_FILENO, bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    written += static_cast<std::size_t>(n);
  }
  return true;
}

class Session {
 public:
  explicit Session(Meeting& meeting)
      : meeting_(meeting),
        surroundings_(library_folder()),
        server_(surroundings_, std::string(version_text()),
                [&meeting](std::uint64_t) { return meeting.gave_up.load(); }) {
    offer_runs(surroundings_);
  }

  int run() {
    while (!server_.has_ended() && !is_deaf_) {
      take();
      while (auto message = framing_.next()) {
        if (message->problem.empty()) {
          server_.receive(message->message);
        } else {
          server_.receive_problem(std::move(message->problem));
        }
      }
      for (lsp::JobResult& result : std::exchange(done_, {})) {
        running_ = 0;
        send(server_.finish(std::move(result)));
      }
      if (server_.has_work()) send(server_.work());
      start_job();
      if (has_read_all_ && !server_.has_work()) break;
    }
    return server_.exit_code();
  }

 private:
  // Takes what has come; waits when there is nothing else to do.
  void take() {
    std::unique_lock guard(meeting_.lock);
    if (!server_.has_work()) {
      meeting_.changed.wait(guard, [&] {
        return !meeting_.bytes.empty() || meeting_.has_ended || !meeting_.done.empty();
      });
    }
    const bool had_bytes = !meeting_.bytes.empty();
    framing_.take(meeting_.bytes);
    meeting_.bytes.clear();
    has_read_all_ = meeting_.has_ended;
    done_ = std::exchange(meeting_.done, {});
    if (had_bytes) meeting_.changed.notify_all();
  }

  void send(const std::vector<std::string>& messages) {
    std::string bytes;
    for (const std::string& message : messages)
      bytes += lsp::framed(message);
    if (!bytes.empty() && !write_all(bytes)) is_deaf_ = true;
  }

  void start_job() {
    if (running_ != 0) meeting_.gave_up = server_.is_given_up(running_);
    const std::unique_lock guard(meeting_.lock);
    if (meeting_.is_busy || !meeting_.done.empty()) return;
    meeting_.job = server_.take_job();
    if (!meeting_.job) return;
    running_ = meeting_.job->number;
    meeting_.gave_up = false;
    meeting_.is_busy = true;
    meeting_.changed.notify_all();
  }

  Meeting& meeting_;
  EditorSurroundings surroundings_;
  lsp::Server server_;
  lsp::Framing framing_;
  std::deque<lsp::JobResult> done_;
  std::uint64_t running_ = 0;
  bool has_read_all_ = false;
  bool is_deaf_ = false;
};

}  // namespace

ExitCode lsp(Terminal& terminal) {
  std::array<int, 2> wake{};
  if (::pipe(wake.data()) != 0)
    return terminal.fail({ExitCode::unreachable, "the server cannot make a pipe"});
  if (terminal.err_is_terminal() && ::isatty(STDIN_FILENO) == 1) {
    terminal.say("this is a language server: an editor starts it and speaks to it. Ctrl-C ends it");
  }
  Meeting meeting;
  int code = 1;
  {
    std::jthread reader([&] { read_all(meeting, wake[0]); });
    std::jthread worker([&] { do_jobs(meeting); });
    code = Session(meeting).run();
    {
      const std::unique_lock guard(meeting.lock);
      meeting.is_leaving = true;
      meeting.gave_up = true;
      meeting.changed.notify_all();
    }
    ::close(wake[1]);
  }
  ::close(wake[0]);
  return code == 0 ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
