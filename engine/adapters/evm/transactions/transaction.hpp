// One action on its way onto a chain: what was ordered, the nonce that it has, every signed form of
// it, and where it was mined. Plain values; what happens to them is decided in decide.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/evm/codec/receipt.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"
#include "engine/machines/transaction.hpp"

namespace dealwright::transactions {

using machines::TransactionEvent;
using machines::TransactionStatus;

// In wei for one unit of gas (EIP-1559).
struct Fees {
  values::Amount priority_fee_max;
  values::Amount fee_max;  // priority fee included
  friend bool operator==(const Fees&, const Fees&) = default;
};

// A cancel is a payment of nothing to ourselves that uses the nonce up.
enum class Purpose : std::uint8_t { act, cancel };

struct Order {
  std::string name;  // unique on the account and the same after a restart
  values::Address to;
  values::Amount value;  // wei
  crypto::Bytes data;
  std::optional<values::TimePoint> give_up_at;  // not included by then: it is cancelled
  std::string after;  // another order, which has to be final and to have succeeded; empty: none
  std::string memo;   // of whoever ordered it; nothing here looks into it
  friend bool operator==(const Order&, const Order&) = default;
};

// What is to be signed next, under the nonce that the order has.
struct Draft {
  Purpose purpose = Purpose::act;
  std::uint64_t gas_limit = 0;
  Fees fees;
  friend bool operator==(const Draft&, const Draft&) = default;
};

// Signed bytes. Every one of them may be mined, whatever came later.
struct Attempt {
  Draft terms;
  crypto::Bytes bytes;
  crypto::Hash hash;
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

struct Inclusion {
  crypto::Hash transaction;  // which of the attempts
  codec::BlockPlace block;
  codec::Outcome outcome = codec::Outcome::reverted;
  std::uint64_t gas_used = 0;
  values::Amount gas_price;
  std::vector<codec::Log> logs;
  friend bool operator==(const Inclusion&, const Inclusion&) = default;
};

enum class Wish : std::uint8_t { go_on, give_up };

struct Transaction {
  Order order;
  TransactionStatus status = TransactionStatus::planned;
  std::string why;  // it is held, was refused, is unknown
  values::TimePoint since;
  Wish wish = Wish::go_on;
  std::optional<std::uint64_t> nonce;
  std::optional<Draft> draft;
  std::vector<Attempt> attempts;  // the newest last
  std::optional<Inclusion> inclusion;
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

// Nothing of it can change any more but by an operator.
[[nodiscard]] bool is_over(TransactionStatus status);
[[nodiscard]] const Attempt* find_attempt(const Transaction& transaction, const crypto::Hash& hash);
// What it paid for gas, in wei; zero while it is not mined. Fits: both factors are below 2^128.
[[nodiscard]] values::Amount fee_of(const Inclusion& inclusion);
// The most that it can still take from the account: value and fees of its dearest attempt.
[[nodiscard]] values::Amount outlay_of(const Transaction& transaction);

}  // namespace dealwright::transactions
