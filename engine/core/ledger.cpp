// Postings, reservations and the sums over accounts.
#include "engine/core/ledger.hpp"

#include <algorithm>
#include <map>

#include "dsl/values/assertion.hpp"

namespace dealwright::core {
namespace {

using values::Amount;

bool gives_money(AccountKind kind) {
  return kind == AccountKind::debt || kind == AccountKind::outside;
}

}  // namespace

Costs Ledger::post(const Posting& posting, const Costs& costs) {
  if (posting.amount.is_zero() || posting.from == posting.to) return {};
  Costs left = take_costs(posting.from, posting.amount);
  move(posting, costs);
  return left;
}

void Ledger::transfer(const Posting& posting) {
  if (posting.amount.is_zero() || posting.from == posting.to) return;
  const Costs costs = take_costs(posting.from, posting.amount);
  move(posting, costs);
}

void Ledger::move(const Posting& posting, const Costs& costs) {
  DEALWRIGHT_ASSERT(posting.from.asset == posting.to.asset);
  Entry& from = entry(posting.from);
  if (gives_money(posting.from.kind)) {
    from.balance = sum_of(from.balance, posting.amount);
  } else {
    DEALWRIGHT_ASSERT(posting.amount <= difference_of(from.balance, from.reserved));
    from.balance = difference_of(from.balance, posting.amount);
  }
  add_costs(posting.to, posting.amount, costs);
  Entry& to = entry(posting.to);  // may move the entries: `from` is not used any more
  switch (posting.to.kind) {
    case AccountKind::debt: to.balance = difference_of(to.balance, posting.amount); break;
    case AccountKind::outside: to.gone = sum_of(to.gone, posting.amount); break;
    case AccountKind::resting:
    case AccountKind::holding:
    case AccountKind::collateral:
    case AccountKind::fees: to.balance = sum_of(to.balance, posting.amount); break;
  }
  // Only the net of what came and went is kept, so that two ways to the same money are the same
  // ledger.
  for (const Account& account : {posting.from, posting.to}) {
    if (account.kind == AccountKind::outside) {
      Entry& net = entry(account);
      const Amount both = values::smaller(net.balance, net.gone);
      net.balance = difference_of(net.balance, both);
      net.gone = difference_of(net.gone, both);
    }
    forget_if_empty(account);
  }
}

void Ledger::reserve(const Draw& draw) {
  if (draw.amount.is_zero()) return;
  Entry& found = entry(draw.account);
  DEALWRIGHT_ASSERT(draw.amount <= difference_of(found.balance, found.reserved));
  found.reserved = sum_of(found.reserved, draw.amount);
}

void Ledger::void_reservation(const Draw& draw) {
  if (draw.amount.is_zero()) return;
  Entry& found = entry(draw.account);
  found.reserved = difference_of(found.reserved, draw.amount);
}

Costs Ledger::take_costs(const Account& account, const Amount& part) {
  Costs taken;
  const auto place = std::ranges::lower_bound(entries_, account, {}, &Entry::account);
  if (place == entries_.end() || place->account != account || place->balance.is_zero())
    return taken;
  if (gives_money(account.kind)) return taken;
  for (Cost& cost : place->costs) {
    const auto share = values::mul_div(cost.amount, part, place->balance, values::Rounding::down);
    DEALWRIGHT_ASSERT(share.has_value());
    taken.push_back({.asset = cost.asset, .amount = *share});
    cost.amount = difference_of(cost.amount, *share);
  }
  std::erase_if(place->costs, [](const Cost& cost) { return cost.amount.is_zero(); });
  return taken;
}

void Ledger::add_costs(const Account& account, const Amount& part, const Costs& costs) {
  if (gives_money(account.kind) || account.kind == AccountKind::fees) return;
  Entry& found = entry(account);
  const bool has_costs = !found.costs.empty();
  if (!has_costs && costs.empty()) return;
  if (!has_costs && !found.balance.is_zero()) {
    add_to(found.costs, {.asset = account.asset, .amount = found.balance});
  }
  if (costs.empty()) add_to(found.costs, {.asset = account.asset, .amount = part});
  for (const Cost& cost : costs)
    add_to(found.costs, cost);
  // Only itself: the plain case again.
  if (found.costs.size() == 1 && found.costs[0].asset == account.asset) found.costs.clear();
}

Amount Ledger::balance(const Account& account) const {
  const Entry* found = find(account);
  return found == nullptr ? Amount() : found->balance;
}

Amount Ledger::free(const Account& account) const {
  const Entry* found = find(account);
  return found == nullptr ? Amount() : difference_of(found->balance, found->reserved);
}

Amount Ledger::in_holding(HoldingId holding, AssetId asset) const {
  Amount total;
  for (const Share& share : owners(AccountKind::holding, holding.value, asset)) {
    total = sum_of(total, share.weight);
  }
  return total;
}

Amount Ledger::in_collateral(PositionId position, AssetId asset) const {
  Amount total;
  for (const Share& share : owners(AccountKind::collateral, position.value, asset)) {
    total = sum_of(total, share.weight);
  }
  return total;
}

Amount Ledger::of_bucket(BucketId bucket, AssetId asset) const {
  Amount total;
  for (const Entry& one : entries_) {
    if (one.account.kind > AccountKind::holding) break;  // resting and holding come first
    if (one.account.owner == bucket && one.account.asset == asset)
      total = sum_of(total, one.balance);
  }
  return total;
}

std::vector<Share> Ledger::owners(AccountKind kind, std::uint32_t index, AssetId asset) const {
  std::vector<Share> found;
  const Account first{.kind = kind, .index = index, .owner = BucketId{0}, .asset = AssetId{0}};
  for (auto one = std::ranges::lower_bound(entries_, first, {}, &Entry::account);
       one != entries_.end() && one->account.kind == kind && one->account.index == index; ++one) {
    if (one->account.asset == asset)
      found.push_back({.owner = one->account.owner, .weight = one->balance});
  }
  return found;
}

std::vector<Draw> Ledger::accounts(AccountKind kind, std::uint32_t index, AssetId asset) const {
  std::vector<Draw> found;
  for (const Share& share : owners(kind, index, asset)) {
    const Account account{.kind = kind, .index = index, .owner = share.owner, .asset = asset};
    found.push_back({.account = account, .amount = free(account)});
  }
  return found;
}

Entry& Ledger::entry(const Account& account) {
  const auto place = std::ranges::lower_bound(entries_, account, {}, &Entry::account);
  if (place != entries_.end() && place->account == account) return *place;
  return *entries_.insert(place, Entry{.account = account});
}

const Entry* Ledger::find(const Account& account) const {
  const auto place = std::ranges::lower_bound(entries_, account, {}, &Entry::account);
  return place != entries_.end() && place->account == account ? &*place : nullptr;
}

void Ledger::forget_if_empty(const Account& account) {
  const auto place = std::ranges::lower_bound(entries_, account, {}, &Entry::account);
  if (place == entries_.end() || place->account != account) return;
  if (place->balance.is_zero() && place->gone.is_zero() && place->reserved.is_zero())
    entries_.erase(place);
}

Account resting(BucketId bucket, AssetId asset) {
  return {.kind = AccountKind::resting, .index = 0, .owner = bucket, .asset = asset};
}
Account in_holding(HoldingId holding, BucketId owner, AssetId asset) {
  return {.kind = AccountKind::holding, .index = holding.value, .owner = owner, .asset = asset};
}
Account in_collateral(PositionId position, BucketId owner, AssetId asset) {
  return {.kind = AccountKind::collateral, .index = position.value, .owner = owner, .asset = asset};
}
Account owed(PositionId position, AssetId asset) {
  return {.kind = AccountKind::debt, .index = position.value, .owner = nobody, .asset = asset};
}
Account outside(std::uint32_t module, AssetId asset) {
  return {.kind = AccountKind::outside, .index = module, .owner = nobody, .asset = asset};
}

void add_to(Costs& costs, const Cost& cost) {
  if (cost.amount.is_zero()) return;
  const auto place = std::ranges::lower_bound(costs, cost.asset, {}, &Cost::asset);
  if (place != costs.end() && place->asset == cost.asset) {
    place->amount = sum_of(place->amount, cost.amount);
  } else {
    costs.insert(place, cost);
  }
}

std::vector<Share> divide_by_weight(const Amount& amount, const std::vector<Share>& shares) {
  DEALWRIGHT_ASSERT(!shares.empty());
  Amount total;
  std::size_t heaviest = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    total = sum_of(total, shares[i].weight);
    if (shares[i].weight > shares[heaviest].weight) heaviest = i;
  }
  std::vector<Share> parts;
  Amount rest = amount;
  for (const Share& share : shares) {
    Amount part;
    if (!total.is_zero()) {
      const auto exact = values::mul_div(amount, share.weight, total, values::Rounding::down);
      DEALWRIGHT_ASSERT(exact.has_value());
      part = *exact;
    }
    rest = difference_of(rest, part);
    parts.push_back({.owner = share.owner, .weight = part});
  }
  parts[heaviest].weight = sum_of(parts[heaviest].weight, rest);
  return parts;
}

std::optional<AssetId> find_imbalance(const Ledger& ledger) {
  struct Sides {
    Amount have;   // where the money is, and what went outside
    Amount given;  // where it came from
  };
  std::map<AssetId, Sides> sides;
  for (const Entry& entry : ledger.entries()) {
    Sides& side = sides[entry.account.asset];
    if (entry.reserved > entry.balance) return entry.account.asset;
    if (gives_money(entry.account.kind)) {
      side.given = sum_of(side.given, entry.balance);
      side.have = sum_of(side.have, entry.gone);
    } else {
      side.have = sum_of(side.have, entry.balance);
    }
  }
  for (const auto& [asset, side] : sides) {
    if (side.have != side.given) return asset;
  }
  return std::nullopt;
}

Amount sum_of(const Amount& a, const Amount& b) {
  const auto sum = values::add(a, b);
  DEALWRIGHT_ASSERT(sum.has_value());
  return *sum;
}

Amount difference_of(const Amount& a, const Amount& b) {
  const auto difference = values::subtract(a, b);
  DEALWRIGHT_ASSERT(difference.has_value());
  return *difference;
}

}  // namespace dealwright::core
