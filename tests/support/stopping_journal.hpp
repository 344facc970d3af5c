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
  ports::Result<ports::Head> take_over(std::string_view stream) override {
    return store_.take_over(stream);
  }
  ports::Result<ports::Head> append(std::string_view stream, const ports::Head& expected,
                                    std::span<const journal::Record> records) override {
    auto head = store_.append(stream, expected, records);
    if (--appends_left <= 0) {
      return std::unexpected(ports::Error{.code = ports::ErrorCode::stopped, .what = "killed"});
    }
    return head;
  }
  ports::Result<std::vector<journal::Record>> read(std::string_view stream, std::uint64_t from,
                                                   std::size_t most) override {
    return store_.read(stream, from, most);
  }

 private:
  ports::JournalStore& store_;
};

}  // namespace dealwright::tests
