// A journal store and catalogue that live as long as their object: for dry runs, scenarios and
// tests. Keeps the same promises as a durable one towards anything but the end of the process.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::memory {

class MemoryJournal final : public ports::JournalStore, public ports::DealCatalogue {
 public:
  [[nodiscard]] ports::Result<ports::Head> head(std::string_view stream) override;
  [[nodiscard]] ports::Result<std::vector<ports::StreamHead>> heads(std::string_view after,
                                                                    std::size_t most) override;
  [[nodiscard]] ports::Result<std::vector<ports::Head>> take_over(
      std::span<const std::string_view> streams) override;
  [[nodiscard]] ports::Result<std::vector<ports::Result<ports::Head>>> append(
      std::span<const ports::Append> appends) override;
  [[nodiscard]] ports::Result<std::vector<journal::Record>> read(std::string_view stream,
                                                                 std::uint64_t from,
                                                                 std::size_t most) override;
  [[nodiscard]] ports::Result<void> keep(std::span<const ports::Snapshot> snapshots) override;
  [[nodiscard]] ports::Result<std::optional<ports::Snapshot>> snapshot(
      std::string_view stream, std::uint64_t at_most) override;

  [[nodiscard]] ports::Result<std::vector<ports::Result<ports::Created>>> create(
      std::span<const ports::NewDeal> deals) override;
  [[nodiscard]] ports::Result<std::optional<ports::DealEntry>> find(std::string_view id) override;
  [[nodiscard]] ports::Result<std::optional<ports::DealEntry>> find_by_key(
      std::string_view key) override;
  [[nodiscard]] ports::Result<ports::DealPage> list(const ports::DealQuery& query) override;
  [[nodiscard]] ports::Result<std::vector<ports::StatusCount>> count() override;
  [[nodiscard]] ports::Result<std::string> plan_json(const values::Digest& plan) override;
  [[nodiscard]] ports::Result<std::string> profile(std::string_view id) override;

 private:
  struct Stream {
    ports::Head head;
    std::vector<journal::Record> records;
    std::optional<ports::Snapshot> snapshot;
  };
  struct Deal {
    ports::DealEntry entry;
    std::string profile;
  };
  [[nodiscard]] ports::Result<ports::Head> append(const ports::Append& one);
  [[nodiscard]] ports::Result<ports::Created> create(const ports::NewDeal& deal);
  [[nodiscard]] Deal* deal_of(std::string_view id);

  std::map<std::string, Stream, std::less<>> streams_;
  std::vector<Deal> deals_;  // in the order in which they were made
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
  std::map<values::Digest, std::string> plans_;
};

}  // namespace dealwright::memory
