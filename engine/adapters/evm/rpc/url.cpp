// Only what an endpoint needs: http, a host, a port, a path. No user names, no fragments.
#include "engine/adapters/evm/rpc/url.hpp"

#include <algorithm>
#include <charconv>

namespace dealwright::rpc {
namespace {

bool is_of_host(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

std::unexpected<std::string> wrong(const char* what) {
  return std::unexpected(std::string("the endpoint's address ") + what);
}

}  // namespace

std::expected<Url, std::string> url_from_text(std::string_view text) {
  if (text.size() > url_bytes_max) return wrong("is too long");
  if (text.starts_with("https://")) {
    return wrong("is https, which is not spoken yet: use a local node, or a proxy that speaks TLS");
  }
  if (!text.starts_with("http://")) return wrong("does not begin with http://");
  // A blank or a line end would end the request line early, and begin a header of somebody's
  // choice.
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c > '~'; })) {
    return wrong("has a character that addresses do not have");
  }
  text.remove_prefix(std::string_view("http://").size());
  const std::size_t slash = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, slash);
  const std::string_view target = text.substr(slash);
  if (authority.find('@') != std::string_view::npos) return wrong("has a user name in it");
  if (target.find('#') != std::string_view::npos) return wrong("has a fragment");

  Url url;
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return wrong("has a `[` without `]`");
    url.host = authority.substr(1, end - 1);
    const auto is_of_ipv6 = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
             c == ':' || c == '.';
    };
    if (!std::ranges::all_of(url.host, is_of_ipv6)) return wrong("has no IPv6 address in brackets");
    port = authority.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return wrong("has something behind its `]`");
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    port = authority.substr(colon);
    if (!std::ranges::all_of(url.host, is_of_host)) return wrong("has a host that is no name");
  }
  if (url.host.empty()) return wrong("has no host");
  if (!port.empty()) {
    port.remove_prefix(1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port == 0) {
      return wrong("has a port that is none");
    }
  }
  if (!target.empty()) url.target = (target.starts_with('/') ? "" : "/") + std::string(target);
  return url;
}

}  // namespace dealwright::rpc
