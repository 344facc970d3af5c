// Typed messages (EIP-712) in the JSON form of eth_signTypedData_v4: what is signed for contracts
// that check signatures, and what wallets show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/adapters/evm/abi/type.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::abi {

struct TypedMessageHash {
  std::string encoded_type;  // "Mail(Person from,Person to,string contents)Person(string name,…)"
  crypto::Hash domain;       // the domain separator
  crypto::Hash message;      // of the primary type's value
  crypto::Hash digest;       // what is signed
};

inline constexpr std::size_t typed_message_bytes_max = std::size_t{1024} * 1024;
inline constexpr std::size_t typed_message_types_max = 200;
inline constexpr std::size_t typed_message_values_max = 100'000;

// {"types":…, "primaryType":…, "domain":…, "message":…}. `EIP712Domain` may be left out of the
// types: it is then the standard fields that the domain has. Numbers are decimal or 0x text, or
// whole JSON numbers. Strict: a field that is missing or that no type declares is refused, since
// it would be signed without being seen or seen without being signed.
[[nodiscard]] Decoded<TypedMessageHash> hash_typed_message(std::string_view json);

}  // namespace dealwright::abi
