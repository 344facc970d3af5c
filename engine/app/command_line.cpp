// The declaration of commands and options, and the way from arguments to a command. It is long
// because it is the one list of every command and option.
#include "engine/app/command_line.hpp"

#include <algorithm>
#include <functional>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/journal_commands.hpp"
#include "engine/app/interruption.hpp"
#include "engine/app/shell_pages.hpp"
#include "engine/app/side_by_side.hpp"

namespace dealwright::app {
namespace {

constexpr std::size_t help_columns = 34;

// What the options of all commands are read into.
struct Said {
  bool json = false;
  bool no_input = false;
  bool quiet = false;
  std::string colour;
  CheckOptions check;
  std::string check_format;
  FormatOptions format;
  bool only_compare = false;
  PlanOptions plan;
  bool fail_on_weaker = false;
  bool lock = false;
  bool frozen = false;
  bool stdio = false;
  ProveOptions prove;
  std::string prove_format;
  DryRunOptions dry_run;
  RunOptions run;
  TestOptions test;
  StressOptions stress;
  bool fail_on_breach = false;
  bool all_worlds = false;
  bool explain_why = false;
  bool fail_fast = false;
  bool coverage = false;
  bool stay = false;
  RecoverOptions recover;
  bool all = false;
  StatusOptions status;
  bool watch = false;
  ShowOptions show;
  OperatorOptions act;
  AuditOptions audit;
  std::string audit_what;
  ExportOptions exported;
  bool heads = false;
  LedgerOptions ledger;
  bool csv = false;
  BackupOptions backup;
  RestoreOptions restore;
  ArchiveOptions archive;
  bool due = false;
  bool bring_back = false;
  GraphOptions graph;
  std::string graph_format = "mermaid";
  DocOptions doc;
  DoctorOptions doctor;
  bool open_keys = false;
  ExplainOptions explain;
  InitOptions init;
  std::string shell;
  std::string man_of;

  [[nodiscard]] Shape shape() const { return json ? Shape::json : Shape::text; }
};

class CommandLine {
 public:
  explicit CommandLine(Terminal& terminal) : terminal_(terminal) { declare(); }

  [[nodiscard]] ExitCode run(int argc, const char* const* argv);

 private:
  using Act = std::function<ExitCode()>;

  void declare();
  void declare_init();
  void declare_check();
  void declare_format();
  void declare_plan();
  void declare_prove();
  void declare_dry_run();
  void declare_run();
  void declare_test();
  void declare_stress();
  void declare_recover();
  void declare_status();
  void declare_acts();
  CLI::App& act(const std::string& verb, const std::string& text);
  void declare_books();
  void declare_copies();
  void declare_graph();
  void declare_doc();
  void declare_doctor();
  void declare_explain();
  void declare_pages();
  CLI::App& command(const std::string& name, const std::string& text, Act act);
  void add_common_options(CLI::App& app);
  void choose_deal(CLI::App& command, DealChoice& choice);
  void choose_world(CLI::App& command, WorldChoice& choice);
  static void choose_journal(CLI::App& command, std::string& journal);
  static void choose_actor(CLI::App& command, std::string& as);
  [[nodiscard]] ExitCode refuse(const CLI::ParseError& error);
  [[nodiscard]] std::optional<ExitCode> refuse_unknown_command(int argc, const char* const* argv);
  [[nodiscard]] ExitCode carry_out();

