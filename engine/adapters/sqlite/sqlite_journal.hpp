// A journal in one SQLite file: write-ahead log, a sync for every commit, one writer, any number of
// readers beside it. Every call is one transaction. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/adapters/sqlite/database.hpp"
#include "engine/adapters/sqlite/lease.hpp"
#include "engine/adapters/sqlite/statements.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"

namespace dealwright::sqlite {

// The log is moved into the file when it holds this many pages of 4096 bytes.
inline constexpr int log_pages_max = 4000;
// Streams whose numbers are remembered; all are forgotten when there are more.
inline constexpr std::size_t streams_remembered_max = 100'000;

class SqliteJournal final : public ports::JournalStore, public ports::DealCatalogue {
 public:
  // The one engine of the journal; the file is made when there is none. `refused` while another
  // engine has it, and for a file that is newer or no journal.
  [[nodiscard]] static ports::Result<std::unique_ptr<SqliteJournal>> open_for_engine(
      const std::string& path, const std::string& holder);
  // Beside an engine or without one. Whatever would write is `refused`.
  [[nodiscard]] static ports::Result<std::unique_ptr<SqliteJournal>> open_for_reading(
      const std::string& path);

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

  [[nodiscard]] const Database& database() const { return *database_; }

  // For the archive. A verified copy of a deal and all its records, in one transaction.
  [[nodiscard]] ports::Result<void> take_copy(SqliteJournal& from, const ports::DealEntry& deal);
  // The records are somewhere else now; the deal's line and its head stay.
  [[nodiscard]] ports::Result<void> drop_records(const std::string& id, ports::Place now_in);

 private:
  struct Found {
    std::int64_t number = 0;
    ports::Head head;
  };
  // What is remembered of the last plan or profile, because deals share them.
  struct Numbered {
    values::Digest digest;
    std::int64_t number = 0;  // 0: nothing
  };

  explicit SqliteJournal(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  [[nodiscard]] ports::Result<void> take_lease(const std::string& holder);

  // A transaction from its first statement to its commit; nothing is written unless `commit`
  // succeeds.
  [[nodiscard]] ports::Result<void> begin();
  [[nodiscard]] ports::Result<void> commit();
  // Gives the error back, after which this object may be dead.
  [[nodiscard]] std::unexpected<ports::Error> abandon(ports::Error error);

  [[nodiscard]] ports::Result<std::optional<Found>> look_up(std::string_view stream);
  [[nodiscard]] ports::Result<std::int64_t> number_of(std::string_view stream);
  // The outer result is the transaction's, the inner one the append's.
  [[nodiscard]] ports::Result<ports::Result<ports::Head>> append_one(const ports::Append& one);
  [[nodiscard]] ports::Result<ports::Result<ports::Created>> create_one(const ports::NewDeal& deal);
  [[nodiscard]] ports::Result<void> add_records(std::int64_t stream,
                                                std::span<const journal::Record> records);
  [[nodiscard]] ports::Result<void> clear_records(std::int64_t number);
  [[nodiscard]] ports::Result<void> set_place(const std::string& id, ports::Place place);
  [[nodiscard]] ports::Result<std::int64_t> number_of_plan(const ports::NewDeal& deal);
  [[nodiscard]] ports::Result<std::int64_t> number_of_profile(const ports::NewDeal& deal);
  [[nodiscard]] ports::Result<std::optional<ports::DealEntry>> entry(Statement& statement,
                                                                     std::string_view name);

  // In the order in which they can be taken apart: statements before their database.
  std::optional<Lease> lease_;
  std::unique_ptr<Database> database_;
  Statements statements_;
  std::int64_t lease_epoch_ = 0;
  std::optional<ports::Error> dead_;  // why nothing may be tried any more
  std::unordered_map<std::string, std::int64_t> numbers_;
  Numbered last_plan_;
  Numbered last_profile_;
  std::string body_;  // of the append being written
};

}  // namespace dealwright::sqlite
