// One step for each version.
#include "engine/adapters/sqlite/schema.hpp"

#include <array>
#include <string>

namespace dealwright::sqlite {
namespace {

using ports::Error;
using ports::ErrorCode;
using ports::Result;

// steps[i] leads from version i to version i + 1. A step is never changed once a release had it.
constexpr std::array<const char*, 1> steps = {R"sql(
CREATE TABLE lease (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch INTEGER NOT NULL,
  holder TEXT NOT NULL
) STRICT;
INSERT INTO lease VALUES (1, 0, '');
CREATE TABLE streams (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  sequence INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE appends (
  number INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  first INTEGER NOT NULL,
  records INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX appends_in_order ON appends (stream, first);
CREATE TABLE snapshots (
  stream INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL,
  format INTEGER NOT NULL,
  state BLOB NOT NULL
) STRICT;
CREATE TABLE plans (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  json BLOB NOT NULL
) STRICT;
CREATE TABLE profiles (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  profile BLOB NOT NULL
) STRICT;
CREATE TABLE deals (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key TEXT UNIQUE,
  plan INTEGER NOT NULL,
  profile INTEGER NOT NULL,
  created INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  status TEXT NOT NULL,
  course INTEGER NOT NULL,
  since INTEGER NOT NULL,
  place INTEGER NOT NULL
) STRICT;
CREATE INDEX deals_by_course ON deals (course, number);
CREATE INDEX deals_by_status ON deals (status, course, number);
)sql"};
static_assert(steps.size() == schema_version);

Error refused(std::string what) { return {.code = ErrorCode::refused, .what = std::move(what)}; }

// Its version; 0 for a file without tables.
Result<std::int64_t> version_of(Database& database) {
  const auto id = database.integer("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  const auto version = database.integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());
  if (*id == 0 && *version == 0 && *tables == 0) return 0;
  if (*id != application_id) {
    return std::unexpected(
        refused("`" + database.path() +
                "` is a database of another program, not a journal: name another "
                "file with --journal"));
  }
  if (*version > schema_version) {
    return std::unexpected(refused(
        "the journal `" + database.path() + "` was written by a newer release (its version is " +
        std::to_string(*version) + ", this one knows " + std::to_string(schema_version) +
        "): use that release; nothing was changed"));
  }
  return *version;
}

Result<void> go_on_from(Database& database, std::int64_t version) {
  std::string sql = "BEGIN IMMEDIATE;";
  sql += steps[static_cast<std::size_t>(version)];
  sql += "PRAGMA application_id = " + std::to_string(application_id) + ";";
  sql += "PRAGMA user_version = " + std::to_string(version + 1) + ";";
  sql += "COMMIT;";
  auto done = database.run(sql);
  if (!done) (void)database.run("ROLLBACK");
  return done;
}

}  // namespace

Result<void> prepare_to_write(Database& database) {
  auto version = version_of(database);
  if (!version) return std::unexpected(version.error());
  for (; *version < schema_version; ++*version) {
    if (auto done = go_on_from(database, *version); !done) return done;
  }
  return {};
}

Result<void> prepare_to_read(Database& database) {
  const auto version = version_of(database);
  if (!version) return std::unexpected(version.error());
  if (*version == 0)
    return std::unexpected(
        refused("the journal `" + database.path() + "` is empty: no deal ran yet"));
  if (*version < schema_version) {
    return std::unexpected(refused("the journal `" + database.path() +
                                   "` is of an older release: `dealwright recover` brings it up to "
                                   "date"));
  }
  return {};
}

}  // namespace dealwright::sqlite
