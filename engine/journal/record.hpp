// One line of a journal: a fact, where it stands, what caused it, and the chain of hashes that
// shows when anything was changed. A plain value; docs/JOURNAL_FORMAT.md describes its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/digest.hpp"
#include "dsl/values/time.hpp"

namespace dealwright::journal {

struct Record {
  std::string stream;          // the deal
  std::uint64_t sequence = 0;  // from 1, without gaps
  std::string kind;            // "action_requested"
  std::uint32_t version = 1;   // of the kind
  std::string cause;           // the signal: "action_reported open_credit.borrow#1"
  std::uint64_t epoch = 0;     // of the writer
  values::Digest plan;
  values::TimePoint at;       // logical: the signal's
  values::TimePoint written;  // wall time, advisory
  std::string payload;        // canonical JSON
  values::Digest previous;    // hash of the record before, zeros for the first
  values::Digest hash;        // over everything above
  friend bool operator==(const Record&, const Record&) = default;
};

// SHA-256 over every field but `hash`, each preceded by its length.
[[nodiscard]] values::Digest hash_of(const Record& record);

}  // namespace dealwright::journal
