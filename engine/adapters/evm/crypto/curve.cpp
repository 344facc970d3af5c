// The calls into libsecp256k1. Its context is randomised once, against leaks through side channels,
// and only read afterwards.
#include "engine/adapters/evm/crypto/curve.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/crypto/stretching.hpp"

namespace dealwright::crypto {
namespace {

const secp256k1_context* context() {
  static const secp256k1_context* const made = [] {
    secp256k1_context* fresh = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    const Secret seed = random_secret(32);
    DEALWRIGHT_ASSERT(secp256k1_context_randomize(fresh, seed.exposed().data()) == 1);
    return fresh;
  }();
  return made;
}

PublicKey written(const secp256k1_pubkey& key) {
  std::array<std::uint8_t, 65> with_prefix{};
  std::size_t size = with_prefix.size();
  secp256k1_ec_pubkey_serialize(context(), with_prefix.data(), &size, &key,
                                SECP256K1_EC_UNCOMPRESSED);
  PublicKey result;
  std::copy(with_prefix.begin() + 1, with_prefix.end(), result.bytes.begin());
  return result;
}

}  // namespace

std::optional<PrivateKey> PrivateKey::from_bytes(ByteView bytes) {
  if (bytes.size() != 32) return std::nullopt;
  if (secp256k1_ec_seckey_verify(context(), bytes.data()) != 1) return std::nullopt;
  return PrivateKey(Secret(bytes));
}

PrivateKey PrivateKey::generate() {
  // One try in 2^127 is no key.
  while (true) {
    const Secret bytes = random_secret(32);
    if (auto key = from_bytes(bytes.exposed())) return std::move(*key);
  }
}

std::optional<PrivateKey> PrivateKey::plus(ByteView tweak) const {
  DEALWRIGHT_ASSERT(tweak.size() == 32);
  Secret sum = secret_.copy();
  if (secp256k1_ec_seckey_tweak_add(context(), sum.writable().data(), tweak.data()) != 1) {
    return std::nullopt;
  }
  return PrivateKey(std::move(sum));
}

PublicKey public_key_of(const PrivateKey& key) {
  secp256k1_pubkey made;
  DEALWRIGHT_ASSERT(secp256k1_ec_pubkey_create(context(), &made, key.secret().exposed().data()) ==
                    1);
  return written(made);
}

std::array<std::uint8_t, 33> compressed(const PublicKey& key) {
  std::array<std::uint8_t, 33> result{};
  result[0] = (key.bytes[63] & 1U) == 0 ? 2 : 3;
  std::copy(key.bytes.begin(), key.bytes.begin() + 32, result.begin() + 1);
  return result;
}

values::Address address_of(const PublicKey& key) {
  const Hash hash = keccak256(ByteView(key.bytes));
  values::Address address;
  std::copy(hash.bytes.begin() + 12, hash.bytes.end(), address.bytes.begin());
  return address;
}

values::Address address_of(const PrivateKey& key) { return address_of(public_key_of(key)); }

Signature sign(const Hash& hash, const PrivateKey& key) {
  secp256k1_ecdsa_recoverable_signature made;
  // Fails only for keys that are none, which PrivateKey rules out.
  DEALWRIGHT_ASSERT(secp256k1_ecdsa_sign_recoverable(context(), &made, hash.bytes.data(),
                                                     key.secret().exposed().data(), nullptr,
                                                     nullptr) == 1);
  std::array<std::uint8_t, 64> compact{};
  int recovery = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact.data(), &recovery,
                                                          &made);
  // 2 and 3 say that x overflowed the order, which happens once in 2^127 signatures.
  DEALWRIGHT_ASSERT(recovery == 0 || recovery == 1);
  Signature result;
  std::copy(compact.begin(), compact.begin() + 32, result.r.begin());
  std::copy(compact.begin() + 32, compact.end(), result.s.begin());
  result.parity = static_cast<std::uint8_t>(recovery);
  return result;
}

bool is_low(const Signature& signature) {
  std::array<std::uint8_t, 64> compact{};
  std::ranges::copy(signature.r, compact.begin());
  std::ranges::copy(signature.s, compact.begin() + 32);
  secp256k1_ecdsa_signature parsed;
  if (secp256k1_ecdsa_signature_parse_compact(context(), &parsed, compact.data()) != 1) {
    return false;
  }
  return secp256k1_ecdsa_signature_normalize(context(), nullptr, &parsed) == 0;
}

Signature lowered(const Signature& signature) {
  std::array<std::uint8_t, 64> compact{};
  std::ranges::copy(signature.r, compact.begin());
  std::ranges::copy(signature.s, compact.begin() + 32);
  secp256k1_ecdsa_signature parsed;
  if (secp256k1_ecdsa_signature_parse_compact(context(), &parsed, compact.data()) != 1) {
    return signature;
  }
  secp256k1_ecdsa_signature low;
  if (secp256k1_ecdsa_signature_normalize(context(), &low, &parsed) == 0) return signature;
  secp256k1_ecdsa_signature_serialize_compact(context(), compact.data(), &low);
  Signature result = signature;
  std::copy(compact.begin() + 32, compact.end(), result.s.begin());
  // Another half, another y of the nonce's point.
  result.parity = static_cast<std::uint8_t>(signature.parity ^ 1U);
  return result;
}

std::optional<PublicKey> recover(const Hash& hash, const Signature& signature) {
  if (signature.parity > 1) return std::nullopt;
  std::array<std::uint8_t, 64> compact{};
  std::ranges::copy(signature.r, compact.begin());
  std::ranges::copy(signature.s, compact.begin() + 32);
  secp256k1_ecdsa_recoverable_signature parsed;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &parsed, compact.data(),
                                                          signature.parity) != 1) {
    return std::nullopt;
  }
  secp256k1_pubkey key;
  if (secp256k1_ecdsa_recover(context(), &key, &parsed, hash.bytes.data()) != 1) {
    return std::nullopt;
  }
  return written(key);
}

}  // namespace dealwright::crypto
