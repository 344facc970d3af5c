// Arithmetic on little-endian arrays of 64-bit words: the short paths and the decimal texts that
// Amount and Rational share. Everything wraps or returns its carry; the callers check. Long
// division, roots and wide gcds are not here.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dealwright::values::limbs {

__extension__ typedef unsigned __int128 Word128;  // an extension of the compiler, so not a `using`

inline constexpr std::uint64_t ten_to_19 =
    10'000'000'000'000'000'000ULL;  // the largest that fits a word
inline constexpr unsigned word_decimals = 19;

constexpr std::uint64_t low(Word128 value) { return static_cast<std::uint64_t>(value); }
constexpr std::uint64_t high(Word128 value) { return static_cast<std::uint64_t>(value >> 64U); }

// 10^n for n <= 19.
constexpr std::uint64_t word_power_of_ten(unsigned n) {
  std::uint64_t power = 1;
  for (unsigned i = 0; i < n; ++i)
    power *= 10;
  return power;
}

template <std::size_t N>
constexpr bool fits_word(const std::array<std::uint64_t, N>& a) {
  std::uint64_t rest = 0;
  for (std::size_t i = 1; i < N; ++i)
    rest |= a[i];
  return rest == 0;
}

// How many words count: zero has none.
template <std::size_t N>
constexpr std::size_t used_words(const std::array<std::uint64_t, N>& a) {
  std::size_t n = N;
  while (n > 0 && a[n - 1] == 0)
    --n;
  return n;
}

template <std::size_t N>
constexpr std::strong_ordering compare(const std::array<std::uint64_t, N>& a,
                                       const std::array<std::uint64_t, N>& b) {
  for (std::size_t i = N; i-- > 0;) {
    if (a[i] != b[i]) return a[i] <=> b[i];
  }
  return std::strong_ordering::equal;
}

// a += b; returns the carry out of the top word.
template <std::size_t N>
constexpr std::uint64_t add(std::array<std::uint64_t, N>& a,
                            const std::array<std::uint64_t, N>& b) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const Word128 sum = static_cast<Word128>(a[i]) + b[i] + carry;
    a[i] = low(sum);
    carry = high(sum);
  }
  return carry;
}

// a -= b; returns 1 when b was larger.
template <std::size_t N>
constexpr std::uint64_t subtract(std::array<std::uint64_t, N>& a,
                                 const std::array<std::uint64_t, N>& b) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const Word128 difference = static_cast<Word128>(a[i]) - b[i] - borrow;
    a[i] = low(difference);
    borrow = high(difference) & 1U;
  }
  return borrow;
}

// a = a * factor + plus; returns what does not fit.
template <std::size_t N>
constexpr std::uint64_t multiply_word(std::array<std::uint64_t, N>& a, std::uint64_t factor,
                                      std::uint64_t plus) {
  std::uint64_t carry = plus;
  for (std::size_t i = 0; i < N; ++i) {
    const Word128 product = static_cast<Word128>(a[i]) * factor + carry;
    a[i] = low(product);
    carry = high(product);
  }
  return carry;
}

// a /= divisor; returns the remainder. The divisor is not zero.
template <std::size_t N>
constexpr std::uint64_t divide_word(std::array<std::uint64_t, N>& a, std::uint64_t divisor) {
  std::uint64_t remainder = 0;
  for (std::size_t i = used_words(a); i-- > 0;) {
    const Word128 part = static_cast<Word128>(remainder) << 64U | a[i];
    a[i] = low(part / divisor);
    remainder = low(part % divisor);
  }
  return remainder;
}

// a * b, which always fits twice the words.
template <std::size_t N>
constexpr std::array<std::uint64_t, 2 * N> product(const std::array<std::uint64_t, N>& a,
                                                   const std::array<std::uint64_t, N>& b) {
  std::array<std::uint64_t, 2 * N> result{};
  const std::size_t b_words = used_words(b);
  for (std::size_t i = 0; i < N; ++i) {
    if (a[i] == 0) continue;
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b_words; ++j) {
      const Word128 part = static_cast<Word128>(a[i]) * b[j] + result[i + j] + carry;
      result[i + j] = low(part);
      carry = high(part);
    }
    result[i + b_words] = carry;
  }
  return result;
}

// Plain decimal digits, "0" for zero.
template <std::size_t N>
std::string to_digits(std::array<std::uint64_t, N> a) {
  std::string digits;
  while (!fits_word(a)) {
    std::string part = std::to_string(divide_word(a, ten_to_19));
    digits.insert(0, std::string(word_decimals - part.size(), '0') + part);
  }
  // Never zero after a division: what does not fit a word is at least 10^19.
  return std::to_string(a[0]) + digits;
}

// Appends one digit ('0' to '9'); false when the number no longer fits.
template <std::size_t N>
constexpr bool append_digit(std::array<std::uint64_t, N>& a, char digit) {
  return multiply_word(a, 10, static_cast<std::uint64_t>(digit - '0')) == 0;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1234567" -> "1,234,567".
inline std::string with_thousands(std::string_view digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

// Digits of a number scaled by 10^decimals, for people: thousands separated, no trailing zeros
// after the point.
inline std::string with_point(std::string digits, unsigned decimals) {
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  std::string fraction = digits.substr(digits.size() - decimals);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  std::string text = with_thousands(std::string_view(digits).substr(0, digits.size() - decimals));
  if (!fraction.empty()) text += "." + fraction;
  return text;
}

}  // namespace dealwright::values::limbs
