// What a number of a plan counts: `USDC`, `USDC per WETH`, nothing for a ratio. A contract takes
// base units, so whoever calls one has to know of which asset.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dsl/plan/plan.hpp"

namespace dealwright::binding {

// Exponents by name, none of them zero: USDC per WETH is {USDC: 1, WETH: -1}.
using Unit = std::map<std::string, int, std::less<>>;

// "USDC per WETH"; "ratio", "" and "bare" are no unit.
[[nodiscard]] Unit unit_from_text(std::string_view text);
[[nodiscard]] std::string to_text(const Unit& unit);
// The asset, when the unit is one.
[[nodiscard]] std::optional<std::string> asset_of(const Unit& unit);

// Of an expression inside an action; nothing when the plan does not tell. A `let` whose own
// expression tells nothing has the unit of what the action's conditions compare it with.
[[nodiscard]] std::optional<Unit> unit_of(const plan::Plan& plan, const plan::Action& action,
                                          const plan::Expression& expression);

}  // namespace dealwright::binding
