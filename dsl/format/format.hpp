// The one layout of deal text: no options. Start here.
#pragma once

#include <string>

#include "dsl/syntax/tree.hpp"

namespace dealwright::format {

// A block on one line that would be longer than this is put on several.
inline constexpr unsigned columns_max = 100;

// The text of the tree in the layout that every deal has: two spaces a level, single spaces between
// tokens, at most one empty line between items, columns in lines that belong together. Tokens and
// comments stay as they are and in order, and so do the author's line breaks but for those around
// items. Formatting what was formatted changes nothing. A tree with syntax errors gives its text
// back as it is: what was not understood is not moved. Pure; safe to call from any thread; linear
// in the text.
[[nodiscard]] std::string format(const syntax::SyntaxTree& tree);

}  // namespace dealwright::format
