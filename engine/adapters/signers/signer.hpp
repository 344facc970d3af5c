// Whoever signs for one account: a key in this process, or a remote one. Every answer has been
// checked (answer.hpp) before it comes back.
#pragma once

#include <utility>

#include "dsl/values/address.hpp"
#include "engine/adapters/evm/crypto/curve.hpp"
#include "engine/adapters/signers/answer.hpp"
#include "engine/adapters/signers/fault.hpp"

namespace dealwright::signers {

class Signer {
 public:
  virtual ~Signer() = default;
  [[nodiscard]] virtual values::Address address() const = 0;
  // `unsafe`: it is not to be asked again. `unavailable`: trying again can help.
  [[nodiscard]] virtual Result<Answered> sign(const Asked& asked) = 0;
};

// With a key in this process. Deterministic: the same transaction gives the same bytes.
class KeySigner final : public Signer {
 public:
  explicit KeySigner(crypto::PrivateKey key)
      : key_(std::move(key)), address_(crypto::address_of(key_)) {}
  [[nodiscard]] values::Address address() const override { return address_; }
  [[nodiscard]] Result<Answered> sign(const Asked& asked) override;

 private:
  crypto::PrivateKey key_;
  values::Address address_;
};

}  // namespace dealwright::signers
