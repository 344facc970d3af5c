// Accepting, reading a line, answering, closing when nobody speaks.
#include "engine/host/control_server.hpp"

#include <chrono>
#include <istream>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/host/socket_path.hpp"

namespace dealwright::host {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::local::stream_protocol;

// One caller. It lives as long as one of its handlers does.
class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(Protocol::socket socket, const Answer& answer, std::size_t& open)
      : socket_(std::move(socket)),
        patience_(socket_.get_executor()),
        buffer_(control_line_max),
        answer_(answer),
        open_(open) {
    ++open_;
  }
  ~Conversation() { --open_; }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void listen() {
    patience_.expires_after(std::chrono::seconds(control_idle_seconds_max));
    patience_.async_wait([self = shared_from_this()](const error_code& failed) {
      if (!failed) self->hang_up();
    });
    asio::async_read_until(socket_, buffer_, '\n',
                           [self = shared_from_this()](const error_code& failed, std::size_t) {
                             self->patience_.cancel();
                             if (!failed) self->reply();
                             // A line without an end that fills the buffer ends here too.
                           });
  }

 private:
  void reply() {
    std::string line;
    std::istream in(&buffer_);
    std::getline(in, line);
    text_ = answer_(line) + "\n";
    asio::async_write(socket_, asio::buffer(text_),
                      [self = shared_from_this()](const error_code& failed, std::size_t) {
                        if (!failed) self->listen();
                      });
  }
  void hang_up() {
    error_code ignored;
    socket_.close(ignored);
  }

  Protocol::socket socket_;
  asio::steady_timer patience_;
  asio::streambuf buffer_;
  const Answer& answer_;
  std::size_t& open_;
  std::string text_;
};

bool is_of_our_user(Protocol::socket& socket) {
  ucred peer = {};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         peer.uid == ::geteuid();
}

class Listening final : public ControlServer {
 public:
  Listening(asio::io_context& context, const std::string& path, Answer answer)
      : path_(path), acceptor_(context), answer_(std::move(answer)) {}
  ~Listening() override {
    if (is_open_) ::unlink(path_.name().c_str());
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  [[nodiscard]] std::string open() {
    if (path_.name().empty()) return "its folder cannot be opened";
    ::unlink(path_.name().c_str());
    error_code failed;
    acceptor_.open(Protocol(), failed);
    if (failed) return failed.message();
    // The mode is given at birth: there is no moment in which others could connect.
    const mode_t before = ::umask(S_IXUSR | S_IRWXG | S_IRWXO);
    acceptor_.bind(Protocol::endpoint(path_.name()), failed);
    ::umask(before);
    if (failed) return failed.message();
    is_open_ = true;
    acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) return failed.message();
    accept();
    return {};
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const error_code& failed, Protocol::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      if (!failed && conversations_ < control_connections_max && is_of_our_user(socket)) {
        std::make_shared<Conversation>(std::move(socket), answer_, conversations_)->listen();
      }
      accept();
    });
  }

  SocketPath path_;
  Protocol::acceptor acceptor_;
  Answer answer_;
  std::size_t conversations_ = 0;
  bool is_open_ = false;
};

}  // namespace

ports::Result<std::unique_ptr<ControlServer>> ControlServer::listen(asio::io_context& context,
                                                                    const std::string& path,
                                                                    Answer answer) {
  auto server = std::make_unique<Listening>(context, path, std::move(answer));
  if (const std::string why = server->open(); !why.empty()) {
    return std::unexpected(ports::Error{.code = ports::ErrorCode::refused,
                                        .what = "cannot listen at " + path + ": " + why});
  }
  return server;
}

}  // namespace dealwright::host
