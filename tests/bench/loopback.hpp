// Effects that another process acknowledges: it hears a name on a line over TCP on this machine and
// says the same line back. The durable benches use it for our side, peers/ for the other ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace dealwright::bench {

// A socket that listens on 127.0.0.1, at a port of the system's choice when `port` is 0.
struct Listener {
  int socket = -1;
  std::uint16_t port = 0;
};
[[nodiscard]] Listener listen_here(std::uint16_t port);

// Answers everybody until `stop_at_end_of` (standard input, say) has no more to read.
void acknowledge(const Listener& listener, int stop_at_end_of);

// Another process that acknowledges, for as long as the object lives, and the connection to it.
class Acknowledger {
 public:
  Acknowledger();
  ~Acknowledger();
  Acknowledger(const Acknowledger&) = delete;
  Acknowledger& operator=(const Acknowledger&) = delete;

  // Kept until `exchange`.
  void ask(std::string_view name) { out_.append(name).append("\n"); }
  enum class Wait : std::uint8_t { for_one, for_none };
  // Sends what was asked; the names that were acknowledged meanwhile, in the order of asking.
  [[nodiscard]] std::vector<std::string> exchange(Wait wait);

 private:
  pid_t process_ = -1;
  int lifeline_ = -1;  // the process ends when this end of a pipe is closed
  int socket_ = -1;
  std::string out_;
  std::string in_;
};

}  // namespace dealwright::bench
