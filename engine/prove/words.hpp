// Corners of a box in words.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/prove/prove.hpp"

namespace dealwright::prove {

// What the market and time are at a corner, as far as it matters; the present last.
[[nodiscard]] std::vector<Look> where(const Variables& variables,
                                      const std::map<VariableId, std::optional<Rational>>& at,
                                      const Epoch& present);

}  // namespace dealwright::prove