  Terminal& terminal_;
  CLI::App app_{"Checks, plans and runs capital deals written in the deal language."};
  Said said_;
  std::vector<std::pair<CLI::App*, Act>> acts_;
};

// Accepts the words that `type` lists, "auto|always|never". Help and completion show the same list.
CLI::Option* one_of(CLI::Option* option, const std::string& type) {
  return option->type_name(type)->check([type](const std::string& given) -> std::string {
    std::stringstream words(type);
    for (std::string word; std::getline(words, word, '|');) {
      if (word == given) return {};
    }
    return in_ticks(given) + " is not one of " + type;
  });
}

void CommandLine::declare() {
  app_.name("dealwright");
  app_.set_version_flag("--version", "dealwright " + std::string(version_text()),
                        "Print the version");
  app_.get_formatter()->column_width(help_columns);
  for (const auto& [from, to] : {std::pair{"SUBCOMMAND", "COMMAND"},
                                 {"SUBCOMMANDS", "COMMANDS"},
                                 {"Positionals", "Arguments"},
                                 {"REQUIRED", ""},
                                 {"Excludes", "not with"}}) {
    app_.get_formatter()->label(from, to);
  }
  // One command: behind it, the name of another one is a file like any other.
  app_.require_subcommand(0, 1);
  add_common_options(app_);
  declare_init();
  declare_check();
  declare_format();
  declare_plan();
  declare_prove();
  declare_dry_run();
  declare_run();
  declare_test();
  declare_stress();
  declare_recover();
  declare_status();
  declare_acts();
  declare_books();
  declare_copies();
  declare_graph();
  declare_doc();
  declare_doctor();
  declare_explain();
  declare_pages();
}

// They may stand before the command and behind it.
void CommandLine::add_common_options(CLI::App& app) {
  const std::string group(common_options);
  app.add_flag("--json", said_.json, "Write data as JSON")->group(group);
  one_of(app.add_option("--color", said_.colour, "When to use colour (NO_COLOR is respected)"),
         "auto|always|never")
      ->group(group);
  app.add_flag("--no-input", said_.no_input, "Never ask; do without or fail")->group(group);
  app.add_flag("-q,--quiet", said_.quiet, "Data only, no talk")->group(group);
}

CLI::App& CommandLine::command(const std::string& name, const std::string& text, Act act) {
  CLI::App* added = app_.add_subcommand(name, text);
  added->group("Commands");
  add_common_options(*added);
  acts_.emplace_back(added, std::move(act));
  return *added;
}

void CommandLine::declare_init() {
  CLI::App& init = command("init", "Start a project with one small deal",
                           [this] { return app::init(said_.init, terminal_); });
  init.add_option("DIR", said_.init.folder, "Where; the folder is created (default: here)")
      ->type_name("");
}

void CommandLine::declare_check() {
  CLI::App& check = command("check", "Say everything that is wrong with deals",
                            [this] { return app::check(said_.check, terminal_); });
  check
      .add_option("PATHS", said_.check.paths,
                  "Files, folders (every *.deal below) or - for standard input; default: .")
      ->type_name("");
  one_of(check.add_option("--format", said_.check_format, "How findings are written"),
         "text|json|sarif");
}

void CommandLine::declare_format() {
  CLI::App& fmt = command("fmt", "Lay deals out in the one style", [this] {
    said_.format.act = said_.only_compare ? FormatAct::compare : FormatAct::write;
    said_.format.shape = said_.shape();
    return app::format(said_.format, terminal_);
  });
  fmt.add_option("PATHS", said_.format.paths,
                 "Files, folders or - (standard input to standard output); default: .")
      ->type_name("");
  fmt.add_flag("--check", said_.only_compare, "Write nothing; exit 1 when a file would change");
}

void CommandLine::choose_deal(CLI::App& command, DealChoice& choice) {
  command.add_option("FILE", choice.file, "A deal, - for standard input, or a plan's JSON")
      ->type_name("")
      ->required();
  command.add_option("--deal", choice.deal, "Which deal, when the file declares several")
      ->type_name("NAME");
  command.add_option("--param", choice.params, "Set a parameter, as in --param 'size=5_000 USDC'")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--params", choice.params_file, "Parameters from a file: NAME = VALUE or JSON")
      ->type_name("FILE");
}

void CommandLine::declare_plan() {
  CLI::App& plan = command("plan", "Show what a deal would do, and what bounds it", [this] {
    said_.plan.shape = said_.shape();
    said_.plan.on_weaker = said_.fail_on_weaker ? OnWeaker::fail : OnWeaker::report;
    if (said_.lock) said_.plan.lock = LockUse::write;
    if (said_.frozen) said_.plan.lock = LockUse::frozen;
    return app::plan(said_.plan, terminal_);
  });
  choose_deal(plan, said_.plan.choice);
  plan.add_option("--out", said_.plan.out, "Write the canonical JSON to a file")->type_name("FILE");
  plan.add_option("--diff", said_.plan.diff, "Say what changed since an older plan")
      ->type_name("OLDPLAN");
  plan.add_flag("--fail-on-weaker", said_.fail_on_weaker,
                "With --diff: exit 1 when a protection got weaker");
  CLI::Option* lock =
      plan.add_flag("--lock", said_.lock, "Write the module versions to dealwright.lock");
  plan.add_flag("--frozen", said_.frozen, "Require every module to be in dealwright.lock")
      ->excludes(lock);
}

void CommandLine::declare_prove() {
  CLI::App& prove = command("prove", "Show that the limits hold, whatever happens in the box",
                            [this] { return app::prove(said_.prove, terminal_); });
  choose_deal(prove, said_.prove.choice);
  one_of(prove.add_option("--format", said_.prove_format, "How the proof is written"),
         "text|json|sarif");
  prove.add_option("--save", said_.prove.save, "Write the counterexamples as scenarios to a file")
      ->type_name("FILE");
}

void CommandLine::choose_world(CLI::App& command, WorldChoice& choice) {
  command.add_option("--scenario", choice.scenario, "In the world of a scenario of the file")
      ->type_name("TITLE");
  command
      .add_option(
          "--set", choice.set,
          "Set a price or setting of the world: --set ETH=2500, --set 'desk.price(USDTz)=0.6'")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

void CommandLine::declare_dry_run() {
  CLI::App& dry_run = command("dry-run", "Do it in a simulated world and show the money", [this] {
    said_.dry_run.shape = said_.shape();
    if (said_.explain_why) said_.dry_run.explain = scenario::Explain::yes;
    return app::dry_run(said_.dry_run, terminal_);
  });
  choose_deal(dry_run, said_.dry_run.choice);
  choose_world(dry_run, said_.dry_run.world);
  dry_run.add_flag("--explain", said_.explain_why,
                   "Say why each guard and limit passed or not, with the values");
  dry_run.add_option("--html", said_.dry_run.html, "Write one self-contained page with plots")
      ->type_name("FILE");
}

void CommandLine::declare_run() {
  CLI::App& run = command("run", "Run a deal durably and say what happens", [this] {
    said_.run.shape = said_.shape();
    said_.run.at_rest = said_.stay ? WhenAtRest::stay : WhenAtRest::end;
    return app::run(said_.run, terminal_);
  });
  choose_deal(run, said_.run.choice);
  one_of(run.add_option("--network", said_.run.network, "Where; `sim` is the simulated world"),
         "sim")
      ->required();
  choose_world(run, said_.run.world);
  choose_journal(run, said_.run.journal);
  run.add_option("--id", said_.run.id,
                 "The deal's name in the journal (default: its own, numbered)")
      ->type_name("ID");
  run.add_option("--idempotency-key", said_.run.key,
                 "The same key never starts a second deal: it goes on with the first")
      ->type_name("KEY");
  run.add_option("--adopt", said_.run.adopt,
                 "Which deal of the journal it takes positions over from: --adopt first_half=ID")
      ->type_name("DEAL=ID")
      ->allow_extra_args(false);
  choose_actor(run, said_.run.as);
  run.add_flag("--stay", said_.stay, "Keep running at rest, for operators");
}

void CommandLine::choose_journal(CLI::App& command, std::string& journal) {
  command.add_option("--journal", journal, "The journal (default: .dealwright/journal.db)")
      ->type_name("FILE");
}

void CommandLine::choose_actor(CLI::App& command, std::string& as) {
  command.add_option("--as", as, "In whose name (the user of the system is recorded too)")
      ->type_name("NAME");
}

void CommandLine::declare_recover() {
  CLI::App& recover = command("recover", "Take deals up where they stopped", [this] {
    said_.recover.shape = said_.shape();
    said_.recover.whom = said_.all ? Whom::all : Whom::one;
    said_.recover.at_rest = said_.stay ? WhenAtRest::stay : WhenAtRest::end;
    return app::recover(said_.recover, terminal_);
  });
  CLI::Option* id = recover.add_option("ID", said_.recover.id, "A deal of the journal");
  id->type_name("");
  recover.add_flag("--all", said_.all, "Every deal that is not over")->excludes(id);
  choose_journal(recover, said_.recover.journal);
  recover.add_flag("--stay", said_.stay, "Keep running at rest, for operators");
}

void CommandLine::declare_status() {
  CLI::App& status =
      command("status", "List the deals of a journal and what they wait for", [this] {
        said_.status.shape = said_.shape();
        said_.status.listing = said_.watch ? Listing::watch : Listing::once;
        return app::status(said_.status, terminal_);
      });
  choose_journal(status, said_.status.journal);
  status.add_option("--status", said_.status.status, "Only these: running, holding, completed, …")
      ->type_name("STATUS");
  status.add_option("--most", said_.status.most, "How many (default: 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 100'000));
  status.add_flag("--watch", said_.watch, "List again every second");
  CLI::App& show = command("show", "Show a deal: waits, choices, limits, money, timeline", [this] {
    said_.show.shape = said_.shape();
    return app::show(said_.show, terminal_);
  });
  show.add_option("ID", said_.show.id, "A deal of the journal")->type_name("")->required();
  choose_journal(show, said_.show.journal);
}

CLI::App& CommandLine::act(const std::string& verb, const std::string& text) {
  CLI::App& act = command(verb, text, [this, verb] {
    said_.act.verb = verb;
    said_.act.shape = said_.shape();
    said_.act.asking = said_.no_input ? Asking::never : Asking::allowed;
    return app::operate(said_.act, terminal_);
  });
  act.add_option("ID", said_.act.id, "A deal of the journal")->type_name("")->required();
  choose_journal(act, said_.act.journal);
  act.add_option("--reason", said_.act.reason, "Why; it is recorded")->type_name("TEXT");
  choose_actor(act, said_.act.as);
  return act;
}

void CommandLine::declare_acts() {
  act("pause", "Begin nothing new of a deal; what is out is tracked");
  act("resume", "Let a paused deal begin new things again");
  CLI::App& cancel = act("cancel", "End a deal; moves no money, open positions stay on record");
  for (const auto& [verb, text] : {std::pair{"approve", "Approve what a deal asks for"},
                                   {"reject", "Refuse what a deal asks for"}}) {
    act(verb, text)
        .add_option("TOKEN", said_.act.token, "As `show` prints it: it binds to what was asked")
        ->type_name("")
        ->required();
  }
  for (const auto& [verb, text] :
       {std::pair{"retry", "Take a held step up again"}, {"skip", "Go on without a held step"}}) {
    CLI::App& one = act(verb, text);
    one.add_option("STEP", said_.act.step, "A step of the deal")->type_name("")->required();
    if (std::string_view(verb) == "skip") {
      one.add_option("--yes", said_.act.yes, "The deal's name, instead of typing it")
          ->type_name("ID");
    }
  }
  cancel.add_option("--yes", said_.act.yes, "The deal's name, instead of typing it")
      ->type_name("ID");
  act("signal", "Change the simulated world of a deal and let it look")
      .add_option("NAME=VALUE", said_.act.set, "As in --set: ETH=2500, 'desk.price(USDTz)=0.6'")
      ->type_name("")
      ->required();
}

void CommandLine::declare_test() {
  CLI::App& test =
      command("test", "Play the scenarios of deals and judge what they expect", [this] {
        said_.test.shape = said_.shape();
        if (said_.fail_fast) said_.test.on_failure = OnFailure::stop;
        if (said_.coverage) said_.test.coverage = ShowCoverage::yes;
        return app::test(said_.test, terminal_);
      });
  test.add_option("PATHS", said_.test.paths,
                  "Files, folders (every *.deal below) or - for standard input; default: .")
      ->type_name("");
  test.add_option("--filter", said_.test.filter,
                  "Only scenarios whose title or deal holds the text")
      ->type_name("TEXT");
  test.add_option("--junit", said_.test.junit, "Write the results as JUnit XML")->type_name("FILE");
  test.add_flag("--coverage", said_.coverage, "List the declared failures that nothing exercised");
  test.add_option("--jobs", said_.test.jobs, "How many run side by side (default: processors)")
      ->type_name("N")
      ->check(CLI::Range(1U, jobs_max));
  test.add_option("--states", said_.test.states,
                  "How many states an exploration looks at before it gives up (default: 200,000)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, scenario::states_max));
  test.add_flag("--fail-fast", said_.fail_fast, "Stop at the first that does not pass");
}

void CommandLine::declare_stress() {
  CLI::App& stress =
      command("stress", "Put a deal through bad markets and say how bad it gets", [this] {
        said_.stress.shape = said_.shape();
        if (said_.fail_on_breach) said_.stress.on_breach = OnBreach::fail;
        if (said_.all_worlds) said_.stress.lines = GridLines::all;
        return app::stress(said_.stress, terminal_);
      });
  choose_deal(stress, said_.stress.choice);
  choose_world(stress, said_.stress.world);
  stress
      .add_option("--shock", said_.stress.shocks,
                  "Moves of a price to try: --shock ETH=-10%,-30%,-50%")
      ->type_name("ASSET=MOVES")
      ->allow_extra_args(false);
  stress.add_option("--freeze", said_.stress.freezes, "A module that may freeze, also tried")
      ->type_name("MODULE")
      ->allow_extra_args(false);
  stress.add_option("--gas", said_.stress.gas, "How many times dearer gas gets: --gas 1,5,20")
      ->type_name("TIMES");
  stress
      .add_option("--outage", said_.stress.outages,
                  "How long the engine is away: --outage 0,6h,48h")
      ->type_name("DURATIONS");
  stress.add_option("--at", said_.stress.at, "When the shock comes (default: the worst moment)")
      ->type_name("DURATION");
  stress.add_option("--runs", said_.stress.runs, "Also live so many runs by chance")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, scenario::monte_carlo_runs_max));
  stress.add_option("--seed", said_.stress.seed, "Of the chance: the same seed, the same runs")
      ->type_name("N");
  stress
      .add_option("--volatility", said_.stress.volatilities,
                  "How much a price moves in a year, in or out of the box: ETH=80%")
      ->type_name("ASSET=RATIO")
      ->allow_extra_args(false);
  stress.add_option("--step", said_.stress.step, "Between two moves of the market (default: 1d)")
      ->type_name("DURATION");
  stress
      .add_option("--fails", said_.stress.fails, "Which part of the attempts fails (default: 2%)")
      ->type_name("RATIO");
  stress.add_option("--html", said_.stress.html, "Write one self-contained page with plots")
      ->type_name("FILE");
  stress.add_option("--jobs", said_.stress.jobs, "How many run side by side (default: processors)")
      ->type_name("N")
      ->check(CLI::Range(1U, jobs_max));
  stress.add_flag("--all", said_.all_worlds, "Show every world of the grid, not only the worst");
  stress.add_flag("--fail-on-breach", said_.fail_on_breach, "Exit 1 when a limit was breached");
}

void CommandLine::declare_books() {
  CLI::App& ledger = command("ledger", "Show every movement of a deal's money", [this] {
    said_.ledger.shape = said_.csv    ? LedgerShape::csv
                         : said_.json ? LedgerShape::json
                                      : LedgerShape::text;
    return app::ledger(said_.ledger, terminal_);
  });
  ledger.add_option("ID", said_.ledger.id, "A deal of the journal")->type_name("")->required();
  ledger.add_flag("--csv", said_.csv, "One row a movement, for a spreadsheet");
  choose_journal(ledger, said_.ledger.journal);
  CLI::App& audit =
      command("audit", "Verify a journal: every record, and that none is missing", [this] {
        said_.audit.shape = said_.shape();
        return app::audit_verify(said_.audit, terminal_);
      });
  one_of(audit.add_option("WHAT", said_.audit_what, "What to do"), "verify")->required();
  audit.add_option("--heads", said_.audit.heads, "Compare with what `export --heads` wrote")
      ->type_name("FILE");
  choose_journal(audit, said_.audit.journal);
  CLI::App& exported = command("export", "Write records as lines of JSON", [this] {
    if (said_.heads) said_.exported.what = Exported::heads;
    return app::export_lines(said_.exported, terminal_);
  });
  exported.add_option("ID", said_.exported.id, "One deal; without it, all")->type_name("");
  exported.add_flag("--heads", said_.heads,
                    "Only the end of each stream: keep it elsewhere, `audit verify` compares");
  choose_journal(exported, said_.exported.journal);
}

void CommandLine::declare_copies() {
  CLI::App& backup = command("backup", "Copy a journal, verified, while its engine runs", [this] {
    said_.backup.shape = said_.shape();
    return app::backup(said_.backup, terminal_);
  });
  backup.add_option("FILE", said_.backup.file, "The copy; it must not exist")
      ->type_name("")
      ->required();
  choose_journal(backup, said_.backup.journal);
  CLI::App& restore = command("restore", "Bring a backup back where no journal is", [this] {
    said_.restore.shape = said_.shape();
    return app::restore(said_.restore, terminal_);
  });
  restore.add_option("FILE", said_.restore.file, "A backup")->type_name("")->required();
  restore.add_option("--heads", said_.restore.heads, "Compare with what `export --heads` wrote")
      ->type_name("FILE");
  choose_journal(restore, said_.restore.journal);
  CLI::App& archive = command("archive", "Move deals that ended long ago to the archive", [this] {
    said_.archive.shape = said_.shape();
    if (said_.due) said_.archive.act = ArchiveAct::list;
    if (said_.bring_back) said_.archive.act = ArchiveAct::bring_back;
    return app::archive(said_.archive, terminal_);
  });
  CLI::Option* id = archive.add_option("ID", said_.archive.id,
                                       "One deal that ended; without it, all that are due: "
                                       "completed 90 days ago, failed a year ago");
  id->type_name("");
  CLI::Option* due = archive.add_flag("--list", said_.due, "Only say which are due");
  due->excludes(id);
  archive.add_flag("--bring-back", said_.bring_back, "Move the deal back into the journal")
      ->needs(id)
      ->excludes(due);
  choose_journal(archive, said_.archive.journal);
}

void CommandLine::declare_graph() {
  CLI::App& graph = command("graph", "Draw a deal's steps", [this] {
    said_.graph.shape = said_.shape();
    said_.graph.format = said_.graph_format == "dot" ? GraphFormat::dot : GraphFormat::mermaid;
    return app::graph(said_.graph, terminal_);
  });
  graph.add_option("FILE", said_.graph.file, "A deal, - for standard input, or a plan's JSON")
      ->type_name("")
      ->required();
  graph.add_option("--deal", said_.graph.deal, "Which deal, when the file declares several")
      ->type_name("NAME");
  one_of(graph.add_option("--format", said_.graph_format, "The language of the drawing"),
         "mermaid|dot");
}

void CommandLine::declare_doc() {
  CLI::App& doc = command("doc", "Write a reference page from `///` lines", [this] {
    said_.doc.shape = said_.shape();
    return app::doc(said_.doc, terminal_);
  });
  doc.add_option("FILE|MODULE", said_.doc.subject,
                 "A file, -, or a module of the standard library such as aave_v3")
      ->type_name("")
      ->required();
}

void CommandLine::declare_doctor() {
  CLI::App& doctor =
      command("doctor", "Look whether a chain is what its network profile says", [this] {
        said_.doctor.shape = said_.shape();
        if (said_.open_keys) said_.doctor.keys = OpenKeys::yes;
        return app::doctor(said_.doctor, terminal_);
      });
  doctor.add_option("--network", said_.doctor.network, "networks/NAME.toml, or a file")
      ->type_name("NAME|FILE")
      ->required();
  choose_deal(doctor, said_.doctor.choice);
  doctor.get_option("FILE")->required(false)->description(
      "A deal: whether the book has all that it needs");
  doctor.add_flag("--keys", said_.open_keys, "Open key files too: about a second each");
}

void CommandLine::declare_explain() {
  CLI::App& explain =
      command("explain", "Explain a diagnostic code; without one, list them", [this] {
        said_.explain.shape = said_.shape();
        return app::explain(said_.explain, terminal_);
      });
  explain.add_option("CODE", said_.explain.code, "A code as findings print it: D203")
      ->type_name("");
}

void CommandLine::declare_pages() {
  CLI::App& lsp = command("lsp", "Serve an editor: the language server protocol on stdio",
                          [this] { return app::lsp(terminal_); });
  lsp.add_flag("--stdio", said_.stdio, "What editors say by habit; there is no other way");
  command("version", "Print the version",
          [this] { return app::version(said_.shape(), terminal_); });
  CLI::App& completion = command("completion", "Print the completion script of a shell", [this] {
    terminal_.out(completion_script(app_, said_.shell));
    return ExitCode::ok;
  });
  one_of(completion.add_option("SHELL", said_.shell, "Which shell"), "bash|zsh|fish")->required();
  completion.group("");  // for packagers: not in the help
  CLI::App& man = command("man", "Print a man page", [this] {
    const auto page = man_page(app_, said_.man_of);
    if (!page) return terminal_.fail({ExitCode::usage, page.error()});
    terminal_.out(*page);
    return ExitCode::ok;
  });
  man.add_option("COMMAND", said_.man_of, "Of one command; without it, of the program")
      ->type_name("");
  man.group("");
}

ExitCode CommandLine::run(int argc, const char* const* argv) {
  if (const auto refused = refuse_unknown_command(argc, argv)) return *refused;
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return refuse(error);
  }
  return carry_out();
}

ExitCode CommandLine::carry_out() {
  const auto settings = find_settings();
  if (!settings) return terminal_.fail({ExitCode::usage, settings.error()});
  const auto colour = said_.colour.empty() ? settings->colour : colour_from_text(said_.colour);
  const Talk talk = said_.quiet ? Talk::quiet : settings->talk.value_or(Talk::normal);
  terminal_.wish(colour.value_or(ColourWish::automatic), talk);

  const auto format =
      said_.check_format.empty() ? settings->format : format_from_text(said_.check_format);
  said_.check.format = format.value_or(FindingsFormat::text);
  if (said_.json && said_.check_format.empty()) said_.check.format = FindingsFormat::json;

  said_.prove.format = format_from_text(said_.prove_format).value_or(FindingsFormat::text);
  if (said_.json && said_.prove_format.empty()) said_.prove.format = FindingsFormat::json;

  for (const auto& [command, act] : acts_) {
    if (command->parsed()) return act();
  }
  terminal_.show(app_.help());
  return ExitCode::usage;
}

ExitCode CommandLine::refuse(const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help, --version
    std::ostringstream out;
    std::ostringstream err;
    app_.exit(error, out, err);
    terminal_.out(out.str());
    return ExitCode::ok;
  }
  std::string where = "dealwright";
  for (const auto& [command, act] : acts_) {
    if (command->parsed()) where += " " + command->get_name();
  }
  std::string what = error.what();
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (what.size() > 1 && is_capital(what[0]) && !is_capital(what[1])) {
    what.front() = static_cast<char>(what.front() - 'A' + 'a');
  }
  terminal_.warn(where + ": " + plain(what));
  terminal_.warn("`" + where + " --help` shows what it takes");
  return ExitCode::usage;
}

// The library would call a misspelt command an unexpected argument.
std::optional<ExitCode> CommandLine::refuse_unknown_command(int argc, const char* const* argv) {
  if (argc < 2 || *argv[1] == '-') return std::nullopt;
  const std::string_view given = argv[1];
  std::vector<std::string> names;
  for (const auto& [command, act] : acts_) {
    if (command->get_name() == given) return std::nullopt;
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  const std::string meant = diagnostics::nearest(given, names);
  return terminal_.fail({ExitCode::usage, "there is no command " + in_ticks(given) +
                                              (meant.empty() ? "; `dealwright --help` lists them"
                                                             : "; did you mean `" + meant + "`?")});
}

// Whatever the caller closed must not be the number of the next file we open. What is open for
// reading only answers writes with an error, which is what a closed output is.
void keep_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    const int opened = ::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    if (opened >= 0 && opened != descriptor) ::close(opened);
  }
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  keep_standard_descriptors();
  watch_for_interruption();
  Terminal terminal(STDOUT_FILENO, STDERR_FILENO);
  CommandLine line(terminal);
  return static_cast<int>(terminal.finished(line.run(argc, argv)));
}

}  // namespace dealwright::app
