// What a phase has to say about the author's text: a stable code, the exact place, the other place,
// the computed numbers, what to do, and where possible an edit that a machine can apply.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsl/diagnostics/codes.hpp"
#include "dsl/diagnostics/source.hpp"

namespace dealwright::diagnostics {

using SourcePointer = std::shared_ptr<const Source>;

// A null source is a finding without a place (a file that cannot be read).
struct Label {
  SourcePointer source;
  Span span;
  std::string text;  // for the primary label: may be empty, the message says it
};

struct Edit {
  SourcePointer source;
  Span span;  // replaced by `text`; an empty span inserts
  std::string text;
};

struct Fix {
  std::string title;  // "write `working`"
  std::vector<Edit> edits;
};

struct Diagnostic {
  Code code;
  std::string message;  // lower case, names in backticks, the numbers that were computed
  Label primary;
  std::vector<Label> others;
  std::vector<std::string> notes;
  std::string help;  // what to do; empty when there is nothing to add
  std::optional<Fix> fix;
  std::vector<Label> flow;  // how it comes about, in order of time (a counterexample); mostly empty
};

// Phases append; nothing is thrown. A file stops reporting after `diagnostics_max` findings with
// one last D107.
inline constexpr std::size_t diagnostics_max = 200;
using Diagnostics = std::vector<Diagnostic>;

[[nodiscard]] bool has_errors(const Diagnostics& found);
// Sorted by file name, place and code, duplicates dropped, each file cut at diagnostics_max (and
// its D107).
[[nodiscard]] Diagnostics in_order(Diagnostics found);

}  // namespace dealwright::diagnostics
