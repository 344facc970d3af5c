// The calls into OpenSSL and, for one kind of key file, Crypto++. What cannot fail with the
// arguments that are let through is asserted.
#include "engine/adapters/evm/crypto/stretching.hpp"

#include <bit>
#include <exception>
#include <limits>
#include <memory>
#include <utility>

#include <cryptopp/scrypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "dsl/values/assertion.hpp"

namespace dealwright::crypto {
namespace {

int size_of(ByteView bytes) {
  DEALWRIGHT_ASSERT(bytes.size() <= std::size_t{std::numeric_limits<int>::max()});
  return static_cast<int>(bytes.size());
}

const char* characters(const Secret& secret) {
  return reinterpret_cast<const char*>(secret.exposed().data());
}

std::optional<Secret> by_cryptopp(const Secret& password, ByteView salt, const ScryptCost& cost,
                                  Secret result) {
  try {
    CryptoPP::Scrypt().DeriveKey(result.writable().data(), result.size(), password.exposed().data(),
                                 password.size(), salt.data(), salt.size(), cost.n, cost.r, cost.p);
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return result;
}

const EVP_MD* method_of(Prf prf) {
  switch (prf) {
    case Prf::sha256: return EVP_sha256();
    case Prf::sha512: return EVP_sha512();
  }
  DEALWRIGHT_UNREACHABLE("prf");
}

}  // namespace

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  DEALWRIGHT_ASSERT(size == 0 || RAND_bytes(bytes.data(), size_of(bytes)) == 1);
  return bytes;
}

Secret random_secret(std::size_t size) {
  Secret secret(size);
  DEALWRIGHT_ASSERT(size == 0 ||
                    RAND_priv_bytes(secret.writable().data(), size_of(secret.exposed())) == 1);
  return secret;
}

Secret hmac_sha512(ByteView key, ByteView message) {
  Secret result(64);
  DEALWRIGHT_ASSERT(HMAC(EVP_sha512(), key.data(), size_of(key), message.data(), message.size(),
                         result.writable().data(), nullptr) != nullptr);
  return result;
}

Secret pbkdf2(const Secret& password, ByteView salt, std::uint32_t rounds, Prf prf,
              std::size_t size) {
  DEALWRIGHT_ASSERT(rounds >= 1 && rounds <= std::uint32_t{std::numeric_limits<int>::max()});
  Secret result(size);
  DEALWRIGHT_ASSERT(PKCS5_PBKDF2_HMAC(characters(password), size_of(password.exposed()),
                                      salt.data(), size_of(salt), static_cast<int>(rounds),
                                      method_of(prf), size_of(result.exposed()),
                                      result.writable().data()) == 1);
  return result;
}

std::optional<Secret> scrypt(const Secret& password, ByteView salt, const ScryptCost& cost,
                             std::size_t size) {
  if (cost.n < 2 || !std::has_single_bit(cost.n) || cost.r == 0 || cost.p == 0) return std::nullopt;
  // Each below 2^30, so that the products below fit 64 bits.
  if (cost.n > scrypt_memory_max || cost.r > scrypt_memory_max || cost.p > scrypt_memory_max) {
    return std::nullopt;
  }
  if (cost.n > scrypt_memory_max / 128 / cost.r || cost.p > scrypt_memory_max / 128 / cost.r) {
    return std::nullopt;
  }
  Secret result(size);
  // The RFC wants n below 2^(16 r), and OpenSSL keeps to it. Wallets did not: there are key files
  // with n = 262144 and r = 1.
  if (cost.r < 4 && cost.n >= std::uint64_t{1} << (16 * cost.r)) {
    return by_cryptopp(password, salt, cost, std::move(result));
  }
  // OpenSSL counts the working memory of all lanes and some; its own limit is far below wallets'.
  const std::uint64_t memory = 128 * cost.r * (cost.n + cost.p + 4) + (std::uint64_t{1} << 20U);
  if (EVP_PBE_scrypt(characters(password), password.size(), salt.data(), salt.size(), cost.n,
                     cost.r, cost.p, memory, result.writable().data(), result.size()) != 1) {
    return std::nullopt;
  }
  return result;
}

Secret aes128_ctr(ByteView key, const std::array<std::uint8_t, 16>& counter, ByteView bytes) {
  DEALWRIGHT_ASSERT(key.size() == 16);
  Secret result(bytes.size());
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int written = 0;
  DEALWRIGHT_ASSERT(cipher != nullptr);
  DEALWRIGHT_ASSERT(EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ctr(), nullptr, key.data(),
                                       counter.data()) == 1);
  DEALWRIGHT_ASSERT(EVP_EncryptUpdate(cipher.get(), result.writable().data(), &written,
                                      bytes.data(), size_of(bytes)) == 1);
  DEALWRIGHT_ASSERT(written == size_of(bytes));
  return result;
}

}  // namespace dealwright::crypto
