// A journal file copied whole while its engine runs: one consistent moment, in one file without a
// log beside it, on the disk when it is done.
#pragma once

#include <string>

#include "engine/adapters/sqlite/database.hpp"

namespace dealwright::sqlite {

// Added to the name while a copy is being made; a copy that has its name is whole.
inline constexpr std::string_view unfinished_suffix = ".part";

// Copies the journal at `from` to `to` + unfinished_suffix, for its owner only; what an earlier
// copy left there is replaced. `refused` when `to` exists.
[[nodiscard]] ports::Result<void> copy_unfinished(const std::string& from, const std::string& to);
// Gives the copy its name, durably.
[[nodiscard]] ports::Result<void> finish_copy(const std::string& to);
// Removes a copy that was found to be of no use.
void drop_copy(const std::string& to);

}  // namespace dealwright::sqlite
