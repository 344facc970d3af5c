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

// What a reader accepts at most, beside plan_bytes_max: levels of JSON nesting (two for a level of
// expressions, and what is around them), and values of all kinds.
inline constexpr std::size_t json_depth_max = 2 * 256 + 128;
inline constexpr std::size_t json_values_max = 16'000'000;
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
// Reads what to_canonical_json wrote (white space tolerated). Any bytes give a plan or an error,
// never a crash: depth is bounded, unknown keys, unknown names, doubled keys and references that do
// not resolve are errors.
[[nodiscard]] std::expected<Plan, PlanError> read_plan(std::string_view json);

// Every reference resolves, shares add to 1, ids and names are unique, nothing runs in a circle,
// the allow-list is that of the calls, nothing is beyond its limit. The list is empty for a plan
// that `lower` made.
[[nodiscard]] std::vector<PlanError> find_faults(const Plan& plan);

}  // namespace dealwright::plan
