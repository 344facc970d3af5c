// The file's schema, and making and finding worlds in it.
#include "engine/adapters/world_file/world_file.hpp"

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/adapters/simulated/keep.hpp"
#include "engine/adapters/world_file/database.hpp"

namespace dealwright::world_file {

using ports::ErrorCode;
using ports::Result;

namespace {

// "DwSW", so that no other SQLite file is taken for ours.
constexpr std::int64_t application = 0x44775357;

// One row for each thing a world knows, so that a call writes only what it changed.
constexpr const char* world_table =
    "CREATE TABLE world (id INTEGER PRIMARY KEY, deal TEXT NOT NULL UNIQUE, plan TEXT NOT NULL, "
    "setting TEXT NOT NULL, owner INTEGER NOT NULL, calls INTEGER NOT NULL) STRICT";
constexpr const char* row_table =
    "CREATE TABLE row (world INTEGER NOT NULL REFERENCES world, kind TEXT NOT NULL, "
    "name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (world, kind, name)) STRICT, WITHOUT "
    "ROWID";

Result<std::int64_t> number(Database& database, std::string_view statement) {
  const auto rows = database.run(statement);
  if (!rows) return std::unexpected(rows.error());
  std::int64_t value = 0;
  if (!rows->empty()) {
    for (const char digit : rows->front().front())
      value = digit >= '0' && digit <= '9' ? value * 10 + (digit - '0') : value;
  }
  return value;
}

Result<void> run_all(Database& database, std::initializer_list<std::string> statements) {
  for (const std::string& statement : statements) {
    if (const auto done = database.run(statement); !done) return std::unexpected(done.error());
  }
  return {};
}

// In one transaction, or not at all.
template <class Work>
auto in_transaction(Database& database, Work work) -> decltype(work()) {
  if (const auto begun = database.run("BEGIN IMMEDIATE"); !begun)
    return std::unexpected(begun.error());
  auto done = work();
  if (done) {
    const auto committed = database.run("COMMIT");
    if (committed) return done;
    done = std::unexpected(committed.error());
  }
  const auto rolled_back = database.run("ROLLBACK");
  static_cast<void>(rolled_back);
  return done;
}

Result<void> make_ours(Database& database) {
  return in_transaction(database, [&]() -> Result<void> {
    const auto known = number(database, "PRAGMA application_id");
    if (!known) return std::unexpected(known.error());
    if (*known == application) return {};
    const auto tables = number(database, "SELECT count(*) FROM sqlite_schema");
    if (!tables) return std::unexpected(tables.error());
    if (*known != 0 || *tables != 0)
      return std::unexpected(database.error(
          ErrorCode::corrupt, "is not a world file: it is another program's database"));
    return run_all(
        database, {world_table, row_table, "PRAGMA application_id = " + std::to_string(application),
                   "PRAGMA user_version = " + std::to_string(file_version)});
  });
}

Result<void> check_version(Database& database) {
  const auto version = number(database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*version == file_version) return {};
  return std::unexpected(database.error(
      ErrorCode::refused, "is of version " + std::to_string(*version) + ", this program knows " +
                              std::to_string(file_version) +
                              (*version > file_version ? ": use the newer program that wrote it"
                                                       : ": start with a new file")));
}

struct Found {
  std::int64_t world = 0;
  std::string plan;
  std::string setting;
};

Result<std::optional<Found>> find(Database& database, const std::string& deal) {
  const auto rows = database.run("SELECT id, plan, setting FROM world WHERE deal = ?",
                                 {.numbers = {}, .texts = {deal}});
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return std::optional<Found>();
  const Row& row = rows->front();
  return std::optional(Found{.world = std::stoll(row[0]), .plan = row[1], .setting = row[2]});
}

Result<void> insert(Database& database, const Owner& owner, const core::Terms& terms,
                    const simulated::Setting& setting, const values::Amount& capital) {
  const auto worlds = number(database, "SELECT count(*) FROM world");
  if (!worlds) return std::unexpected(worlds.error());
  if (*worlds >= worlds_max) {
    return std::unexpected(database.error(
        ErrorCode::refused, "holds " + std::to_string(worlds_max) + " worlds, the most it may"));
  }
  const auto made = database.run(
      "INSERT INTO world (owner, calls, deal, plan, setting) VALUES (?, ?, ?, ?, ?)",
      {.numbers = {0, 0},
       .texts = {owner.deal, values::to_hex(owner.plan), simulated::to_json(setting)}});
  if (!made) return std::unexpected(made.error());
  const auto id = number(database, "SELECT last_insert_rowid()");
  if (!id) return std::unexpected(id.error());
  const simulated::SimulatedWorld world(terms, setting, capital);
  for (const auto& [key, text] : simulated::rows_of(terms, world.record())) {
    const auto put = database.run("INSERT INTO row (world, kind, name, value) VALUES (?, ?, ?, ?)",
                                  {.numbers = {*id}, .texts = {key.kind, key.name, text}});
    if (!put) return std::unexpected(put.error());
  }
  return {};
}

}  // namespace

WorldFile::WorldFile(std::unique_ptr<Database> database) : database_(std::move(database)) {}
WorldFile::~WorldFile() = default;

Result<std::unique_ptr<WorldFile>> WorldFile::open(const std::string& path) {
  auto database = Database::open(path);
  if (!database) return std::unexpected(database.error());
  if (auto ours = make_ours(**database); !ours) return std::unexpected(ours.error());
  if (auto known = check_version(**database); !known) return std::unexpected(known.error());
  return std::unique_ptr<WorldFile>(new WorldFile(*std::move(database)));
}

Result<std::unique_ptr<DurableWorld>> WorldFile::create(const Owner& owner,
                                                        const core::Terms& terms,
                                                        const simulated::Setting& setting,
                                                        const values::Amount& capital) {
  const auto made = in_transaction(*database_, [&]() -> Result<void> {
    const auto known = find(*database_, owner.deal);
    if (!known) return std::unexpected(known.error());
    if (*known) return {};
    return insert(*database_, owner, terms, setting, capital);
  });
  if (!made) return std::unexpected(made.error());
  return go_on(owner, terms);
}

Result<std::unique_ptr<DurableWorld>> WorldFile::go_on(const Owner& owner,
                                                       const core::Terms& terms) {
  const auto found = find(*database_, owner.deal);
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return std::unexpected(
        database_->error(ErrorCode::refused, "has no world of the deal `" + owner.deal + "`"));
  }
  if ((*found)->plan != values::to_hex(owner.plan)) {
    return std::unexpected(database_->error(
        ErrorCode::refused, "has a world of the deal `" + owner.deal +
                                "` that belongs to another plan, " + (*found)->plan));
  }
  auto setting = simulated::setting_from_json((*found)->setting);
  if (!setting)
    return std::unexpected(database_->error(ErrorCode::corrupt, "is damaged: " + setting.error()));
  const std::int64_t world = (*found)->world;
  const auto owned =
      database_->run("UPDATE world SET owner = owner + 1 WHERE id = ? RETURNING owner",
                     {.numbers = {world}, .texts = {}});
  if (!owned) return std::unexpected(owned.error());
  auto durable = std::make_unique<DurableWorld>(
      terms, *std::move(setting),
      DurableWorld::Place{
          .database = *database_, .world = world, .owner = std::stoll(owned->front().front())});
  if (auto loaded = durable->load(); !loaded) return std::unexpected(loaded.error());
  return durable;
}

Result<bool> WorldFile::has(const std::string& deal) {
  const auto found = find(*database_, deal);
  if (!found) return std::unexpected(found.error());
  return found->has_value();
}

Result<std::vector<std::string>> WorldFile::deals() {
  const auto rows = database_->run("SELECT deal FROM world ORDER BY id");
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> names;
  for (const Row& row : *rows)
    names.push_back(row.front());
  return names;
}

Result<std::vector<WorldFile::OnRecord>> WorldFile::attempts(const std::string& deal) {
  const auto rows = database_->run(
      "SELECT row.name, row.value FROM row JOIN world ON world.id = row.world "
      "WHERE world.deal = ? AND row.kind = ? ORDER BY row.name",
      {.numbers = {}, .texts = {deal, std::string(simulated::attempt_rows)}});
  if (!rows) return std::unexpected(rows.error());
  std::vector<OnRecord> attempts;
  for (const Row& row : *rows)
    attempts.push_back({.attempt = row[0], .row = row[1]});
  return attempts;
}

}  // namespace dealwright::world_file
