// Moving is copying, verifying, and then removing: never anything else.
#include "engine/adapters/sqlite/archive.hpp"

#include <optional>
#include <utility>

#include "engine/journal/replay.hpp"
#include "engine/ports/append_rules.hpp"

namespace dealwright::sqlite {
namespace {

using ports::DealEntry;
using ports::Error;
using ports::ErrorCode;
using ports::Head;
using ports::Place;
using ports::Result;

constexpr std::size_t records_a_read = 4'096;

Error refused(std::string what) { return {.code = ErrorCode::refused, .what = std::move(what)}; }

}  // namespace

Result<std::vector<std::string>> due_for_archive(SqliteJournal& journal, const KeepFor& keep,
                                                 values::TimePoint now, std::size_t most) {
  auto statement = journal.database().prepare(
      "SELECT id FROM deals WHERE course = 1 AND place = 0 AND max(since, created) <= "
      "CASE status WHEN 'failed' THEN ?1 ELSE ?2 END ORDER BY since, number LIMIT ?3");
  if (!statement) return std::unexpected(statement.error());
  std::vector<std::string> due;
  auto read = statement->each(
      [&](const Row& row) {
        due.push_back(row.text(0));
        return true;
      },
      now.milliseconds - keep.failed.milliseconds, now.milliseconds - keep.others.milliseconds,
      std::uint64_t{most});
  if (!read) return std::unexpected(read.error());
  return due;
}

Result<Archive> Archive::open(SqliteJournal& journal, const std::string& path) {
  auto archive = SqliteJournal::open_for_engine(path, "the archive of another journal's engine");
  if (!archive) return std::unexpected(archive.error());
  return Archive(journal, std::move(*archive));
}

Result<void> Archive::put_away(const std::string& id) {
  const auto deal = journal_.find(id);
  if (!deal) return std::unexpected(deal.error());
  if (!*deal) return std::unexpected(ports::no_such_deal(id));
  if ((*deal)->place == Place::archive)
    return std::unexpected(refused("the deal `" + id + "` is in the archive already"));
  if ((*deal)->standing.course != ports::Course::ended)
    return std::unexpected(refused("the deal `" + id + "` has not ended: it stays in the journal"));
  if (auto copied = archive_->take_copy(journal_, **deal); !copied) return copied;
  return journal_.drop_records(id, Place::archive);
}

Result<void> Archive::bring_back(const std::string& id) {
  const auto deal = archive_->find(id);
  if (!deal) return std::unexpected(deal.error());
  if (!*deal) return std::unexpected(refused("the archive has no deal `" + id + "`"));
  const auto here = journal_.find(id);
  if (!here) return std::unexpected(here.error());
  if (*here && (*here)->place == Place::journal)
    return std::unexpected(refused("the deal `" + id + "` is in the journal already"));
  if (auto copied = journal_.take_copy(*archive_, **deal); !copied) return copied;
  return archive_->drop_records(id, Place::archive);
}

Result<void> SqliteJournal::take_copy(SqliteJournal& from, const DealEntry& deal) {
  const auto head = from.head(deal.id);
  if (!head) return std::unexpected(head.error());
  const auto plan = from.plan_json(deal.plan);
  if (!plan) return std::unexpected(plan.error());
  const auto profile = from.profile(deal.id);
  if (!profile) return std::unexpected(profile.error());
  if (auto begun = begin(); !begun) return begun;
  const ports::NewDeal made{.id = deal.id,
                            .key = deal.key,
                            .plan = deal.plan,
                            .plan_json = *plan,
                            .profile = *profile,
                            .created = deal.created,
                            .by = deal.by};
  const auto known = entry(statements_.deal, deal.id);
  if (!known) return abandon(known.error());
  if (!*known) {
    auto created = create_one(made);
    if (!created) return abandon(created.error());
    if (!*created) return abandon(created->error());
  }
  const auto number = number_of(deal.id);
  if (!number) return abandon(number.error());
  if (auto cleared = clear_records(*number); !cleared) return abandon(cleared.error());
  // From the beginning, as its engine once did, but under the epochs of that time.
  Head at;
  while (at.sequence < head->sequence) {
    const auto records = from.read(deal.id, at.sequence + 1, records_a_read);
    if (!records) return abandon(records.error());
    const auto fault = journal::verify(*records, deal.id, at.sequence + 1, at.hash);
    if (fault || records->empty()) {
      return abandon(
          {.code = ErrorCode::corrupt,
           .what = "record " + std::to_string(fault ? fault->sequence : at.sequence + 1) + " of `" +
                   deal.id + "` " + (fault ? "cannot be moved: " + fault->what : "is missing") +
                   "; the deal stays where it is, `dealwright audit verify` says more"});
    }
    if (auto added = add_records(*number, *records); !added) return abandon(added.error());
    at.sequence = records->back().sequence;
    at.hash = records->back().hash;
  }
  if (at.hash != head->hash) {
    return abandon({.code = ErrorCode::corrupt,
                    .what = "the head of `" + deal.id +
                            "` does not hold the hash of its last "
                            "record; the deal stays where it is"});
  }
  auto statement = database_->prepare(
      "UPDATE streams SET sequence = ?2, epoch = ?3, hash = ?4 WHERE number = ?1");
  if (!statement) return abandon(statement.error());
  if (auto set = statement->run(*number, head->sequence, head->epoch, head->hash); !set)
    return abandon(set.error());
  const auto stood = statements_.stand.run(
      std::string_view(deal.id), std::string_view(deal.standing.status),
      std::int64_t{static_cast<int>(deal.standing.course)}, deal.standing.since.milliseconds);
  if (!stood) return abandon(stood.error());
  if (auto placed = set_place(deal.id, Place::journal); !placed) return abandon(placed.error());
  return commit();
}

Result<void> SqliteJournal::drop_records(const std::string& id, Place now_in) {
  if (auto begun = begin(); !begun) return begun;
  const auto number = number_of(id);
  if (!number) return abandon(number.error());
  if (auto cleared = clear_records(*number); !cleared) return abandon(cleared.error());
  if (auto placed = set_place(id, now_in); !placed) return abandon(placed.error());
  return commit();
}

Result<void> SqliteJournal::clear_records(std::int64_t number) {
  for (const char* sql :
       {"DELETE FROM appends WHERE stream = ?1", "DELETE FROM snapshots WHERE stream = ?1"}) {
    auto statement = database_->prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    if (auto done = statement->run(number); !done) return std::unexpected(done.error());
  }
  return {};
}

Result<void> SqliteJournal::set_place(const std::string& id, Place place) {
  auto statement = database_->prepare("UPDATE deals SET place = ?2 WHERE id = ?1");
  if (!statement) return std::unexpected(statement.error());
  const auto set = statement->run(std::string_view(id), std::int64_t{static_cast<int>(place)});
  if (!set) return std::unexpected(set.error());
  return {};
}

}  // namespace dealwright::sqlite
