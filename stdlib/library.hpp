// The standard library as text: protocol modules, the prelude and contract interfaces as they were
// when the program was built. Nothing is parsed here; whoever compiles a deal asks for a file by
// its name.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace dealwright::stdlib {

/// The bytes of a file of the library by its path below stdlib/ ("aave_v3.deal", "abi/weth9.json");
/// nothing when there is none of exactly that name. Valid for the life of the program, from any
/// thread.
[[nodiscard]] std::optional<std::string_view> find_file(std::string_view path);

/// The paths of all files: the prelude first, then the modules by name, then the contract
/// interfaces by name.
[[nodiscard]] std::span<const std::string_view> file_names();

}  // namespace dealwright::stdlib
