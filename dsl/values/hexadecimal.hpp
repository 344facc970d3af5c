// Bytes as hexadecimal digits and back, for addresses and digests. Only ASCII digits count.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dealwright::values::hexadecimal {

enum class Letters : std::uint8_t { lower, either };  // which letter case is read

constexpr std::optional<std::uint8_t> nibble(char c, Letters letters) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (letters == Letters::either && c >= 'A' && c <= 'F') {
    return static_cast<std::uint8_t>(c - 'A' + 10);
  }
  return std::nullopt;
}

// Exactly two digits a byte, else nothing.
template <std::size_t N>
constexpr std::optional<std::array<std::uint8_t, N>> read(std::string_view text, Letters letters) {
  if (text.size() != 2 * N) return std::nullopt;
  std::array<std::uint8_t, N> bytes{};
  for (std::size_t i = 0; i < N; ++i) {
    const auto high = nibble(text[2 * i], letters);
    const auto low = nibble(text[2 * i + 1], letters);
    if (!high || !low) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*high << 4U | *low);
  }
  return bytes;
}

// Two lower-case digits a byte, appended to `out`.
constexpr void write(std::span<const std::uint8_t> bytes, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

}  // namespace dealwright::values::hexadecimal
