// Byte strings and their hexadecimal form, as everything that speaks to Ethereum chains uses them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::crypto {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

// Two lower-case digits a byte, without and with "0x" in front.
[[nodiscard]] std::string to_digits(ByteView bytes);
[[nodiscard]] std::string to_hex(ByteView bytes);
// Exactly what the two above write, in either letter case; nothing for anything else.
[[nodiscard]] std::optional<Bytes> from_digits(std::string_view digits);
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

}  // namespace dealwright::crypto
