// Postings of forms.
#include "engine/prove/books.hpp"

#include <algorithm>

namespace dealwright::prove {

Polynomial Books::balance(const core::Account& account) const {
  const auto found = entries.find(account);
  return found == entries.end() ? Polynomial() : found->second.balance;
}

Polynomial Books::collateral(core::PositionId position) const {
  Polynomial sum;
  for (const auto& [account, entry] : entries) {
    if (account.kind == core::AccountKind::collateral && account.index == position.value)
      sum = sum + entry.balance;
  }
  return sum;
}

std::vector<Draw> Books::accounts(core::AccountKind kind, std::uint32_t index,
                                  core::AssetId asset) const {
  std::vector<Draw> found;
  for (const auto& [account, entry] : entries) {
    if (account.kind == kind && account.index == index && account.asset == asset)
      found.push_back({.account = account, .amount = entry.balance, .part = Rational(1)});
  }
  return found;
}

Costs Books::take(const Draw& draw, const Polynomial& unknown_part) {
  Costs taken;
  const auto place = entries.find(draw.account);
  if (place == entries.end()) return taken;
  Entry& entry = place->second;
  const Polynomial part = draw.part.value_or(unknown_part);
  for (auto& [asset, cost] : entry.costs) {
    const Polynomial share = cost * part;
    taken.emplace_back(asset, share);
    cost = cost - share;
  }
  std::erase_if(entry.costs, [](const auto& cost) { return cost.second.is_zero(); });
  if (draw.part && draw.part->is_one()) {
    entries.erase(place);
    return taken;
  }
  entry.balance = entry.balance - draw.amount;
  if (entry.balance.is_zero()) entries.erase(place);
  return taken;
}

void Books::put(const core::Account& account, const Polynomial& amount, const Costs& costs) {
  if (amount.is_zero()) return;
  Entry& entry = entries[account];
  if (!entry.costs.empty() || !costs.empty()) {
    if (entry.costs.empty() && !entry.balance.is_zero())
      add_to(entry.costs, account.asset, entry.balance);
    if (costs.empty()) add_to(entry.costs, account.asset, amount);
    for (const auto& [asset, cost] : costs)
      add_to(entry.costs, asset, cost);
    if (entry.costs.size() == 1 && entry.costs[0].first == account.asset) entry.costs.clear();
  }
  entry.balance = entry.balance + amount;
  if (entry.balance.is_zero() && entry.aside.is_zero()) entries.erase(account);
}

void Books::transfer(const Draw& draw, const core::Account& to, const Polynomial& unknown_part) {
  if (draw.account == to) return;
  const Costs costs = take(draw, unknown_part);
  put(to, draw.amount, costs);
}

void add_to(Costs& costs, core::AssetId asset, const Polynomial& amount) {
  const auto same = std::ranges::find(costs, asset, &std::pair<core::AssetId, Polynomial>::first);
  if (same == costs.end()) {
    costs.emplace_back(asset, amount);
  } else {
    same->second = same->second + amount;
  }
}

Polynomial total_of(const std::vector<Draw>& draws) {
  Polynomial sum;
  for (const Draw& draw : draws)
    sum = sum + draw.amount;
  return sum;
}

}  // namespace dealwright::prove
