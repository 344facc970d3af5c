// An account's stream in the journal: taken over, folded, and appended to. One writer at a time:
// whoever takes a stream over fences every earlier one off.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/adapters/evm/transactions/account_state.hpp"
#include "engine/adapters/evm/transactions/fact.hpp"
#include "engine/ports/journal_store.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::account {

// "account/31337/0x…": what no deal is called, for a deal's name has no slash.
[[nodiscard]] std::string stream_of(std::uint64_t chain_id, const values::Address& address);

inline constexpr std::size_t records_a_read = 4'096;

class AccountJournal {
 public:
  // `store` outlives the object.
  AccountJournal(ports::JournalStore& store, std::string stream)
      : store_(store), stream_(std::move(stream)) {}

  // Becomes the stream's one writer. `corrupt` when the records do not go on from each other.
  [[nodiscard]] ports::Result<transactions::AccountState> take_over();
  // What is durable when it returns; after an error nobody knows, and the stream is taken over
  // again before anything else.
  [[nodiscard]] ports::Result<void> append(std::span<const transactions::Fact> facts,
                                           std::string_view cause, values::TimePoint written);

  [[nodiscard]] const ports::Head& head() const { return head_; }
  [[nodiscard]] const std::string& stream() const { return stream_; }

 private:
  ports::JournalStore& store_;
  std::string stream_;
  ports::Head head_;
};

// The state that records of a stream lead to, from the first on.
[[nodiscard]] ports::Result<transactions::AccountState> fold(ports::JournalStore& store,
                                                             const std::string& stream,
                                                             const ports::Head& head);

}  // namespace dealwright::account
