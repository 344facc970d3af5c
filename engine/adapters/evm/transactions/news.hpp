// What reaches an account: orders, answers of a signer and of nodes, and looks at the chain. Plain
// values; whoever asks the nodes puts them together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/transactions/fees.hpp"
#include "engine/adapters/evm/transactions/transaction.hpp"

namespace dealwright::transactions {

struct Ordering {
  Order order;
};
// The deal or an operator does not want it any more.
struct GivingUp {
  std::string order;
  std::string why;
};

// What the chain says about an order before anything is reserved for it.
enum class Rehearsal : std::uint8_t { passed, reverted, unavailable };
struct Examination {
  Rehearsal rehearsal = Rehearsal::unavailable;
  std::string words;                 // why it reverted, or what is not available
  std::optional<std::uint64_t> gas;  // that it would use; none: nobody says
  values::Amount balance;
  Market market;
  std::uint64_t block_gas_limit = 0;
  std::uint64_t nonce_latest = 0;   // that the last block expects next
  std::uint64_t nonce_pending = 0;  // behind what waits in the node's pool
  std::uint64_t nonce_final = 0;    // that the last final block expects next
};
struct Examined {
  std::string order;
  Examination found;
};
// Whether new nonces may be given out at all: a kill switch, or a disk that is full, closes it.
struct Examinations {
  std::vector<Examined> orders;
  machines::Intake intake = machines::Intake::open;
};

struct SignedBy {
  std::string order;
  Attempt attempt;
};

enum class SendAnswer : std::uint8_t {
  accepted,  // now or before
  nonce_too_low,
  replacement_underpriced,
  underpriced,  // under the node's minimum, or under the base fee
  invalid,      // no node takes these bytes
  ambiguous,    // everything else: it may have arrived
};
struct SendAnswered {
  std::string order;
  crypto::Hash hash;
  SendAnswer answer = SendAnswer::ambiguous;
  std::string words;
};

// One order as a look found it.
enum class InPool : std::uint8_t { not_asked, there, not_there };
struct Seen {
  std::string order;
  std::optional<Inclusion> inclusion;  // of any attempt
  InPool pool = InPool::not_asked;     // any attempt
  // Of an order that was mined: the block that is at that height now; none: nobody says.
  std::optional<crypto::Hash> block_there;
  // Whose transaction used its nonce, finally: found by looking at the blocks, never by what is
  // missing. None: nobody knows.
  std::optional<crypto::Hash> taken_by;
  std::string differs;  // its effects from those that were declared; empty: they do not
};
// The chain at one moment, by one head.
struct Look {
  codec::BlockPlace head;
  Market market;
  std::uint64_t nonce_latest = 0;
  values::Duration behind_for;  // how long heads have been lower than what was seen before
  std::vector<Seen> seen;
};

// What is not to be gone on with before an operator has looked: a signer that signs something else.
struct Halting {
  std::string why;
};
struct Release {
  std::string by;
  std::uint64_t nonce = 0;
};

using NewsKind =
    std::variant<Ordering, GivingUp, Examinations, SignedBy, SendAnswered, Look, Halting, Release>;
struct News {
  values::TimePoint at;
  NewsKind what;
};

}  // namespace dealwright::transactions
