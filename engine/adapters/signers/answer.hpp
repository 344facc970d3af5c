// The check of what a signer answers, whichever signer it is: before it is journalled or sent, it
// is decoded, compared field by field with what was asked for, and its sender recovered.
#pragma once

#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "engine/adapters/evm/codec/transaction.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

struct Asked {
  codec::Transaction transaction;
  values::Address sender;
};

struct Answered {
  crypto::Bytes bytes;  // what is sent
  crypto::Hash hash;
};

// `unsafe` with every field that differs: "the signer changed the value: asked 5, signed 500".
// A signer whose answer is unsafe is not to be asked again.
[[nodiscard]] Result<Answered> check_answer(const Asked& asked, crypto::ByteView signed_bytes);
// For signers that give only a signature: put to the transaction that was asked for, then checked
// like the rest. A high s is brought into the lower half, which is the same signature.
[[nodiscard]] Result<Answered> check_signature(const Asked& asked,
                                               const crypto::Signature& signature);

// One line for each field that is not the same; empty when all are.
[[nodiscard]] std::vector<std::string> differences(const codec::Transaction& asked,
                                                   const codec::Transaction& answered);

}  // namespace dealwright::signers
