// What is recorded of an account, each kind a small struct. Kinds and fields are only ever added
// to: the journals of every release stay readable.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "dsl/values/address.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/evm/transactions/transaction.hpp"

namespace dealwright::transactions {

// The first one: the nonce that the chain expected then.
struct AccountOpened {
  std::uint64_t chain_id = 0;
  values::Address address;
  std::uint64_t nonce = 0;
  friend bool operator==(const AccountOpened&, const AccountOpened&) = default;
};
struct Ordered {
  Order order;
  friend bool operator==(const Ordered&, const Ordered&) = default;
};
// An event of the lifecycle that brings nothing with it but words.
struct Moved {
  std::string order;
  TransactionEvent event = TransactionEvent::refuse;
  std::string why;
  friend bool operator==(const Moved&, const Moved&) = default;
};
// Guards and simulation have passed; from here on it costs something. The draft is to be signed.
struct NonceReserved {
  std::string order;
  std::uint64_t nonce = 0;
  Draft draft;
  friend bool operator==(const NonceReserved&, const NonceReserved&) = default;
};
// Other bytes for the same nonce: a bump, or a cancel.
struct ReplacementDrafted {
  std::string order;
  Draft draft;
  std::string why;
  friend bool operator==(const ReplacementDrafted&, const ReplacementDrafted&) = default;
};
// From here on these bytes may be sent.
struct BytesSigned {
  std::string order;
  Attempt attempt;
  friend bool operator==(const BytesSigned&, const BytesSigned&) = default;
};
struct Mined {
  std::string order;
  Inclusion inclusion;
  friend bool operator==(const Mined&, const Mined&) = default;
};
struct GiveUpAsked {
  std::string order;
  std::string why;
  friend bool operator==(const GiveUpAsked&, const GiveUpAsked&) = default;
};
// Somebody else's transactions used nonces up, finally, and the account goes on behind them.
struct NonceAdopted {
  std::uint64_t nonce = 0;
  friend bool operator==(const NonceAdopted&, const NonceAdopted&) = default;
};
struct Halted {
  std::string why;
  friend bool operator==(const Halted&, const Halted&) = default;
};
struct Released {
  std::string by;
  std::uint64_t nonce = 0;  // with which it goes on
  friend bool operator==(const Released&, const Released&) = default;
};

using FactKind = std::variant<AccountOpened, Ordered, Moved, NonceReserved, ReplacementDrafted,
                              BytesSigned, Mined, GiveUpAsked, NonceAdopted, Halted, Released>;
struct Fact {
  values::TimePoint at;
  FactKind what;
  friend bool operator==(const Fact&, const Fact&) = default;
};

}  // namespace dealwright::transactions
