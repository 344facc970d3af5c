// A transaction to sign and the key that is asked for it.
#pragma once

#include <utility>

#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/signers/answer.hpp"

namespace dealwright::signers::tests {

struct Request {
  crypto::PrivateKey key = crypto::PrivateKey::generate();
  Asked asked;

  Request() {
    asked.sender = crypto::address_of(key);
    values::Address to;
    to.bytes.fill(0x35);
    asked.transaction = {.chain_id = 138,
                         .nonce = 9,
                         .priority_fee_max = values::Amount(2),
                         .fee_max = values::Amount(100),
                         .gas_limit = 60'000,
                         .to = to,
                         .value = values::Amount(5),
                         .data = {0xa9, 0x05, 0x9c, 0xbb},
                         .access_list = {{.address = to, .storage_keys = {crypto::Hash{}}}}};
  }
  // What a signer answers for a transaction.
  [[nodiscard]] crypto::Bytes signs(const codec::Transaction& transaction) const {
    return codec::sign(transaction, key).value().bytes;
  }
};

}  // namespace dealwright::signers::tests
