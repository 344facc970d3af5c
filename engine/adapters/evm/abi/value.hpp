// Values of ABI types: what is encoded and what decoding gives.
#pragma once

#include <compare>
#include <string>
#include <variant>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/abi/type.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::abi {

// A signed number: its magnitude and its sign. Zero is never negative.
struct Integer {
  enum class Sign : std::uint8_t { positive, negative };
  Sign sign = Sign::positive;
  values::Amount magnitude;
  friend bool operator==(const Integer&, const Integer&) = default;
};

struct Value {
  // uintN, intN, address, bool, bytes and bytesN and function, string, and what has parts.
  std::variant<values::Amount, Integer, values::Address, bool, crypto::Bytes, std::string,
               std::vector<Value>>
      of;
  friend bool operator==(const Value&, const Value&) = default;
};
using Values = std::vector<Value>;

// Short ways to write them.
[[nodiscard]] inline Value number(std::uint64_t n) { return {values::Amount(n)}; }
[[nodiscard]] inline Value text(std::string_view words) { return {std::string(words)}; }

// For people and for comparing: `1500000`, `-3`, `0x5aAe…` with its checksum, `true`, `0xc0ffee`,
// `"words"` with escapes, `[1, 2]`, `(to: 0x…, amount: 3)`. The value is of the type.
[[nodiscard]] std::string to_text(const Type& type, const Value& value);

// The number in an n-bit two's complement, as one word; and back.
inline constexpr unsigned word_bits = 256;
[[nodiscard]] values::Amount twos_complement(const Integer& number);
[[nodiscard]] Integer from_twos_complement(const values::Amount& word);
// Whether -2^(bits-1) <= number < 2^(bits-1).
[[nodiscard]] bool fits(const Integer& number, unsigned bits);

}  // namespace dealwright::abi
