// What holds of checking any text: findings are bounded and lie in their sources, and a deal
// without findings becomes a plan without faults.
#pragma once

#include <string>

#include "dsl/sema/provider.hpp"

namespace dealwright::test {

// Empty, or what is broken about the check of `text`.
[[nodiscard]] std::string broken_check(const std::string& text, sema::SourceProvider& provider);

}  // namespace dealwright::test
