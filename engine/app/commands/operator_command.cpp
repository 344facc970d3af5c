// `pause`, `resume`, `cancel`, `approve`, `reject`, `retry`, `skip`, `signal`: an operator's act,
// through the control socket of the engine that runs, or on the journal itself when none does.
#include <iostream>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/app/commands/commands.hpp"
#include "engine/app/durable/office.hpp"
#include "engine/app/durable/operator_act.hpp"
#include "engine/host/control_client.hpp"

namespace dealwright::app {
namespace {

std::optional<OperatorVerb> verb_of(const std::string& text) {
  for (const OperatorVerb verb :
       {OperatorVerb::pause, OperatorVerb::resume, OperatorVerb::cancel, OperatorVerb::approve,
        OperatorVerb::reject, OperatorVerb::retry, OperatorVerb::skip, OperatorVerb::set}) {
    if (to_text(verb) == text) return verb;
  }
  return std::nullopt;
}

// What cannot be taken back.
bool is_dangerous(OperatorVerb verb) {
  return verb == OperatorVerb::cancel || verb == OperatorVerb::skip;
}

std::expected<void, Failure> confirm(const OperatorOptions& options, Terminal& terminal) {
  if (!options.yes.empty()) {
    if (options.yes == options.id) return {};
    return std::unexpected(Failure{
        ExitCode::usage, "--yes names " + in_ticks(options.yes) + ", not " + in_ticks(options.id)});
  }
  if (options.asking == Asking::never || ::isatty(STDIN_FILENO) == 0) {
    return std::unexpected(
        Failure{ExitCode::usage, "`" + options.verb +
                                     "` cannot be taken back; where nobody can be "
                                     "asked, say --yes " +
                                     plain(options.id)});
  }
  terminal.warn("`" + options.verb + "` cannot be taken back. Type the deal's name to go on:");
  std::string typed;
  std::getline(std::cin, typed);
  if (typed == options.id) return {};
  return std::unexpected(Failure{ExitCode::usage, "that is not its name; nothing was done"});
}

ActResult carry_out(const OperatorAct& act, const JournalPlace& place) {
  const auto answer = host::ask_engine(place.socket, to_json(act));
  if (answer) return result_from_json(*answer);
  if (answer.error().code != ports::ErrorCode::refused) {
    return std::unexpected(Failure{ExitCode::unreachable, answer.error().what});
  }
  // No engine runs: this process holds the journal for a moment.
  auto office = Office::open(place, std::string(to_text(act.verb)));
  if (!office) return std::unexpected(office.error());
  auto done = (*office)->act(act);
  if (done) *done += "; no engine runs, `dealwright recover " + act.deal + "` goes on";
  return done;
}

}  // namespace

ExitCode operate(const OperatorOptions& options, Terminal& terminal) {
  const auto verb = verb_of(options.verb);
  if (!verb) return terminal.fail({ExitCode::usage, "there is no such act"});
  if (options.reason.size() > reason_bytes_max) {
    return terminal.fail({ExitCode::usage, "the reason is longer than " +
                                               std::to_string(reason_bytes_max) + " bytes"});
  }
  if (!options.as.empty() && options.reason.empty()) {
    return terminal.fail({ExitCode::usage, "acting for somebody else (--as) takes a --reason"});
  }
  const JournalPlace place = journal_place(options.journal);
  if (auto there = expect_journal(place); !there) return terminal.fail(there.error());
  if (is_dangerous(*verb)) {
    if (auto confirmed = confirm(options, terminal); !confirmed)
      return terminal.fail(confirmed.error());
  }
  const auto done = carry_out({.verb = *verb,
                               .deal = options.id,
                               .step = options.step,
                               .token = options.token,
                               .set = options.set,
                               .by = acting_user(options.as),
                               .why = options.reason},
                              place);
  if (!done) return terminal.fail(done.error());
  if (options.shape == Shape::json) {
    const nlohmann::ordered_json line = {{"format", 1}, {"done", *done}};
    terminal.out(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n");
  } else {
    terminal.out(plain(*done) + "\n");
  }
  return ExitCode::ok;
}

}  // namespace dealwright::app
