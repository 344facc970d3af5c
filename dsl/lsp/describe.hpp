// Names in words, for hover, completion and hints.
#pragma once

#include <string>

#include "dsl/lsp/analysis.hpp"

namespace dealwright::lsp {

// How it is declared, on one line: "param capital: ETH = 1_000 ETH in 10 ETH .. 5_000 ETH".
[[nodiscard]] std::string declared_as(const Analysis& analysis, const sema::KnownName& name);
// Its type as an author would write it; empty for what has none.
[[nodiscard]] std::string type_of(const sema::KnownName& name);
// What is known of it beyond its declaration, a sentence a line: where a holding came from and who
// spends it, what a bucket is for.
[[nodiscard]] std::string facts_of(const Analysis& analysis, const sema::KnownName& name);
// The page of a name in Markdown.
[[nodiscard]] std::string page_of(const Analysis& analysis, const sema::KnownName& name);
// An asset of the file by its name, in one line; empty for none.
[[nodiscard]] std::string asset_line(const Analysis& analysis, std::string_view name);
// "1 use", "3 uses".
[[nodiscard]] std::string counted(std::size_t n, std::string_view noun);

}  // namespace dealwright::lsp
