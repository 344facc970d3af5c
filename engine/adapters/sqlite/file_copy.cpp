// SQLite's online backup, in one step so that it is one moment.
#include "engine/adapters/sqlite/file_copy.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "engine/adapters/sqlite/schema.hpp"

namespace dealwright::sqlite {
namespace {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

Error failed_with(const std::string& doing, int why) {
  return {.code = why == ENOSPC ? ErrorCode::no_space : ErrorCode::unavailable,
          .what = doing + ": " + std::strerror(why)};
}

// A file, or the folder that names it, is on the disk.
Result<void> sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::unexpected(failed_with("cannot open `" + path + "`", errno));
  const bool synced = ::fsync(file) == 0;
  const int why = errno;
  ::close(file);
  if (!synced) return std::unexpected(failed_with("cannot sync `" + path + "`", why));
  return {};
}

}  // namespace

Result<void> copy_unfinished(const std::string& from, const std::string& to) {
  std::error_code ignored;
  if (std::filesystem::exists(to, ignored)) {
    return std::unexpected(Error{.code = ErrorCode::refused,
                                 .what = "`" + to +
                                         "` is there already: it is not overwritten; "
                                         "move it away or name another file"});
  }
  const auto source = Database::open(from, Access::read);
  if (!source) return std::unexpected(source.error());
  if (auto ready = prepare_to_read(**source); !ready) return ready;
  const std::string part = to + std::string(unfinished_suffix);
  drop_copy(to);
  {
    const auto target = Database::open(part, Access::write);
    if (!target) return std::unexpected(target.error());
    sqlite3_backup* const backup =
        sqlite3_backup_init((*target)->handle(), "main", (*source)->handle(), "main");
    if (backup == nullptr)
      return std::unexpected((*target)->error_of(sqlite3_errcode((*target)->handle())));
    const int stepped = sqlite3_backup_step(backup, -1);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE || finished != SQLITE_OK) {
      const int code = stepped != SQLITE_DONE ? stepped : finished;
      // Which of the two files failed cannot be told from the code.
      Error error = (*target)->error_of(code);
      drop_copy(to);
      return std::unexpected(std::move(error));
    }
    // One file, which can be copied and kept anywhere.
    if (auto alone = (*target)->run("PRAGMA journal_mode = DELETE"); !alone) return alone;
  }
  return sync(part);
}

Result<void> finish_copy(const std::string& to) {
  const std::string part = to + std::string(unfinished_suffix);
  // link(2) fails where a file appeared in the meantime; rename(2) would replace it.
  if (::link(part.c_str(), to.c_str()) != 0)
    return std::unexpected(failed_with("cannot name the copy `" + to + "`", errno));
  ::unlink(part.c_str());
  const std::string folder = std::filesystem::path(to).parent_path().string();
  return sync(folder.empty() ? "." : folder);
}

void drop_copy(const std::string& to) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    std::filesystem::remove(to + std::string(unfinished_suffix) + suffix, ignored);
}

}  // namespace dealwright::sqlite
