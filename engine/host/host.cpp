// The turn of rounds, time and everything that arrives.
#include "engine/host/host.hpp"

#include <chrono>
#include <csignal>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace dealwright::host {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using ports::Result;
using runtime::Engine;
using runtime::Progress;

values::TimePoint wall_time() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

class Running {
 public:
  Running(Engine& engine, const HostOptions& options)
      : engine_(engine), options_(options), signals_(context_, SIGINT, SIGTERM), timer_(context_) {
    signals_.async_wait([this](const error_code& failed, int signal) {
      if (!failed) stopped_ = signal == SIGINT ? Ending::interrupted : Ending::terminated;
    });
  }

  Result<Ending> run() {
    if (!options_.socket.empty()) {
      auto server = ControlServer::listen(context_, options_.socket, options_.answer);
      if (!server) return std::unexpected(server.error());
      server_ = std::move(*server);
    }
    while (true) {
      context_.poll();
      if (stopped_) return *stopped_;
      engine_.time_is(wall_time());
      const auto progress = engine_.take_round();
      if (!progress) return std::unexpected(progress.error());
      switch (*progress) {
        case Progress::worked:
          room_looks_ = 0;
          said_rest_ = false;
          continue;
        case Progress::no_room:
          if (auto waited = wait_for_room(); !waited) return std::unexpected(waited.error());
          continue;
        case Progress::idle: break;
      }
      const auto moved = engine_.move_time(std::nullopt);
      if (!moved) return std::unexpected(moved.error());
      if (*moved != 0 || engine_.has_ready()) continue;
      if (options_.at_rest == AtRest::end && !engine_.next_timer()) return Ending::at_rest;
      if (!said_rest_ && options_.say && !options_.socket.empty())
        options_.say("at rest; operators reach this engine through " + options_.socket);
      said_rest_ = true;
      wait_for_something(engine_.next_timer());
    }
  }

 private:
  // What is under way is tracked on as soon as there is room: the round is kept and tried again.
  Result<void> wait_for_room() {
    if (room_looks_ == 0 && options_.warn) {
      options_.warn(
          "the journal cannot be written, its disk is full: nothing new begins; waiting "
          "for room");
    }
    if (++room_looks_ > room_looks_max) {
      return std::unexpected(ports::Error{.code = ports::ErrorCode::no_space,
                                          .what = "the journal's disk stayed full"});
    }
    wait(std::chrono::seconds(room_look_seconds));
    return {};
  }

  void wait_for_something(std::optional<values::TimePoint> timer) {
    constexpr std::int64_t longest = 60'000;  // clocks of the system may be set anew
    const std::int64_t left = timer ? timer->milliseconds - wall_time().milliseconds : longest;
    wait(std::chrono::milliseconds(std::min(std::max<std::int64_t>(left, 0), longest)));
  }

  void wait(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([](const error_code&) {});
    context_.restart();
    context_.run_one();
    timer_.cancel();
  }

  Engine& engine_;
  const HostOptions& options_;
  asio::io_context context_;
  asio::signal_set signals_;
  asio::steady_timer timer_;
  std::unique_ptr<ControlServer> server_;
  std::optional<Ending> stopped_;
  int room_looks_ = 0;
  bool said_rest_ = false;
};

}  // namespace

Result<Ending> run(Engine& engine, const HostOptions& options) {
  return Running(engine, options).run();
}

}  // namespace dealwright::host
