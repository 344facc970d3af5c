// The records of one append as one piece of bytes, as stores keep them: a row for an append costs
// half of what a row for a record costs. docs/JOURNAL_FORMAT.md describes the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/record.hpp"

namespace dealwright::journal {

inline constexpr std::string_view bundle_version = "1";

// Adds the bytes of records that go on from each other, of one stream, to `out`.
void pack(std::span<const Record> records, std::string& out);

// Which records of a bundle are wanted.
struct Wanted {
  std::uint64_t from = 1;
  std::size_t most = SIZE_MAX;
};
// Adds the wanted records of a bundle whose first record is number `first` of `stream`. Says what
// is wrong with the bytes; hashes are verified by `verify`, not here.
[[nodiscard]] std::optional<std::string> unpack(std::string_view bytes, std::string_view stream,
                                                std::uint64_t first, const Wanted& wanted,
                                                std::vector<Record>& out);

}  // namespace dealwright::journal
