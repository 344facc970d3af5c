// Deals that ended long ago go to the archive and come back as they were; copies are whole files.
#include "engine/adapters/sqlite/archive.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/adapters/sqlite/file_copy.hpp"
#include "engine/audit/journal_audit.hpp"
#include "tests/conformance/journal_store/records.hpp"

namespace dealwright::sqlite {
namespace {

using ports::Course;
using ports::ErrorCode;
using ports::Head;
using ports::Place;
using ports::Standing;

constexpr values::TimePoint start{1'700'000'000'000};

class Archived : public testing::Test {
 protected:
  Archived() {
    std::string pattern = (std::filesystem::temp_directory_path() / "archive-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    path = folder / "journal.db";
    journal = SqliteJournal::open_for_engine(path, "a test").value();
  }
  ~Archived() override {
    journal.reset();
    std::filesystem::remove_all(folder);
  }
  // A deal of seven records.
  void run(std::string_view id, const std::string& status, Course course, values::TimePoint since,
           values::TimePoint created = start) {
    ASSERT_TRUE(ports::create(*journal, {.id = id,
                                         .key = std::string("key-") + std::string(id),
                                         .plan = values::sha256("{}"),
                                         .plan_json = "{}",
                                         .profile = "p",
                                         .created = created,
                                         .by = "ada"})
                    .has_value());
    const Head head = ports::take_over(*journal, id).value();
    const auto records = tests::records_after(id, head, 7);
    const Standing standing{.status = status, .course = course, .since = since};
    ASSERT_TRUE(ports::append(*journal, {id, head, records, &standing}).has_value());
  }
  Archive archive() { return Archive::open(*journal, path + std::string(archive_suffix)).value(); }

  std::filesystem::path folder;
  std::string path;
  std::unique_ptr<SqliteJournal> journal;
};

TEST_F(Archived, DealsAreDueNinetyDaysAfterTheirEndAndFailedOnesAfterAYear) {
  run("completed", "completed", Course::ended, start);
  run("cancelled", "cancelled", Course::ended, start + values::days(1));
  run("failed", "failed", Course::ended, start);
  run("running", "running", Course::open, start);
  using Ids = std::vector<std::string>;
  const auto due = [&](values::Duration after) {
    return due_for_archive(*journal, {}, start + after, 10).value();
  };
  EXPECT_EQ(due(values::days(89)), Ids{});
  EXPECT_EQ(due(values::days(90)), Ids{"completed"});
  EXPECT_EQ(due(values::days(364)), (Ids{"completed", "cancelled"}));
  EXPECT_EQ(due(values::days(365)), (Ids{"completed", "failed", "cancelled"}));
  EXPECT_EQ(due_for_archive(*journal, {}, start + values::days(999), 1).value(), Ids{"completed"});
}

TEST_F(Archived, ADealWhoseClockIsVirtualIsNotDueBeforeItIsOldItself) {
  run("simulated", "completed", Course::ended, start, start + values::days(100));
  EXPECT_TRUE(due_for_archive(*journal, {}, start + values::days(189), 10)->empty());
  EXPECT_EQ(due_for_archive(*journal, {}, start + values::days(190), 10)->size(), 1U);
}

TEST_F(Archived, ADealGoesAwayAndComesBackAsItWas) {
  run("old", "completed", Course::ended, start);
  run("other", "completed", Course::ended, start);
  const auto records = journal->read("old", 1, 100).value();
  const Head head = journal->head("old").value();
  const auto entry = journal->find("old").value().value();
  {
    Archive away = archive();
    ASSERT_TRUE(away.put_away("old").has_value());
    EXPECT_TRUE(journal->read("old", 1, 100).value().empty());
    EXPECT_EQ(journal->head("old").value(), head);
    EXPECT_EQ(journal->find("old").value()->place, Place::archive);
    EXPECT_EQ(away.put_away("old").error().code, ErrorCode::refused);
    EXPECT_EQ(ports::create(*journal, {.id = "old"}).error().code, ErrorCode::refused);
    const auto audited = audit::audit(*journal, *journal, audit::marks_of(*journal).value());
    EXPECT_EQ(audited->archived, 1U);
  }
  // The archive is a journal like any other.
  {
    const auto there = SqliteJournal::open_for_reading(path + std::string(archive_suffix)).value();
    EXPECT_EQ(there->read("old", 1, 100).value(), records);
    EXPECT_EQ(there->head("old").value(), head);
    EXPECT_EQ(there->plan_json(entry.plan).value(), "{}");
    EXPECT_EQ(there->profile("old").value(), "p");
  }
  Archive back = archive();
  ASSERT_TRUE(back.bring_back("old").has_value());
  EXPECT_EQ(journal->read("old", 1, 100).value(), records);
  EXPECT_EQ(journal->head("old").value(), head);
  EXPECT_EQ(journal->find("old").value(), entry);
  EXPECT_EQ(back.bring_back("old").error().code, ErrorCode::refused);
  ASSERT_TRUE(back.put_away("old").has_value());
  EXPECT_EQ(journal->find("old").value()->place, Place::archive);
}

TEST_F(Archived, OnlyWhatHasEndedGoesAway) {
  run("running", "running", Course::open, start);
  Archive away = archive();
  EXPECT_EQ(away.put_away("running").error().what,
            "the deal `running` has not ended: it stays in the journal");
  EXPECT_EQ(away.put_away("nowhere").error().code, ErrorCode::refused);
  EXPECT_EQ(journal->read("running", 1, 100).value().size(), 7U);
}

TEST_F(Archived, ADealThatIsNotWholeStaysWhereItIs) {
  run("old", "completed", Course::ended, start);
  {
    auto database = Database::open(path, Access::write).value();
    ASSERT_TRUE(database
                    ->run("UPDATE appends SET body = CAST(replace(CAST(body AS TEXT), "
                          "'step.action', 'step.axxxon') AS BLOB)")
                    .has_value());
  }
  Archive away = archive();
  const auto moved = away.put_away("old");
  ASSERT_FALSE(moved.has_value());
  EXPECT_EQ(moved.error().code, ErrorCode::corrupt) << moved.error().what;
  EXPECT_EQ(journal->find("old").value()->place, Place::journal);
  EXPECT_EQ(journal->read("old", 1, 100).value().size(), 7U);
}

TEST_F(Archived, AMoveThatWasInterruptedIsFinishedByDoingItAgain) {
  run("old", "completed", Course::ended, start);
  const auto records = journal->read("old", 1, 100).value();
  {
    // Copied, and then the process died.
    const auto there =
        SqliteJournal::open_for_engine(path + std::string(archive_suffix), "a test").value();
    ASSERT_TRUE(there->take_copy(*journal, *journal->find("old").value()).has_value());
  }
  Archive away = archive();
  ASSERT_TRUE(away.put_away("old").has_value());
  ASSERT_TRUE(away.bring_back("old").has_value());
  EXPECT_EQ(journal->read("old", 1, 100).value(), records);
}

TEST_F(Archived, ACopyIsOneFileMadeWhileTheEngineRuns) {
  run("old", "completed", Course::ended, start);
  const std::string copy = folder / "copy.db";
  ASSERT_TRUE(copy_unfinished(path, copy).has_value());
  EXPECT_FALSE(std::filesystem::exists(copy));
  run("later", "completed", Course::ended, start);
  ASSERT_TRUE(finish_copy(copy).has_value());
  EXPECT_FALSE(std::filesystem::exists(copy + std::string(unfinished_suffix)));
  for (const char* suffix : {"-wal", "-shm", "-journal"})
    EXPECT_FALSE(std::filesystem::exists(copy + suffix)) << suffix;
  struct stat found{};
  ASSERT_EQ(::stat(copy.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  const auto reader = SqliteJournal::open_for_reading(copy).value();
  EXPECT_EQ(reader->read("old", 1, 100).value(), journal->read("old", 1, 100).value());
  EXPECT_EQ(reader->find("later").value(), std::nullopt);
}

TEST_F(Archived, ACopyReplacesNoFile) {
  const std::string copy = folder / "copy.db";
  ASSERT_TRUE(copy_unfinished(path, copy).has_value());
  ASSERT_TRUE(finish_copy(copy).has_value());
  const auto again = copy_unfinished(path, copy);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::refused);
}

}  // namespace
}  // namespace dealwright::sqlite
