// Expressions and values as the author of a deal wrote them: modules by the deal's own names, a
// position's amounts as the position's, values with their unit. For people; nothing reads it back.
#pragma once

#include <string>
#include <string_view>

#include "dsl/plan/expression.hpp"
#include "dsl/plan/plan.hpp"

namespace dealwright::plan {

// The deal's name for a module: `aave` for `aave_v3`.
[[nodiscard]] std::string alias_of(const Plan& plan, std::string_view module);

// "desk.price(USDTz) <= ceiling", "loan.owed == 0 USDT": what `to_text(expression)` says with the
// modules' own names.
[[nodiscard]] std::string to_text(const Plan& plan, const Expression& expression);

// The value of a parameter as a person gives it: a route without its quotes.
[[nodiscard]] std::string given_text(const Expression& value);

// What a value of the expression is counted in: "USDT", "USD", "USDT per USDTz", "ratio",
// "duration", "time", "truth"; empty when it is a plain number or cannot be told.
[[nodiscard]] std::string unit_of(const Plan& plan, const Expression& expression);

// "32.47%", "175,107.742937 USDT", "1,500,000.25 USD", "6h"; why there is none when it is
// unavailable. Rounded: for people.
[[nodiscard]] std::string to_text(const Value& value, std::string_view unit);

// Both sides of a comparison with their values: "ltv is 32.47%", and for a right side that is no
// literal "; ceiling is 0.65 USDT per USDTz". Other conditions: what they are.
[[nodiscard]] std::string compared(const Plan& plan, const Expression& condition,
                                   const Surroundings& surroundings);

}  // namespace dealwright::plan
