// Hexadecimal digits of byte strings of any length.
#include "engine/adapters/evm/crypto/bytes.hpp"

#include <cstddef>

#include "dsl/values/hexadecimal.hpp"

namespace dealwright::crypto {

std::string to_digits(ByteView bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  values::hexadecimal::write(bytes, text);
  return text;
}

std::string to_hex(ByteView bytes) { return "0x" + to_digits(bytes); }

std::optional<Bytes> from_digits(std::string_view digits) {
  using values::hexadecimal::Letters;
  if (digits.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = values::hexadecimal::nibble(digits[i], Letters::either);
    const auto low = values::hexadecimal::nibble(digits[i + 1], Letters::either);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
  }
  return bytes;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  return from_digits(text.substr(2));
}

}  // namespace dealwright::crypto
