// Bytes -> messages and back: the header `Content-Length: N`, an empty line, N bytes of JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dealwright::lsp {

inline constexpr std::size_t message_bytes_max = 64U * 1024U * 1024U;
inline constexpr std::size_t header_bytes_max = 4U * 1024U;

// A message, or what was wrong with the bytes that should have been one.
struct Framed {
  std::string message;
  std::string problem;  // in words; empty for a message
};

// Takes bytes as they come, in pieces of any size. After a header that cannot be understood it goes
// on at the next one that can.
class Framing {
 public:
  void take(std::string_view bytes) { bytes_ += bytes; }
  // The next message, when it is complete.
  [[nodiscard]] std::optional<Framed> next();

 private:
  [[nodiscard]] std::optional<Framed> refuse(std::size_t from, std::string problem);

  std::string bytes_;
  std::size_t skip_ = 0;  // bytes of a message that is too large, still to come
  bool is_lost_ = false;  // what was wrong was said; looking for a header
};

// The message with its header.
[[nodiscard]] std::string framed(std::string_view message);

}  // namespace dealwright::lsp
