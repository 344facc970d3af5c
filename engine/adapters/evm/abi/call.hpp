// Calls of functions, what they return, logs of events, and why a call was reverted.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/adapters/evm/abi/decode.hpp"
#include "engine/adapters/evm/abi/interface.hpp"
#include "engine/adapters/evm/abi/value.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"

namespace dealwright::abi {

[[nodiscard]] Decoded<crypto::Bytes> encode_call(const Function& function, const Values& arguments);
// The arguments; fails when the selector is another function's.
[[nodiscard]] Decoded<Values> decode_call(const Function& function, crypto::ByteView bytes);
[[nodiscard]] Decoded<Values> decode_return(const Function& function, crypto::ByteView bytes,
                                            Reading reading);

struct EncodedEvent {
  std::vector<crypto::Hash> topics;
  crypto::Bytes data;
};
[[nodiscard]] Decoded<EncodedEvent> encode_event(const Event& event, const Values& values);
// One value for each parameter, in order. Of indexed ones that do not fit a word the chain keeps
// only the hash: such a value is its 32 bytes. Fails when topics or data are not this event's.
[[nodiscard]] Decoded<Values> decode_event(const Event& event, std::span<const crypto::Hash> topics,
                                           crypto::ByteView data, Reading reading);
// Whether of this parameter only a hash is kept.
[[nodiscard]] bool is_kept_as_hash(const Type& type, Keeping kept);

enum class RevertKind : std::uint8_t {
  silent,   // no data: a plain revert, an assertion of old compilers, or out of gas
  message,  // Error(string)
  panic,    // Panic(uint256)
  custom,   // an error of the interface
  unknown,  // data that nothing explains
};
struct Revert {
  RevertKind kind = RevertKind::silent;
  std::string name;  // of the custom error
  Values arguments;
  std::string words;  // one line for people: "panic 0x11: an arithmetic overflow or underflow"
};
// Any bytes give an explanation. What contracts write into them is shown escaped and cut short.
[[nodiscard]] Revert explain_revert(crypto::ByteView data, const Interface& known);

}  // namespace dealwright::abi
