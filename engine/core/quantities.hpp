// The quantities that the language knows: nav, profit, loss, ltv, exposure, health, price, value,
// cost and par. Each is computed here and nowhere else, from the books and the readings of a view;
// in USD unless it says otherwise.
#pragma once

#include <string_view>

#include "dsl/plan/expression.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {

[[nodiscard]] plan::Value price_of(const View& view, AssetId asset);
// An amount in whole units, at the market.
[[nodiscard]] plan::Value value_of(const View& view, AssetId asset, const values::Rational& amount);
// What everything of an asset is worth by the deal's own value rule; pledged or free, of every
// bucket.
[[nodiscard]] plan::Value exposure_of(const View& view, AssetId asset);
[[nodiscard]] plan::Value nav_of(const View& view);
// nav now less nav at the start.
[[nodiscard]] plan::Value profit_of(const View& view);
[[nodiscard]] plan::Value loss_of(const View& view);
// Debt over collateral, of everything or around one position; 0 without debt.
[[nodiscard]] plan::Value ltv_of(const View& view, std::optional<PositionId> position);
// What all open positions of a kind at a module are worth together.
[[nodiscard]] plan::Value value_at(const View& view, std::string_view module,
                                   plan::PositionKind kind);
// The lowest `health` of all modules with an open debt.
[[nodiscard]] plan::Value health_of(const View& view);
// What a position amounts to now, in whole units: as its module's query says, else as recorded.
[[nodiscard]] plan::Value amount_of(const View& view, PositionId position);
// What was paid for a holding, in whole units of `paid`.
[[nodiscard]] plan::Value cost_of(const View& view, HoldingId holding, AssetId paid);
// An amount as what it redeems into, at par.
[[nodiscard]] plan::Value at_par(const View& view, AssetId asset, const values::Rational& amount);
// An amount of an asset in USD: at its average cost over the whole deal.
[[nodiscard]] plan::Value at_cost(const View& view, AssetId asset, const values::Rational& amount);
// What we own less what we owe when the named assets and buckets are left out: negative means that
// a debt is not covered.
[[nodiscard]] plan::Value cover_of(const View& view, PositionId debt,
                                   const std::vector<std::string>& without);

// One of the closed list of exact primitives, of evaluated arguments.
[[nodiscard]] plan::Value primitive_of(const std::string& name,
                                       const std::vector<plan::Value>& args);

}  // namespace dealwright::core
