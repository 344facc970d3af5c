// The key in this process; its answer is checked like anybody's.
#include "engine/adapters/signers/signer.hpp"

#include "engine/adapters/evm/codec/transaction.hpp"

namespace dealwright::signers {

Result<Answered> KeySigner::sign(const Asked& asked) {
  const auto made = codec::sign(asked.transaction, key_);
  if (!made) return fault(FaultKind::refused, made.error().what);
  return check_answer(asked, made->bytes);
}

}  // namespace dealwright::signers
