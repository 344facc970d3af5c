// libFuzzer harness: any bytes are an RLP text, a transaction, ABI values or a type. What is taken
// as canonical is written back byte for byte; what is not has a reason. The first byte chooses.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dsl/values/assertion.hpp"
#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/encode.hpp"
#include "engine/adapters/evm/codec/rlp.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"
#include "engine/adapters/evm/crypto/secret.hpp"

namespace {

namespace abi = dealwright::abi;
namespace codec = dealwright::codec;
namespace crypto = dealwright::crypto;

bool same(const crypto::Bytes& a, crypto::ByteView b) { return crypto::same_bytes(a, b); }

void rlp(crypto::ByteView bytes) {
  const auto item = codec::decode_rlp(bytes);
  if (item) {
    DEALWRIGHT_ASSERT(same(codec::encode_rlp(*item), bytes));
  } else {
    DEALWRIGHT_ASSERT(!item.error().what.empty());
  }
}

void transaction(crypto::ByteView bytes) {
  if (const auto read = codec::decode_signed(bytes)) {
    DEALWRIGHT_ASSERT(same(codec::signed_bytes(read->transaction, read->signature), bytes));
  }
  if (const auto read = codec::decode_unsigned(bytes)) {
    DEALWRIGHT_ASSERT(same(codec::unsigned_bytes(*read), bytes));
  }
}

// The text before the first zero is the type, what follows are its bytes.
void values(crypto::ByteView bytes) {
  std::size_t end = 0;
  while (end < bytes.size() && bytes[end] != 0)
    ++end;
  const auto type = abi::type_from_text({reinterpret_cast<const char*>(bytes.data()), end});
  if (!type) return;
  DEALWRIGHT_ASSERT(abi::fault_of(*type).empty());
  const auto again = abi::type_from_text(abi::to_text(*type));
  DEALWRIGHT_ASSERT(again && abi::to_text(*again) == abi::to_text(*type));
  const crypto::ByteView encoded = bytes.subspan(end == bytes.size() ? end : end + 1);
  if (const auto read = abi::decode({*type}, encoded, abi::Reading::canonical)) {
    DEALWRIGHT_ASSERT(same(abi::encode({*type}, *read).value(), encoded));
  }
  if (const auto read = abi::decode({*type}, encoded, abi::Reading::lenient)) {
    const auto written = abi::encode({*type}, *read);
    DEALWRIGHT_ASSERT(written.has_value());
    DEALWRIGHT_ASSERT(abi::decode({*type}, *written, abi::Reading::canonical).value() == *read);
  }
}

void revert(crypto::ByteView bytes) {
  DEALWRIGHT_ASSERT(!abi::explain_revert(bytes, {}).words.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const crypto::ByteView rest(data + 1, size - 1);
  switch (data[0] % 4) {
    case 0: rlp(rest); break;
    case 1: transaction(rest); break;
    case 2: values(rest); break;
    default: revert(rest); break;
  }
  return 0;
}
