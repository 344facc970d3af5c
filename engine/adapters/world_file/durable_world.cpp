// Each call changes the world in memory, then its rows in one transaction; when that fails the
// world is read again before it is used again.
#include "engine/adapters/world_file/durable_world.hpp"

#include <utility>

#include "engine/adapters/world_file/database.hpp"

namespace dealwright::world_file {

using ports::ErrorCode;
using ports::Result;
using simulated::RowKey;
using simulated::Rows;

namespace {

// Of the signal that was handed out last.
const RowKey handed_row{"handed", ""};

}  // namespace

DurableWorld::DurableWorld(const core::Terms& terms, simulated::Setting setting, Place place)
    : terms_(terms), setting_(std::move(setting)), place_(place) {}

Result<void> DurableWorld::load() {
  const auto found = place_.database.run("SELECT kind, name, value FROM row WHERE world = ?",
                                         {.numbers = {place_.world}, .texts = {}});
  if (!found) return std::unexpected(found.error());
  Rows rows;
  std::optional<core::Signal> handed;
  for (const Row& row : *found) {
    RowKey key{row[0], row[1]};
    if (key != handed_row) {
      rows[std::move(key)] = row[2];
      continue;
    }
    auto signal = simulated::signal_from_json(terms_, row[2]);
    if (!signal)
      return std::unexpected(place_.database.error(ErrorCode::corrupt, "holds " + signal.error()));
    handed = *std::move(signal);
  }
  auto record = simulated::record_from_rows(terms_, rows);
  if (!record)
    return std::unexpected(
        place_.database.error(ErrorCode::corrupt, "is damaged: " + record.error()));
  std::erase_if(rows, [](const auto& row) { return row.first.kind == simulated::attempt_rows; });
  kept_ = std::move(rows);
  if (handed) {
    kept_[handed_row] = simulated::to_json(terms_, *handed);
    record->told.push_front(*std::move(handed));
  }
  handed_.reset();
  world_ = std::make_unique<simulated::SimulatedWorld>(terms_, setting_, *std::move(record));
  must_load_ = false;
  return {};
}

Result<void> DurableWorld::perform(const core::Request& request) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  if (auto done = world_->perform(request); !done) return done;
  return keep();
}

Result<void> DurableWorld::look_up(const std::string& attempt) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  if (auto done = world_->look_up(attempt); !done) return done;
  return keep();
}

Result<void> DurableWorld::cancel(const std::string& attempt) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  if (auto done = world_->cancel(attempt); !done) return done;
  return keep();
}

Result<ports::Answers> DurableWorld::read(const core::ReadValues& asked) {
  if (auto is_ready = ready(); !is_ready) return std::unexpected(is_ready.error());
  return world_->read(asked);
}

Result<std::optional<core::Signal>> DurableWorld::next(std::optional<values::TimePoint> until) {
  if (auto is_ready = ready(); !is_ready) return std::unexpected(is_ready.error());
  auto signal = world_->next(until);
  if (!signal) return signal;
  handed_ = *signal;
  if (auto kept = keep(); !kept) return std::unexpected(kept.error());
  return signal;
}

Result<void> DurableWorld::ask(const core::AskApproval& question) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  if (auto done = world_->ask(question); !done) return done;
  return keep();
}

Result<void> DurableWorld::change(const simulated::Setting& to) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  world_->change(to);
  return keep();
}

Result<void> DurableWorld::let_go(core::PositionId position) {
  if (auto is_ready = ready(); !is_ready) return is_ready;
  world_->let_go(position);
  return keep();
}

Result<void> DurableWorld::ready() { return must_load_ ? load() : Result<void>(); }

Result<void> DurableWorld::keep() {
  Changes changes = changes_since();
  if (changes.put.empty() && changes.removed.empty()) return {};
  Result<void> kept;
  if (const auto begun = place_.database.run("BEGIN IMMEDIATE"); !begun) {
    kept = std::unexpected(begun.error());
  } else {
    kept = write(changes);
    if (kept) {
      const auto committed = place_.database.run("COMMIT");
      if (!committed) kept = std::unexpected(committed.error());
    }
    if (!kept) {
      // Whether or not the roll-back succeeds, the world is read again before it is used again.
      const auto rolled_back = place_.database.run("ROLLBACK");
      static_cast<void>(rolled_back);
    }
  }
  if (kept) {
    kept_ = std::move(changes.rows);
  } else {
    must_load_ = true;
  }
  return kept;
}

DurableWorld::Changes DurableWorld::changes_since() {
  Changes changes;
  for (const std::string& name : world_->take_changed()) {
    changes.put.emplace_back(RowKey{std::string(simulated::attempt_rows), name},
                             simulated::row_of(terms_, world_->record().attempts.at(name)));
  }
  changes.rows = simulated::rows_of(terms_, world_->record());
  if (handed_) changes.rows[handed_row] = simulated::to_json(terms_, *handed_);
  for (const auto& [key, text] : changes.rows) {
    const auto before = kept_.find(key);
    if (before == kept_.end() || before->second != text) changes.put.emplace_back(key, text);
  }
  for (const auto& [key, text] : kept_) {
    if (!changes.rows.contains(key)) changes.removed.push_back(key);
  }
  return changes;
}

Result<void> DurableWorld::write(const Changes& changes) {
  const auto ours =
      place_.database.run("UPDATE world SET calls = calls + 1 WHERE id = ? AND owner = ?",
                          {.numbers = {place_.world, place_.owner}, .texts = {}});
  if (!ours) return std::unexpected(ours.error());
  if (place_.database.changed() != 1) {
    return std::unexpected(place_.database.error(
        ErrorCode::fenced, "has been opened by another engine, which drives this deal now"));
  }
  for (const auto& [key, text] : changes.put) {
    const auto written = place_.database.run(
        "INSERT INTO row (world, kind, name, value) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (world, kind, name) DO UPDATE SET value = excluded.value",
        {.numbers = {place_.world}, .texts = {key.kind, key.name, text}});
    if (!written) return std::unexpected(written.error());
  }
  for (const RowKey& key : changes.removed) {
    const auto removed =
        place_.database.run("DELETE FROM row WHERE world = ? AND kind = ? AND name = ?",
                            {.numbers = {place_.world}, .texts = {key.kind, key.name}});
    if (!removed) return std::unexpected(removed.error());
  }
  return {};
}

}  // namespace dealwright::world_file
