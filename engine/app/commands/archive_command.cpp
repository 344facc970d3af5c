// `archive`: deals that ended long ago move to a file of their own, and back.
#include <chrono>

#include <nlohmann/json.hpp>

#include "engine/adapters/sqlite/archive.hpp"
#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/durable/journal_files.hpp"
#include "engine/app/durable/journal_place.hpp"
#include "engine/app/page.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::ordered_json;

// Of one command; what is left is moved by the next.
constexpr std::size_t deals_max = 100'000;

values::TimePoint now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

struct Moved {
  std::vector<std::string> done;
  std::vector<std::string> failed;  // in words
};

void tell(const ArchiveOptions& options, const std::string& archive, const Moved& moved,
          Terminal& terminal) {
  if (options.shape == Shape::json) {
    const Json whole = {
        {"format", 1}, {"archive", archive}, {"deals", moved.done}, {"failed", moved.failed}};
    terminal.out(whole.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    return;
  }
  Page page(terminal.out_colour());
  const std::string deals = counted(moved.done.size(), "deal");
  switch (options.act) {
    case ArchiveAct::list: page.heading(deals + " would move to " + plain(archive)); break;
    case ArchiveAct::put_away: page.heading(deals + " moved to " + plain(archive)); break;
    case ArchiveAct::bring_back:
      page.heading(deals + " brought back from " + plain(archive));
      break;
  }
  for (const std::string& id : moved.done)
    page.line(2, plain(id));
  terminal.out(page.take());
  for (const std::string& words : moved.failed)
    terminal.warn(plain(words));
}

}  // namespace

ExitCode archive(const ArchiveOptions& options, Terminal& terminal) {
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  const std::string path = place.journal + std::string(sqlite::archive_suffix);
  if (options.act == ArchiveAct::list) {
    const auto journal = read_journal(options.journal);
    if (!journal) return terminal.fail(journal.error());
    const auto due = sqlite::due_for_archive(**journal, {}, now(), deals_max);
    if (!due) return terminal.fail(failure_of(due.error()));
    tell(options, path, {.done = *due, .failed = {}}, terminal);
    return ExitCode::ok;
  }
  const auto journal = sqlite::SqliteJournal::open_for_engine(place.journal, "dealwright archive");
  if (!journal) return terminal.fail(failure_of(journal.error()));
  auto moving = sqlite::Archive::open(**journal, path);
  if (!moving) return terminal.fail(failure_of(moving.error()));
  Moved moved;
  std::vector<std::string> ids = {options.id};
  if (options.id.empty()) {
    auto due = sqlite::due_for_archive(**journal, {}, now(), deals_max);
    if (!due) return terminal.fail(failure_of(due.error()));
    ids = std::move(*due);
  }
  for (const std::string& id : ids) {
    const auto done =
        options.act == ArchiveAct::put_away ? moving->put_away(id) : moving->bring_back(id);
    if (!done && (!options.id.empty() || done.error().code == ports::ErrorCode::stopped))
      return terminal.fail(failure_of(done.error()));
    if (done) {
      moved.done.push_back(id);
    } else {
      moved.failed.push_back(done.error().what);
    }
    terminal.progress(counted(moved.done.size(), "deal") + " of " + std::to_string(ids.size()));
  }
  tell(options, path, moved, terminal);
  return moved.failed.empty() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
