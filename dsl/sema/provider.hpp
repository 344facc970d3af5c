// Where the checker gets other files from. It never opens one itself: reading, and the jail around
// the project's root, belong to the caller.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "dsl/diagnostics/diagnostic.hpp"

namespace dealwright::sema {

enum class ProviderError : std::uint8_t {
  not_found,
  outside_project,  // above the root, absolute, or through a link that leaves it
  unreadable,       // there, but not a plain readable file, or too large
};

class SourceProvider {
 public:
  virtual ~SourceProvider() = default;

  // A module of the standard library by its name ("aave_v3"), or "prelude".
  [[nodiscard]] virtual std::expected<diagnostics::SourcePointer, ProviderError> standard_module(
      std::string_view name) = 0;
  // The names `use` can take, for suggestions.
  [[nodiscard]] virtual std::vector<std::string> standard_module_names() const = 0;
  // A file named in a `use` of the source called `from`. Two spellings of one file give sources of
  // one name.
  [[nodiscard]] virtual std::expected<diagnostics::SourcePointer, ProviderError> project_file(
      std::string_view from, std::string_view path) = 0;
  // A contract's ABI: of the standard library for one of its modules, else `NAME.json` or
  // `abi/NAME.json` beside the module's file.
  [[nodiscard]] virtual std::expected<std::string, ProviderError> abi(std::string_view from,
                                                                      std::string_view name) = 0;
};

}  // namespace dealwright::sema
