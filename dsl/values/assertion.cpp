// Ends the process on a mistake of ours, saying which. The one place in the pure folders that
// writes anything.
#include "dsl/values/assertion.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace dealwright::values {

void assertion_failed(const char* condition, const char* file, int line) {
  const std::string message = std::string(file) + ":" + std::to_string(line) +
                              ": this must hold and does not: " + condition +
                              "\nThis is a mistake in Dealwright, not in your deal.\n";
  std::fputs(message.c_str(), stderr);
  std::abort();
}

}  // namespace dealwright::values
