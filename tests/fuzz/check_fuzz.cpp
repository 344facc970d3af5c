// Any bytes given to the checker yield findings that lie in their sources, or deals that become
// plans without faults.
#include <cstdint>
#include <string>

#include "dsl/values/assertion.hpp"
#include "tests/fuzz/check_invariants.hpp"
#include "tests/support/library_provider.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dealwright::support::LibraryProvider provider;
  const std::string text(reinterpret_cast<const char*>(data), size);
  DEALWRIGHT_ASSERT(dealwright::test::broken_check(text, provider).empty());
  return 0;
}
