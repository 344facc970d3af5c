// libFuzzer harness: any bytes are a deal text; the tree must hold together whatever they are.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "tests/fuzz/tree_invariants.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<const dealwright::diagnostics::Source>(
      "fuzz.deal", std::string(data, data + size));
  const dealwright::syntax::Parsed parsed = dealwright::syntax::parse(source);
  const std::string broken = dealwright::test::broken_invariant(parsed);
  if (!broken.empty()) {
    std::fprintf(stderr, "%s\n", broken.c_str());
    std::abort();
  }
  return 0;
}
