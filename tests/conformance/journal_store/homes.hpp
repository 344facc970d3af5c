// The stores that the suite is run for, each in a home that makes an empty one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/ports/deal_catalogue.hpp"
#include "engine/ports/journal_store.hpp"
#include "tests/conformance/journal_store/records.hpp"

namespace dealwright::tests {

class MemoryHome {
 public:
  ports::JournalStore& store() { return journal_; }
  ports::DealCatalogue& catalogue() { return journal_; }
  // What comes after the process has ended and another one has begun: in memory, nothing changes.
  void again() {}

 private:
  memory::MemoryJournal journal_;
};

// A folder of its own, gone with the home.
class SqliteHome {
 public:
  SqliteHome() {
    std::string pattern = (std::filesystem::temp_directory_path() / "journal-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    again();
  }
  SqliteHome(const SqliteHome&) = delete;
  SqliteHome& operator=(const SqliteHome&) = delete;
  ~SqliteHome() {
    journal_.reset();
    std::filesystem::remove_all(folder_);
  }
  ports::JournalStore& store() { return *journal_; }
  ports::DealCatalogue& catalogue() { return *journal_; }
  void again() {
    journal_.reset();
    journal_ = sqlite::SqliteJournal::open_for_engine(folder_ / "journal.db", "a test").value();
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<sqlite::SqliteJournal> journal_;
};

using Homes = testing::Types<MemoryHome, SqliteHome>;

inline ports::ErrorCode code_of(const auto& result) {
  EXPECT_FALSE(result.has_value());
  return result.error().code;
}

}  // namespace dealwright::tests
