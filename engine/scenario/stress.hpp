// Stress: the same deal in many bad worlds, one for each combination of a price shock, a frozen
// protocol, dear gas and an engine that is away. Pure: whoever calls it decides on threads.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "dsl/values/rational.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"
#include "engine/scenario/life.hpp"

namespace dealwright::scenario {

inline constexpr std::size_t grid_cases_max = 10'000;
// Values on one axis.
inline constexpr std::size_t axis_values_max = 100;

struct Move {
  std::string asset;
  values::Rational by;  // -1/2: the price halves
  friend bool operator==(const Move&, const Move&) = default;
};

struct GridAxes {
  std::vector<std::vector<Move>> shocks;  // an axis for each asset
  std::vector<std::string> frozen;        // modules by the deal's names; "" is none
  std::vector<values::Rational> gas;      // times what the world says
  std::vector<values::Duration> absences;
};

struct GridCase {
  std::vector<Move> moves;  // one for each shock axis
  std::string frozen;
  values::Rational gas{1};
  values::Duration absence;
  friend bool operator==(const GridCase&, const GridCase&) = default;
};

// What the deal's own box suggests: the fall of each asset that it names, half of it and none; each
// module that it lets freeze, and none; gas at 1, 5 and 20 times; an engine away for nothing, 6 and
// 48 hours. Without a box, the capital's asset falls by 20% and 50%.
[[nodiscard]] GridAxes default_axes(const core::Terms& terms);

// Every combination, the first axis slowest. The error says in words what is too much or unknown.
[[nodiscard]] std::expected<std::vector<GridCase>, std::string> cases_of(const core::Terms& terms,
                                                                         const GridAxes& axes);

// When a shock hurts most: right after the calm life owed most by its collateral; without debt,
// half way through it.
[[nodiscard]] values::Duration worst_moment(const Life& calm);

// The shock, the freeze and the absence come together, `at` after the start; gas is dear from the
// start.
[[nodiscard]] Circumstances circumstances_of(const simulated::Setting& world, const GridCase& one,
                                             values::Duration at);

// For people: "ETH -50%", "issuer frozen", "gas 20x", "away 2d"; "calm" when nothing happens.
[[nodiscard]] std::string to_text(const GridCase& one);

// Whoever is asked to approve does so after this, unless the world says something else: a stress is
// about markets.
inline constexpr values::Duration approval_delay = values::hours(1);
void approve_everything(const core::Terms& terms, simulated::Setting& world);

}  // namespace dealwright::scenario
