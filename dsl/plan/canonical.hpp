// The canonical JSON of a plan and its identity. Canonical: UTF-8, object keys in byte order, no
// white space, no numbers with fractions or above 2^53 (amounts and ratios are strings), empty
// lists and absent options left out. The identity is the SHA-256 of exactly these bytes.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/plan/plan.hpp"
#include "dsl/values/digest.hpp"

namespace dealwright::plan {

// Levels of JSON nesting that a reader follows: two for a level of expressions, and what is around
// them.
inline constexpr std::size_t json_depth_max = 2 * expression_depth_max + 128;
// Values of all kinds in one document. The tree of that many takes about a gigabyte at worst.
inline constexpr std::size_t json_values_max = 8'000'000;
// Faults reported at most: a broken list would have one for each element.
inline constexpr std::size_t faults_max = 100;

// Texts in the plan are UTF-8 (asserted: the parser refuses others, and find_faults names them).
[[nodiscard]] std::string to_canonical_json(const Plan& plan);
// For people: the same document, indented.
[[nodiscard]] std::string to_pretty_json(const Plan& plan);
[[nodiscard]] values::Digest identity(const Plan& plan);

struct PlanError {
  std::string where;  // JSON pointer: "/steps/2/after/0"
  std::string what;   // "expected a string"
};

// What a reader accepts at most; tests try smaller ones.
struct ReadLimits {
  std::size_t bytes = plan_bytes_max;
  std::size_t depth = json_depth_max;
  std::size_t values = json_values_max;
};
// Reads what to_canonical_json wrote (white space and another order of keys are tolerated). Any
// bytes give a plan or an error, never a crash: depth and size are bounded; unknown keys, unknown
// names, doubled keys and references that do not resolve are errors.
[[nodiscard]] std::expected<Plan, PlanError> read_plan(std::string_view json,
                                                       const ReadLimits& limits = {});

// Every reference resolves, shares add to 1, ids and names are unique, nothing runs in a circle,
// the allow-list is that of the calls, nothing is beyond its limit. The list is empty for a plan
// that `lower` made.
[[nodiscard]] std::vector<PlanError> find_faults(const Plan& plan);

}  // namespace dealwright::plan
