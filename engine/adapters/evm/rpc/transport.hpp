// How a request reaches an endpoint. Two of them exist: HTTP, and the scripted one of the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::rpc {

struct HttpReply {
  unsigned status = 0;
  std::string body;
};

enum class Delivery : std::uint8_t {
  not_sent,    // certainly: no connection, so no byte of it left
  maybe_sent,  // it may have arrived and been acted on
};
struct TransportFault {
  Delivery delivery = Delivery::maybe_sent;
  std::string what;  // without the address
};

enum class Repeating : std::uint8_t {
  allowed,  // a read: over a connection that turns out to be closed it is sent once more
  never,    // a send: a new connection each time, so that a closed one is noticed before sending
};

struct PostRequest {
  const Url* url = nullptr;
  std::string_view body;  // JSON
  values::Duration time_out;
  std::size_t reply_bytes_max = 0;
  Repeating repeating = Repeating::allowed;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Blocks for at most the time-out, name resolution excepted. One thread at a time.
  [[nodiscard]] virtual std::expected<HttpReply, TransportFault> post(
      const PostRequest& request) = 0;
};

}  // namespace dealwright::rpc
