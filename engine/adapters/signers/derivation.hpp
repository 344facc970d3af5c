// Keys from a seed (BIP-32), along paths (BIP-44). Each deal has a key of its own, so that no two
// deals share an account's nonces, allowances or balance.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/evm/crypto/secret.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

inline constexpr std::uint32_t hardened = 0x8000'0000U;
inline constexpr std::size_t path_steps_max = 16;

// Child numbers; those from `hardened` on are written with an apostrophe.
struct KeyPath {
  std::vector<std::uint32_t> steps;
  friend bool operator==(const KeyPath&, const KeyPath&) = default;
};

// "m/44'/60'/0'/0/7"; `h` for the apostrophe is read too.
[[nodiscard]] Result<KeyPath> path_from_text(std::string_view text);
[[nodiscard]] std::string to_text(const KeyPath& path);

// m/44'/60'/account'/0/deal: the accounts that other wallets show for the same mnemonic, in the
// same order. `deal` is a number that is given out once and never again; both are below 2^31.
struct DealNumber {
  std::uint32_t account = 0;
  std::uint32_t deal = 0;
};
[[nodiscard]] KeyPath path_of(const DealNumber& number);

// The key at the end of a path from a seed of 16 to 64 bytes. Fails for paths that are too long,
// and for the one in 2^127 that leads to no key.
[[nodiscard]] Result<crypto::PrivateKey> derive(const crypto::Secret& seed, const KeyPath& path);

}  // namespace dealwright::signers
