// What changed between two plans, in words, and first of all which limits got weaker.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsl/plan/plan.hpp"

namespace dealwright::plan {

enum class ChangeKind : std::uint8_t { weaker, stronger, added, removed, changed };
struct Change {
  ChangeKind kind = ChangeKind::changed;
  std::string
      area;  // "limit", "bucket", "parameter", "step", "allow-list", "module", "assumption", "gas"
  std::string text;  // "`ltv` cap 30% -> 35% (when increased)"
};

// Weaker limits, removed limits and smaller untouchable buckets first, then new allow-list entries,
// then the rest in the plan's order. Empty when both have the same identity.
[[nodiscard]] std::vector<Change> compare(const Plan& before, const Plan& after);

}  // namespace dealwright::plan
