// libFuzzer harness: what parses is formatted, and nothing but its layout changes.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "tests/fuzz/format_invariants.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<const dealwright::diagnostics::Source>(
      "fuzz.deal", std::string(data, data + size));
  const std::string broken = dealwright::test::broken_format(dealwright::syntax::parse(source));
  if (!broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
