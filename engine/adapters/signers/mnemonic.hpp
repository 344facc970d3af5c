// Mnemonics (BIP-39) of English words: entropy as words that can be written on paper, with a
// checksum, and the seed that keys are derived from.
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/adapters/evm/crypto/secret.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

// 16, 20, 24, 28 or 32 bytes; 12 to 24 words.
inline constexpr std::size_t mnemonic_entropy_default = 32;
inline constexpr std::size_t passphrase_bytes_max = 1'000;

// The words, one blank between them.
[[nodiscard]] Result<crypto::Secret> mnemonic_from_entropy(crypto::ByteView entropy);
// The entropy; fails with the number of the word that is none, or when the checksum does not hold.
// Blanks and line ends around and between words say nothing, nor does letter case.
[[nodiscard]] Result<crypto::Secret> entropy_from_mnemonic(crypto::ByteView words);

// 64 bytes. A passphrase is ASCII: other letters can be written in more than one way in Unicode,
// and another way is another seed.
[[nodiscard]] Result<crypto::Secret> seed_from_mnemonic(crypto::ByteView words,
                                                        const crypto::Secret& passphrase);

}  // namespace dealwright::signers
