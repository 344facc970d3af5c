// Sources of money made concrete: which accounts, how much of each. The only place that draws from
// buckets, so the only place where an untouchable bucket could be touched: it refuses.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "engine/core/view.hpp"

namespace dealwright::core {

// Amounts beyond this are refused wherever they enter: sums of 2^32 of them still fit.
inline constexpr values::Amount amount_max{
    std::array<std::uint64_t, 4>{~0ULL, ~0ULL, ~0ULL, 0xffff'ffffULL}};

// The draws that a source stands for now, in the order of owners; the error says in words what is
// missing. What we pay rounds up, a share of something rounds down. `rung`: what the current rung
// of the step takes, and from where.
struct RungSource {
  const plan::Money* source = nullptr;
  values::Amount amount;
};
[[nodiscard]] std::expected<std::vector<Draw>, std::string> resolve(
    const View& view, const plan::Money& money, const std::optional<RungSource>& rung);

// Everything free behind a source, whatever part of it the source names: all of the lot behind `40%
// of lot`.
[[nodiscard]] std::expected<std::vector<Draw>, std::string> everything_behind(
    const View& view, const plan::Money& money);

// What is set aside for paying off a debt beyond what is owed when it is decided, so that the
// interest until it arrives is covered: half an hour at 1,700% a year.
inline constexpr std::uint64_t interest_ahead_bps = 10;
// The debt that a source is bounded by: `up to loan.owed from …`. Whoever is paid so takes what is
// owed when the money arrives, and no more.
[[nodiscard]] std::optional<PositionId> debt_paid_off(const Terms& terms, const plan::Money& money);

// The buckets and holdings that a source names, a sum's one after the other.
[[nodiscard]] std::vector<std::string> names_in(const plan::Money& money);

[[nodiscard]] values::Amount total_of(const std::vector<Draw>& draws);
// `amount` out of the draws, by their weight, rounded down; the dust comes from the largest that
// has it. At most what is there (asserted).
[[nodiscard]] std::vector<Draw> take(const std::vector<Draw>& draws, const values::Amount& amount);

// An expression as an amount of an asset; the error says why there is none.
[[nodiscard]] std::expected<values::Amount, std::string> amount_from(const Terms& terms,
                                                                     const plan::Value& value,
                                                                     AssetId asset,
                                                                     values::Rounding rounding);
// For people: "1,000 ETH".
[[nodiscard]] std::string to_text(const Terms& terms, AssetId asset, const values::Amount& amount);

}  // namespace dealwright::core
