// Values to bytes: calldata, topics of events, and the packed form.
#pragma once

#include <vector>

#include "engine/adapters/evm/abi/type.hpp"
#include "engine/adapters/evm/abi/value.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::abi {

// As the arguments of a function, without its selector. Fails, naming the place, when a value is
// not of its type or does not fit: "`amounts[2]`: 300 does not fit uint8".
[[nodiscard]] Decoded<crypto::Bytes> encode(const std::vector<Type>& types, const Values& values);

// As a topic of an event: the value itself, or for what does not fit a word the hash of it, written
// in place and padded.
[[nodiscard]] Decoded<crypto::Hash> encode_topic(const Type& type, const Value& value);

// Without padding and offsets (abi.encodePacked), for hashes of contracts' own making. Tuples and
// lists of lists have no packed form.
[[nodiscard]] Decoded<crypto::Bytes> encode_packed(const std::vector<Type>& types,
                                                   const Values& values);

}  // namespace dealwright::abi
