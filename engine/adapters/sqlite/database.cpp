// The connection: flags, pragmas, and the meaning of error codes.
#include "engine/adapters/sqlite/database.hpp"

#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "dsl/values/assertion.hpp"

namespace dealwright::sqlite {
namespace {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

// SQLite would make the file readable for everybody; its log and index take over the mode.
std::optional<Error> make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) {
    ::close(file);
    return std::nullopt;
  }
  const int why = errno;
  return Error{.code = why == ENOSPC ? ErrorCode::no_space : ErrorCode::unavailable,
               .what = "cannot open `" + path + "` for writing: " + std::strerror(why)};
}

}  // namespace

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Row::bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

values::Digest Row::digest(int column) const {
  values::Digest digest;
  const std::string_view found = bytes(column);
  if (found.size() == digest.bytes.size())
    std::memcpy(digest.bytes.data(), found.data(), found.size());
  return digest;
}

void Statement::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

// Binding fails only for a place that the statement has not, or while it is being stepped: our
// bugs. Sizes are bounded far below SQLite's limits by the rules of the port.
void Statement::bind(int place, std::int64_t value) {
  DEALWRIGHT_ASSERT(sqlite3_bind_int64(statement_.get(), place, value) == SQLITE_OK);
}
void Statement::bind(int place, std::string_view text) {
  // A null pointer would bind NULL.
  const char* const data = text.data() == nullptr ? "" : text.data();
  DEALWRIGHT_ASSERT(sqlite3_bind_text64(statement_.get(), place, data, text.size(), SQLITE_STATIC,
                                        SQLITE_UTF8) == SQLITE_OK);
}
void Statement::bind(int place, Bytes bytes) {
  const char* const data = bytes.bytes.data() == nullptr ? "" : bytes.bytes.data();
  DEALWRIGHT_ASSERT(sqlite3_bind_blob64(statement_.get(), place, data, bytes.bytes.size(),
                                        SQLITE_STATIC) == SQLITE_OK);
}
void Statement::bind(int place, const values::Digest& digest) {
  bind(place, Bytes{{reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}});
}
void Statement::bind(int place, std::nullptr_t) {
  DEALWRIGHT_ASSERT(sqlite3_bind_null(statement_.get(), place) == SQLITE_OK);
}

Result<std::int64_t> Statement::run_bound() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_DONE && code != SQLITE_ROW) return std::unexpected(failed(code));
  const std::int64_t changed = sqlite3_changes64(database_->handle());
  reset();
  return changed;
}

Result<bool> Statement::next_row() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) return std::unexpected(failed(code));
  reset();
  return false;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

Error Statement::failed(int code) {
  Error error = database_->error_of(code);
  reset();
  return error;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Access access) {
  if (access == Access::write) {
    if (auto failed = make_private(path)) return std::unexpected(std::move(*failed));
  }
  std::unique_ptr<Database> database(new Database(path, access));
  // Debian's SQLite reads names that begin with `file:` as addresses with options.
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  // A reader of a write-ahead log writes to the index beside it, so it opens for writing where it
  // may; `query_only` keeps it from the file.
  const int shared = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  int code =
      sqlite3_open_v2(name.c_str(), &database->handle_, SQLITE_OPEN_READWRITE | shared, nullptr);
  if (code != SQLITE_OK && access == Access::read) {
    sqlite3_close_v2(database->handle_);
    database->handle_ = nullptr;
    code =
        sqlite3_open_v2(name.c_str(), &database->handle_, SQLITE_OPEN_READONLY | shared, nullptr);
  }
  if (code != SQLITE_OK) return std::unexpected(database->error_of(code));
  sqlite3_busy_timeout(database->handle_, busy_wait_ms_max);
  // A file that somebody handed us must not run code of its own: no triggers or views that call
  // functions, no writable schema.
  sqlite3_db_config(database->handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database->handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // Pages are read through the one path that reports errors, never through the memory map.
  std::string pragmas =
      "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; "
      "PRAGMA cache_size = -16384; PRAGMA cell_size_check = ON;";
  if (access == Access::read) {
    pragmas += "PRAGMA query_only = ON;";
    // The last connection to close would move the log into the file: a reader leaves both alone.
    database->leave_the_log();
  } else {
    pragmas +=
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;"
        // Checkpoints are ours: SQLite's own would pass over a failed sync in silence.
        "PRAGMA wal_autocheckpoint = 0;";
  }
  if (auto done = database->run(pragmas); !done) return std::unexpected(done.error());
  if (access == Access::write) {
    const auto mode = database->text("PRAGMA journal_mode");
    if (!mode) return std::unexpected(mode.error());
    if (*mode != "wal") {
      return std::unexpected(
          Error{.code = ErrorCode::refused,
                .what = "the file system of `" + path +
                        "` cannot share the index of a write-ahead log: use a local disk"});
    }
  }
  sqlite3_wal_hook(
      database->handle_,
      [](void* pages, sqlite3*, const char*, int now) {
        *static_cast<int*>(pages) = now;
        return SQLITE_OK;
      },
      &database->log_pages_);
  return database;
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::leave_the_log() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<void> Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error_of(code));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error_of(code));
  Statement statement;
  statement.statement_.reset(prepared);
  statement.database_ = this;
  return statement;
}

