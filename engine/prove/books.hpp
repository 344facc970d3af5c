// What a deal owns and owes, each amount a polynomial: the ledger of engine/core with forms for
// numbers. Only the sums are here; which account is drawn on is said by the same plan, and the
// tests hold every number against the core's own.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/ledger.hpp"
#include "engine/prove/market.hpp"

namespace dealwright::prove {

using Costs = std::vector<std::pair<core::AssetId, Polynomial>>;

struct Entry {
  Polynomial balance;
  Polynomial aside;  // of it, set aside for defences
  Costs costs;       // what was paid for it, where that was another asset
  friend bool operator==(const Entry&, const Entry&) = default;
};

// A part of an account: how much, and which part of the account that is, when it is known as a
// part.
struct Draw {
  core::Account account;
  Polynomial amount;
  std::optional<Polynomial> part;
};

struct Books {
  std::map<core::Account, Entry> entries;  // resting, holding, collateral
  // Debts and collaterals are counted as of their opening: times what they have grown by since, it
  // is what they amount to. What comes later is divided by the growth until then.
  std::map<core::PositionId, Polynomial> debts;
  std::map<core::PositionId, Epoch> since;  // when a position was opened
  std::set<core::PositionId> changed;       // and which of them have been changed since
  friend bool operator==(const Books&, const Books&) = default;

  [[nodiscard]] Polynomial balance(const core::Account& account) const;
  [[nodiscard]] Polynomial collateral(core::PositionId position) const;
  // Accounts of a holding or a collateral, all that is in them.
  [[nodiscard]] std::vector<Draw> accounts(core::AccountKind kind, std::uint32_t index,
                                           core::AssetId asset) const;
  // Takes a part out of an account; what it had cost comes along. `left_over` is the fraction of
  // costs that leaves when the part is not known as one.
  Costs take(const Draw& draw, const Polynomial& unknown_part);
  void put(const core::Account& account, const Polynomial& amount, const Costs& costs);
  void transfer(const Draw& draw, const core::Account& to, const Polynomial& unknown_part);
};

void add_to(Costs& costs, core::AssetId asset, const Polynomial& amount);
[[nodiscard]] Polynomial total_of(const std::vector<Draw>& draws);

}  // namespace dealwright::prove
