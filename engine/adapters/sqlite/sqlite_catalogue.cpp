// The deals of a journal file.
#include <algorithm>
#include <utility>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/ports/append_rules.hpp"

namespace dealwright::sqlite {
namespace {

using ports::Course;
using ports::Created;
using ports::Creation;
using ports::DealEntry;
using ports::DealPage;
using ports::DealQuery;
using ports::Error;
using ports::NewDeal;
using ports::Place;
using ports::Result;
using ports::StatusCount;

// The numbers of courses and places are those of the file and stay as they are.
static_assert(static_cast<int>(Course::open) == 0 && static_cast<int>(Course::ended) == 1);
static_assert(static_cast<int>(Place::journal) == 0 && static_cast<int>(Place::archive) == 1);

DealEntry entry_in(const Row& row) {
  return {.id = row.text(0),
          .key = row.text(1),
          .plan = row.digest(2),
          .created = {row.integer(3)},
          .by = row.text(4),
          .standing = {.status = row.text(5),
                       .course = row.integer(6) == 0 ? Course::open : Course::ended,
                       .since = {row.integer(7)}},
          .place = row.integer(8) == 0 ? Place::journal : Place::archive};
}

}  // namespace

Result<std::vector<Result<Created>>> SqliteJournal::create(std::span<const NewDeal> deals) {
  if (auto begun = begin(); !begun) return std::unexpected(begun.error());
  std::vector<Result<Created>> results;
  results.reserve(deals.size());
  for (const NewDeal& deal : deals) {
    auto result = create_one(deal);
    if (!result) return abandon(result.error());
    results.push_back(std::move(*result));
  }
  if (auto done = commit(); !done) return std::unexpected(done.error());
  return results;
}

Result<Result<Created>> SqliteJournal::create_one(const NewDeal& deal) {
  using Inner = Result<Created>;
  if (auto fault = ports::deal_fault(deal)) return Inner(std::unexpected(std::move(*fault)));
  if (!deal.key.empty()) {
    const auto same = entry(statements_.deal_by_key, deal.key);
    if (!same) return std::unexpected(same.error());
    if (*same) return ports::made_before(**same, deal);
  }
  const auto taken = entry(statements_.deal, deal.id);
  if (!taken) return std::unexpected(taken.error());
  if (*taken) return Inner(std::unexpected(ports::id_is_taken(deal.id)));
  const auto plan = number_of_plan(deal);
  if (!plan) return std::unexpected(plan.error());
  const auto profile = number_of_profile(deal);
  if (!profile) return std::unexpected(profile.error());
  DealEntry made = ports::entry_of(deal);
  const auto add = [&](const auto& key) {
    return statements_.add_deal.run(deal.id, key, *plan, *profile, deal.created.milliseconds,
                                    deal.by, std::string_view(made.standing.status),
                                    std::int64_t{static_cast<int>(made.standing.course)},
                                    made.standing.since.milliseconds,
                                    std::int64_t{static_cast<int>(made.place)});
  };
  const auto added = deal.key.empty() ? add(nullptr) : add(deal.key);
  if (!added) return std::unexpected(added.error());
  return Inner(Created{.creation = Creation::made, .deal = std::move(made)});
}

Result<std::int64_t> SqliteJournal::number_of_plan(const NewDeal& deal) {
  if (last_plan_.number != 0 && last_plan_.digest == deal.plan) return last_plan_.number;
  if (auto added = statements_.add_plan.run(deal.plan, Bytes{deal.plan_json}); !added)
    return std::unexpected(added.error());
  last_plan_.digest = deal.plan;
  auto read = statements_.plan.each(
      [this](const Row& row) {
        last_plan_.number = row.integer(0);
        return true;
      },
      deal.plan);
  if (!read) return std::unexpected(read.error());
  return last_plan_.number;
}

Result<std::int64_t> SqliteJournal::number_of_profile(const NewDeal& deal) {
  const values::Digest digest = values::sha256(deal.profile);
  if (last_profile_.number != 0 && last_profile_.digest == digest) return last_profile_.number;
  if (auto added = statements_.add_profile.run(digest, Bytes{deal.profile}); !added)
    return std::unexpected(added.error());
  last_profile_.digest = digest;
  auto read = statements_.profile.each(
      [this](const Row& row) {
        last_profile_.number = row.integer(0);
        return true;
      },
      digest);
  if (!read) return std::unexpected(read.error());
  return last_profile_.number;
}

Result<std::optional<DealEntry>> SqliteJournal::entry(Statement& statement, std::string_view name) {
  std::optional<DealEntry> found;
  auto read = statement.each(
      [&](const Row& row) {
        found = entry_in(row);
        return false;
      },
      name);
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<std::optional<DealEntry>> SqliteJournal::find(std::string_view id) {
  return entry(statements_.deal, id);
}

Result<std::optional<DealEntry>> SqliteJournal::find_by_key(std::string_view key) {
  return entry(statements_.deal_by_key, key);
}

Result<DealPage> SqliteJournal::list(const DealQuery& query) {
  const auto from = ports::place_of(query);
  if (!from) return std::unexpected(from.error());
  DealPage page;
  for (const Course course : {Course::open, Course::ended}) {
    if (course < from->course || !ports::is_in(query.scope, course)) continue;
    const std::uint64_t before = course == from->course ? from->before : UINT64_MAX;
    const auto bound = static_cast<std::int64_t>(std::min<std::uint64_t>(before, INT64_MAX));
    // One more than fits says whether there is a page behind this one.
    const std::uint64_t wanted = query.most - page.deals.size() + 1;
    bool more = false;
    const auto take = [&](const Row& row) {
      more = page.deals.size() == query.most;
      if (more) return false;
      page.deals.push_back(entry_in(row));
      page.next = ports::to_text({.course = course, .before = row.natural(9)});
      return true;
    };
    const auto number = std::int64_t{static_cast<int>(course)};
    auto read = query.status.empty()
                    ? statements_.deals.each(take, number, bound, wanted)
                    : statements_.deals_of_status.each(take, number, bound, wanted,
                                                       std::string_view(query.status));
    if (!read) return std::unexpected(read.error());
    if (more) return page;
  }
  page.next.clear();
  return page;
}

Result<std::vector<StatusCount>> SqliteJournal::count() {
  std::vector<StatusCount> counts;
  auto read = statements_.counts.each([&](const Row& row) {
    counts.push_back({.status = row.text(0), .deals = row.natural(1)});
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return counts;
}

Result<std::string> SqliteJournal::plan_json(const values::Digest& plan) {
  std::optional<std::string> json;
  auto read = statements_.plan_json.each(
      [&](const Row& row) {
        json = row.text(0);
        return true;
      },
      plan);
  if (!read) return std::unexpected(read.error());
  if (!json) return std::unexpected(ports::no_such_plan(plan));
  return *std::move(json);
}

Result<std::string> SqliteJournal::profile(std::string_view id) {
  std::optional<std::string> profile;
  auto read = statements_.profile_of.each(
      [&](const Row& row) {
        profile = row.text(0);
        return true;
      },
      id);
  if (!read) return std::unexpected(read.error());
  if (!profile) return std::unexpected(ports::no_such_deal(id));
  return *std::move(profile);
}

}  // namespace dealwright::sqlite
