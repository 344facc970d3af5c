// Where a journal is kept. An append is one transaction: it succeeds as a whole when the stream is
// exactly where the writer thinks it is, and writes nothing otherwise. Durable when it returns.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/digest.hpp"
#include "engine/journal/record.hpp"
#include "engine/ports/result.hpp"

namespace dealwright::ports {

// The end of a stream. An empty stream is at sequence 0 with a hash of zeros.
struct Head {
  std::uint64_t sequence = 0;  // of the last record, which counts from 1
  std::uint64_t epoch = 0;     // of the writer that owns the stream
  values::Digest hash;         // of the last record
  friend bool operator==(const Head&, const Head&) = default;
};

class JournalStore {
 public:
  virtual ~JournalStore() = default;

  [[nodiscard]] virtual Result<Head> head(std::string_view stream) = 0;
  // Makes the caller the one writer of the stream; every earlier epoch is fenced off. Returns the
  // head with the new epoch.
  [[nodiscard]] virtual Result<Head> take_over(std::string_view stream) = 0;
  // `conflict` when the head is not `expected`; `fenced` when only its epoch differs. Records go on
  // from the head.
  [[nodiscard]] virtual Result<Head> append(std::string_view stream, const Head& expected,
                                            std::span<const journal::Record> records) = 0;
  // At most `most` records, the first with the sequence `from`.
  [[nodiscard]] virtual Result<std::vector<journal::Record>> read(std::string_view stream,
                                                                  std::uint64_t from,
                                                                  std::size_t most) = 0;
};

}  // namespace dealwright::ports
