// The arguments of an action as written, matched with the parameters that its module declares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/sema/actions.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::sema {

// For each parameter the node of its argument; absent where a default serves. Nothing when they do
// not fit, which was reported. `written` is what messages call the action, `use` the whole of
// `MODULE.ACTION(…)`.
[[nodiscard]] std::optional<std::vector<syntax::Node>> match_arguments(
    diagnostics::Diagnostics& found, const ActionSignature& signature, const std::string& written,
    syntax::Node use);

}  // namespace dealwright::sema
