// Signed numbers as words, and values as text.
#include "engine/adapters/evm/abi/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "dsl/values/limbs.hpp"
#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

using values::Amount;

Amount negated(const Amount& word) {
  std::array<std::uint64_t, 4> limbs = word.limbs();
  for (std::uint64_t& limb : limbs)
    limb = ~limb;
  values::limbs::add(limbs, {1, 0, 0, 0});  // the carry out of the top is what modulo 2^256 drops
  return Amount(limbs);
}

// What is not printable ASCII is escaped byte by byte, so that no terminal is steered by a name.
std::string quoted(std::string_view words) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') result += '\\';
    if (c >= ' ' && c <= '~') {
      result += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      result += "\\x";
      result += digits[byte >> 4U];
      result += digits[byte & 15U];
    }
  }
  return result + "\"";
}

std::string of_parts(const Type& type, const Values& parts) {
  const bool tuple = type.kind == TypeKind::tuple;
  std::string result(1, tuple ? '(' : '[');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Type& part = type.parts[tuple ? i : 0];
    if (i != 0) result += ", ";
    if (tuple && !part.name.empty()) result += part.name + ": ";
    result += to_text(part, parts[i]);
  }
  return result + (tuple ? ')' : ']');
}

struct Shown {
  const Type& type;
  std::string operator()(const Amount& number) const { return values::to_digits(number); }
  std::string operator()(const Integer& number) const {
    return (number.sign == Integer::Sign::negative ? "-" : "") +
           values::to_digits(number.magnitude);
  }
  std::string operator()(const values::Address& address) const {
    return codec::to_checksummed(address);
  }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(const crypto::Bytes& bytes) const { return crypto::to_hex(bytes); }
  std::string operator()(const std::string& words) const { return quoted(words); }
  std::string operator()(const Values& parts) const { return of_parts(type, parts); }
};

}  // namespace

std::string to_text(const Type& type, const Value& value) {
  return std::visit(Shown{type}, value.of);
}

Amount twos_complement(const Integer& number) {
  return number.sign == Integer::Sign::negative ? negated(number.magnitude) : number.magnitude;
}

Integer from_twos_complement(const Amount& word) {
  if (word.limbs()[3] >> 63U == 0) return {.magnitude = word};
  return {.sign = Integer::Sign::negative, .magnitude = negated(word)};
}

bool fits(const Integer& number, unsigned bits) {
  const unsigned used = codec::bits_of(number.magnitude);
  if (used < bits) return true;
  if (number.sign == Integer::Sign::positive || used > bits) return false;
  // Only -2^(bits-1) itself needs all bits.
  std::array<std::uint64_t, 4> least{};
  least[(bits - 1) / 64] = std::uint64_t{1} << ((bits - 1) % 64);
  return number.magnitude == Amount(least);
}

}  // namespace dealwright::abi
