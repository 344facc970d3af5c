// Keccak-f[1600] by the Keccak reference: rate 136 bytes, padding 0x01 … 0x80.
#include "tests/unit/stdlib/keccak.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace dealwright::stdlib::tests {
namespace {

using Lanes = std::array<std::uint64_t, 25>;  // lane (x, y) at x + 5 * y
constexpr std::size_t rate = 136;

// The round constants come from a shift register (Keccak reference, section 1.2).
class RoundConstants {
 public:
  std::uint64_t next() {
    std::uint64_t constant = 0;
    for (unsigned j = 0; j < 7; ++j) {
      if ((register_ & 1U) != 0) constant |= 1ULL << ((1U << j) - 1U);
      register_ = (register_ << 1U) ^ ((register_ >> 7U) * 0x171U);
    }
    return constant;
  }

 private:
  unsigned register_ = 1;
};

void permute(Lanes& a) {
  RoundConstants constants;
  for (int round = 0; round < 24; ++round) {
    std::array<std::uint64_t, 5> parity{};
    for (std::size_t i = 0; i < 25; ++i)
      parity[i % 5] ^= a[i];
    for (std::size_t i = 0; i < 25; ++i) {
      a[i] ^= parity[(i + 4) % 5] ^ std::rotl(parity[(i + 1) % 5], 1);
    }
    std::size_t x = 1;
    std::size_t y = 0;
    std::uint64_t moved = a[1];
    for (int t = 0; t < 24; ++t) {
      const std::size_t next_y = (2 * x + 3 * y) % 5;
      x = y;
      y = next_y;
      const std::uint64_t displaced = a[x + 5 * y];
      a[x + 5 * y] = std::rotl(moved, ((t + 1) * (t + 2) / 2) % 64);
      moved = displaced;
    }
    for (std::size_t row = 0; row < 25; row += 5) {
      const std::array<std::uint64_t, 5> r{a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4]};
      for (std::size_t i = 0; i < 5; ++i)
        a[row + i] = r[i] ^ (~r[(i + 1) % 5] & r[(i + 2) % 5]);
    }
    a[0] ^= constants.next();
  }
}

void absorb(Lanes& lanes, std::string_view block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    lanes[i / 8] ^= std::uint64_t{static_cast<std::uint8_t>(block[i])} << (8 * (i % 8));
  }
}

}  // namespace

std::string keccak256(std::string_view text) {
  Lanes lanes{};
  while (text.size() >= rate) {
    absorb(lanes, text.substr(0, rate));
    permute(lanes);
    text.remove_prefix(rate);
  }
  std::string last(text);
  last += '\x01';
  last.resize(rate, '\0');
  last.back() = static_cast<char>(static_cast<std::uint8_t>(last.back()) | 0x80U);
  absorb(lanes, last);
  permute(lanes);

  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < 32; ++i) {
    const auto byte = static_cast<std::uint8_t>(lanes[i / 8] >> (8 * (i % 8)));
    hex += digits[byte >> 4U];
    hex += digits[byte & 15U];
  }
  return hex;
}

}  // namespace dealwright::stdlib::tests
