// SQLite behind a plain interface.
#include "engine/adapters/world_file/database.hpp"

#include <algorithm>
#include <utility>

#include <sqlite3.h>
#include <sys/stat.h>

namespace dealwright::world_file {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

namespace {

// How long another process may hold the file before we say so.
constexpr int busy_milliseconds_max = 250;

ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::corrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH: return ErrorCode::refused;
    case SQLITE_IOERR:
      // After a failed sync nobody knows what the file holds: only a new process can find out.
      return result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC
                 ? ErrorCode::stopped
                 : ErrorCode::unavailable;
    default: return ErrorCode::unavailable;
  }
}

std::string in_words(int result, const char* message) {
  switch (result & 0xff) {
    case SQLITE_NOTADB: return "is not a world file";
    case SQLITE_CORRUPT: return std::string("is damaged: ") + message;
    case SQLITE_FULL: return "cannot grow: the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "is in use by another process";
    case SQLITE_READONLY: return "cannot be written: it is read-only";
    case SQLITE_CANTOPEN: return "cannot be opened: is its folder there, and ours to write?";
    default: return std::string("cannot be used: ") + message;
  }
}

}  // namespace

void Database::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  // The file is made ours alone before SQLite writes to it; what SQLite adds beside it follows.
  sqlite3* handle = nullptr;
  const mode_t before = ::umask(S_IRWXG | S_IRWXO);
  const int opened = sqlite3_open_v2(
      path.c_str(), &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
      nullptr);
  std::unique_ptr<Database> database(new Database(handle, path));
  sqlite3_busy_timeout(handle, busy_milliseconds_max);
  Result<void> ready;
  if (opened != SQLITE_OK) {
    ready = std::unexpected(database->failure());
  } else {
    for (const char* pragma :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA mmap_size = 0",
          "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"}) {
      if (const auto set = database->run(pragma); !set) {
        ready = std::unexpected(set.error());
        break;
      }
    }
  }
  ::umask(before);
  if (!ready) return std::unexpected(ready.error());
  return database;
}

Database::~Database() {
  kept_.clear();
  sqlite3_close_v2(handle_);
}

Result<std::vector<Row>> Database::run(std::string_view text, const Bound& bound) {
  const auto found = compiled(text);
  if (!found) return std::unexpected(found.error());
  sqlite3_stmt* statement = *found;
  int place = 0;
  for (const std::int64_t number : bound.numbers)
    sqlite3_bind_int64(statement, ++place, number);
  for (const std::string& value : bound.texts) {
    sqlite3_bind_text64(statement, ++place, value.data(), value.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }
  std::vector<Row> rows;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      row.emplace_back(bytes == nullptr ? std::string() : std::string(bytes, size));
    }
    rows.push_back(std::move(row));
  }
  // What failed is kept for the message before the reset clears it.
  const Error why = failure();
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (result != SQLITE_DONE) return std::unexpected(why);
  return rows;
}

std::int64_t Database::changed() const { return sqlite3_changes64(handle_); }

Result<sqlite3_stmt*> Database::compiled(std::string_view text) {
  const auto known = std::ranges::find(kept_, text, &Kept::text);
  if (known != kept_.end()) return known->statement.get();
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return std::unexpected(failure());
  kept_.push_back(
      {.text = std::string(text), .statement = std::unique_ptr<sqlite3_stmt, Finalise>(statement)});
  return statement;
}

Error Database::failure() const {
  const int result = sqlite3_extended_errcode(handle_);
  return error(code_of(result), in_words(result, sqlite3_errmsg(handle_)));
}

Error Database::error(ErrorCode code, const std::string& what) const {
  return {.code = code, .what = "the world file `" + path_ + "` " + what};
}

}  // namespace dealwright::world_file
