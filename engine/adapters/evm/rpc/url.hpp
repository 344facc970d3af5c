// Addresses of endpoints. Their paths often hold an access key, so nobody prints them: endpoints
// are spoken of by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace dealwright::rpc {

struct Url {
  std::string host;  // a name, an IPv4 address, or an IPv6 address without brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query
  friend bool operator==(const Url&, const Url&) = default;
};

inline constexpr std::size_t url_bytes_max = 2'000;

// "http://127.0.0.1:8545", "http://node.example/v1/key?x=1". The error says what is wrong without
// repeating the address.
[[nodiscard]] std::expected<Url, std::string> url_from_text(std::string_view text);

}  // namespace dealwright::rpc
