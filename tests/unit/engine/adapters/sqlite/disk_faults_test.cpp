// What a journal does on a disk that is full, fails, or gives back something else, and what it says
// to whoever has to act.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/audit/journal_audit.hpp"
#include "tests/conformance/journal_store/records.hpp"
#include "tests/support/faulty_disk.hpp"

namespace dealwright::sqlite {
namespace {

using ports::ErrorCode;
using ports::Head;
using ports::Result;
using tests::DiskFault;
using tests::FaultyDisk;
using tests::Survival;

class DiskFaults : public testing::Test {
 protected:
  DiskFaults() {
    std::string pattern = (std::filesystem::temp_directory_path() / "faults-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder / "journal.db";
  }
  ~DiskFaults() override { std::filesystem::remove_all(folder); }

  static Result<Head> append(SqliteJournal& store, const Head& head, std::size_t bytes = 500,
                             int count = 1) {
    const std::string payload = "{\"x\":\"" + std::string(bytes, 'x') + "\"}";
    const auto records = tests::records_after("deal", head, count, payload);
    return ports::append(store, {.stream = "deal", .expected = head, .records = records});
  }
  std::unique_ptr<SqliteJournal> opened() const {
    return SqliteJournal::open_for_engine(path, "a test").value();
  }
  [[nodiscard]] std::string content() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void replace(const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  static bool says(const ports::Error& error, std::string_view words) {
    return error.what.find(words) != std::string::npos;
  }

  FaultyDisk disk;
  std::filesystem::path folder;
  std::string path;
};

TEST_F(DiskFaults, AFullDiskWritesNothingAndGoesOnWhenThereIsRoom) {
  auto store = opened();
  Head head = ports::take_over(*store, "deal").value();
  head = append(*store, head).value();
  disk.set(DiskFault::full, 3000);
  const auto refused = append(*store, head, 50'000);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::no_space) << refused.error().what;
  EXPECT_EQ(refused.error().what, "the disk that holds the journal `" + path +
                                      "` is full: nothing was written; free some space and the "
                                      "engine goes on");
  const auto made = ports::create(*store, {.id = "new", .plan_json = std::string(50'000, 'p')});
  EXPECT_EQ(made.error().code, ErrorCode::no_space);
  // What was there can be read, and what is under way is written as soon as there is room.
  EXPECT_EQ(store->head("deal").value(), head);
  EXPECT_EQ(store->read("deal", 1, 10).value().size(), 1U);
  disk.set(DiskFault::none);
  const auto later = append(*store, head, 50'000);
  ASSERT_TRUE(later.has_value()) << later.error().what;
  EXPECT_EQ(store->read("deal", 1, 10).value().size(), 2U);
  EXPECT_EQ(store->find("new").value(), std::nullopt);
}

TEST_F(DiskFaults, ADiskThatFillsUpAnywhereLosesNothing) {
  for (const std::uint64_t room : {0U, 10U, 100U, 4096U, 5000U, 9000U, 20'000U}) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    disk.power_on(Survival::everything, 0);
    auto store = opened();
    Head head = ports::take_over(*store, "deal").value();
    disk.set(DiskFault::full, room);
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
      const auto result = append(*store, head, 2'000);
      if (result) {
        head = *result;
      } else {
        ASSERT_EQ(result.error().code, ErrorCode::no_space) << result.error().what;
        ++refused;
      }
    }
    EXPECT_GT(refused, 0) << room;
    disk.set(DiskFault::none);
    store.reset();
    store = opened();
    EXPECT_EQ(store->head("deal").value(), head) << room;
    const auto audited = audit::audit(*store, *store, {}).value();
    EXPECT_TRUE(audited.findings.empty()) << room << ": " << audited.findings[0].what;
    EXPECT_EQ(audited.records, head.sequence);
  }
}

// After a failed sync the system may have dropped what it could not write: a second sync that
// succeeds would prove nothing. So nothing is tried again in this process.
TEST_F(DiskFaults, AFailedSyncEndsTheProcess) {
  auto store = opened();
  Head head = ports::take_over(*store, "deal").value();
  head = append(*store, head).value();
  disk.set(DiskFault::bad_syncs);
  const auto failed = append(*store, head);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::stopped) << failed.error().what;
  EXPECT_TRUE(says(failed.error(), "the disk failed under the journal `" + path + "`"))
      << failed.error().what;
  EXPECT_TRUE(says(failed.error(),
                   "this process must end; check the disk, then run `dealwright "
                   "recover`"));
  disk.set(DiskFault::none);
  const auto again = append(*store, head);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::stopped);
  const auto syncs = disk.syncs();
  EXPECT_EQ(ports::take_over(*store, "deal").error().code, ErrorCode::stopped);
  EXPECT_EQ(disk.syncs(), syncs);
  // The next process finds what was acknowledged, and the last append whole or not at all.
  disk.cut_power();
  store.reset();
  disk.power_on(Survival::nothing, 1);
  store = opened();
  EXPECT_EQ(store->head("deal").value(), head);
}

TEST_F(DiskFaults, AFailedWriteEndsTheProcess) {
  auto store = opened();
  const Head head = ports::take_over(*store, "deal").value();
  disk.set(DiskFault::bad_writes);
  const auto failed = append(*store, head);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::stopped) << failed.error().what;
  EXPECT_TRUE(says(failed.error(), "Input/output error")) << failed.error().what;
  disk.set(DiskFault::none);
  store.reset();
  EXPECT_EQ(opened()->head("deal").value(), head);
}

TEST_F(DiskFaults, AFailedReadIsNoEmptyJournal) {
  {
    auto store = opened();
    const Head head = ports::take_over(*store, "deal").value();
    ASSERT_TRUE(append(*store, head, 300'000).has_value());
  }
  const auto reader = SqliteJournal::open_for_reading(path).value();
  disk.set(DiskFault::bad_reads);
  const auto records = reader->read("deal", 1, 10);
  ASSERT_FALSE(records.has_value());
  EXPECT_EQ(records.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(says(records.error(), "cannot be read")) << records.error().what;
}

TEST_F(DiskFaults, AReadOnlyDiskIsSaidAtOnce) {
  opened().reset();
  disk.set(DiskFault::read_only);
  const auto engine = SqliteJournal::open_for_engine(path, "a test");
  ASSERT_FALSE(engine.has_value());
  EXPECT_TRUE(says(engine.error(), "Read-only file system")) << engine.error().what;
}

TEST_F(DiskFaults, ADiskThatTurnsReadOnlyEndsTheProcess) {
  auto store = opened();
  const Head head = ports::take_over(*store, "deal").value();
  disk.set(DiskFault::read_only);
  const auto failed = append(*store, head);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::stopped) << failed.error().what;
  EXPECT_TRUE(says(failed.error(), "Read-only file system")) << failed.error().what;
}

TEST_F(DiskFaults, ATornTailIsCutBackToTheLastAppendThatWasWhole) {
  auto store = opened();
  Head head = ports::take_over(*store, "deal").value();
  for (int i = 0; i < 5; ++i)
    head = append(*store, head).value();
  // The log is torn in the middle of what was never acknowledged.
  const auto log = std::filesystem::file_size(path + "-wal");
  disk.set(DiskFault::full, 6'000);
  EXPECT_EQ(append(*store, head, 60'000).error().code, ErrorCode::no_space);
  ASSERT_GT(std::filesystem::file_size(path + "-wal"), log);
  disk.cut_power();
  store.reset();
  disk.power_on(Survival::everything, 1);
  store = opened();
  EXPECT_EQ(store->head("deal").value(), head);
  EXPECT_EQ(store->read("deal", 1, 10).value().size(), 5U);
}

// One flipped bit, anywhere in what was written: a fault that is said, never another history.
TEST_F(DiskFaults, FlippedBytesAreFoundWhereverTheyAre) {
  std::vector<audit::Mark> marks;
  {
    auto store = opened();
    Head head = ports::take_over(*store, "deal").value();
    for (int i = 0; i < 30; ++i)
      head = append(*store, head, 300, 2).value();
    marks = audit::marks_of(*store).value();
  }
  const std::string good = content();
  std::size_t in_records = 0;
  std::size_t in_pages = 0;
  for (std::size_t at = 16; at < good.size(); at += 211) {
    std::string bad = good;
    bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ 0x10U);
    replace(bad);
    const auto reader = SqliteJournal::open_for_reading(path);
    if (!reader) {
      ++in_pages;
      continue;
    }
    const auto audited = audit::audit(**reader, **reader, marks);
    if (!audited) {
      EXPECT_EQ(audited.error().code, ErrorCode::corrupt) << audited.error().what;
      EXPECT_TRUE(says(audited.error(), "restore the last backup with `dealwright restore`"));
      ++in_pages;
    } else if (!audited->findings.empty()) {
      ++in_records;
    } else {
      // Space that holds nothing, or an index that no read of this audit went through.
      EXPECT_EQ((*reader)->read("deal", 1, 100).value().size(), 60U);
    }
  }
  EXPECT_GT(in_records, 50U);
  EXPECT_GT(in_pages, 5U);
}

TEST_F(DiskFaults, ACutTailShowsAgainstTheExportedHead) {
  std::string earlier;
  std::vector<audit::Mark> marks;
  {
    auto store = opened();
    Head head = ports::take_over(*store, "deal").value();
    head = append(*store, head, 500, 3).value();
    store.reset();
    earlier = content();
    store = opened();
    head = ports::take_over(*store, "deal").value();
    ASSERT_TRUE(append(*store, head, 500, 4).has_value());
    marks = audit::marks_of(*store).value();
  }
  // Somebody puts an older file in its place: whole in itself.
  replace(earlier);
  const auto store = opened();
  EXPECT_TRUE(audit::audit(*store, *store, {}).value().findings.empty());
  const auto found = audit::audit(*store, *store, marks).value().findings;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].what, "its tail is missing: it ends with record 3, but record 7 was exported");
}

TEST_F(DiskFaults, AHeadThatIsMissingIsAFinding) {
  {
    auto store = opened();
    const Head head = ports::take_over(*store, "deal").value();
    ASSERT_TRUE(append(*store, head, 500, 3).has_value());
    auto database = Database::open(path, Access::write).value();
    ASSERT_TRUE(database->run("UPDATE streams SET sequence = 2").has_value());
  }
  const auto store = opened();
  const auto found = audit::audit(*store, *store, {}).value().findings;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].what.starts_with("its head "));
}

}  // namespace
}  // namespace dealwright::sqlite
