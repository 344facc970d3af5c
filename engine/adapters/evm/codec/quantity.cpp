// Bytes, limbs and digits of one number.
#include "engine/adapters/evm/codec/quantity.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "dsl/values/assertion.hpp"
#include "dsl/values/hexadecimal.hpp"

namespace dealwright::codec {

using crypto::Bytes;
using crypto::ByteView;
using values::Amount;

Word word_of(const Amount& number) {
  Word word{};
  for (std::size_t i = 0; i < 32; ++i) {
    word[31 - i] = static_cast<std::uint8_t>(number.limbs()[i / 8] >> (8 * (i % 8)));
  }
  return word;
}

Amount amount_of(const Word& word) { return amount_of_bytes(word); }

Amount amount_of_bytes(ByteView bytes) {
  DEALWRIGHT_ASSERT(bytes.size() <= 32);
  std::array<std::uint64_t, 4> limbs{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    limbs[i / 8] |= std::uint64_t{bytes[bytes.size() - 1 - i]} << (8 * (i % 8));
  }
  return Amount(limbs);
}

Bytes minimal_bytes(const Amount& number) {
  const Word word = word_of(number);
  return {std::ranges::find_if(word, [](std::uint8_t byte) { return byte != 0; }), word.end()};
}

unsigned bits_of(const Amount& number) {
  for (unsigned i = 4; i-- > 0;) {
    if (number.limbs()[i] != 0) {
      return 64 * i + static_cast<unsigned>(std::bit_width(number.limbs()[i]));
    }
  }
  return 0;
}

std::string to_quantity(const Amount& number) {
  const std::string digits = crypto::to_digits(word_of(number));
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return "0x" + digits.substr(first);
}

std::string to_quantity(std::uint64_t number) { return to_quantity(Amount(number)); }

Decoded<Amount> amount_from_quantity(std::string_view text) {
  if (!text.starts_with("0x") || text.size() < 3) {
    return malformed("`" + shown(text) + "` is no quantity: 0x and hexadecimal digits are");
  }
  const std::string_view digits = text.substr(2);
  if (digits[0] == '0' && digits.size() > 1) {
    return malformed("the quantity `" + shown(text) + "` has zeros in front");
  }
  if (digits.size() > 64) return malformed("the quantity `" + shown(text) + "` is above 2^256 - 1");
  std::array<std::uint64_t, 4> limbs{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto digit = values::hexadecimal::nibble(digits[digits.size() - 1 - i],
                                                   values::hexadecimal::Letters::either);
    if (!digit) {
      return malformed("`" + shown(text) + "` is no quantity: 0x and hexadecimal digits are");
    }
    limbs[i / 16] |= std::uint64_t{*digit} << (4 * (i % 16));
  }
  return Amount(limbs);
}

Decoded<std::uint64_t> number_from_quantity(std::string_view text) {
  const auto number = amount_from_quantity(text);
  if (!number) return std::unexpected(number.error());
  if (bits_of(*number) > 64)
    return malformed("the quantity `" + shown(text) + "` is above 2^64 - 1");
  return number->limbs()[0];
}

std::string shown(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, shown_max))
    result += c >= ' ' && c <= '~' && c != '`' ? c : '?';
  if (text.size() > shown_max) result += "…";
  return result;
}

}  // namespace dealwright::codec
