// Money that only comes to be within a transaction: the holdings that the actions of a group make,
// and what later actions of it take out of them.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>

#include "dsl/plan/expression.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::simulated {

/// A part of an amount, rounded down to the base unit.
[[nodiscard]] values::Amount scaled(const core::Terms& terms, core::AssetId asset,
                                    const values::Amount& amount, const values::Rational& by);

class MoneyInside {
 public:
  explicit MoneyInside(const core::Terms& terms) : terms_(terms) {}

  [[nodiscard]] std::optional<values::Amount> of(const std::string& holding) const;
  void put(const std::string& holding, const values::Amount& amount);

  /// Takes what a source says; "no_money" where there is less. What a source has beyond that stays
  /// in it.
  [[nodiscard]] std::expected<values::Amount, std::string> take(const plan::Money& money,
                                                                const plan::Surroundings& known);

 private:
  void keep_the_rest(const plan::Money& money, const std::map<std::string, values::Amount>& before,
                     const values::Amount& amount);

  const core::Terms& terms_;
  std::map<std::string, values::Amount> amounts_;
};

}  // namespace dealwright::simulated
