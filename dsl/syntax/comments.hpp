// One pass over the bytes before the grammar sees them: all comments in order, and the first byte
// that is not UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dsl/syntax/tree.hpp"

namespace dealwright::syntax {

struct FirstLook {
  std::vector<Comment> comments;
  std::optional<diagnostics::Span> not_utf8;  // the first stretch of such bytes
};

// `text` is at most source_bytes_max long.
[[nodiscard]] FirstLook look_over(std::string_view text);

}  // namespace dealwright::syntax
