// Where a journal is kept. Appends to many streams are one transaction and share one sync: the
// caller batches, the store does not. Whatever a call returned is durable. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/values/digest.hpp"
#include "dsl/values/time.hpp"
#include "engine/journal/record.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

// The end of a stream. An empty stream is at sequence 0 with a hash of zeros.
struct Head {
  std::uint64_t sequence = 0;  // of the last record, which counts from 1
  std::uint64_t epoch = 0;     // of the writer that owns the stream
  values::Digest hash;         // of the last record
  friend bool operator==(const Head&, const Head&) = default;
};

// Records that go on from where the writer believes the stream to end. What it points to outlives
// the call.
struct Append {
  std::string_view stream;
  Head expected;
  std::span<const journal::Record> records;
  const Standing* standing = nullptr;  // the deal's new line in listings; null: as it was
};

// A state that records lead to, so that reading can begin behind them. Derived: it can be lost.
struct Snapshot {
  std::string stream;
  std::uint64_t sequence = 0;  // of the last record in it
  values::Digest hash;         // of that record
  std::uint32_t format = 1;    // of `state`
  std::string state;           // its bytes; the store does not look into them
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

struct StreamHead {
  std::string stream;
  Head head;
  friend bool operator==(const StreamHead&, const StreamHead&) = default;
};

// Names, of streams and deals, in bytes; their records and texts.
inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t payload_bytes_max = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t appends_in_a_batch_max = 100'000;

// How a call fails as a whole:
//   `stopped`      what is on the disk is not known any more (a failed sync): the process ends and
//                  recovers; it must not try again, the system may have dropped what it could not
//                  write
//   `no_space`     the disk is full; nothing of the call was written. No new work; what is being
//                  done is tracked on, and appended when there is room
//   `corrupt`      what was read is not what was written
//   `unavailable`  nothing was written; trying again can help
//   `fenced`       the journal belongs to another engine now
class JournalStore {
 public:
  virtual ~JournalStore() = default;

  [[nodiscard]] virtual Result<Head> head(std::string_view stream) = 0;
  // At most `most` streams in the order of their names, those behind `after` (empty: from the
  // first).
  [[nodiscard]] virtual Result<std::vector<StreamHead>> heads(std::string_view after,
                                                              std::size_t most) = 0;
  // Makes the caller the one writer of each stream; every earlier epoch is fenced off. The heads
  // with their new epochs, in the order of the streams, each of which is named once. One
  // transaction.
  [[nodiscard]] virtual Result<std::vector<Head>> take_over(
      std::span<const std::string_view> streams) = 0;
  // One transaction, durable when it returns. A result for each append, in order: the new head, or
  // `conflict` when the head is not the expected one, `fenced` when its epoch is not, `refused`
  // when the records do not go on from it. Such an append writes nothing and does not stop the
  // others. Later appends of a batch see earlier ones.
  [[nodiscard]] virtual Result<std::vector<Result<Head>>> append(
      std::span<const Append> appends) = 0;
  // At most `most` records, the first with the sequence `from`.
  [[nodiscard]] virtual Result<std::vector<journal::Record>> read(std::string_view stream,
                                                                  std::uint64_t from,
                                                                  std::size_t most) = 0;

  // Each takes the place of older ones of its stream.
  [[nodiscard]] virtual Result<void> keep(std::span<const Snapshot> snapshots) = 0;
  // The one that is kept, when it is not behind `at_most`.
  [[nodiscard]] virtual Result<std::optional<Snapshot>> snapshot(std::string_view stream,
                                                                 std::uint64_t at_most) = 0;
};

// For one stream alone.
[[nodiscard]] inline Result<Head> take_over(JournalStore& store, std::string_view stream) {
  auto heads = store.take_over(std::span(&stream, 1));
  if (!heads) return std::unexpected(std::move(heads.error()));
  return heads->front();
}
[[nodiscard]] inline Result<Head> append(JournalStore& store, const Append& one) {
  auto results = store.append(std::span(&one, 1));
  if (!results) return std::unexpected(std::move(results.error()));
  return std::move(results->front());
}

}  // namespace dealwright::ports
