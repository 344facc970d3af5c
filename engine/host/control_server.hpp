// The control socket of a running engine: lines of JSON from the same user on the same machine, and
// from nobody else. What the lines say is the caller's matter.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/ports/result.hpp"

namespace boost::asio {
class io_context;
}

namespace dealwright::host {

inline constexpr std::size_t control_line_max = 64U * 1024U;  // bytes
inline constexpr std::size_t control_connections_max = 16;
inline constexpr int control_idle_seconds_max = 10;

// One line without its end -> one line without its end. Called between rounds, in the engine's
// thread.
using Answer = std::function<std::string(std::string_view)>;

class ControlServer {
 public:
  // Listens at `path`, for the owner alone. The caller holds the journal, so that a socket that is
  // there already is one that a dead engine left.
  [[nodiscard]] static ports::Result<std::unique_ptr<ControlServer>> listen(
      boost::asio::io_context& context, const std::string& path, Answer answer);
  virtual ~ControlServer() = default;
};

}  // namespace dealwright::host
