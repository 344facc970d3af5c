// Opening, transactions, and the streams of a journal. The catalogue is in sqlite_catalogue.cpp.
#include "engine/adapters/sqlite/sqlite_journal.hpp"

#include <utility>

#include "engine/adapters/sqlite/schema.hpp"
#include "engine/journal/bundle.hpp"
#include "engine/ports/append_rules.hpp"

namespace dealwright::sqlite {

using ports::Append;
using ports::Error;
using ports::ErrorCode;
using ports::Head;
using ports::Result;
using ports::Snapshot;
using ports::StreamHead;

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open_for_engine(const std::string& path,
                                                                      const std::string& holder) {
  // The lease comes first: until it is ours nothing in the file may be changed.
  auto lease = Lease::take(path, holder);
  if (!lease) return std::unexpected(lease.error());
  auto database = Database::open(path, Access::write);
  if (!database) return std::unexpected(database.error());
  if (auto ready = prepare_to_write(**database); !ready) return std::unexpected(ready.error());
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(std::move(*database)));
  journal->lease_.emplace(std::move(*lease));
  if (auto taken = journal->take_lease(holder); !taken) return std::unexpected(taken.error());
  return journal;
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open_for_reading(const std::string& path) {
  auto database = Database::open(path, Access::read);
  if (!database) return std::unexpected(database.error());
  if (auto ready = prepare_to_read(**database); !ready) return std::unexpected(ready.error());
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(std::move(*database)));
  auto statements = prepare_statements(*journal->database_);
  if (!statements) return std::unexpected(statements.error());
  journal->statements_ = std::move(*statements);
  return journal;
}

// The lock of the system keeps engines of one machine apart. The epoch keeps apart what it cannot:
// an engine on a file system that forgets locks finds its epoch gone and writes nothing any more.
Result<void> SqliteJournal::take_lease(const std::string& holder) {
  auto statements = prepare_statements(*database_);
  if (!statements) return std::unexpected(statements.error());
  statements_ = std::move(*statements);
  auto statement = database_->prepare(
      "UPDATE lease SET epoch = epoch + 1, holder = ?1 WHERE one = 1 RETURNING epoch");
  if (!statement) return std::unexpected(statement.error());
  return statement->each(
      [this](const Row& row) {
        lease_epoch_ = row.integer(0);
        return true;
      },
      std::string_view(holder));
}

Result<void> SqliteJournal::begin() {
  if (dead_) return std::unexpected(*dead_);
  if (!lease_) {
    return std::unexpected(
        Error{.code = ErrorCode::refused,
              .what = "the journal `" + database_->path() + "` was opened for reading only"});
  }
  if (auto begun = statements_.begin.run(); !begun) return abandon(begun.error());
  std::int64_t epoch = 0;
  std::string holder;
  auto read = statements_.lease.each([&](const Row& row) {
    epoch = row.integer(0);
    if (epoch != lease_epoch_) holder = row.text(1);
    return true;
  });
  if (!read) return abandon(read.error());
  if (epoch == lease_epoch_) return {};
  return abandon({.code = ErrorCode::fenced,
                  .what = "the journal `" + database_->path() + "` was taken over by " + holder});
}

Result<void> SqliteJournal::commit() {
  if (auto committed = statements_.commit.run(); !committed) return abandon(committed.error());
  auto moved = database_->checkpoint_from(log_pages_max);
  if (!moved) return abandon(moved.error());
  return {};
}

std::unexpected<Error> SqliteJournal::abandon(Error error) {
  // Nothing was begun, or SQLite has rolled back by itself: then this fails, and that is well.
  (void)statements_.rollback.run();
  // Numbers that were given in the transaction are nobody's now.
  numbers_.clear();
  last_plan_ = {};
  last_profile_ = {};
  if (error.code == ErrorCode::stopped) {
    dead_ = error;
    database_->leave_the_log();  // the next process decides what is on the disk
  }
  return std::unexpected(std::move(error));
}

