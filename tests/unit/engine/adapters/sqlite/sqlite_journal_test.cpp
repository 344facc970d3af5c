// One engine at a time, readers beside it, files of other programs and other releases.
#include "engine/adapters/sqlite/sqlite_journal.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/adapters/sqlite/schema.hpp"

namespace dealwright::sqlite {
namespace {

using ports::ErrorCode;
using ports::Head;

class SqliteFile : public testing::Test {
 protected:
  SqliteFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sqlite-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder / "journal.db";
  }
  ~SqliteFile() override { std::filesystem::remove_all(folder); }

  static std::vector<journal::Record> record(std::string_view stream, const Head& head) {
    journal::Record record{.stream = std::string(stream),
                           .sequence = head.sequence + 1,
                           .kind = "observed",
                           .epoch = head.epoch,
                           .payload = "{}",
                           .previous = head.hash};
    record.hash = journal::hash_of(record);
    return {record};
  }
  auto engine(const std::string& holder = "the first") {
    return SqliteJournal::open_for_engine(path, holder);
  }
  // As another program would.
  void change(const std::string& sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }
  std::filesystem::path folder;
  std::string path;
};

TEST_F(SqliteFile, TheLeaseNamesItsHolderAndEndsWithTheObject) {
  auto first = engine("dealwright run (process 17)");
  ASSERT_TRUE(first.has_value()) << first.error().what;
  EXPECT_EQ(holder_of(path), "dealwright run (process 17)");
  const auto second = engine("the second");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::refused);
  EXPECT_EQ(second.error().what, "the journal `" + path +
                                     "` is in use by dealwright run (process 17): one engine at a "
                                     "time; stop that one first, or name another journal");
  first->reset();
  EXPECT_EQ(holder_of(path), "");
  EXPECT_TRUE(engine("the second").has_value());
}

TEST_F(SqliteFile, TheLeaseOfAKilledProcessIsFree) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = Lease::take(path, "a child");
    char c = held ? 'y' : 'n';
    (void)!::write(ready[1], &c, 1);
    ::pause();
    ::_exit(0);
  }
  char c = 0;
  ASSERT_EQ(::read(ready[0], &c, 1), 1);
  ASSERT_EQ(c, 'y');
  EXPECT_EQ(holder_of(path), "a child");
  EXPECT_FALSE(Lease::take(path, "me").has_value());
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(holder_of(path), "");
  EXPECT_TRUE(Lease::take(path, "me").has_value());
  ::close(ready[0]);
  ::close(ready[1]);
}

// Where the system forgets locks (a file system over the network), the epoch in the file does not.
TEST_F(SqliteFile, AnEngineWhoseLeaseIsGoneWritesNothing) {
  const auto first = engine().value();
  const Head head = ports::take_over(*first, "deal").value();
  change("UPDATE lease SET epoch = epoch + 1, holder = 'somebody else'");
  const auto result = ports::append(*first, {"deal", head, record("deal", head)});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::fenced);
  EXPECT_NE(result.error().what.find("was taken over by somebody else"), std::string::npos);
  EXPECT_EQ(first->head("deal").value(), head);
}

TEST_F(SqliteFile, ReadersWorkBesideAnEngineAndWithoutOne) {
  auto writer = engine().value();
  Head head = ports::take_over(*writer, "deal").value();
  head = ports::append(*writer, {"deal", head, record("deal", head)}).value();
  const auto reader = SqliteJournal::open_for_reading(path).value();
  EXPECT_EQ(reader->head("deal").value(), head);
  head = ports::append(*writer, {"deal", head, record("deal", head)}).value();
  EXPECT_EQ(reader->read("deal", 1, 10).value().size(), 2U);
  writer.reset();
  EXPECT_EQ(reader->head("deal").value(), head);
  EXPECT_EQ(SqliteJournal::open_for_reading(path).value()->head("deal").value(), head);
}

// After a crash the log holds what was acknowledged; looking at it moves nothing.
TEST_F(SqliteFile, AReaderThatIsTheLastToCloseLeavesTheLog) {
  auto writer = engine().value();
  const Head head = ports::take_over(*writer, "deal").value();
  const Head after = ports::append(*writer, {"deal", head, record("deal", head)}).value();
  const std::filesystem::path copy = folder / "copy.db";
  std::filesystem::copy_file(path, copy);
  std::filesystem::copy_file(path + "-wal", copy.string() + "-wal");
  const auto bytes = std::filesystem::file_size(copy.string() + "-wal");
  ASSERT_GT(bytes, 0U);
  EXPECT_EQ(SqliteJournal::open_for_reading(copy).value()->head("deal").value(), after);
  EXPECT_EQ(std::filesystem::file_size(copy.string() + "-wal"), bytes);
}

