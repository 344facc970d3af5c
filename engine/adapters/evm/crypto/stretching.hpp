// What libraries do for key files: stretching of passwords, HMAC, AES in counter mode, chance.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/secret.hpp"

namespace dealwright::crypto {

// From the operating system; the process ends when it has none.
[[nodiscard]] Bytes random_bytes(std::size_t size);
[[nodiscard]] Secret random_secret(std::size_t size);

[[nodiscard]] Secret hmac_sha512(ByteView key, ByteView message);

enum class Prf : std::uint8_t { sha256, sha512 };
// PBKDF2 (RFC 8018) with HMAC. `rounds` is at least 1.
[[nodiscard]] Secret pbkdf2(const Secret& password, ByteView salt, std::uint32_t rounds, Prf prf,
                            std::size_t size);

// scrypt (RFC 7914, without its bound on n for a small r): n is a power of two above 1; memory is
// about 128 * n * r bytes.
struct ScryptCost {
  std::uint64_t n = 0;
  std::uint64_t r = 0;
  std::uint64_t p = 0;
};
inline constexpr std::uint64_t scrypt_memory_max = std::uint64_t{1} << 30U;
// Nothing when the cost makes no sense or needs more than scrypt_memory_max.
[[nodiscard]] std::optional<Secret> scrypt(const Secret& password, ByteView salt,
                                           const ScryptCost& cost, std::size_t size);

// AES-128 in counter mode; enciphering and deciphering are the same.
[[nodiscard]] Secret aes128_ctr(ByteView key, const std::array<std::uint8_t, 16>& counter,
                                ByteView bytes);

}  // namespace dealwright::crypto