Result<std::optional<SqliteJournal::Found>> SqliteJournal::look_up(std::string_view stream) {
  std::optional<Found> found;
  auto read = statements_.stream.each(
      [&](const Row& row) {
        found = Found{
            .number = row.integer(0),
            .head = {.sequence = row.natural(1), .epoch = row.natural(2), .hash = row.digest(3)}};
        return false;
      },
      stream);
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<Head> SqliteJournal::head(std::string_view stream) {
  const auto found = look_up(stream);
  if (!found) return std::unexpected(found.error());
  return *found ? (*found)->head : Head();
}

Result<std::vector<StreamHead>> SqliteJournal::heads(std::string_view after, std::size_t most) {
  std::vector<StreamHead> heads;
  auto read = statements_.heads.each(
      [&](const Row& row) {
        heads.push_back(
            {.stream = row.text(0),
             .head = {.sequence = row.natural(1), .epoch = row.natural(2), .hash = row.digest(3)}});
        return true;
      },
      after, std::uint64_t{most});
  if (!read) return std::unexpected(read.error());
  return heads;
}

Result<std::vector<Head>> SqliteJournal::take_over(std::span<const std::string_view> streams) {
  for (const std::string_view stream : streams) {
    if (auto fault = ports::name_fault(stream)) return std::unexpected(std::move(*fault));
  }
  if (auto begun = begin(); !begun) return std::unexpected(begun.error());
  std::vector<Head> heads;
  heads.reserve(streams.size());
  for (const std::string_view stream : streams) {
    auto taken = statements_.take_over.each(
        [&](const Row& row) {
          heads.push_back(
              {.sequence = row.natural(0), .epoch = row.natural(1), .hash = row.digest(2)});
          return true;
        },
        stream);
    if (!taken) return abandon(taken.error());
  }
  if (auto done = commit(); !done) return std::unexpected(done.error());
  return heads;
}

Result<std::vector<Result<Head>>> SqliteJournal::append(std::span<const Append> appends) {
  if (auto fault = ports::batch_fault(appends)) return std::unexpected(std::move(*fault));
  if (auto begun = begin(); !begun) return std::unexpected(begun.error());
  std::vector<Result<Head>> results;
  results.reserve(appends.size());
  for (const Append& one : appends) {
    auto result = append_one(one);
    if (!result) return abandon(result.error());
    results.push_back(std::move(*result));
  }
  if (auto done = commit(); !done) return std::unexpected(done.error());
  return results;
}

Result<Result<Head>> SqliteJournal::append_one(const Append& one) {
  using Inner = Result<Head>;
  if (auto fault = ports::append_fault(one.expected, one))
    return Inner(std::unexpected(std::move(*fault)));
  const auto number = number_of(one.stream);
  if (!number) return std::unexpected(number.error());
  const Head next = ports::head_after(one);
  const Head& expected = one.expected;
  const auto moved = statements_.move_head.run(*number, next.sequence, next.hash, expected.sequence,
                                               expected.epoch, expected.hash);
  if (!moved) return std::unexpected(moved.error());
  if (*moved == 0) {
    const auto now = look_up(one.stream);
    if (!now) return std::unexpected(now.error());
    auto fault = ports::append_fault(*now ? (*now)->head : Head(), one);
    if (fault) return Inner(std::unexpected(std::move(*fault)));
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .what = "the head of `" + std::string(one.stream) +
                                         "` does not hold what was written to it"});
  }
  if (!one.records.empty()) {
    if (auto added = add_records(*number, one.records); !added)
      return std::unexpected(added.error());
  }
  if (one.standing != nullptr) {
    const auto stood = statements_.stand.run(one.stream, std::string_view(one.standing->status),
                                             std::int64_t{static_cast<int>(one.standing->course)},
                                             one.standing->since.milliseconds);
    if (!stood) return std::unexpected(stood.error());
  }
  return Inner(next);
}

Result<void> SqliteJournal::add_records(std::int64_t stream,
                                        std::span<const journal::Record> records) {
  body_.clear();
  journal::pack(records, body_);
  const auto added = statements_.append.run(stream, records.front().sequence,
                                            std::uint64_t{records.size()}, Bytes{body_});
  if (!added) return std::unexpected(added.error());
  return {};
}

// The number of a stream, which is made when there is none. Called only inside a transaction.
Result<std::int64_t> SqliteJournal::number_of(std::string_view stream) {
  std::string name(stream);
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  const auto found = look_up(stream);
  if (!found) return std::unexpected(found.error());
  std::int64_t number = *found ? (*found)->number : 0;
  if (!*found) {
    auto made = statements_.new_head.each(
        [&](const Row& row) {
          number = row.integer(0);
          return true;
        },
        stream);
    if (!made) return std::unexpected(made.error());
  }
  if (numbers_.size() >= streams_remembered_max) numbers_.clear();
  numbers_.emplace(std::move(name), number);
  return number;
}

Result<std::vector<journal::Record>> SqliteJournal::read(std::string_view stream,
                                                         std::uint64_t from, std::size_t most) {
  std::vector<journal::Record> records;
  if (from == 0 || most == 0) return records;
  const auto found = look_up(stream);
  if (!found) return std::unexpected(found.error());
  if (!*found || from > (*found)->head.sequence) return records;
  std::optional<std::string> fault;
  auto read = statements_.records.each(
      [&](const Row& row) {
        fault = journal::unpack(row.bytes(2), stream, row.natural(0),
                                {.from = from, .most = most - records.size()}, records);
        return !fault && records.size() < most;
      },
      (*found)->number, from);
  if (!read) return std::unexpected(read.error());
  if (fault) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .what = *fault + ", in the journal `" + database_->path() +
                                         "`; restore the last backup with `dealwright restore`"});
  }
  return records;
}

Result<void> SqliteJournal::keep(std::span<const Snapshot> snapshots) {
  if (auto begun = begin(); !begun) return begun;
  for (const Snapshot& one : snapshots) {
    const auto found = look_up(one.stream);
    if (!found) return abandon(found.error());
    if (!*found || (*found)->head.sequence < one.sequence)
      return abandon(ports::ahead_of_its_stream(one));
    const auto kept = statements_.keep_snapshot.run((*found)->number, one.sequence, one.hash,
                                                    std::uint64_t{one.format}, Bytes{one.state});
    if (!kept) return abandon(kept.error());
  }
  return commit();
}

Result<std::optional<Snapshot>> SqliteJournal::snapshot(std::string_view stream,
                                                        std::uint64_t at_most) {
  const auto found = look_up(stream);
  if (!found) return std::unexpected(found.error());
  std::optional<Snapshot> kept;
  if (!*found) return kept;
  auto read = statements_.snapshot.each(
      [&](const Row& row) {
        kept = Snapshot{.stream = std::string(stream),
                        .sequence = row.natural(0),
                        .hash = row.digest(1),
                        .format = static_cast<std::uint32_t>(row.natural(2)),
                        .state = row.text(3)};
        return true;
      },
      (*found)->number, at_most);
  if (!read) return std::unexpected(read.error());
  return kept;
}

}  // namespace dealwright::sqlite