Result<std::int64_t> Database::integer(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  std::int64_t found = 0;
  auto read = statement->each([&](const Row& row) {
    found = row.integer(0);
    return false;
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<std::string> Database::text(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  std::string found;
  auto read = statement->each([&](const Row& row) {
    found = row.text(0);
    return false;
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<void> Database::checkpoint_from(int pages) {
  if (log_pages_ < pages) return {};
  const int code =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Busy: a reader looks at old pages; the next one moves them. Full: the log holds everything.
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || code == SQLITE_FULL) return {};
  return std::unexpected(error_of(code));
}

// SQLite forgets the system's reason when it is the commit that fails. The file system remembers
// its last one, which may be older than this failure, so only those count that speak for
// themselves.
int Database::system_error() const {
  if (const int known = sqlite3_system_errno(handle_); known != 0) return known;
  sqlite3_vfs* file_system = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_VFS_POINTER, &file_system);
  if (file_system == nullptr || file_system->xGetLastError == nullptr) return 0;
  const int last = file_system->xGetLastError(file_system, 0, nullptr);
  for (const int telling : {EIO, EROFS, ENOSPC, EDQUOT, ENODEV, ESTALE}) {
    if (last == telling) return last;
  }
  return 0;
}

Error Database::error_of(int code) const {
  const std::string detail =
      handle_ == nullptr ? sqlite3_errstr(code) : std::string(sqlite3_errmsg(handle_));
  const int system = handle_ == nullptr ? 0 : system_error();
  const std::string named = "`" + path_ + "`";
  const std::string because =
      " (" + detail + (system != 0 ? std::string(": ") + std::strerror(system) : "") + ")";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {.code = ErrorCode::no_space,
              .what = "the disk that holds the journal " + named +
                      " is full: nothing was written; free some space and the engine goes on"};
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
      return {.code = ErrorCode::corrupt,
              .what = "the journal " + named + " is damaged" + because +
                      ": leave the file as it is and restore the last backup with `dealwright "
                      "restore`"};
    case SQLITE_NOTADB:
      return {.code = ErrorCode::corrupt, .what = named + " is not a journal" + because};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {.code = ErrorCode::unavailable,
              .what = "the journal " + named + " is held by another program" + because +
                      ": close it and try again"};
    case SQLITE_READONLY:
      return {.code = ErrorCode::unavailable,
              .what = "the journal " + named + " cannot be written" + because +
                      ": is its disk mounted for reading only?"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {.code = ErrorCode::unavailable, .what = "cannot open the journal " + named + because};
    case SQLITE_IOERR:
      if (access_ == Access::read) {
        return {.code = ErrorCode::unavailable,
                .what = "the journal " + named + " cannot be read" + because + ": check the disk"};
      }
      return {.code = ErrorCode::stopped,
              .what = "the disk failed under the journal " + named + because +
                      ": what is on it is not known, so this process must end; check the disk, "
                      "then run `dealwright recover`"};
    default:
      return {.code = ErrorCode::stopped,
              .what = "the journal " + named + " could not be used" + because};
  }
}

}  // namespace dealwright::sqlite
