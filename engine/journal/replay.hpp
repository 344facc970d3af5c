// From records back to a state, and the proof that nobody touched them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/state.hpp"
#include "engine/core/terms.hpp"
#include "engine/journal/record.hpp"

namespace dealwright::journal {

struct JournalFault {
  std::uint64_t sequence = 0;  // of the record
  std::string what;
};

// Checks numbering, chain and hashes of records that follow `previous` with `first` as their first
// sequence.
[[nodiscard]] std::optional<JournalFault> verify(std::span<const Record> records,
                                                 std::string_view stream, std::uint64_t first,
                                                 const values::Digest& previous);

// A deal's state and how far into its stream it reaches. Takes records in any portions, so that a
// long stream need not be in memory at once.
class Replay {
 public:
  // From the beginning. `terms` outlives the object.
  Replay(const core::Terms& terms, const values::Digest& plan, std::string_view stream);

  // Goes on behind a snapshot of this deal, which stands for the records up to `sequence`.
  void go_on_from(core::State state, std::uint64_t sequence, const values::Digest& hash);
  // Verifies records and folds their facts. Stops at the first fault: a journal is never read
  // around a hole, and the object is of no more use.
  [[nodiscard]] std::expected<void, JournalFault> add(std::span<const Record> records);

  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
  [[nodiscard]] const values::Digest& hash() const { return hash_; }
  [[nodiscard]] const core::State& state() const { return state_; }
  [[nodiscard]] core::State take_state() { return std::move(state_); }

 private:
  const core::Terms& terms_;
  values::Digest plan_;
  std::string stream_;
  std::uint64_t sequence_ = 0;
  values::Digest hash_;
  core::State state_;
};

// All records of a stream from its beginning.
[[nodiscard]] std::expected<core::State, JournalFault> replay(const core::Terms& terms,
                                                              const values::Digest& plan,
                                                              std::string_view stream,
                                                              std::span<const Record> records);

}  // namespace dealwright::journal
