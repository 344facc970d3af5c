// The life of one attempt to act on a chain: its states, what can happen to it, and the one
// transition table (in transaction.cpp). The simulated world takes the short way through it. Input:
// the state it is in, an event and the circumstances its guards ask for; output: the next state or
// a refusal. It holds nothing.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "engine/machines/deal.hpp"
#include "engine/machines/diagram.hpp"

namespace dealwright::machines {

enum class TransactionStatus : std::uint8_t {
  planned,
  guarded,
  simulated,
  reserved,
  signed_,
  sending,
  pending,
  bumping,
  cancelling,
  unknown,
  reconcile,
  included_ok,
  included_reverted,
  included_cancelled,
  final_ok,
  final_reverted,
  final_cancelled,
  postcheck_failed,  // what was observed differs from what was declared
  failed_pre,        // refused before anything was reserved: it cost nothing
  held,              // waits for funds, fees or the end of a pause before anything is reserved
  external,          // a transaction that is not ours took the nonce: the account is halted
};
inline constexpr std::size_t transaction_statuses = 21;

enum class TransactionEvent : std::uint8_t {
  guards_passed,
  simulation_passed,
  reserve,         // capital and nonce, only while intake is open
  refuse,          // a guard or the simulation says no
  block,           // funds, fee cap or pause
  clear,           // what blocked is gone
  signed_durable,  // the signed bytes are in the journal
  send,
  accepted,    // by a node, now or before
  ambiguous,   // time-out, reset, an answer nobody knows
  slot_taken,  // nonce too low, or somebody occupies it
  not_seen,
  stuck,
  give_up,        // deadline or cancel
  bytes_durable,  // of the replacement
  mined_ok,
  mined_reverted,
  mined_cancelled,
  deep_enough,  // the policy's finality
  reorged,
  effects_differ,
  nonce_free,
  foreign_final,
  replan,  // with a new nonce, as far as the retry policy allows
};
inline constexpr std::size_t transaction_events = 24;

enum class Intake : std::uint8_t { open, paused };
enum class RetryBudget : std::uint8_t { left, spent };
// What the guards of the table look at.
struct TransactionCircumstances {
  Intake intake = Intake::open;
  RetryBudget retries = RetryBudget::spent;
};

[[nodiscard]] std::expected<TransactionStatus, Refused> after(
    TransactionStatus status, TransactionEvent event,
    const TransactionCircumstances& circumstances = {});
// Bytes of ours may still be mined: its reservation must stand.
[[nodiscard]] bool may_still_happen(TransactionStatus status);
[[nodiscard]] Diagram transaction_diagram();

[[nodiscard]] std::string_view to_text(TransactionStatus status);
[[nodiscard]] std::string_view to_text(TransactionEvent event);
[[nodiscard]] std::optional<TransactionStatus> transaction_status_from_text(std::string_view text);

}  // namespace dealwright::machines
