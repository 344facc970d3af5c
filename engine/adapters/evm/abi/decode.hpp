// Bytes to values, with every length and offset checked before it is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/adapters/evm/abi/type.hpp"
#include "engine/adapters/evm/abi/value.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"

namespace dealwright::abi {

// canonical: only the bytes that `encode` writes. For what is ours: calldata that is verified.
// lenient: what some compilers of contracts write too: tails in any order or shared, padding of
// byte strings that is not zero, bytes behind the end. Numbers out of their type's range are
// refused in both.
enum class Reading : std::uint8_t { canonical, lenient };

inline constexpr std::size_t decoded_values_max = 200'000;  // lists and tuples count as one more
// Together, byte strings count: tails may be shared.
inline constexpr std::size_t decoded_bytes_max = std::size_t{16} * 1024 * 1024;

[[nodiscard]] Decoded<Values> decode(const std::vector<Type>& types, crypto::ByteView bytes,
                                     Reading reading);

}  // namespace dealwright::abi
