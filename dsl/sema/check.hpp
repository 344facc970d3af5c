// Syntax tree -> checked model. Start here: check() tells the story of a file.
#pragma once

#include <memory>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/sema/model.hpp"
#include "dsl/sema/names.hpp"
#include "dsl/sema/provider.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::sema {

inline constexpr std::size_t used_files_max = 256;
inline constexpr std::size_t declarations_max = 2'000;  // of one file
inline constexpr std::size_t rungs_max = 10'000;

struct CheckedFile {
  Model model;  // complete where `found` has no errors; what could be understood otherwise
  diagnostics::Diagnostics found;
  NameIndex names;  // of the file itself, when they were asked for; it points into `model`
};

// Whether a check also says what every name of the file stands for: editors ask, commands do not.
enum class NamesWanted : std::uint8_t { no, yes };

// Pure but for what `provider` does. Cost grows linearly with the text.
[[nodiscard]] CheckedFile check(std::shared_ptr<const syntax::SyntaxTree> tree,
                                SourceProvider& provider, NamesWanted names = NamesWanted::no);

}  // namespace dealwright::sema
