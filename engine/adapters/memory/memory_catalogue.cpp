// The deals of a journal in memory, in the order in which they were made.
#include <algorithm>

#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/ports/append_rules.hpp"

namespace dealwright::memory {

using ports::Course;
using ports::Created;
using ports::Creation;
using ports::DealEntry;
using ports::DealPage;
using ports::DealQuery;
using ports::DealScope;
using ports::Error;
using ports::ErrorCode;
using ports::NewDeal;
using ports::Place;
using ports::Result;
using ports::StatusCount;

Result<std::vector<Result<Created>>> MemoryJournal::create(std::span<const NewDeal> deals) {
  std::vector<Result<Created>> results;
  results.reserve(deals.size());
  for (const NewDeal& one : deals)
    results.push_back(create(one));
  return results;
}

Result<Created> MemoryJournal::create(const NewDeal& deal) {
  if (auto fault = ports::deal_fault(deal)) return std::unexpected(std::move(*fault));
  if (const auto same = by_key_.find(deal.key); !deal.key.empty() && same != by_key_.end())
    return ports::made_before(deals_[same->second].entry, deal);
  if (deal_of(deal.id) != nullptr) return std::unexpected(ports::id_is_taken(deal.id));
  deals_.push_back({.entry = ports::entry_of(deal), .profile = std::string(deal.profile)});
  by_id_.emplace(deal.id, deals_.size() - 1);
  if (!deal.key.empty()) by_key_.emplace(deal.key, deals_.size() - 1);
  plans_.emplace(deal.plan, deal.plan_json);
  return Created{.creation = Creation::made, .deal = deals_.back().entry};
}

Result<std::optional<DealEntry>> MemoryJournal::find(std::string_view id) {
  const Deal* found = deal_of(id);
  return found == nullptr ? std::optional<DealEntry>() : found->entry;
}

Result<std::optional<DealEntry>> MemoryJournal::find_by_key(std::string_view key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::optional<DealEntry>() : deals_[found->second].entry;
}

Result<DealPage> MemoryJournal::list(const DealQuery& query) {
  const auto from = ports::place_of(query);
  if (!from) return std::unexpected(from.error());
  DealPage page;
  for (const Course course : {Course::open, Course::ended}) {
    if (course < from->course || !ports::is_in(query.scope, course)) continue;
    std::size_t number = deals_.size();
    if (course == from->course && from->before <= number) number = from->before - 1;
    for (; number > 0; --number) {
      const DealEntry& entry = deals_[number - 1].entry;
      if (entry.standing.course != course) continue;
      if (!query.status.empty() && entry.standing.status != query.status) continue;
      if (page.deals.size() == query.most) return page;
      page.deals.push_back(entry);
      page.next = ports::to_text(ports::PageStart{.course = course, .before = number});
    }
  }
  page.next.clear();
  return page;
}

Result<std::vector<StatusCount>> MemoryJournal::count() {
  std::map<std::string, std::uint64_t> counted;
  for (const Deal& deal : deals_)
    ++counted[deal.entry.standing.status];
  std::vector<StatusCount> counts;
  for (const auto& [status, deals] : counted)
    counts.push_back({.status = status, .deals = deals});
  return counts;
}

Result<std::string> MemoryJournal::plan_json(const values::Digest& plan) {
  const auto found = plans_.find(plan);
  if (found == plans_.end()) return std::unexpected(ports::no_such_plan(plan));
  return found->second;
}

Result<std::string> MemoryJournal::profile(std::string_view id) {
  const Deal* found = deal_of(id);
  if (found == nullptr) return std::unexpected(ports::no_such_deal(id));
  return found->profile;
}

MemoryJournal::Deal* MemoryJournal::deal_of(std::string_view id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &deals_[found->second];
}

}  // namespace dealwright::memory
