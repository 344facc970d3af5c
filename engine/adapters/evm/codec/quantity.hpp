// 256-bit numbers as big-endian bytes and as the hexadecimal quantities of JSON-RPC.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/codec/malformed.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::codec {

using Word = std::array<std::uint8_t, 32>;

[[nodiscard]] Word word_of(const values::Amount& number);
[[nodiscard]] values::Amount amount_of(const Word& word);
// At most 32 bytes, big-endian, zeros in front allowed.
[[nodiscard]] values::Amount amount_of_bytes(crypto::ByteView bytes);
// Without zeros in front; empty for zero.
[[nodiscard]] crypto::Bytes minimal_bytes(const values::Amount& number);
[[nodiscard]] unsigned bits_of(const values::Amount& number);  // 0 for zero

// "0x0", "0x41": no zeros in front (execution-apis, the type `uint`).
[[nodiscard]] std::string to_quantity(const values::Amount& number);
[[nodiscard]] std::string to_quantity(std::uint64_t number);
// Exactly that form, in either letter case.
[[nodiscard]] Decoded<values::Amount> amount_from_quantity(std::string_view text);
[[nodiscard]] Decoded<std::uint64_t> number_from_quantity(std::string_view text);  // below 2^64

// Text of others in a message: cut short, and only printable ASCII.
inline constexpr std::size_t shown_max = 80;
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace dealwright::codec
