// The tables of a journal file, and the steps from every older version of them to this one.
#pragma once

#include <cstdint>

#include "engine/adapters/sqlite/database.hpp"

namespace dealwright::sqlite {

// Kept in the file's `user_version`. Versions only grow; each has a step in `schema.cpp`.
inline constexpr std::int64_t schema_version = 1;
// The file's `application_id`: "Deal".
inline constexpr std::int64_t application_id = 0x4465616c;

// Makes the tables in an empty file and brings older ones up to this version, each in one
// transaction. A newer file, and one of another program, are refused and left as they are.
[[nodiscard]] ports::Result<void> prepare_to_write(Database& database);
// The same checks for a reader, which changes nothing: an older file is refused until an engine has
// brought it up to date.
[[nodiscard]] ports::Result<void> prepare_to_read(Database& database);

}  // namespace dealwright::sqlite
