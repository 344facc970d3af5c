// Where the journal of a project stands, and what stands beside it.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/app/exit_code.hpp"

namespace dealwright::app {

inline constexpr std::string_view journal_folder = ".dealwright";
inline constexpr std::string_view journal_file = "journal.db";

struct JournalPlace {
  std::string journal;  // the SQLite file
  std::string worlds;   // of the simulated network: the file of the worlds
  std::string socket;   // of the engine that runs on it
  std::string crashes;  // which deals an engine died with in its hand
};

// `--journal`, else DEALWRIGHT_JOURNAL, else .dealwright/journal.db of the project we stand in.
[[nodiscard]] JournalPlace journal_place(const std::string& given);
// Makes the folder, for its owner alone and kept out of version control, when it is not there.
[[nodiscard]] std::expected<void, Failure> make_journal_folder(const JournalPlace& place);
// Whether there is a journal to read.
[[nodiscard]] std::expected<void, Failure> expect_journal(const JournalPlace& place);

}  // namespace dealwright::app
