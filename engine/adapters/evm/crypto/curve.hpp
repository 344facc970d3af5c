// Keys and signatures on secp256k1 (SEC 2), by libsecp256k1 with a randomised context. Any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

#include "dsl/values/address.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"
#include "engine/adapters/evm/crypto/secret.hpp"

namespace dealwright::crypto {

// A valid private key: 32 bytes, not zero, below the order of the curve.
class PrivateKey {
 public:
  // Nothing when the bytes are no key.
  [[nodiscard]] static std::optional<PrivateKey> from_bytes(ByteView bytes);
  // A new one from the operating system's chance.
  [[nodiscard]] static PrivateKey generate();

  [[nodiscard]] const Secret& secret() const { return secret_; }
  [[nodiscard]] PrivateKey copy() const { return PrivateKey(secret_.copy()); }
  // This key plus a 256-bit number modulo the order (BIP-32); nothing when that is no key.
  [[nodiscard]] std::optional<PrivateKey> plus(ByteView tweak) const;

 private:
  explicit PrivateKey(Secret secret) : secret_(std::move(secret)) {}
  Secret secret_;
};

struct PublicKey {
  std::array<std::uint8_t, 64> bytes{};  // x and y, big-endian
  friend constexpr auto operator<=>(const PublicKey&, const PublicKey&) = default;
};
[[nodiscard]] PublicKey public_key_of(const PrivateKey& key);
[[nodiscard]] std::array<std::uint8_t, 33> compressed(const PublicKey& key);
// The last 20 bytes of the hash of a public key.
[[nodiscard]] values::Address address_of(const PublicKey& key);
[[nodiscard]] values::Address address_of(const PrivateKey& key);

struct Signature {
  std::array<std::uint8_t, 32> r{};
  std::array<std::uint8_t, 32> s{};
  std::uint8_t parity = 0;  // of y of the nonce's point: 0 or 1
  friend constexpr auto operator<=>(const Signature&, const Signature&) = default;
};
// Deterministic (RFC 6979), and with s in the lower half of the order (EIP-2).
[[nodiscard]] Signature sign(const Hash& hash, const PrivateKey& key);
// Whether s is in the lower half of the order: chains refuse the other half since EIP-2.
[[nodiscard]] bool is_low(const Signature& signature);
// The same signature with a low s; unchanged when it is low already, or no signature.
[[nodiscard]] Signature lowered(const Signature& signature);
// Who signed; nothing when r and s are no signature of anybody, or the parity is neither 0 nor 1.
// A high s is recovered too: whether it is acceptable is `is_low`.
[[nodiscard]] std::optional<PublicKey> recover(const Hash& hash, const Signature& signature);

}  // namespace dealwright::crypto
