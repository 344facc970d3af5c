// Opening and verifying.
#include "engine/app/durable/journal_files.hpp"

#include <utility>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/sqlite/archive.hpp"
#include "engine/app/durable/journal_place.hpp"
#include "engine/app/files.hpp"
#include "engine/audit/json_lines.hpp"

namespace dealwright::app {
namespace {

// How often progress is shown: a stream takes microseconds.
constexpr std::uint64_t streams_a_line = 100;

}  // namespace

Failure failure_of(const ports::Error& error) {
  const bool mistaken =
      error.code == ports::ErrorCode::refused || error.code == ports::ErrorCode::fenced;
  return {mistaken ? ExitCode::usage : ExitCode::unreachable, error.what};
}

std::expected<std::unique_ptr<sqlite::SqliteJournal>, Failure> read_journal(
    const std::string& path) {
  const JournalPlace place = journal_place(path);
  if (auto there = expect_journal(place); !there) return std::unexpected(there.error());
  auto journal = sqlite::SqliteJournal::open_for_reading(place.journal);
  if (!journal) return std::unexpected(failure_of(journal.error()));
  return std::move(*journal);
}

std::expected<std::unique_ptr<sqlite::SqliteJournal>, Failure> read_journal_with(
    const std::string& path, const std::string& deal) {
  auto journal = read_journal(path);
  if (!journal) return journal;
  const auto found = (*journal)->find(deal);
  if (!found) return std::unexpected(failure_of(found.error()));
  if (!*found) {
    return std::unexpected(Failure{
        ExitCode::usage,
        "there is no deal " + in_ticks(deal) + " in this journal; `dealwright status` lists them"});
  }
  if ((*found)->place == ports::Place::journal) return journal;
  const std::string archive = (*journal)->database().path() + std::string(sqlite::archive_suffix);
  auto archived = sqlite::SqliteJournal::open_for_reading(archive);
  if (!archived) {
    return std::unexpected(
        Failure{ExitCode::unreachable,
                in_ticks(deal) + " is in the archive, but " + archived.error().what});
  }
  return std::move(*archived);
}

std::expected<std::unique_ptr<core::Terms>, Failure> pinned_terms(ports::DealCatalogue& deals,
                                                                  const std::string& deal) {
  const auto entry = deals.find(deal);
  if (!entry) return std::unexpected(failure_of(entry.error()));
  if (!*entry)
    return std::unexpected(Failure{ExitCode::usage, "there is no deal " + in_ticks(deal)});
  const auto json = deals.plan_json((*entry)->plan);
  if (!json) return std::unexpected(failure_of(json.error()));
  auto plan = plan::read_plan(*json);
  if (values::sha256(*json) != (*entry)->plan || !plan || !plan::find_faults(*plan).empty()) {
    return std::unexpected(
        Failure{ExitCode::unreachable, "the plan of " + in_ticks(deal) +
                                           " is not the one that it was started with; `dealwright "
                                           "audit verify` says more"});
  }
  return std::make_unique<core::Terms>(std::move(*plan));
}

std::expected<std::vector<audit::Mark>, Failure> read_heads(const std::string& file) {
  const auto text = read_file(file, heads_bytes_max, Readable::any);
  if (!text) return std::unexpected(Failure{ExitCode::usage, in_ticks(file) + " " + text.error()});
  if (text->size() > heads_bytes_max)
    return std::unexpected(Failure{ExitCode::usage, in_ticks(file) + " is too large for heads"});
  auto marks = audit::marks_from_lines(*text);
  if (!marks)
    return std::unexpected(Failure{ExitCode::usage, in_ticks(file) + " " + marks.error()});
  return std::move(*marks);
}

std::expected<audit::JournalAudit, Failure> audited(sqlite::SqliteJournal& journal,
                                                    const std::vector<audit::Mark>& marks,
                                                    Terminal& terminal) {
  const auto on_stream = [&](std::uint64_t streams) {
    if (streams % streams_a_line == 0) terminal.progress("verified " + counted(streams, "stream"));
  };
  auto found = audit::audit(journal, journal, marks, on_stream);
  if (!found) return std::unexpected(failure_of(found.error()));
  return std::move(*found);
}

std::string words_of(const audit::Finding& finding) {
  const std::string of = in_ticks(finding.stream) + ": " + plain(finding.what);
  return finding.sequence == 0 ? of : "record " + std::to_string(finding.sequence) + " of " + of;
}

}  // namespace dealwright::app
