// Any bytes given to the plan reader yield a plan or an error; what it reads is written and read
// again unchanged, and compares with itself as equal.
#include <cstdint>
#include <string_view>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/difference.hpp"
#include "dsl/values/assertion.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace plan = dealwright::plan;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = plan::read_plan(bytes);
  if (!read) {
    DEALWRIGHT_ASSERT(!read.error().what.empty());
    return 0;
  }
  const std::string canonical = plan::to_canonical_json(*read);
  const auto again = plan::read_plan(canonical);
  DEALWRIGHT_ASSERT(again.has_value() && *again == *read);
  DEALWRIGHT_ASSERT(plan::to_canonical_json(*again) == canonical);
  DEALWRIGHT_ASSERT(plan::compare(*read, *again).empty());
  return 0;
}
