// The parts of a plan in words that an analyst would use: money, flows, actions, guards, policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/plan/plan.hpp"

namespace dealwright::app {

// "all ETH from working", "up to 50 ETH from opportunistic", "40% of lot".
[[nodiscard]] std::string in_words(const plan::Money& money);
// "pays all ETH from working -> gets WETH as wrapped".
[[nodiscard]] std::string in_words(const std::vector<plan::Flow>& flows);
// "desk.price(USDTz) <= ceiling, within 1d, else skip".
[[nodiscard]] std::string in_words(const plan::When& when);
[[nodiscard]] std::string in_words(const plan::Approval& approval);
// "settled redeem, unlock or repay"; empty for a step that waits for none.
[[nodiscard]] std::string after_in_words(const plan::Step& step);
// "30m, 3 retries every 15s doubling to 5m, then hold".
[[nodiscard]] std::string policy_in_words(const plan::Step& step);
// "ltv <= 30%", without how and when it holds.
[[nodiscard]] std::string cap_in_words(const plan::Limit& limit);
[[nodiscard]] std::string in_words(const plan::Assumption& assumption);
[[nodiscard]] std::string in_words(const plan::Split& split);
// The name an action is known by in the deal: "aave.borrow".
[[nodiscard]] std::string action_name(const plan::Plan& plan, const plan::Action& action);

[[nodiscard]] std::string_view to_text(plan::Basis basis);
[[nodiscard]] std::string_view to_text(plan::LimitMode mode);

}  // namespace dealwright::app
