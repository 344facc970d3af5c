// A journal that keeps nothing, for simulated lives that nobody goes back to: it counts records and
// that is all. Reading from it is a bug.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/ports/journal_store.hpp"

namespace dealwright::scenario {

class UnkeptJournal final : public ports::JournalStore {
 public:
  [[nodiscard]] ports::Result<ports::Head> head(std::string_view /*stream*/) override {
    return head_;
  }
  [[nodiscard]] ports::Result<std::vector<ports::StreamHead>> heads(std::string_view /*after*/,
                                                                    std::size_t /*most*/) override {
    return std::vector<ports::StreamHead>();
  }
  [[nodiscard]] ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override {
    ++head_.epoch;
    return std::vector(streams.size(), head_);
  }
  [[nodiscard]] ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override {
    std::vector<ports::Result<ports::Head>> heads;
    for (const ports::Append& one : appends) {
      head_.sequence += one.records.size();
      heads.emplace_back(head_);
    }
    return heads;
  }
  [[nodiscard]] ports::Result<std::vector<journal::Record>> read(std::string_view /*stream*/,
                                                                 std::uint64_t /*from*/,
                                                                 std::size_t /*most*/) override {
    return std::unexpected(
        ports::Error{.code = ports::ErrorCode::refused, .what = "this journal keeps no records"});
  }
  [[nodiscard]] ports::Result<void> keep(std::span<const ports::Snapshot> /*snapshots*/) override {
    return {};
  }
  [[nodiscard]] ports::Result<std::optional<ports::Snapshot>> snapshot(
      std::string_view /*stream*/, std::uint64_t /*at_most*/) override {
    return std::optional<ports::Snapshot>();
  }

 private:
  ports::Head head_;
};

}  // namespace dealwright::scenario
