// Streams as vectors.
#include "engine/adapters/memory/memory_journal.hpp"

#include <algorithm>

namespace dealwright::memory {

using ports::Error;
using ports::ErrorCode;
using ports::Head;
using ports::Result;

Result<Head> MemoryJournal::head(std::string_view stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? Head() : head_of(found->second);
}

Result<Head> MemoryJournal::take_over(std::string_view stream) {
  Stream& found = streams_[std::string(stream)];
  ++found.epoch;
  return head_of(found);
}

Result<Head> MemoryJournal::append(std::string_view stream, const Head& expected,
                                   std::span<const journal::Record> records) {
  Stream& found = streams_[std::string(stream)];
  const Head now = head_of(found);
  if (now.epoch != expected.epoch) {
    return std::unexpected(
        Error{.code = ErrorCode::fenced, .what = "another writer owns the stream"});
  }
  if (now != expected)
    return std::unexpected(Error{.code = ErrorCode::conflict, .what = "the stream has moved on"});
  Head next = now;
  for (const journal::Record& record : records) {
    if (record.sequence != next.sequence + 1 || record.previous != next.hash ||
        record.epoch != now.epoch) {
      return std::unexpected(
          Error{.code = ErrorCode::corrupt, .what = "the records do not go on from the head"});
    }
    next.sequence = record.sequence;
    next.hash = record.hash;
  }
  found.records.insert(found.records.end(), records.begin(), records.end());
  return next;
}

Result<std::vector<journal::Record>> MemoryJournal::read(std::string_view stream,
                                                         std::uint64_t from, std::size_t most) {
  const auto found = streams_.find(stream);
  if (found == streams_.end() || from == 0 || from > found->second.records.size())
    return std::vector<journal::Record>();
  const auto& records = found->second.records;
  const auto first = records.begin() + static_cast<std::ptrdiff_t>(from - 1);
  const auto count = std::min(most, records.size() - (from - 1));
  return std::vector<journal::Record>(first, first + static_cast<std::ptrdiff_t>(count));
}

Head MemoryJournal::head_of(const Stream& stream) {
  Head head{.epoch = stream.epoch};
  if (!stream.records.empty()) {
    head.sequence = stream.records.back().sequence;
    head.hash = stream.records.back().hash;
  }
  return head;
}

}  // namespace dealwright::memory
