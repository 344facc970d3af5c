// Plain sockets: what is measured is a message to another process and back, not a library.
#include "tests/bench/loopback.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dealwright::bench {
namespace {

constexpr std::size_t bytes_a_read = 65'536;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::abort();
}

sockaddr_in here(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void send_at_once(int socket) {
  const int on = 1;
  if (::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) give_up("TCP_NODELAY");
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// False at the end of what will ever come.
bool read_some(int socket, std::string& to) {
  std::array<char, bytes_a_read> buffer;
  const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

}  // namespace

Listener listen_here(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) give_up("socket");
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = here(port);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0) give_up("bind");
  if (::listen(socket, SOMAXCONN) != 0) give_up("listen");
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    give_up("getsockname");
  return {socket, ntohs(address.sin_port)};
}

void acknowledge(const Listener& listener, int stop_at_end_of) {
  std::vector<pollfd> heard = {{.fd = listener.socket, .events = POLLIN, .revents = 0},
                               {.fd = stop_at_end_of, .events = POLLIN, .revents = 0}};
  std::vector<std::string> begun(2);  // lines that have not ended yet, for each of `heard`
  while (::poll(heard.data(), heard.size(), -1) > 0) {
    if (heard[1].revents != 0) break;
    for (std::size_t i = heard.size() - 1; i >= 2; --i) {
      if (heard[i].revents == 0) continue;
      const bool goes_on = read_some(heard[i].fd, begun[i]);
      const std::size_t whole = begun[i].rfind('\n') + 1;
      if (goes_on && send_all(heard[i].fd, std::string_view(begun[i]).substr(0, whole))) {
        begun[i].erase(0, whole);
        continue;
      }
      ::close(heard[i].fd);
      heard.erase(heard.begin() + static_cast<std::ptrdiff_t>(i));
      begun.erase(begun.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (heard[0].revents == 0) continue;
    const int socket = ::accept(listener.socket, nullptr, nullptr);
    if (socket < 0) give_up("accept");
    send_at_once(socket);
    heard.push_back({.fd = socket, .events = POLLIN, .revents = 0});
    begun.emplace_back();
  }
}

Acknowledger::Acknowledger() {
  const Listener listener = listen_here(0);
  std::array<int, 2> lifeline{};
  if (::pipe(lifeline.data()) != 0) give_up("pipe");
  process_ = ::fork();
  if (process_ < 0) give_up("fork");
  if (process_ == 0) {
    ::close(lifeline[1]);
    acknowledge(listener, lifeline[0]);
    ::_exit(0);
  }
  ::close(lifeline[0]);
  lifeline_ = lifeline[1];
  ::close(listener.socket);
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = here(listener.port);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up("connect");
  send_at_once(socket_);
}

Acknowledger::~Acknowledger() {
  ::close(socket_);
  ::close(lifeline_);
  ::waitpid(process_, nullptr, 0);
}

std::vector<std::string> Acknowledger::exchange(Wait wait) {
  if (!send_all(socket_, out_)) give_up("send");
  out_.clear();
  std::vector<std::string> names;
  pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
  while (true) {
    const bool waits = wait == Wait::for_one && names.empty();
    if (::poll(&ready, 1, waits ? -1 : 0) <= 0) break;
    if (!read_some(socket_, in_)) give_up("recv");
    std::size_t from = 0;
    for (std::size_t end = in_.find('\n'); end != std::string::npos; end = in_.find('\n', from)) {
      names.push_back(in_.substr(from, end - from));
      from = end + 1;
    }
    in_.erase(0, from);
  }
  return names;
}

}  // namespace dealwright::bench
