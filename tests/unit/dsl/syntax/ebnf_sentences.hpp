// Sentences made from the grammar page, with the tree that each must give.
#pragma once

#include <string>

#include "tests/fuzz/mutations.hpp"
#include "tests/unit/dsl/syntax/ebnf.hpp"

namespace dealwright::test::ebnf {

struct Sentence {
  std::string text;
  std::string shape;  // as `shape` of shapes.hpp prints a tree
};

// A file; deeper parts are chosen short, so it ends. `nodeless` rules leave no node.
[[nodiscard]] Sentence make_sentence(const Grammar& grammar, const std::set<std::string>& nodeless,
                                     Chance& chance);

}  // namespace dealwright::test::ebnf
