// Expressions compared by what they mean in a plan rather than by how they are written: constants
// are computed, fixed parameters take their values, and a condition says whether it holds more
// often than another.
#pragma once

#include <string>
#include <unordered_map>

#include "dsl/plan/plan.hpp"

namespace dealwright::plan {

// Computes the constant parts of expressions of one plan. Keeps no reference to the plan.
class Folder {
 public:
  explicit Folder(const Plan& plan);
  [[nodiscard]] Expression fold(const Expression& expression) const;

 private:
  std::unordered_map<std::string, Expression> params_;  // those whose value is a literal
};

// How often the later of two conditions holds: `wider` is whenever the earlier does and more,
// `narrower` the opposite; `unclear` when this cannot be told without knowing the market.
enum class Reach : std::uint8_t { same, wider, narrower, unclear };

// Of folded conditions. Tells conditions apart that compare the same quantity in the same direction
// with bounds that are constant, or constant multiples of the same thing.
[[nodiscard]] Reach compare_conditions(const Expression& before, const Expression& after);

// Whether both compare the same quantity in the same direction, so that they are two versions of
// one condition.
[[nodiscard]] bool same_subject(const Expression& before, const Expression& after);

// How the later of two folded numbers compares; none when that cannot be told.
[[nodiscard]] std::optional<std::strong_ordering> compare_numbers(const Expression& before,
                                                                  const Expression& after);

}  // namespace dealwright::plan
