// Recursive length prefix (Ethereum yellow paper, appendix B). Writing is appending; reading is
// strict: only the one canonical form of a value is taken, and nothing may follow it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/codec/malformed.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::codec {

// A byte string, or a list of items.
struct RlpItem {
  enum class Kind : std::uint8_t { bytes, list };
  Kind kind = Kind::bytes;
  crypto::Bytes bytes;
  std::vector<RlpItem> items;
  friend bool operator==(const RlpItem&, const RlpItem&) = default;
};

inline constexpr std::size_t rlp_depth_max = 64;       // lists within lists
inline constexpr std::size_t rlp_items_max = 100'000;  // of one text, lists included

[[nodiscard]] crypto::Bytes encode_rlp(const RlpItem& item);
[[nodiscard]] Decoded<RlpItem> decode_rlp(crypto::ByteView bytes);

// For writers that know their fields: a list's content is appended field by field and then wrapped.
void append_rlp_bytes(crypto::Bytes& to, crypto::ByteView bytes);
void append_rlp_number(crypto::Bytes& to, const values::Amount& number);
void append_rlp_number(crypto::Bytes& to, std::uint64_t number);
void append_rlp_list(crypto::Bytes& to, crypto::ByteView content);

// For readers that know their fields; `what` names the field in what is said.
[[nodiscard]] Decoded<values::Amount> rlp_number(const RlpItem& item, std::string_view what);
[[nodiscard]] Decoded<std::uint64_t> rlp_number64(const RlpItem& item, std::string_view what);

}  // namespace dealwright::codec
