// HTTP/1.1 with connections that are kept open, by Asio and Beast.
#pragma once

#include <memory>

#include "engine/adapters/evm/rpc/transport.hpp"

namespace dealwright::rpc {

inline constexpr std::uint32_t reply_header_bytes_max = 16 * 1024;

class HttpTransport final : public Transport {
 public:
  HttpTransport();
  ~HttpTransport() override;
  [[nodiscard]] std::expected<HttpReply, TransportFault> post(const PostRequest& request) override;

 private:
  struct Connections;
  std::unique_ptr<Connections> connections_;
};

}  // namespace dealwright::rpc
