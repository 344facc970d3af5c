// Chain decomposition of the step order.
#include "dsl/sema/precedence.hpp"

#include <algorithm>

namespace dealwright::sema {
namespace {

constexpr std::uint32_t unplaced = ~std::uint32_t{0};

// For each step the one that may go on with its chain: the one from which it goes on the longest,
// so that what branches off for a step or two does not cut the chain.
std::vector<std::size_t> successors(
    const std::vector<std::size_t>& sequence,
    const std::vector<std::vector<std::vector<std::size_t>>>& after) {
  std::vector<std::size_t> successor(after.size(), after.size());
  std::vector<std::size_t> height(after.size(), 0);  // steps that follow, along the longest way
  for (auto step = sequence.rbegin(); step != sequence.rend(); ++step) {
    for (const auto& all_of : after[*step]) {
      for (std::size_t before : all_of) {
        if (after[*step].size() == 1 &&
            (successor[before] == after.size() || height[successor[before]] <= height[*step]))
          successor[before] = *step;
        height[before] = std::max(height[before], height[*step] + 1);
      }
    }
  }
  return successor;
}

}  // namespace

Precedence::Precedence(const std::vector<std::size_t>& sequence,
                       const std::vector<std::vector<std::vector<std::size_t>>>& after)
    : chain_(after.size(), unplaced), position_(after.size(), 0), reach_(after.size()) {
  std::vector<bool> is_last(after.size(), false);  // the end of its chain so far
  const std::vector<std::size_t> successor = successors(sequence, after);
  std::uint32_t chains = 0;
  std::size_t entries = 0;
  const auto nothing = std::make_shared<const Reach>();
  std::fill(reach_.begin(), reach_.end(), nothing);
  for (std::size_t step : sequence) {
    const auto& alternatives = after[step];
    // A chain goes on where there is one way in and its end is free.
    std::size_t previous = after.size();
    if (alternatives.size() == 1) {
      for (std::size_t before : alternatives.front()) {
        if (chain_[before] != unplaced && is_last[before] && successor[before] == step) {
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
    if (is_incomplete_) continue;
    // All of the steps of one way in; of several ways only what every one of them has.
    Reach common;
    for (std::size_t way = 0; way < alternatives.size(); ++way) {
      Reach reach = reach_of(alternatives[way]);
      if (way == 0) {
        common = std::move(reach);
        continue;
      }
      Reach both;
      auto other = reach.begin();
      for (const auto& [chain, count] : common) {
        while (other != reach.end() && other->first < chain)
          ++other;
        if (other != reach.end() && other->first == chain)
          both.emplace_back(chain, std::min(count, other->second));
      }
      common = std::move(both);
    }
    if (previous < after.size())
      std::erase_if(common, [&](const auto& entry) { return entry.first == chain_[step]; });
    entries += common.size();
    is_incomplete_ = entries > reach_entries_max;
    if (!common.empty()) reach_[step] = std::make_shared<const Reach>(std::move(common));
  }
}

Precedence::Reach Precedence::reach_of(const std::vector<std::size_t>& all_of) const {
  Reach all;
  for (std::size_t before : all_of) {
    if (chain_[before] == unplaced) continue;  // on a circle, reported elsewhere
    all.insert(all.end(), reach_[before]->begin(), reach_[before]->end());
    all.emplace_back(chain_[before], position_[before] + 1);
  }
  if (all_of.size() == 1 && !all.empty()) {
    // Only the last entry is out of order.
    const auto own = all.back();
    all.pop_back();
    all.insert(std::lower_bound(all.begin(), all.end(), own), own);
  } else {
    std::sort(all.begin(), all.end());
  }
  // Of one chain the furthest, which stands last.
  Reach furthest;
  for (const auto& entry : all) {
    if (!furthest.empty() && furthest.back().first == entry.first) {
      furthest.back() = entry;
    } else {
      furthest.push_back(entry);
    }
  }
  return furthest;
}

bool Precedence::comes_before(std::size_t first, std::size_t second) const {
  if (first >= chain_.size() || second >= chain_.size() || first == second) return false;
  if (chain_[first] == unplaced || chain_[second] == unplaced) return false;
  if (chain_[first] == chain_[second]) return position_[first] < position_[second];
  const Reach& reach = *reach_[second];
  const auto known =
      std::lower_bound(reach.begin(), reach.end(), chain_[first],
                       [](const auto& entry, std::uint32_t chain) { return entry.first < chain; });
  return known != reach.end() && known->first == chain_[first] && position_[first] < known->second;
}

}  // namespace dealwright::sema
