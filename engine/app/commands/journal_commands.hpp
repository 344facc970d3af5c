// The commands about a journal as a whole: is it whole, what is in it, copies of it. Each is a
// function from its options to an exit code, as in commands.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "engine/app/commands/commands.hpp"

namespace dealwright::app {

struct AuditOptions {
  std::string journal;
  std::string heads;  // a file of exported heads; empty: none
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode audit_verify(const AuditOptions& options, Terminal& terminal);

enum class Exported : std::uint8_t { records, heads };
struct ExportOptions {
  std::string journal;
  std::string id;  // empty: all streams
  Exported what = Exported::records;
};
[[nodiscard]] ExitCode export_lines(const ExportOptions& options, Terminal& terminal);

enum class LedgerShape : std::uint8_t { text, csv, json };
struct LedgerOptions {
  std::string journal;
  std::string id;
  LedgerShape shape = LedgerShape::text;
};
[[nodiscard]] ExitCode ledger(const LedgerOptions& options, Terminal& terminal);

struct BackupOptions {
  std::string journal;
  std::string file;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode backup(const BackupOptions& options, Terminal& terminal);

struct RestoreOptions {
  std::string journal;
  std::string file;
  std::string heads;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode restore(const RestoreOptions& options, Terminal& terminal);

enum class ArchiveAct : std::uint8_t { put_away, bring_back, list };
struct ArchiveOptions {
  std::string journal;
  std::string id;  // put_away: empty for all that are due
  ArchiveAct act = ArchiveAct::put_away;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode archive(const ArchiveOptions& options, Terminal& terminal);

}  // namespace dealwright::app
