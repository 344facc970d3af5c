// What holds for the tree of any text at all.
#pragma once

#include <string>

#include "dsl/syntax/parse.hpp"

namespace dealwright::test {

// Empty, or the first thing that does not hold: sizes nest, spans lie inside their parents and in
// order, comments are in order, every byte that is not layout lies in a child of the root, findings
// are bounded and inside the text.
[[nodiscard]] std::string broken_invariant(const syntax::Parsed& parsed);

}  // namespace dealwright::test
