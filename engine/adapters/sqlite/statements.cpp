// The text of every statement that a journal runs.
#include "engine/adapters/sqlite/statements.hpp"

#include <optional>
#include <utility>

namespace dealwright::sqlite {
namespace {

constexpr std::string_view deal_columns =
    "SELECT d.id, d.key, p.digest, d.created, d.started_by, d.status, d.course, d.since, d.place, "
    "d.number FROM deals d JOIN plans p ON p.number = d.plan ";

}  // namespace

ports::Result<Statements> prepare_statements(const Database& database) {
  Statements all;
  std::optional<ports::Error> failed;
  const auto prepare = [&](Statement& statement, std::string_view sql) {
    if (failed) return;
    auto prepared = database.prepare(sql);
    if (!prepared) {
      failed = std::move(prepared.error());
    } else {
      statement = std::move(*prepared);
    }
  };
  const auto deals = [](std::string_view where) { return std::string(deal_columns).append(where); };
  prepare(all.begin, "BEGIN IMMEDIATE");
  prepare(all.commit, "COMMIT");
  prepare(all.rollback, "ROLLBACK");
  prepare(all.lease, "SELECT epoch, holder FROM lease WHERE one = 1");

  prepare(all.stream, "SELECT number, sequence, epoch, hash FROM streams WHERE name = ?1");
  prepare(all.heads,
          "SELECT name, sequence, epoch, hash FROM streams WHERE name > ?1 ORDER BY name LIMIT ?2");
  prepare(all.take_over,
          "INSERT INTO streams (name, sequence, epoch, hash) VALUES (?1, 0, 1, zeroblob(32)) "
          "ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1 RETURNING sequence, epoch, hash");
  prepare(all.move_head,
          "UPDATE streams SET sequence = ?2, hash = ?3 "
          "WHERE number = ?1 AND sequence = ?4 AND epoch = ?5 AND hash = ?6");
  prepare(all.new_head,
          "INSERT INTO streams (name, sequence, epoch, hash) VALUES (?1, 0, 0, zeroblob(32)) "
          "RETURNING number");
  prepare(all.append, "INSERT INTO appends (stream, first, records, body) VALUES (?1, ?2, ?3, ?4)");
  prepare(all.records,
          "SELECT first, records, body FROM appends WHERE stream = ?1 AND first >= "
          "(SELECT coalesce(max(first), 0) FROM appends WHERE stream = ?1 AND first <= ?2) "
          "ORDER BY first");
  prepare(all.keep_snapshot,
          "INSERT INTO snapshots (stream, sequence, hash, format, state) VALUES (?1, ?2, ?3, ?4, "
          "?5) ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, "
          "hash = excluded.hash, format = excluded.format, state = excluded.state");
  prepare(all.snapshot,
          "SELECT sequence, hash, format, state FROM snapshots WHERE stream = ?1 AND sequence <= "
          "?2");

  prepare(all.stand, "UPDATE deals SET status = ?2, course = ?3, since = ?4 WHERE id = ?1");
  prepare(all.add_plan,
          "INSERT INTO plans (digest, json) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING");
  prepare(all.plan, "SELECT number FROM plans WHERE digest = ?1");
  prepare(all.plan_json, "SELECT json FROM plans WHERE digest = ?1");
  prepare(all.add_profile,
          "INSERT INTO profiles (digest, profile) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING");
  prepare(all.profile, "SELECT number FROM profiles WHERE digest = ?1");
  prepare(all.profile_of,
          "SELECT f.profile FROM deals d JOIN profiles f ON f.number = d.profile WHERE d.id = ?1");
  prepare(all.add_deal,
          "INSERT INTO deals (id, key, plan, profile, created, started_by, status, course, since, "
          "place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
  prepare(all.deal, deals("WHERE d.id = ?1"));
  prepare(all.deal_by_key, deals("WHERE d.key = ?1"));
  prepare(all.deals,
          deals("WHERE d.course = ?1 AND d.number < ?2 ORDER BY d.number DESC LIMIT ?3"));
  prepare(all.deals_of_status, deals("WHERE d.course = ?1 AND d.number < ?2 AND d.status = ?4 "
                                     "ORDER BY d.number DESC LIMIT ?3"));
  prepare(all.counts, "SELECT status, count(*) FROM deals GROUP BY status ORDER BY status");
  if (failed) return std::unexpected(std::move(*failed));
  return all;
}

}  // namespace dealwright::sqlite
