// http_load PORT PATH CONNECTIONS SECONDS PREFIX: a closed loop of POST requests to 127.0.0.1, each
// with an id of its own, over connections that stay open. One thread, so that a server on the same
// two processors is disturbed as little as can be. Prints one line of JSON.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Load {
  std::uint16_t port = 0;
  std::string path;
  std::size_t connections = 1;
  double seconds = 1;
  std::string prefix;
};

struct Connection {
  int socket = -1;
  std::string answer;
  Clock::time_point asked;
};

[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "http_load: %s\n", what.c_str());
  std::exit(1);
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up("nobody listens at port " + std::to_string(port));
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

void ask(Connection& connection, const Load& load, std::size_t number) {
  const std::string body = "{\"id\":\"" + load.prefix + std::to_string(number) + "\"}";
  const std::string request = "POST " + load.path +
                              " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                              "Content-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  connection.answer.clear();
  connection.asked = Clock::now();
  if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    give_up("a request could not be sent");
}

// Whether the answer is all there.
bool is_whole(const std::string& answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  std::string lines = answer.substr(0, head + 2);
  std::ranges::transform(lines, lines.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view length = "\r\ncontent-length:";
  if (const std::size_t at = lines.find(length); at != std::string::npos) {
    const auto bytes = std::strtoull(lines.c_str() + at + length.size(), nullptr, 10);
    return answer.size() >= head + 4 + bytes;
  }
  return answer.ends_with("0\r\n\r\n");  // in chunks
}

void hear(Connection& connection) {
  std::array<char, 16'384> buffer;
  const ssize_t got = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
  if (got <= 0) give_up("the server closed a connection");
  connection.answer.append(buffer.data(), static_cast<std::size_t>(got));
}

void run(const Load& load) {
  std::vector<Connection> connections(load.connections);
  std::vector<pollfd> heard;
  std::vector<double> times;
  const auto begun = Clock::now();
  const auto so_far = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
  std::size_t asked = 0;
  for (Connection& connection : connections) {
    connection.socket = connect_to(load.port);
    heard.push_back({.fd = connection.socket, .events = POLLIN, .revents = 0});
    ask(connection, load, asked++);
  }
  std::size_t out = connections.size();
  double ended = 0;
  while (out > 0) {
    if (::poll(heard.data(), heard.size(), 60'000) <= 0) give_up("no answer within a minute");
    for (std::size_t i = 0; i < heard.size(); ++i) {
      if (heard[i].revents == 0) continue;
      Connection& connection = connections[i];
      hear(connection);
      if (!is_whole(connection.answer)) continue;
      if (!connection.answer.starts_with("HTTP/1.1 200"))
        give_up("the answer was " + connection.answer.substr(0, 300));
      times.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - connection.asked).count());
      ended = so_far();
      if (ended < load.seconds) {
        ask(connection, load, asked++);
      } else {
        heard[i].fd = -1;
        --out;
      }
    }
  }
  std::ranges::sort(times);
  const auto at = [&](double part) {
    return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
  };
  std::printf("{\"calls\":%zu,\"seconds\":%.3f,\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n", times.size(),
              ended, at(0.5), at(0.99));
}

}  // namespace

int main(int count, char** words) {
  if (count != 6) give_up("usage: http_load PORT PATH CONNECTIONS SECONDS PREFIX");
  run({.port = static_cast<std::uint16_t>(std::atoi(words[1])),
       .path = words[2],
       .connections = std::strtoul(words[3], nullptr, 10),
       .seconds = std::atof(words[4]),
       .prefix = words[5]});
  return 0;
}
