// Chain decomposition of the step order.
#include "dsl/sema/precedence.hpp"

#include <algorithm>
#include <utility>

namespace dealwright::sema {

Precedence::Precedence(const std::vector<std::size_t>& sequence,
                       const std::vector<std::vector<std::vector<std::size_t>>>& after)
    : chain_(after.size(), 0), position_(after.size(), 0), reach_(after.size()) {
  constexpr std::uint32_t unplaced = ~std::uint32_t{0};
  std::fill(chain_.begin(), chain_.end(), unplaced);
  std::vector<bool> is_last(after.size(), false);  // the end of its chain so far
  std::uint32_t chains = 0;
  const auto nothing = std::make_shared<const Reach>();
  for (std::size_t step : sequence) {
    const auto& alternatives = after[step];
    // A chain goes on where there is one way in and its end is free.
    std::size_t previous = after.size();
    if (alternatives.size() == 1) {
      for (std::size_t before : alternatives.front()) {
        if (chain_[before] != unplaced && is_last[before]) {
          previous = before;
          break;
        }
      }
    }
    if (previous < after.size()) {
      chain_[step] = chain_[previous];
      position_[step] = position_[previous] + 1;
      is_last[previous] = false;
    } else {
      chain_[step] = chains++;
    }
    is_last[step] = true;
    if (previous < after.size() && alternatives.front().size() == 1) {
      reach_[step] = reach_[previous];
      continue;
    }
    // All of the steps of one way in; of several ways only what every one of them has.
    Reach common;
    bool first = true;
    for (const auto& all_of : alternatives) {
      Reach reach;
      for (std::size_t before : all_of) {
        if (chain_[before] == unplaced) continue;  // on a circle, reported elsewhere
        for (const auto& [chain, count] : *reach_[before])
          reach[chain] = std::max(reach[chain], count);
        auto& own = reach[chain_[before]];
        own = std::max(own, position_[before] + 1);
      }
      if (first) {
        common = std::move(reach);
        first = false;
        continue;
      }
      std::erase_if(common, [&](const auto& entry) { return !reach.contains(entry.first); });
      for (auto& [chain, count] : common)
        count = std::min(count, reach[chain]);
    }
    if (previous < after.size()) common.erase(chain_[step]);
    reach_[step] = common.empty() ? nothing : std::make_shared<const Reach>(std::move(common));
  }
  for (std::size_t step = 0; step < after.size(); ++step) {
    if (!reach_[step]) reach_[step] = nothing;
  }
}

bool Precedence::comes_before(std::size_t first, std::size_t second) const {
  if (first >= chain_.size() || second >= chain_.size() || first == second) return false;
  if (chain_[first] == chain_[second]) return position_[first] < position_[second];
  auto known = reach_[second]->find(chain_[first]);
  return known != reach_[second]->end() && position_[first] < known->second;
}

}  // namespace dealwright::sema
