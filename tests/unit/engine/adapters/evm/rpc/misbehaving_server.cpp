// Plain sockets: what a library would not let us write is what is wanted here.
#include "tests/unit/engine/adapters/evm/rpc/misbehaving_server.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dealwright::rpc::tests {
namespace {

// Whether there is something to read; false when the server is to end.
bool readable(int descriptor, int wake) {
  pollfd both[2] = {{descriptor, POLLIN, 0}, {wake, POLLIN, 0}};
  while (::poll(both, 2, -1) < 0) {
  }
  return (both[1].revents & POLLIN) == 0;
}

bool is_whole(const std::string& request) {
  const std::size_t end = request.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::size_t at = request.find("Content-Length: ");
  if (at == std::string::npos || at > end) return true;
  return request.size() >= end + 4 + std::stoul(request.substr(at + 16));
}

}  // namespace

std::string http_answer(unsigned status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

MisbehavingServer::MisbehavingServer(std::vector<Behaviour> behaviours)
    : behaviours_(std::move(behaviours)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  EXPECT_EQ(::listen(listener_, 8), 0);
  EXPECT_EQ(::pipe(wake_), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

MisbehavingServer::~MisbehavingServer() {
  EXPECT_EQ(::write(wake_[1], "x", 1), 1);
  thread_.join();
  for (const int descriptor : {listener_, wake_[0], wake_[1]})
    ::close(descriptor);
}

void MisbehavingServer::serve() {
  while (readable(listener_, wake_[0])) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) continue;
    ++connections_;
    serve_one(connection);
    ::close(connection);
  }
}

void MisbehavingServer::serve_one(int connection) {
  while (true) {
    std::string request;
    while (!is_whole(request)) {
      if (!readable(connection, wake_[0])) return;
      char buffer[4096];
      const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    const unsigned number = requests_++;
    const Behaviour& behaviour = behaviours_[std::min<std::size_t>(number, behaviours_.size() - 1)];
    const std::string& bytes = behaviour.bytes;
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t put =
          ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (put <= 0) return;
      sent += static_cast<std::size_t>(put);
    }
    if (behaviour.then == Behaviour::Then::close) return;
    if (behaviour.then == Behaviour::Then::hang) {
      // Until the other side gives up or the test ends.
      char buffer[16];
      if (readable(connection, wake_[0])) (void)::recv(connection, buffer, sizeof buffer, 0);
      return;
    }
  }
}

}  // namespace dealwright::rpc::tests
