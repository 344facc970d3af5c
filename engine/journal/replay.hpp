// From records back to a state, and the proof that nobody touched them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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

// Verifies all records of a stream from its beginning and folds their facts. Stops at the first
// fault: a journal is never read around a hole.
[[nodiscard]] std::expected<core::State, JournalFault> replay(const core::Terms& terms,
                                                              const values::Digest& plan,
                                                              std::string_view stream,
                                                              std::span<const Record> records);

}  // namespace dealwright::journal
