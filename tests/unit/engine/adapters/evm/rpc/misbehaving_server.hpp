// A server on the loopback that answers as it is told to, well or badly, one connection at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::rpc::tests {

// What happens on a connection once a whole request has arrived: bytes to write, and what then.
struct Behaviour {
  std::string bytes;
  enum class Then : std::uint8_t { close, wait_for_next, hang } then = Then::wait_for_next;
};

class MisbehavingServer {
 public:
  // The behaviours are used one after the other, the last one for ever.
  explicit MisbehavingServer(std::vector<Behaviour> behaviours);
  ~MisbehavingServer();
  MisbehavingServer(const MisbehavingServer&) = delete;
  MisbehavingServer& operator=(const MisbehavingServer&) = delete;

  [[nodiscard]] Url url() const { return {.host = "127.0.0.1", .port = port_}; }
  [[nodiscard]] unsigned requests() const { return requests_; }
  [[nodiscard]] unsigned connections() const { return connections_; }

 private:
  void serve();
  void serve_one(int connection);

  std::vector<Behaviour> behaviours_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::uint16_t port_ = 0;
  std::atomic<unsigned> requests_ = 0;
  std::atomic<unsigned> connections_ = 0;
  std::thread thread_;
};

// A whole answer with a body.
[[nodiscard]] std::string http_answer(unsigned status, const std::string& body);

}  // namespace dealwright::rpc::tests
