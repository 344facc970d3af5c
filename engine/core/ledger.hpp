// The double-entry ledger of one deal. Every amount is somewhere (resting in a bucket, in a
// holding, pledged in a position, paid in fees), belongs to a bucket, and came from somewhere (the
// outside, a debt). A posting moves an amount from one account to another, so nothing can appear or
// vanish. It knows no steps and no prices.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dsl/values/amount.hpp"
#include "engine/core/ids.hpp"

namespace dealwright::core {

enum class AccountKind : std::uint8_t {
  resting,     // in its bucket
  holding,     // index = holding
  collateral,  // index = position; still ours, pledged
  fees,        // paid to the network; index 0 from a bucket, 1 by the operator
  debt,        // index = position: what is owed; money comes out of it
  outside,     // index = module, or `the_start`: who we trade with; money comes out of it and goes
               // into it
};

// Owner of accounts that belong to no bucket.
inline constexpr BucketId nobody{~std::uint32_t{0}};
// The `outside` that the capital came from, and that fees of the operator come from.
inline constexpr std::uint32_t the_start = ~std::uint32_t{0} - 1;

struct Account {
  AccountKind kind = AccountKind::resting;
  std::uint32_t index = 0;
  BucketId owner = nobody;
  AssetId asset;
  friend constexpr auto operator<=>(const Account&, const Account&) = default;
};

[[nodiscard]] Account resting(BucketId bucket, AssetId asset);
[[nodiscard]] Account in_holding(HoldingId holding, BucketId owner, AssetId asset);
[[nodiscard]] Account in_collateral(PositionId position, BucketId owner, AssetId asset);
[[nodiscard]] Account owed(PositionId position, AssetId asset);
[[nodiscard]] Account outside(std::uint32_t module, AssetId asset);

// What was paid for what an account holds, where that was another asset. When an account has costs
// they cover all of its balance: money of it that cost nothing else counts as having cost itself.
struct Cost {
  AssetId asset;
  values::Amount amount;
  friend constexpr bool operator==(const Cost&, const Cost&) = default;
};
using Costs = std::vector<Cost>;  // one for an asset, in the order of assets

struct Entry {
  Account account;
  values::Amount balance;   // debt: what is owed; outside: see `gone`
  values::Amount reserved;  // part of the balance that an open attempt may take
  values::Amount gone;      // outside only: what went to it (`balance` is what came from it)
  Costs costs;
  friend bool operator==(const Entry&, const Entry&) = default;
};

struct Posting {
  Account from;
  Account to;
  values::Amount amount;
};

// A part of an account that an action may take.
struct Draw {
  Account account;
  values::Amount amount;
  friend bool operator==(const Draw&, const Draw&) = default;
};

struct Share {
  BucketId owner;
  values::Amount weight;
  friend bool operator==(const Share&, const Share&) = default;
};

class Ledger {
 public:
  // The ledger that has these entries, as `entries` gave them.
  [[nodiscard]] static Ledger of(std::vector<Entry> entries) {
    Ledger ledger;
    ledger.entries_ = std::move(entries);
    return ledger;
  }

  // Moves an amount. The account it comes from has it free (asserted), and no untouchable bucket's
  // resting money is named unless the rules allowed it: see money.hpp, which is the only caller
  // that draws from buckets. Its share of what the account had cost is returned; `costs` is what
  // the money now counts as having cost.
  Costs post(const Posting& posting, const Costs& costs = {});
  // The same, where the money stays the same money: its costs go along.
  void transfer(const Posting& posting);
  void reserve(const Draw& draw);
  void void_reservation(const Draw& draw);

  [[nodiscard]] values::Amount balance(const Account& account) const;
  [[nodiscard]] values::Amount free(const Account& account) const;
  // Sums over owners.
  [[nodiscard]] values::Amount in_holding(HoldingId holding, AssetId asset) const;
  [[nodiscard]] values::Amount in_collateral(PositionId position, AssetId asset) const;
  // Everything that belongs to a bucket and is not pledged: resting and in holdings.
  [[nodiscard]] values::Amount of_bucket(BucketId bucket, AssetId asset) const;

  // Whose the money of a holding or a collateral is.
  [[nodiscard]] std::vector<Share> owners(AccountKind kind, std::uint32_t index,
                                          AssetId asset) const;
  // The accounts of a holding, or of a collateral, in the order of owners, with what is free in
  // them.
  [[nodiscard]] std::vector<Draw> accounts(AccountKind kind, std::uint32_t index,
                                           AssetId asset) const;

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  friend bool operator==(const Ledger&, const Ledger&) = default;

 private:
  void move(const Posting& posting, const Costs& costs);
  Entry& entry(const Account& account);
  Costs take_costs(const Account& account, const values::Amount& part);
  void add_costs(const Account& account, const values::Amount& part, const Costs& costs);
  [[nodiscard]] const Entry* find(const Account& account) const;
  void forget_if_empty(const Account& account);

  std::vector<Entry>
      entries_;  // by account; empty ones are left out, so equal money is an equal ledger
};

// a and b together, one for an asset.
void add_to(Costs& a, const Cost& b);

// Divides `amount` by weight, each part rounded down; the dust goes to the heaviest owner, the
// first of them on a tie. With no weight at all everything goes to the first owner. `shares` is not
// empty.
[[nodiscard]] std::vector<Share> divide_by_weight(const values::Amount& amount,
                                                  const std::vector<Share>& shares);

// The first asset whose money came from nowhere or vanished; nothing when the books balance.
[[nodiscard]] std::optional<AssetId> find_imbalance(const Ledger& ledger);

// a + b and a - b where the ledger's own invariants exclude an overflow (asserted).
[[nodiscard]] values::Amount sum_of(const values::Amount& a, const values::Amount& b);
[[nodiscard]] values::Amount difference_of(const values::Amount& a, const values::Amount& b);

}  // namespace dealwright::core