TEST_F(SqliteFile, ReadersWriteNothing) {
  const auto writer = engine().value();
  const auto reader = SqliteJournal::open_for_reading(path).value();
  const auto taken = ports::take_over(*reader, "deal");
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, ErrorCode::refused);
  EXPECT_EQ(reader->head("deal").value(), Head());
}

TEST_F(SqliteFile, ReadersNeedAJournal) {
  const auto missing = SqliteJournal::open_for_reading(path);
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().what.find("cannot open the journal"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path));
  std::ofstream(path).flush();
  const auto empty = SqliteJournal::open_for_reading(path);
  ASSERT_FALSE(empty.has_value());
  EXPECT_NE(empty.error().what.find("is empty"), std::string::npos) << empty.error().what;
}

TEST_F(SqliteFile, ANewerFileIsRefusedAndLeftAsItIs) {
  engine().value().reset();
  change("PRAGMA user_version = " + std::to_string(schema_version + 1));
  for (const auto& opened : {engine(), SqliteJournal::open_for_reading(path)}) {
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, ErrorCode::refused);
    EXPECT_NE(opened.error().what.find("was written by a newer release (its version is 2, this one "
                                       "knows 1): use that release; nothing was changed"),
              std::string::npos)
        << opened.error().what;
  }
}

TEST_F(SqliteFile, FilesOfOtherProgramsAreRefusedAndLeftAsTheyAre) {
  change("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  const auto opened = engine();
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().what.find("is a database of another program"), std::string::npos);
  std::filesystem::remove(path);
  std::ofstream(path) << std::string(10'000, 'x');
  const auto text = engine();
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, ErrorCode::corrupt);
  EXPECT_NE(text.error().what.find("is not a journal"), std::string::npos) << text.error().what;
}

TEST_F(SqliteFile, OnlyItsOwnerMayReadIt) {
  const auto writer = engine().value();
  (void)ports::take_over(*writer, "deal");
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat found{};
    ASSERT_EQ(::stat((path + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 0777U, 0600U) << suffix;
  }
}

TEST_F(SqliteFile, SyncsEveryCommitAndMapsNoMemory) {
  const auto writer = engine().value();
  EXPECT_EQ(writer->database().text("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(writer->database().integer("PRAGMA synchronous").value(), 2);
  EXPECT_EQ(writer->database().integer("PRAGMA mmap_size").value(), 0);
}

TEST_F(SqliteFile, TheLogIsMovedIntoTheFileBeforeItGrowsWithoutEnd) {
  const auto writer = engine().value();
  Head head = ports::take_over(*writer, "deal").value();
  for (int i = 0; i < 40; ++i) {
    auto records = record("deal", head);
    records[0].payload = "{\"x\":\"" + std::string(1'000'000, 'x') + "\"}";
    records[0].hash = journal::hash_of(records[0]);
    head = ports::append(*writer, {"deal", head, records}).value();
  }
  EXPECT_GT(std::filesystem::file_size(path), 20'000'000U);
  EXPECT_LT(std::filesystem::file_size(path + "-wal"), 4096U * (log_pages_max + 1000U));
}

TEST_F(SqliteFile, APlanIsKeptOnceForAllItsDeals) {
  const auto writer = engine().value();
  const std::string plan(50'000, 'p');
  for (int i = 0; i < 50; ++i) {
    const std::string id = "deal-" + std::to_string(i);
    ASSERT_TRUE(ports::create(*writer, {.id = id,
                                        .plan = values::sha256(plan),
                                        .plan_json = plan,
                                        .profile = "p",
                                        .by = "ada"})
                    .has_value());
  }
  EXPECT_EQ(writer->database().integer("SELECT count(*) FROM plans").value(), 1);
  EXPECT_EQ(writer->database().integer("SELECT count(*) FROM profiles").value(), 1);
}

TEST_F(SqliteFile, NamesThatLookLikeAddressesAreFiles) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  {
    const auto opened = SqliteJournal::open_for_engine("file:x.db?mode=memory", "me");
    EXPECT_TRUE(opened.has_value());
    EXPECT_TRUE(std::filesystem::exists("file:x.db?mode=memory"));
  }
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace dealwright::sqlite
