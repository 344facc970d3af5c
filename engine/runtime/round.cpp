// Decide, append together, release.
#include "engine/runtime/round.hpp"

#include <algorithm>
#include <utility>

#include "dsl/values/assertion.hpp"

namespace dealwright::runtime {

using ports::Result;

Result<std::vector<DealFault>> Round::take(std::span<Deal* const> deals) {
  DEALWRIGHT_ASSERT(!waits_for_room());
  deals_.assign(deals.begin(), deals.end());
  faults_.clear();
  for (std::size_t i = 0; i < deals_.size(); ++i) {
    if (watch_ != nullptr) watch_->decides(*deals_[i]);
    if (auto decided = deals_[i]->decide_next(); !decided) {
      faults_.push_back({.deal = i, .error = std::move(decided.error())});
      deals_[i] = nullptr;
    }
  }
  if (watch_ != nullptr) watch_->decided();
  return append_again();
}

Result<std::vector<DealFault>> Round::append_again() {
  std::vector<ports::Append> appends;
  std::vector<std::size_t> owners;
  appends.reserve(deals_.size());
  owners.reserve(deals_.size());
  for (std::size_t i = 0; i < deals_.size(); ++i) {
    if (deals_[i] == nullptr) continue;
    ports::Append draft = deals_[i]->draft();
    if (draft.records.empty()) continue;
    appends.push_back(draft);
    owners.push_back(i);
  }
  std::vector<ports::Head> heads(deals_.size());
  for (std::size_t i = 0; i < deals_.size(); ++i) {
    if (deals_[i] != nullptr) heads[i] = deals_[i]->head();
  }
  if (!appends.empty()) {
    auto appended = journal_.append(appends);
    if (!appended) return std::unexpected(std::move(appended.error()));
    for (std::size_t k = 0; k < owners.size(); ++k) {
      Result<ports::Head>& head = (*appended)[k];
      if (head) {
        heads[owners[k]] = *head;
      } else {
        faults_.push_back({.deal = owners[k], .error = std::move(head.error())});
        deals_[owners[k]] = nullptr;
      }
    }
  }
  for (std::size_t i = 0; i < deals_.size(); ++i) {
    if (deals_[i] != nullptr) release(i, heads[i]);
  }
  deals_.clear();
  return std::exchange(faults_, {});
}

void Round::release(std::size_t deal, const ports::Head& head) {
  if (auto released = deals_[deal]->release(head); !released) {
    faults_.push_back({.deal = deal, .error = std::move(released.error())});
  }
}

}  // namespace dealwright::runtime
