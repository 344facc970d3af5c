// The commands, each a function from its options to an exit code; each has a file of its own name.
// They talk through the terminal and touch no file but those they are told to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/app/exit_code.hpp"
#include "engine/app/reports/stress_report.hpp"
#include "engine/app/reports/test_report.hpp"
#include "engine/app/scenario_tests.hpp"
#include "engine/app/settings.hpp"
#include "engine/app/terminal.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "engine/scenario/monte_carlo.hpp"

namespace dealwright::app {

// How data is written: for people, or as JSON whose first key is the format's version.
enum class Shape : std::uint8_t { text, json };

struct CheckOptions {
  std::vector<std::string> paths;
  FindingsFormat format = FindingsFormat::text;
};
[[nodiscard]] ExitCode check(const CheckOptions& options, Terminal& terminal);

enum class FormatAct : std::uint8_t { write, compare };
struct FormatOptions {
  std::vector<std::string> paths;
  FormatAct act = FormatAct::write;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode format(const FormatOptions& options, Terminal& terminal);

// Which deal of a file, and with which parameters.
struct DealChoice {
  std::string file;
  std::string deal;                 // empty: the only one
  std::vector<std::string> params;  // NAME=VALUE
  std::string params_file;
};

enum class LockUse : std::uint8_t { compare, write, frozen };
enum class OnWeaker : std::uint8_t { report, fail };
struct PlanOptions {
  DealChoice choice;
  Shape shape = Shape::text;
  std::string out;   // a file for the canonical JSON
  std::string diff;  // an older plan
  OnWeaker on_weaker = OnWeaker::report;
  LockUse lock = LockUse::compare;
};
[[nodiscard]] ExitCode plan(const PlanOptions& options, Terminal& terminal);

struct ProveOptions {
  DealChoice choice;
  FindingsFormat format = FindingsFormat::text;
  std::string save;  // a file for the counterexamples, as scenarios
};
[[nodiscard]] ExitCode prove(const ProveOptions& options, Terminal& terminal);

// The simulated world of a dry run or run.
struct WorldChoice {
  std::string scenario;          // its title; empty: the `sim` profile alone
  std::vector<std::string> set;  // NAME=VALUE
};

struct DryRunOptions {
  DealChoice choice;
  WorldChoice world;
  scenario::Explain explain = scenario::Explain::no;
  std::string html;  // a file
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode dry_run(const DryRunOptions& options, Terminal& terminal);

// What a durable command does when nothing happens by itself any more.
enum class WhenAtRest : std::uint8_t { end, stay };

struct RunOptions {
  DealChoice choice;
  WorldChoice world;
  std::string network;
  std::string journal;             // empty: the project's
  std::string id;                  // empty: the deal's name and a number
  std::string key;                 // the same key never starts a second deal; empty: none
  std::string as;                  // who starts it, when not the user of the system
  std::vector<std::string> adopt;  // DEAL=ID: which deals it takes positions over from
  WhenAtRest at_rest = WhenAtRest::end;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode run(const RunOptions& options, Terminal& terminal);

struct TestOptions {
  std::vector<std::string> paths;
  std::string filter;                               // a part of a title or of a deal's name
  std::string junit;                                // a file
  unsigned jobs = 0;                                // 0: as many as the machine has processors
  std::uint64_t states = scenario::states_default;  // an exploration gives up there
  OnFailure on_failure = OnFailure::go_on;
  ShowCoverage coverage = ShowCoverage::no;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode test(const TestOptions& options, Terminal& terminal);

enum class OnBreach : std::uint8_t { report, fail };
struct StressOptions {
  DealChoice choice;
  WorldChoice world;
  std::vector<std::string> shocks;   // ASSET=-10%,-30%
  std::vector<std::string> freezes;  // modules
  std::string gas;                   // 1,5,20
  std::string outages;               // 0,6h,48h
  std::string at;
  std::uint64_t runs = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> volatilities;  // ASSET=80%
  std::string step;
  std::string fails;
  std::string html;  // a file
  unsigned jobs = 0;
  OnBreach on_breach = OnBreach::report;
  GridLines lines = GridLines::grouped;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode stress(const StressOptions& options, Terminal& terminal);
enum class Whom : std::uint8_t { one, all };
struct RecoverOptions {
  std::string journal;
  std::string id;
  Whom whom = Whom::one;
  WhenAtRest at_rest = WhenAtRest::end;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode recover(const RecoverOptions& options, Terminal& terminal);

enum class Listing : std::uint8_t { once, watch };
struct StatusOptions {
  std::string journal;
  std::string status;  // only deals of this one; empty: all
  std::size_t most = 50;
  Listing listing = Listing::once;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode status(const StatusOptions& options, Terminal& terminal);

struct ShowOptions {
  std::string journal;
  std::string id;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode show(const ShowOptions& options, Terminal& terminal);

// An act of an operator on a deal: `verb` is the command's own name.
enum class Asking : std::uint8_t { allowed, never };
struct OperatorOptions {
  std::string verb;
  std::string journal;
  std::string id;
  std::string step;   // retry, skip
  std::string token;  // approve, reject
  std::string set;    // signal: NAME=VALUE
  std::string as;
  std::string reason;
  std::string yes;  // the deal's name, instead of typing it
  Asking asking = Asking::allowed;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode operate(const OperatorOptions& options, Terminal& terminal);

enum class GraphFormat : std::uint8_t { mermaid, dot };
struct GraphOptions {
  std::string file;
  std::string deal;
  GraphFormat format = GraphFormat::mermaid;
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode graph(const GraphOptions& options, Terminal& terminal);

struct DocOptions {
  std::string subject;  // a file, "-" or a module of the standard library
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode doc(const DocOptions& options, Terminal& terminal);

// Whether a chain is what its network profile says.
enum class OpenKeys : std::uint8_t { no, yes };
struct DoctorOptions {
  std::string network;
  OpenKeys keys = OpenKeys::no;
  DealChoice choice;  // without a file: no deal
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode doctor(const DoctorOptions& options, Terminal& terminal);

struct ExplainOptions {
  std::string code;  // empty: the list
  Shape shape = Shape::text;
};
[[nodiscard]] ExitCode explain(const ExplainOptions& options, Terminal& terminal);

struct InitOptions {
  std::string folder = ".";
};
[[nodiscard]] ExitCode init(const InitOptions& options, Terminal& terminal);

// Speaks the language server protocol on standard input and output until the editor says `exit`.
[[nodiscard]] ExitCode lsp(Terminal& terminal);

[[nodiscard]] ExitCode version(Shape shape, Terminal& terminal);
// The program's own version, "0.1.0".
[[nodiscard]] std::string_view version_text();

}  // namespace dealwright::app
