// Starting and ending of anvil.
#include "tests/unit/engine/adapters/evm/rpc/local_anvil.hpp"

#include <chrono>
#include <string>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/adapters/evm/rpc/http_transport.hpp"

extern char** environ;

namespace dealwright::rpc::tests {
namespace {

constexpr const char* program =
    "build/node/tests_node/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";

// A port that was free a moment ago.
std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

bool is_up(const Url& url) {
  HttpTransport transport;
  const auto reply =
      transport.post({.url = &url,
                      .body = R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})",
                      .time_out = values::seconds(1),
                      .reply_bytes_max = 10'000});
  return reply && reply->status == 200;
}

}  // namespace

LocalAnvil::LocalAnvil() { start(); }

// Apart from the constructor, which no assertion may leave early.
void LocalAnvil::start() {
  url_ = {.host = "127.0.0.1", .port = free_port()};
  const std::string port = std::to_string(url_.port);
  const char* arguments[] = {program,      "--host", "127.0.0.1", "--port", port.c_str(),
                             "--chain-id", "138",    "--silent",  nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const int error =
      ::posix_spawn(&process_, program, &actions, nullptr, const_cast<char**>(arguments), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ASSERT_EQ(error, 0) << "install it with .ci/node";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_up(url_)) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "anvil does not come up";
    ::poll(nullptr, 0, 10);
  }
}

LocalAnvil::~LocalAnvil() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace dealwright::rpc::tests
