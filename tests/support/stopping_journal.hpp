// A journal that kills the engine after an append: what was written stays, everything in memory is
// to be dropped.
#pragma once

#include "engine/ports/journal_store.hpp"

namespace dealwright::tests {

class StoppingJournal final : public ports::JournalStore {
 public:
  explicit StoppingJournal(ports::JournalStore& store) : store_(store) {}
  int appends_left = 1 << 30;

  ports::Result<ports::Head> head(std::string_view stream) override { return store_.head(stream); }
  ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                      std::size_t most) override {
    return store_.heads(after, most);
  }
  ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    return store_.take_over(streams);
  }
  ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override {
    auto heads = store_.append(appends);
    if (--appends_left <= 0) {
      return std::unexpected(ports::Error{.code = ports::ErrorCode::stopped, .what = "killed"});
    }
    return heads;
  }
  ports::Result<std::vector<journal::Record>> read(std::string_view stream, std::uint64_t from,
                                                   std::size_t most) override {
    return store_.read(stream, from, most);
  }
  ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override {
    return store_.keep(snapshots);
  }
  ports::Result<std::optional<ports::Snapshot>> snapshot(std::string_view stream,
                                                         std::uint64_t at_most) override {
    return store_.snapshot(stream, at_most);
  }

 private:
  ports::JournalStore& store_;
};

}  // namespace dealwright::tests
