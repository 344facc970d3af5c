// Calls: a selector and the arguments behind it.
#include "engine/adapters/evm/abi/call.hpp"

#include <algorithm>

#include "engine/adapters/evm/abi/encode.hpp"

namespace dealwright::abi {

using crypto::Bytes;
using crypto::ByteView;

Decoded<Bytes> encode_call(const Function& function, const Values& arguments) {
  const auto encoded = encode(function.inputs, arguments);
  if (!encoded) {
    return malformed(signature_of(function) + ": " + encoded.error().what);
  }
  const Selector selector = selector_of(function);
  Bytes bytes(selector.begin(), selector.end());
  crypto::append(bytes, *encoded);
  return bytes;
}

Decoded<Values> decode_call(const Function& function, ByteView bytes) {
  const Selector selector = selector_of(function);
  if (bytes.size() < selector.size() || !std::ranges::equal(bytes.first(4), selector)) {
    return malformed("this is no call of " + signature_of(function) + ", which begins with " +
                     crypto::to_hex(selector));
  }
  auto arguments = decode(function.inputs, bytes.subspan(4), Reading::canonical);
  if (!arguments) return malformed(signature_of(function) + ": " + arguments.error().what);
  return arguments;
}

Decoded<Values> decode_return(const Function& function, ByteView bytes, Reading reading) {
  if (bytes.empty() && !function.outputs.empty()) {
    return malformed(signature_of(function) +
                     " returned nothing: is there a contract at this address?");
  }
  auto results = decode(function.outputs, bytes, reading);
  if (!results) {
    return malformed("what " + signature_of(function) + " returned: " + results.error().what);
  }
  return results;
}

}  // namespace dealwright::abi
