// All streams of a journal, one after the other, in portions that fit into memory.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/audit/stream_audit.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::audit {

struct JournalAudit {
  std::uint64_t streams = 0;
  std::uint64_t records = 0;
  std::uint64_t archived = 0;  // deals whose records are in the archive
  values::TimePoint newest;    // of the last record of any stream
  std::vector<Finding> findings;
};

// Findings beyond this are counted by nobody: the journal is not to be used.
inline constexpr std::size_t findings_max = 1'000;
inline constexpr std::size_t records_a_read = 4'096;
inline constexpr std::size_t streams_a_read = 1'000;

// Verifies every stream, that every record is of a kind, version and plan that this release can
// read, and, with marks, that nothing is missing. `on_stream` is told how many streams are done. An
// error means that the store could not be read at all; what is wrong with what it holds are
// findings.
[[nodiscard]] ports::Result<JournalAudit> audit(
    ports::JournalStore& store, ports::DealCatalogue& deals, std::span<const Mark> marks,
    const std::function<void(std::uint64_t streams)>& on_stream = {});

// The marks of all streams that have records, for keeping outside of the journal.
[[nodiscard]] ports::Result<std::vector<Mark>> marks_of(ports::JournalStore& store);

}  // namespace dealwright::audit
