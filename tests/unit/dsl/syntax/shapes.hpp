// Trees as one line of text, so that a test says what it expects in a line.
#pragma once

#include <string>
#include <vector>

#include "dsl/syntax/parse.hpp"

namespace dealwright::test {

[[nodiscard]] syntax::Parsed parse_text(const std::string& text);

// `comparison(name compare_sign quantity(number))`: kinds only.
[[nodiscard]] std::string shape(syntax::Node node);

// The first node of that kind in the tree, in source order; absent when there is none.
[[nodiscard]] syntax::Node find(const syntax::Parsed& parsed, syntax::Kind kind);

// `D100 3:5 message`, one per finding, in order.
[[nodiscard]] std::vector<std::string> findings(const syntax::Parsed& parsed);

// The shape of an expression: parsed as the condition of a `require`.
[[nodiscard]] std::string expression_shape(const std::string& expression);

// A statement within a step of a deal; the shape of the first node in the body.
[[nodiscard]] std::string statement_shape(const std::string& statement);

}  // namespace dealwright::test
