// Every journal in tests/data/journals was written by a version that is out in the world. None is
// ever changed or written anew: a test that fails here says that this version cannot go on with
// somebody's money. A change of records adds a version, and a journal of the version before.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/audit/journal_audit.hpp"
#include "engine/core/names.hpp"
#include "engine/core/state.hpp"
#include "engine/journal/replay.hpp"
#include "engine/machines/deal.hpp"

namespace dealwright {
namespace {

// How a deal ended when its journal was written.
struct Ending {
  std::string deal;
  std::string status;
  std::uint64_t records = 0;
  std::string books;  // SHA-256 of its books, as `books_of` writes them
};
struct OldJournal {
  std::string file;
  std::string digest;  // SHA-256 of the file
  std::vector<Ending> deals;
};

// `journal FILE SHA-256`, and behind it a line `deal ID STATUS RECORDS BOOKS` for each of its
// deals.
std::vector<OldJournal> old_journals() {
  std::vector<OldJournal> all;
  std::ifstream file("tests/conformance/old_journals/pinned.txt");
  for (std::string what; file >> what;) {
    if (what == "journal") {
      OldJournal& one = all.emplace_back();
      file >> one.file >> one.digest;
    } else {
      Ending& ending = all.back().deals.emplace_back();
      file >> ending.deal >> ending.status >> ending.records >> ending.books;
    }
  }
  return all;
}

const std::filesystem::path data = "tests/data/journals";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The file itself is only read: SQLite leaves things beside what it opens.
class Copy {
 public:
  explicit Copy(const std::filesystem::path& file) {
    std::string pattern = (std::filesystem::temp_directory_path() / "old-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::copy_file(file, path());
  }
  ~Copy() { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path() const { return folder_ / "journal.db"; }

 private:
  std::filesystem::path folder_;
};

// Accounts by number and amounts in base units: what the core decides on, however it is shown.
std::string books_of(const core::State& state) {
  std::string text;
  for (const core::Entry& entry : state.books.ledger.entries()) {
    text += std::string(core::name_of(entry.account.kind)) + " " +
            std::to_string(entry.account.index) + " " + std::to_string(entry.account.owner.value) +
            " " + std::to_string(entry.account.asset.value) + " " +
            values::to_digits(entry.balance) + " " + values::to_digits(entry.gone) + "\n";
  }
  return text;
}

core::Terms terms_of(ports::DealCatalogue& deals, const ports::DealEntry& deal) {
  return core::Terms(plan::read_plan(deals.plan_json(deal.plan).value()).value());
}

TEST(OldJournals, AreAllThereAndUnchanged) {
  std::map<std::string, std::string> pinned;
  for (const OldJournal& one : old_journals())
    pinned[one.file] = one.digest;
  std::size_t found = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (!entry.is_regular_file() || entry.path().filename() == "README.md") continue;
    const std::string name = std::filesystem::relative(entry.path(), data).string();
    ++found;
    EXPECT_EQ(values::to_hex(values::sha256(content_of(entry.path()))), pinned[name])
        << name << " was changed, or is not pinned";
  }
  EXPECT_EQ(found, pinned.size()) << "a pinned journal is missing";
  EXPECT_GE(found, 5U);
}

TEST(OldJournals, AreWhole) {
  for (const OldJournal& one : old_journals()) {
    const Copy copy(data / one.file);
    const auto journal = sqlite::SqliteJournal::open_for_reading(copy.path());
    ASSERT_TRUE(journal.has_value()) << one.file << ": " << journal.error().what;
    const auto audited = audit::audit(**journal, **journal, {}).value();
    EXPECT_TRUE(audited.findings.empty()) << one.file << ": " << audited.findings[0].what;
    EXPECT_GT(audited.records, 0U) << one.file;
  }
}

TEST(OldJournals, ReplayToTheEndThatTheyHad) {
  for (const OldJournal& one : old_journals()) {
    const Copy copy(data / one.file);
    const auto journal = sqlite::SqliteJournal::open_for_reading(copy.path()).value();
    for (const Ending& ending : one.deals) {
      const auto deal = journal->find(ending.deal).value();
      ASSERT_TRUE(deal.has_value()) << one.file << " " << ending.deal;
      const core::Terms terms = terms_of(*journal, *deal);
      journal::Replay replay(terms, deal->plan, ending.deal);
      const auto records = journal->read(ending.deal, 1, 1'000'000).value();
      EXPECT_EQ(records.size(), ending.records) << one.file;
      const auto added = replay.add(records);
      ASSERT_TRUE(added.has_value())
          << one.file << " record " << added.error().sequence << ": " << added.error().what;
      EXPECT_EQ(machines::to_text(replay.state().status), ending.status) << one.file;
      const std::string books = books_of(replay.state());
      EXPECT_EQ(values::to_hex(values::sha256(books)), ending.books)
          << one.file << " " << ending.deal << "\n"
          << books;
    }
  }
}

// The engine of today takes them up.
TEST(OldJournals, AreTakenOver) {
  for (const OldJournal& one : old_journals()) {
    const Copy copy(data / one.file);
    const auto journal = sqlite::SqliteJournal::open_for_engine(copy.path(), "a test");
    ASSERT_TRUE(journal.has_value()) << one.file << ": " << journal.error().what;
    for (const Ending& ending : one.deals) {
      const auto before = (*journal)->head(ending.deal).value();
      const auto head = ports::take_over(**journal, ending.deal).value();
      EXPECT_EQ(head.sequence, before.sequence);
      EXPECT_EQ(head.hash, before.hash);
      EXPECT_EQ(head.epoch, before.epoch + 1);
    }
  }
}

}  // namespace
}  // namespace dealwright
