// Journals as files of a command: opened to be read or changed, verified, with failures in words
// and the exit code for them.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "engine/adapters/sqlite/sqlite_journal.hpp"
#include "engine/app/exit_code.hpp"
#include "engine/app/terminal.hpp"
#include "engine/audit/journal_audit.hpp"
#include "engine/core/terms.hpp"

namespace dealwright::app {

// A file of exported heads.
inline constexpr std::size_t heads_bytes_max = std::size_t{1} << 30U;

[[nodiscard]] Failure failure_of(const ports::Error& error);
// Beside an engine or without one.
[[nodiscard]] std::expected<std::unique_ptr<sqlite::SqliteJournal>, Failure> read_journal(
    const std::string& path);
// Where a deal's records are: the journal, or its archive.
[[nodiscard]] std::expected<std::unique_ptr<sqlite::SqliteJournal>, Failure> read_journal_with(
    const std::string& path, const std::string& deal);
// The terms of a deal, from the plan that was pinned for it.
[[nodiscard]] std::expected<std::unique_ptr<core::Terms>, Failure> pinned_terms(
    ports::DealCatalogue& deals, const std::string& deal);
// What `export --heads` wrote.
[[nodiscard]] std::expected<std::vector<audit::Mark>, Failure> read_heads(const std::string& file);
// Verifies a whole journal and shows how far it is.
[[nodiscard]] std::expected<audit::JournalAudit, Failure> audited(
    sqlite::SqliteJournal& journal, const std::vector<audit::Mark>& marks, Terminal& terminal);
// "record 7 of `loop-1`: it is not what was written".
[[nodiscard]] std::string words_of(const audit::Finding& finding);

}  // namespace dealwright::app
