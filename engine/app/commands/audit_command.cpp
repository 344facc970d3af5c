// `audit verify`: every record of a journal, and whether its end is where it was.
#include <nlohmann/json.hpp>

#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

std::string as_json(const AuditOptions& options, const std::string& path,
                    const audit::JournalAudit& found, std::size_t marks) {
  Json findings = Json::array();
  for (const audit::Finding& finding : found.findings) {
    findings.push_back(
        {{"stream", finding.stream}, {"record", finding.sequence}, {"what", finding.what}});
  }
  const Json whole = {{"format", 1},
                      {"journal", path},
                      {"whole", found.findings.empty()},
                      {"streams", found.streams},
                      {"records", found.records},
                      {"archived", found.archived},
                      {"newest_ms", found.newest.milliseconds},
                      {"heads_compared", options.heads.empty() ? Json(nullptr) : Json(marks)},
                      {"findings", std::move(findings)}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string as_text(const AuditOptions& options, const std::string& path,
                    const audit::JournalAudit& found, std::size_t marks,
                    diagnostics::Colour colour) {
  Page page(colour);
  page.heading("the journal " + plain(path) +
               (found.findings.empty() ? " is whole" : " is NOT whole"));
  page.row(2, {"streams", std::to_string(found.streams)});
  page.row(2, {"records", std::to_string(found.records)});
  if (found.records != 0) page.row(2, {"newest", values::to_text(found.newest)});
  if (found.archived != 0) {
    page.row(2, {"archived", counted(found.archived, "deal") + ", whose records are in " +
                                 plain(path) + ".archive: verify it with --journal"});
  }
  page.row(2,
           {"heads", options.heads.empty()
                         ? "not compared: that the end was cut off shows only against exported "
                           "heads (`dealwright export --heads`)"
                         : counted(marks, "head") + " of " + plain(options.heads) + " compared"});
  page.end_table();
  if (found.findings.empty()) return page.take();
  page.heading(counted(found.findings.size(), "finding"));
  for (const audit::Finding& finding : found.findings) {
    page.row(2, {plain(finding.stream),
                 finding.sequence == 0 ? "-" : "record " + std::to_string(finding.sequence),
                 plain(finding.what)});
  }
  page.end_table();
  page.line(2,
            "Let no deal of it go on. `dealwright restore` brings the last backup back; keep this "
            "file as evidence.");
  return page.take();
}

}  // namespace

ExitCode audit_verify(const AuditOptions& options, Terminal& terminal) {
  const auto journal = read_journal(options.journal);
  if (!journal) return terminal.fail(journal.error());
  std::vector<audit::Mark> marks;
  if (!options.heads.empty()) {
    auto heads = read_heads(options.heads);
    if (!heads) return terminal.fail(heads.error());
    marks = std::move(*heads);
  }
  const auto found = audited(**journal, marks, terminal);
  if (!found) return terminal.fail(found.error());
  const std::string& path = (*journal)->database().path();
  terminal.out(options.shape == Shape::json
                   ? as_json(options, path, *found, marks.size())
                   : as_text(options, path, *found, marks.size(), terminal.out_colour()));
  return found->findings.empty() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
