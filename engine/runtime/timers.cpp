// A binary heap with lazy removal.
#include "engine/runtime/timers.hpp"

namespace dealwright::runtime {

void Timers::set(DealNumber deal, std::optional<values::TimePoint> at) {
  if (deal >= sets_.size()) sets_.resize(std::size_t{deal} + 1);
  Set& set = sets_[deal];
  if (set.runs == at.has_value() && (!at || set.at == *at)) return;
  ++set.setting;
  set.runs = at.has_value();
  if (!at) return;
  set.at = *at;
  heap_.push({.at = *at, .deal = deal, .setting = set.setting});
}

std::optional<values::TimePoint> Timers::next() {
  drop_void();
  if (heap_.empty()) return std::nullopt;
  return heap_.top().at;
}

std::vector<DealNumber> Timers::take_due(values::TimePoint now, std::size_t most) {
  std::vector<DealNumber> due;
  for (drop_void(); due.size() < most && !heap_.empty() && heap_.top().at <= now; drop_void()) {
    const DealNumber deal = heap_.top().deal;
    heap_.pop();
    sets_[deal].runs = false;
    due.push_back(deal);
  }
  return due;
}

bool Timers::is_void(const Entry& entry) const {
  const Set& set = sets_[entry.deal];
  return !set.runs || set.setting != entry.setting;
}

void Timers::drop_void() {
  while (!heap_.empty() && is_void(heap_.top()))
    heap_.pop();
}

}  // namespace dealwright::runtime
