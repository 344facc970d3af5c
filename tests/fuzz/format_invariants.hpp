// What holds for the formatter on any text.
#pragma once

#include <string>

#include "dsl/syntax/parse.hpp"

namespace dealwright::test {

// Empty, or the first thing that does not hold: a text with findings is refused and any other
// formatted; the result has no findings, the same tokens, comments and tree, no blanks at line
// ends, and is formatted already.
[[nodiscard]] std::string broken_format(const syntax::Parsed& parsed);

}  // namespace dealwright::test
