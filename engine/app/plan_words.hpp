// The parts of a plan in words that an analyst would use: money, flows, actions, guards, policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/sema/model.hpp"

namespace dealwright::app {

// A deal's plan before its parameters are set, as far as it can be talked about: steps and limits,
// and which module is called what.
[[nodiscard]] plan::Plan unset_plan(const sema::DealModel& deal);

// Speaks of one plan, which outlives it, and names modules as the deal does.
class PlanWords {
 public:
  explicit PlanWords(const plan::Plan& plan) : plan_(plan) {}

  // As the deal writes it: `aave.health`, `loan.owed`.
  [[nodiscard]] std::string of(const plan::Expression& expression) const;
  // "all ETH from working", "up to 50 ETH from opportunistic", "40% of lot".
  [[nodiscard]] std::string of(const plan::Money& money) const;
  [[nodiscard]] std::string sources(const plan::Money& money) const;
  // "pays all ETH from working -> gets WETH as wrapped".
  [[nodiscard]] std::string of(const std::vector<plan::Flow>& flows) const;
  // "desk.price(USDTz) <= ceiling, within 1d, else skip".
  [[nodiscard]] std::string of(const plan::When& when) const;
  [[nodiscard]] std::string of(const plan::Approval& approval) const;
  [[nodiscard]] std::string of(const plan::Assumption& assumption) const;
  [[nodiscard]] std::string of(const plan::Split& split) const;
  // "50_000 USDTz, 250_000 USDTz of 70% of lot, at most 12 rungs".
  [[nodiscard]] std::string of(const plan::Ladder& ladder) const;
  // "ltv <= 30%", without how and when it holds.
  [[nodiscard]] std::string of(const plan::Limit& limit) const;
  // The name an action is known by in the deal: "aave.borrow".
  [[nodiscard]] std::string of(const plan::Action& action) const;
  // "flash 100 USDC from aave as borrowed", "atomic".
  [[nodiscard]] std::string of(const plan::Group& group) const;
  // "100 USDC from aave as borrowed", of a flash group.
  [[nodiscard]] std::string flash(const plan::Group& group) const;

 private:
  // The deal's name for a module.
  [[nodiscard]] std::string alias(std::string_view module) const;
  [[nodiscard]] std::string flow(const plan::Flow& flow) const;

  const plan::Plan& plan_;
};

// "settled redeem, unlock or repay"; empty for a step that waits for none.
[[nodiscard]] std::string after_in_words(const plan::Step& step);
// "at most 30m, 3 retries every 15s doubling to 5m, then hold".
[[nodiscard]] std::string policy_in_words(const plan::Step& step);

[[nodiscard]] std::string_view to_text(plan::Basis basis);
[[nodiscard]] std::string_view to_text(plan::LimitMode mode);

}  // namespace dealwright::app
