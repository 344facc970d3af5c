// `export`: records, or the heads of streams, as lines of JSON. What is written was verified.
#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/audit/json_lines.hpp"
#include "engine/journal/replay.hpp"

namespace dealwright::app {
namespace {

std::expected<void, Failure> export_stream(sqlite::SqliteJournal& journal, const std::string& name,
                                           Terminal& terminal) {
  std::uint64_t sequence = 0;
  values::Digest previous;
  while (true) {
    const auto records = journal.read(name, sequence + 1, audit::records_a_read);
    if (!records) return std::unexpected(failure_of(records.error()));
    if (records->empty()) return {};
    if (const auto fault = journal::verify(*records, name, sequence + 1, previous)) {
      return std::unexpected(
          Failure{ExitCode::findings,
                  words_of({.stream = name, .sequence = fault->sequence, .what = fault->what}) +
                      "; the export ends before it"});
    }
    std::string lines;
    for (const journal::Record& record : *records)
      lines += audit::to_line(record);
    terminal.out(lines);
    sequence = records->back().sequence;
    previous = records->back().hash;
  }
}

std::expected<void, Failure> export_all(sqlite::SqliteJournal& journal, Terminal& terminal) {
  std::string after;
  while (true) {
    const auto heads = journal.heads(after, audit::streams_a_read);
    if (!heads) return std::unexpected(failure_of(heads.error()));
    if (heads->empty()) return {};
    for (const ports::StreamHead& head : *heads) {
      if (auto done = export_stream(journal, head.stream, terminal); !done) return done;
    }
    after = heads->back().stream;
  }
}

}  // namespace

ExitCode export_lines(const ExportOptions& options, Terminal& terminal) {
  const auto journal = options.id.empty() ? read_journal(options.journal)
                                          : read_journal_with(options.journal, options.id);
  if (!journal) return terminal.fail(journal.error());
  if (options.what == Exported::heads) {
    const auto marks = audit::marks_of(**journal);
    if (!marks) return terminal.fail(failure_of(marks.error()));
    std::string lines = audit::first_line("marks");
    for (const audit::Mark& mark : *marks) {
      if (options.id.empty() || mark.stream == options.id) lines += audit::to_line(mark);
    }
    terminal.out(lines);
    return ExitCode::ok;
  }
  terminal.out(audit::first_line("records"));
  const auto done = options.id.empty() ? export_all(**journal, terminal)
                                       : export_stream(**journal, options.id, terminal);
  return done ? ExitCode::ok : terminal.fail(done.error());
}

}  // namespace dealwright::app
