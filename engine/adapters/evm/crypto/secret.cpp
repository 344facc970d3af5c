// Wiping and comparing by OpenSSL, which keeps both from being optimised away.
#include "engine/adapters/evm/crypto/secret.hpp"

#include <openssl/crypto.h>

namespace dealwright::crypto {

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.bytes_.clear();
  }
  return *this;
}

void Secret::wipe() { crypto::wipe(bytes_); }

bool operator==(const Secret& a, const Secret& b) { return same_bytes(a.bytes_, b.bytes_); }

void wipe(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

void wipe(std::string& text) {
  // To the capacity: a longer text may have stood there before.
  text.resize(text.capacity());
  if (!text.empty()) OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

bool same_bytes(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace dealwright::crypto
