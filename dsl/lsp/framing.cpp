// The header is read line by line; only `Content-Length` means something to us.
#include "dsl/lsp/framing.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace dealwright::lsp {
namespace {

constexpr std::string_view length_name = "content-length";
constexpr std::string_view header_end = "\r\n\r\n";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// The value of the one `Content-Length` line; nothing when there is none, two, or no number.
std::optional<std::size_t> length_in(std::string_view header) {
  std::optional<std::size_t> length;
  while (!header.empty()) {
    const std::size_t stop = header.find("\r\n");
    const std::string_view line = header.substr(0, stop);
    header.remove_prefix(stop == std::string_view::npos ? header.size() : stop + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (lower(line.substr(0, colon)) != length_name) continue;
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ')
      value.remove_prefix(1);
    while (!value.empty() && value.back() == ' ')
      value.remove_suffix(1);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || value.empty() || length)
      return std::nullopt;
    length = number;
  }
  return length;
}

// Where a header may begin again, from `from` on.
std::size_t next_header(std::string_view bytes, std::size_t from) {
  const std::string text = lower(bytes.substr(std::min(from, bytes.size())));
  const std::size_t at = text.find(length_name);
  return at == std::string::npos ? at : at + from;
}

}  // namespace

std::optional<Framed> Framing::next() {
  if (skip_ > 0) {
    const std::size_t gone = std::min(skip_, bytes_.size());
    bytes_.erase(0, gone);
    skip_ -= gone;
    if (skip_ > 0) return std::nullopt;
  }
  if (is_lost_) {
    const std::size_t at = next_header(bytes_, 0);
    if (at == std::string::npos) {
      // The beginning of the word may be all that has come of it.
      bytes_.erase(0, bytes_.size() - std::min(bytes_.size(), length_name.size() - 1));
      return std::nullopt;
    }
    bytes_.erase(0, at);
    is_lost_ = false;
  }
  const std::size_t end = bytes_.find(header_end);
  if (end == std::string::npos || end > header_bytes_max) {
    if (bytes_.size() <= header_bytes_max) return std::nullopt;
    return refuse(1, "a header has no end within " + std::to_string(header_bytes_max) + " bytes");
  }
  const auto length = length_in(std::string_view(bytes_).substr(0, end));
  const std::size_t body = end + header_end.size();
  if (!length) return refuse(body, "a header does not say `Content-Length: NUMBER` once");
  if (*length > message_bytes_max) {
    bytes_.erase(0, body);
    skip_ = *length;
    return Framed{{},
                  "a message of " + std::to_string(*length) + " bytes is too large; at most " +
                      std::to_string(message_bytes_max) + " are taken"};
  }
  if (bytes_.size() - body < *length) return std::nullopt;
  Framed framed{bytes_.substr(body, *length), {}};
  bytes_.erase(0, body + *length);
  return framed;
}

std::optional<Framed> Framing::refuse(std::size_t from, std::string problem) {
  bytes_.erase(0, from);
  is_lost_ = true;
  return Framed{{}, std::move(problem)};
}

std::string framed(std::string_view message) {
  return "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n" + std::string(message);
}

}  // namespace dealwright::lsp
