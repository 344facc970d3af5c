// Text -> syntax tree. Parsing never fails: any bytes give a tree, and what is wrong with them as
// diagnostics, all mistakes of a file in one run. Start here.
#pragma once

#include <cstdint>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::syntax {

inline constexpr unsigned nesting_max =
    64;  // parentheses, blocks and prefix operators, counted together
inline constexpr unsigned syntax_findings_max = 100;  // a file with more is not a deal

struct Parsed {
  SyntaxTree tree;
  diagnostics::Diagnostics found;
  std::uint64_t work = 0;  // rules tried and bytes looked at: a measure of effort that does not
                           // depend on the machine
};

// Pure; safe to call from any thread. Linear in the size of the text; text over source_bytes_max is
// refused as D104.
[[nodiscard]] Parsed parse(diagnostics::SourcePointer source);

}  // namespace dealwright::syntax
