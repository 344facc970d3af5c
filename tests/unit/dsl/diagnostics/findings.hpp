// Sources and findings that several tests of the diagnostics room use.
#pragma once

#include <string>
#include <string_view>

#include "dsl/diagnostics/diagnostic.hpp"

namespace dealwright::diagnostics {

[[nodiscard]] SourcePointer source(std::string text, std::string name = "deals/d.deal");
// The first place of `text` in the source, from byte `from` on; the source's end where it is not
// found.
[[nodiscard]] Span span_of(const SourcePointer& source, std::string_view text,
                           std::size_t from = 0);
[[nodiscard]] Label label(const SourcePointer& source, std::string_view text,
                          std::string words = "");

// A small deal with two mistakes, and the finding with everything a finding can have.
[[nodiscard]] SourcePointer small_deal();
[[nodiscard]] Diagnostic misspelled_name();
[[nodiscard]] Diagnostic with_everything();

}  // namespace dealwright::diagnostics
