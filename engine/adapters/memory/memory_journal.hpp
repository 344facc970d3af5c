// A journal store that lives as long as its object: for dry runs, scenarios and tests. Keeps the
// same promises as a durable one towards anything but the end of the process.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/ports/journal_store.hpp"

namespace dealwright::memory {

class MemoryJournal final : public ports::JournalStore {
 public:
  [[nodiscard]] ports::Result<ports::Head> head(std::string_view stream) override;
  [[nodiscard]] ports::Result<ports::Head> take_over(std::string_view stream) override;
  [[nodiscard]] ports::Result<ports::Head> append(
      std::string_view stream, const ports::Head& expected,
      std::span<const journal::Record> records) override;
  [[nodiscard]] ports::Result<std::vector<journal::Record>> read(std::string_view stream,
                                                                 std::uint64_t from,
                                                                 std::size_t most) override;

 private:
  struct Stream {
    std::uint64_t epoch = 0;
    std::vector<journal::Record> records;
  };
  [[nodiscard]] static ports::Head head_of(const Stream& stream);

  std::map<std::string, Stream, std::less<>> streams_;
};

}  // namespace dealwright::memory
