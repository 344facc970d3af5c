// Deals that ended long ago move to a file of their own, which is a journal like any other, and can
// be moved back. Their line in the catalogue and the head of their stream stay, so that an id is
// never used again and an audit knows what it misses.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/adapters/sqlite/sqlite_journal.hpp"

namespace dealwright::sqlite {

inline constexpr std::string_view archive_suffix = ".archive";

// How long a deal stays after it ended.
struct KeepFor {
  values::Duration failed = values::days(365);  // somebody may still have to explain it
  values::Duration others = values::days(90);   // completed, cancelled
};

// The deals that ended long enough before `now`, the oldest first; at most `most`. Simulated deals
// end in their own time: one that was entered yesterday did not end long ago, whatever its clock
// says.
[[nodiscard]] ports::Result<std::vector<std::string>> due_for_archive(SqliteJournal& journal,
                                                                      const KeepFor& keep,
                                                                      values::TimePoint now,
                                                                      std::size_t most);

// Moves deals between a journal and its archive. The journal is open for an engine; the archive is
// made when there is none. What arrived is verified before anything is removed where it came from,
// so that a crash in between leaves it in both and doing it again finishes it.
class Archive {
 public:
  [[nodiscard]] static ports::Result<Archive> open(SqliteJournal& journal, const std::string& path);

  // `refused` for a deal that has not ended, or is not here; `corrupt` for one whose records are
  // not what was written: it stays where it is.
  [[nodiscard]] ports::Result<void> put_away(const std::string& deal);
  [[nodiscard]] ports::Result<void> bring_back(const std::string& deal);

 private:
  Archive(SqliteJournal& journal, std::unique_ptr<SqliteJournal> archive)
      : journal_(journal), archive_(std::move(archive)) {}

  SqliteJournal& journal_;
  std::unique_ptr<SqliteJournal> archive_;
};

}  // namespace dealwright::sqlite
