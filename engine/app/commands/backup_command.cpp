// `backup` and `restore`: a copy gets its name only after every record in it was verified.
#include <nlohmann/json.hpp>

#include "engine/adapters/sqlite/archive.hpp"
#include "engine/adapters/sqlite/file_copy.hpp"
#include "engine/adapters/sqlite/lease.hpp"
#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/app/durable/journal_place.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

// Copies `from` to `to`, verifies the copy, and names it.
std::expected<audit::JournalAudit, Failure> verified_copy(const std::string& from,
                                                          const std::string& to,
                                                          const std::vector<audit::Mark>& marks,
                                                          Terminal& terminal) {
  if (auto copied = sqlite::copy_unfinished(from, to); !copied)
    return std::unexpected(failure_of(copied.error()));
  const auto verify = [&]() -> std::expected<audit::JournalAudit, Failure> {
    const auto copy =
        sqlite::SqliteJournal::open_for_reading(to + std::string(sqlite::unfinished_suffix));
    if (!copy) return std::unexpected(failure_of(copy.error()));
    return audited(**copy, marks, terminal);
  };
  auto found = verify();
  if (!found || !found->findings.empty()) {
    sqlite::drop_copy(to);
    if (!found) return found;
    return std::unexpected(
        Failure{ExitCode::findings, "the journal " + in_ticks(from) +
                                        " is not whole: " + words_of(found->findings.front()) +
                                        "; no copy was made, `dealwright audit verify` says more"});
  }
  if (auto named = sqlite::finish_copy(to); !named)
    return std::unexpected(failure_of(named.error()));
  return found;
}

void tell(const std::string& what, const std::string& from, const std::string& to,
          const audit::JournalAudit& found, Shape shape, Terminal& terminal) {
  if (shape == Shape::json) {
    const Json whole = {{"format", 1},
                        {"from", from},
                        {"to", to},
                        {"streams", found.streams},
                        {"records", found.records},
                        {"archived", found.archived},
                        {"newest_ms", found.newest.milliseconds}};
    terminal.out(whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  Page page(terminal.out_colour());
  page.heading(what + " to " + plain(to));
  page.row(2, {"from", plain(from)});
  page.row(
      2, {"verified", counted(found.streams, "stream") + ", " + counted(found.records, "record")});
  if (found.records != 0) page.row(2, {"newest", values::to_text(found.newest)});
  if (found.archived != 0) {
    page.row(2, {"archived", counted(found.archived, "deal") +
                                 ", whose records are in a file of their own: copy " + plain(from) +
                                 std::string(sqlite::archive_suffix) + " too, with --journal"});
  }
  page.end_table();
  terminal.out(page.take());
}

}  // namespace

ExitCode backup(const BackupOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  const auto found = verified_copy(place.journal, options.file, {}, terminal);
  if (!found) return terminal.fail(found.error());
  tell("backed up", place.journal, options.file, *found, options.shape, terminal);
  return ExitCode::ok;
}

ExitCode restore(const RestoreOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  std::vector<audit::Mark> marks;
  if (!options.heads.empty()) {
    auto heads = read_heads(options.heads);
    if (!heads) return terminal.fail(heads.error());
    marks = std::move(*heads);
  }
  if (auto made = make_journal_folder(place); !made) return terminal.fail(made.error());
  // No engine begins on the place while the copy is made.
  const auto lease = sqlite::Lease::take(place.journal, "dealwright restore");
  if (!lease) return terminal.fail(failure_of(lease.error()));
  const auto found = verified_copy(options.file, place.journal, marks, terminal);
  if (!found) return terminal.fail(found.error());
  tell("restored", options.file, place.journal, *found, options.shape, terminal);
  terminal.warn(
      "what happened after the backup is not in it: compare the accounts with what the "
      "deals believe (`dealwright show`) before `dealwright recover`");
  return ExitCode::ok;
}

}  // namespace dealwright::app
