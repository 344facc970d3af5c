// Where an exploration looks: the corners of a deal's box, and both ends of what a run costs. What
// lies between them is not visited.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dsl/values/rational.hpp"
#include "engine/adapters/simulated/setting.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::scenario {

// One price for each asset that the box moves.
using Corner = std::vector<std::pair<std::string, values::Rational>>;
[[nodiscard]] std::vector<Corner> corners_of(const core::Terms& terms,
                                             const simulated::Setting& setting);

// Fees of failed attempts and interest grow with the way that a run takes, by small amounts that
// are never the same. They are taken at both ends instead, where they are the same on every way:
//   least: a failed attempt costs nothing, and nothing has grown old;
//   most:  an action pays, with its first attempt, for all the attempts that it may take, and what
//          grows with time has grown for the whole length of the box, at the rates of its edge.
enum class Costs : std::uint8_t { least, most };

// One end where nothing in the deal can tell them apart.
[[nodiscard]] std::vector<Costs> costs_of(const core::Terms& terms,
                                          const simulated::Setting& setting);
// How the world is set for an end.
[[nodiscard]] simulated::Setting setting_at(const core::Terms& terms, simulated::Setting setting,
                                            Costs costs);
// How old what grows is there.
[[nodiscard]] values::Duration age_at(const core::Terms& terms, Costs costs);
// How long the box holds, and so how far a run is followed.
[[nodiscard]] values::Duration length_of_box(const core::Terms& terms);

}  // namespace dealwright::scenario
