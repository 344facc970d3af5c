// Encrypted key files: the Web3 Secret Storage Definition, version 3, as other wallets write and
// read them. Text in, text out; files are read and written by key_file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/values/address.hpp"
#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/evm/crypto/secret.hpp"
#include "engine/adapters/evm/crypto/stretching.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

// key: the 32 bytes of a private key, which any wallet can read. entropy: of a mnemonic, of which
// the keys of all deals are derived; an addition of ours, `"dealwright": {"holds": "entropy"}`.
enum class Holds : std::uint8_t { key, entropy };

struct Opened {
  Holds holds = Holds::key;
  crypto::Secret secret;
  std::optional<values::Address> address;  // as the file claims, checked for keys
};

// What `write_keystore` takes: 256 MiB of memory and about a second, as wallets do; and what
// `open_keystore` takes at most, because a file says itself how much work it costs.
inline constexpr crypto::ScryptCost scrypt_cost_standard{.n = 262'144, .r = 8, .p = 1};
inline constexpr std::uint64_t scrypt_lanes_max = 16;
inline constexpr std::uint32_t pbkdf2_rounds_max = 10'000'000;
// Below these a stolen file is soon opened: refused.
inline constexpr std::uint64_t scrypt_work_min = 16'384;  // n * r
inline constexpr std::uint32_t pbkdf2_rounds_min = 10'000;
inline constexpr std::size_t keystore_bytes_max = 64 * 1024;
inline constexpr std::size_t password_bytes_min = 8;  // for new files
inline constexpr std::size_t password_bytes_max = 1'000;

// Checks the file's own MAC before anything is deciphered: a wrong password is said as one.
[[nodiscard]] Result<Opened> open_keystore(std::string_view json, const crypto::Secret& password);
// The private key in it; fails for files that hold entropy.
[[nodiscard]] Result<crypto::PrivateKey> open_key(std::string_view json,
                                                  const crypto::Secret& password);

struct NewKeystore {
  Holds holds = Holds::key;
  const crypto::Secret* secret = nullptr;
  const crypto::Secret* password = nullptr;
  crypto::ScryptCost cost = scrypt_cost_standard;
};
// The file's text, with salt, counter and id from the operating system's chance.
[[nodiscard]] Result<std::string> write_keystore(const NewKeystore& what);

}  // namespace dealwright::signers
