// A letter is upper case where the hash of the lower-case digits has a nibble of 8 or more.
#include "engine/adapters/evm/codec/checksum.hpp"

#include <algorithm>
#include <cstddef>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/rlp.hpp"

namespace dealwright::codec {
namespace {

using crypto::Bytes;
using crypto::Hash;
using values::Address;

Address last_20(const Hash& hash) {
  Address address;
  std::copy(hash.bytes.begin() + 12, hash.bytes.end(), address.bytes.begin());
  return address;
}

}  // namespace

std::string to_checksummed(const Address& address) {
  std::string text = values::to_text(address);
  const Hash hash = crypto::keccak256(std::string_view(text).substr(2));
  for (std::size_t i = 0; i < 40; ++i) {
    const unsigned nibble = i % 2 == 0 ? hash.bytes[i / 2] >> 4U : hash.bytes[i / 2] & 15U;
    char& c = text[i + 2];
    if (c >= 'a' && c <= 'f' && nibble >= 8) c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

Decoded<Address> address_from_checksummed(std::string_view text) {
  const auto address = values::address_from_text(text);
  if (!address) {
    return malformed("`" + shown(text) + "` is no address: 0x and 40 hexadecimal digits are");
  }
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'f'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'F'; };
  const std::string_view digits = text.substr(2);
  if (std::ranges::any_of(digits, is_lower) && std::ranges::any_of(digits, is_upper)) {
    const std::string right = to_checksummed(*address);
    if (text != right) {
      return malformed("the checksum of `" + shown(text) +
                       "` does not hold: look for a mistyped digit. These digits are written `" +
                       right + "`");
    }
  }
  return *address;
}

Address created_contract(const Address& sender, std::uint64_t nonce) {
  Bytes content;
  append_rlp_bytes(content, sender.bytes);
  append_rlp_number(content, nonce);
  Bytes list;
  append_rlp_list(list, content);
  return last_20(crypto::keccak256(crypto::ByteView(list)));
}

Address created_contract(const Address& factory, const Hash& salt, const Hash& init_code_hash) {
  Bytes bytes{0xff};
  crypto::append(bytes, factory.bytes);
  crypto::append(bytes, salt.bytes);
  crypto::append(bytes, init_code_hash.bytes);
  return last_20(crypto::keccak256(crypto::ByteView(bytes)));
}

}  // namespace dealwright::codec
