// Does a text belong to the language of the grammar page? Decided from the page alone, with all
// readings tried, so that it shares nothing with the parser.
#pragma once

#include <string>

#include "tests/unit/dsl/syntax/ebnf.hpp"

namespace dealwright::test::ebnf {

[[nodiscard]] bool recognises(const Grammar& grammar, const std::string& text);

}  // namespace dealwright::test::ebnf
