// Addresses with the checksum in their letter case (EIP-55), and where new contracts come to lie.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/values/address.hpp"
#include "engine/adapters/evm/codec/malformed.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::codec {

// "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".
[[nodiscard]] std::string to_checksummed(const values::Address& address);

// Takes 0x and 40 digits; letters of both cases must be the checksum, letters of one case carry
// none.
[[nodiscard]] Decoded<values::Address> address_from_checksummed(std::string_view text);

// The contract that `sender`'s transaction with this nonce creates (CREATE, EIP-161).
[[nodiscard]] values::Address created_contract(const values::Address& sender, std::uint64_t nonce);
// The contract that `factory` creates with CREATE2 (EIP-1014).
[[nodiscard]] values::Address created_contract(const values::Address& factory,
                                               const crypto::Hash& salt,
                                               const crypto::Hash& init_code_hash);

}  // namespace dealwright::codec
