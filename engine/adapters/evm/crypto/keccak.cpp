// Keccak-256 by Crypto++.
#include "engine/adapters/evm/crypto/keccak.hpp"

#include <algorithm>

#include <cryptopp/keccak.h>

namespace dealwright::crypto {

Hash keccak256(ByteView bytes) {
  CryptoPP::Keccak_256 state;
  Hash hash;
  state.CalculateDigest(hash.bytes.data(), bytes.data(), bytes.size());
  return hash;
}

Hash keccak256(std::string_view text) { return keccak256(bytes_of(text)); }

std::string to_hex(const Hash& hash) { return to_hex(ByteView(hash.bytes)); }

std::optional<Hash> hash_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != 32) return std::nullopt;
  Hash hash;
  std::ranges::copy(*bytes, hash.bytes.begin());
  return hash;
}

}  // namespace dealwright::crypto
