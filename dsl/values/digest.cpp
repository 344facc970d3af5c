// SHA-256 through OpenSSL. A failure inside OpenSSL has no answer that keeps identities true, so it
// ends the process.
#include "dsl/values/digest.hpp"

#include <openssl/evp.h>

#include "dsl/values/assertion.hpp"
#include "dsl/values/hexadecimal.hpp"

namespace dealwright::values {
namespace {

// Looked up once: OpenSSL 3 otherwise searches its providers at every call, which costs more than a
// short hash.
const EVP_MD* algorithm() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  DEALWRIGHT_ASSERT(found != nullptr);
  return found;
}

}  // namespace

Digest sha256(std::string_view text) {
  Digest digest;
  unsigned length = 0;
  const int done =
      EVP_Digest(text.data(), text.size(), digest.bytes.data(), &length, algorithm(), nullptr);
  DEALWRIGHT_ASSERT(done == 1 && length == digest.bytes.size());
  return digest;
}

std::string to_hex(const Digest& digest) {
  std::string hex;
  hex.reserve(2 * digest.bytes.size());
  hexadecimal::write(digest.bytes, hex);
  return hex;
}

Number<Digest> digest_from_hex(std::string_view hex) {
  const auto bytes = hexadecimal::read<32>(hex, hexadecimal::Letters::lower);
  if (!bytes) return std::unexpected(NumberError::malformed);
  return Digest{*bytes};
}

std::string short_hex(const Digest& digest) { return to_hex(digest).substr(0, 12); }

}  // namespace dealwright::values
