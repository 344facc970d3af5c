// The power goes off at every operation of a run in turn, and the disk keeps all, nothing or some
// of what was not synced: acknowledged appends are there, the others whole or not at all.
#include <filesystem>
#include <map>
#include <optional>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/journal/replay.hpp"
#include "tests/conformance/journal_store/records.hpp"
#include "tests/support/faulty_disk.hpp"

namespace dealwright::sqlite {
namespace {

using ports::Append;
using ports::Head;
using tests::FaultyDisk;
using tests::Survival;

class PowerCut : public testing::Test {
 protected:
  PowerCut() {
    std::string pattern = (std::filesystem::temp_directory_path() / "power-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~PowerCut() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ / "journal.db"; }
  void empty_folder() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }

  // What a run knows of each batch of appends over all streams: the heads it came from and those it
  // was to lead to.
  struct Known {
    std::map<std::string, Head> acknowledged;
    std::map<std::string, Head> attempted;  // by the last call, which was not acknowledged
    std::vector<std::string> deals;
    bool failed = false;
  };

  // Batches over three streams, a deal now and then, until something fails.
  Known work() {
    Known known;
    auto opened = SqliteJournal::open_for_engine(path(), "a test");
    if (!opened) {
      known.failed = true;
      return known;
    }
    SqliteJournal& store = **opened;
    const std::vector<std::string_view> names = {"a", "b", "c"};
    const auto taken = store.take_over(names);
    if (!taken) {
      known.failed = true;
      return known;
    }
    for (std::size_t i = 0; i < names.size(); ++i)
      known.acknowledged[std::string(names[i])] = (*taken)[i];
    for (int round = 0; round < 4; ++round) {
      if (round % 3 == 1) {
        const std::string id = "deal-" + std::to_string(round);
        if (!ports::create(store, {.id = id, .plan_json = "{}", .by = "ada"})) {
          known.failed = true;
          return known;
        }
        known.deals.push_back(id);
      }
      std::vector<std::vector<journal::Record>> records;
      std::vector<Append> batch;
      records.reserve(names.size());
      for (const std::string_view name : names) {
        const Head& head = known.acknowledged[std::string(name)];
        const std::string payload = "{\"x\":\"" + std::string(700, static_cast<char>('a' + round));
        records.push_back(tests::records_after(name, head, 1 + round % 2, payload + "\"}"));
        batch.push_back({.stream = name, .expected = head, .records = records.back()});
        known.attempted[std::string(name)] = {.sequence = records.back().back().sequence,
                                              .epoch = head.epoch,
                                              .hash = records.back().back().hash};
      }
      const auto results = store.append(batch);
      if (!results) {
        known.failed = true;
        return known;
      }
      for (std::size_t i = 0; i < names.size(); ++i)
        known.acknowledged[std::string(names[i])] = *(*results)[i];
      known.attempted.clear();
    }
    return known;
  }

  void expect_kept(const Known& known, const std::string& where) {
    auto opened = SqliteJournal::open_for_engine(path(), "after the cut");
    ASSERT_TRUE(opened.has_value()) << where << ": " << opened.error().what;
    SqliteJournal& store = **opened;
    std::size_t moved = 0;
    for (const auto& [name, acknowledged] : known.acknowledged) {
      const Head head = store.head(name).value();
      if (head != acknowledged) {
        ASSERT_TRUE(known.attempted.contains(name)) << where << ": " << name << " lost records";
        ASSERT_EQ(head, known.attempted.at(name)) << where << ": " << name;
        ++moved;
      }
      const auto records = store.read(name, 1, 1000).value();
      ASSERT_EQ(records.size(), head.sequence) << where << ": " << name;
      const auto fault = journal::verify(records, name, 1, values::Digest());
      ASSERT_FALSE(fault.has_value()) << where << ": " << name << ": " << fault->what;
      if (!records.empty()) {
        ASSERT_EQ(records.back().hash, head.hash) << where;
      }
    }
    ASSERT_TRUE(moved == 0 || moved == known.attempted.size())
        << where << ": a batch is there in part";
    for (const std::string& id : known.deals)
      ASSERT_TRUE(store.find(id).value().has_value()) << where << ": " << id << " is lost";
    ASSERT_EQ(store.database().text("PRAGMA integrity_check").value(), "ok") << where;
    // And it goes on from there.
    const Head head = ports::take_over(store, "a").value();
    ASSERT_TRUE(ports::append(store, {"a", head, tests::records_after("a", head)}).has_value())
        << where;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(PowerCut, AtEveryOperationLosesNothingThatWasAcknowledged) {
  FaultyDisk disk;
  const Known whole = work();
  ASSERT_FALSE(whole.failed);
  const std::uint64_t operations = disk.operations();
  ASSERT_GT(operations, 50U);
  ASSERT_GT(disk.syncs(), 8U);
  expect_kept(whole, "without a cut");
  std::uint64_t struck = 0;
  for (std::uint64_t at = 1; at <= operations; ++at) {
    for (const auto& [survival, seeds] :
         {std::pair{Survival::everything, 1U}, {Survival::nothing, 1U}, {Survival::some, 2U}}) {
      for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        empty_folder();
        disk.power_on(Survival::everything, 0);
        disk.cut_power_at(at);
        const Known known = work();
        struck += known.failed ? 1 : 0;
        disk.cut_power();
        disk.power_on(survival, seed + static_cast<std::uint32_t>(at) * 10);
        expect_kept(known, "operation " + std::to_string(at) + ", seed " + std::to_string(seed));
        if (HasFatalFailure()) return;
      }
    }
  }
  // The last operations are those of an orderly end.
  EXPECT_GT(struck, operations * 3);
}

}  // namespace
}  // namespace dealwright::sqlite
