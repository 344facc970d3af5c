// Building diagnostics about syntax nodes in one line each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/diagnostics/diagnostic.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::sema {

// Where something stands, so that a later finding can point at it.
struct Place {
  diagnostics::SourcePointer source;
  diagnostics::Span span;
  [[nodiscard]] explicit operator bool() const { return source != nullptr; }
};
[[nodiscard]] Place place_of(syntax::Node node);

// What is kept while a file is checked; of one file fewer are shown. From `suggestions_max` on
// nobody reads what was meant: the search for it is left out, so that no text makes checking slow.
inline constexpr std::size_t findings_max = 30'000;
inline constexpr std::size_t suggestions_max = 200;
[[nodiscard]] inline bool are_suggestions_useful(const diagnostics::Diagnostics& found) {
  return found.size() < suggestions_max;
}

// One finding under construction; it is appended when it goes out of scope.
//   Report(found, Code::unknown_name, node).says("`x` is unknown").suggest("working");
class Report {
 public:
  Report(diagnostics::Diagnostics& found, diagnostics::Code code, const Place& at);
  Report(diagnostics::Diagnostics& found, diagnostics::Code code, syntax::Node at)
      : Report(found, code, place_of(at)) {}
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  Report& says(std::string message);
  Report& here(std::string label);                      // text under the caret
  Report& also(const Place& other, std::string label);  // the other place
  Report& note(std::string text);
  Report& help(std::string text);
  Report& replace_with(std::string text);  // a fix that writes `text` over the primary place
  Report& insert_at(const Place& where, std::uint32_t offset, std::string text, std::string title);

 private:
  diagnostics::Diagnostics& found_;
  diagnostics::Diagnostic diagnostic_;
};

// "`a`, `b` or `c`" of the first few.
inline constexpr std::size_t listed_max = 8;
[[nodiscard]] std::string listed(const std::vector<std::string>& names, std::string_view last_word);

}  // namespace dealwright::sema
