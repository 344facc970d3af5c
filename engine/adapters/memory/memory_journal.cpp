// Streams as vectors.
#include "engine/adapters/memory/memory_journal.hpp"

#include <algorithm>
#include <utility>

#include "engine/ports/append_rules.hpp"

namespace dealwright::memory {

using ports::Append;
using ports::Head;
using ports::Result;
using ports::Snapshot;
using ports::StreamHead;

Result<Head> MemoryJournal::head(std::string_view stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? Head() : found->second.head;
}

Result<std::vector<StreamHead>> MemoryJournal::heads(std::string_view after, std::size_t most) {
  std::vector<StreamHead> heads;
  for (auto at = streams_.upper_bound(after); at != streams_.end() && heads.size() < most; ++at)
    heads.push_back({.stream = at->first, .head = at->second.head});
  return heads;
}

Result<std::vector<Head>> MemoryJournal::take_over(std::span<const std::string_view> streams) {
  for (const std::string_view stream : streams) {
    if (auto fault = ports::name_fault(stream)) return std::unexpected(std::move(*fault));
  }
  std::vector<Head> heads;
  heads.reserve(streams.size());
  for (const std::string_view stream : streams) {
    Head& head = streams_[std::string(stream)].head;
    ++head.epoch;
    heads.push_back(head);
  }
  return heads;
}

Result<std::vector<Result<Head>>> MemoryJournal::append(std::span<const Append> appends) {
  if (auto fault = ports::batch_fault(appends)) return std::unexpected(std::move(*fault));
  std::vector<Result<Head>> results;
  results.reserve(appends.size());
  for (const Append& one : appends)
    results.push_back(append(one));
  return results;
}

Result<Head> MemoryJournal::append(const Append& one) {
  const auto known = streams_.find(one.stream);
  const Head now = known == streams_.end() ? Head() : known->second.head;
  if (auto fault = ports::append_fault(now, one)) return std::unexpected(std::move(*fault));
  Stream& stream = known == streams_.end() ? streams_[std::string(one.stream)] : known->second;
  stream.head = ports::head_after(one);
  stream.records.insert(stream.records.end(), one.records.begin(), one.records.end());
  if (one.standing != nullptr) {
    if (Deal* deal = deal_of(one.stream)) deal->entry.standing = *one.standing;
  }
  return stream.head;
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

Result<void> MemoryJournal::keep(std::span<const Snapshot> snapshots) {
  for (const Snapshot& one : snapshots) {
    const auto found = streams_.find(one.stream);
    if (found == streams_.end() || found->second.head.sequence < one.sequence)
      return std::unexpected(ports::ahead_of_its_stream(one));
  }
  for (const Snapshot& one : snapshots)
    streams_.find(one.stream)->second.snapshot = one;
  return {};
}

Result<std::optional<Snapshot>> MemoryJournal::snapshot(std::string_view stream,
                                                        std::uint64_t at_most) {
  const auto found = streams_.find(stream);
  if (found == streams_.end() || !found->second.snapshot ||
      found->second.snapshot->sequence > at_most) {
    return std::optional<Snapshot>();
  }
  return found->second.snapshot;
}

}  // namespace dealwright::memory
