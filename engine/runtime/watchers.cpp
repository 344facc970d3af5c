// Two lists that point at each other, so that leaving costs as little as joining.
#include "engine/runtime/watchers.hpp"

#include <algorithm>

namespace dealwright::runtime {

void Watchers::watch(DealNumber deal, std::span<const core::ReadingKey> keys) {
  if (deal >= places_.size()) places_.resize(std::size_t{deal} + 1);
  std::vector<std::uint32_t> wanted;
  wanted.reserve(keys.size());
  for (const core::ReadingKey& key : keys)
    wanted.push_back(number_of(key));
  std::ranges::sort(wanted);
  const auto repeated = std::ranges::unique(wanted);
  wanted.erase(repeated.begin(), repeated.end());
  if (std::ranges::equal(wanted, places_[deal], {}, {}, &Place::key)) return;
  leave(deal);
  places_[deal].reserve(wanted.size());
  for (const std::uint32_t key : wanted) {
    places_[deal].push_back({.key = key, .at = static_cast<std::uint32_t>(deals_[key].size())});
    deals_[key].push_back(deal);
  }
}

void Watchers::leave(DealNumber deal) {
  for (const Place& place : places_[deal]) {
    std::vector<DealNumber>& list = deals_[place.key];
    const DealNumber last = list.back();
    list[place.at] = last;
    list.pop_back();
    if (last == deal) continue;
    const auto moved = std::ranges::find(places_[last], place.key, &Place::key);
    moved->at = place.at;
  }
  places_[deal].clear();
  places_[deal].shrink_to_fit();
}

std::vector<DealNumber> Watchers::of(const core::ReadingKey& key) const {
  const auto number = numbers_.find(key);
  if (number == numbers_.end()) return {};
  std::vector<DealNumber> deals = deals_[number->second];
  std::ranges::sort(deals);
  return deals;
}

std::uint32_t Watchers::number_of(const core::ReadingKey& key) {
  const auto [place, is_new] = numbers_.try_emplace(key, static_cast<std::uint32_t>(deals_.size()));
  if (is_new) deals_.emplace_back();
  return place->second;
}

}  // namespace dealwright::runtime
