// A blocking client: a command has nothing else to do meanwhile.
#include "engine/host/control_client.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/host/control_server.hpp"
#include "engine/host/socket_path.hpp"

namespace dealwright::host {
namespace {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

struct Socket {
  int descriptor = -1;
  ~Socket() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Result<void> send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) {
      return std::unexpected(
          Error{.code = ErrorCode::ambiguous, .what = "the engine hung up before it was asked"});
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace

Result<std::string> ask_engine(const std::string& socket, std::string_view line) {
  const SocketPath path(socket);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.name().empty()) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = "no engine listens"});
  }
  std::memcpy(&address.sun_path, path.name().c_str(), path.name().size() + 1);
  const Socket open{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const timeval patience = {.tv_sec = answer_seconds_max, .tv_usec = 0};
  ::setsockopt(open.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(open.descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(open.descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
      0) {
    return std::unexpected(Error{.code = ErrorCode::refused, .what = "no engine listens"});
  }
  if (auto sent = send_all(open.descriptor, std::string(line) + "\n"); !sent)
    return std::unexpected(sent.error());
  std::string answer;
  while (true) {
    char piece[4096];
    const ssize_t got = ::recv(open.descriptor, piece, sizeof piece, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || answer.size() > control_line_max) {
      return std::unexpected(Error{.code = ErrorCode::ambiguous,
                                   .what = "the engine did not answer; look with `show` whether "
                                           "it was done"});
    }
    answer.append(piece, static_cast<std::size_t>(got));
    if (answer.ends_with('\n')) {
      answer.pop_back();
      return answer;
    }
  }
}

}  // namespace dealwright::host
