// The host around an office, and the end of a run.
#include "engine/app/durable/running.hpp"

#include <algorithm>
#include <utility>

#include "engine/app/durable/deal_history.hpp"
#include "engine/app/durable/deal_page.hpp"
#include "engine/app/durable/follower.hpp"
#include "engine/app/page.hpp"
#include "engine/host/host.hpp"
#include "engine/machines/deal.hpp"

namespace dealwright::app {
namespace {

std::string answer_to(Office& office, std::string_view line) {
  const auto act = act_from_json(line);
  if (!act) return to_json(ActResult(std::unexpected(Failure{ExitCode::usage, act.error()})));
  return to_json(office.act(*act));
}

// The one that needs somebody most.
ExitCode worse(ExitCode a, ExitCode b) {
  const auto rank = [](ExitCode code) {
    switch (code) {
      case ExitCode::ok: return 0;
      case ExitCode::awaiting_approval: return 1;
      case ExitCode::held: return 2;
      case ExitCode::blocked: return 3;
      case ExitCode::unreachable: return 4;
      case ExitCode::findings:
      case ExitCode::usage:
      case ExitCode::not_authorised:
      case ExitCode::interrupted: return 5;
    }
    return 5;
  };
  return rank(a) < rank(b) ? b : a;
}

// One deal has a page of its own at the end, several a line each.
ExitCode say_end(Office& office, const std::string& id, Shape shape, Page* lines,
                 Terminal& terminal) {
  const auto number = office.engine().find(id);
  if (number && office.engine().view(*number).seat == runtime::Seat::closed) {
    terminal.warn("dealwright: " + plain(id) +
                  " does not go on: " + plain(office.engine().view(*number).why));
    return ExitCode::unreachable;
  }
  const auto deal = read_deal(office.journal(), office.journal(), id);
  if (!deal) return terminal.fail(deal.error());
  if (shape == Shape::json) {
    terminal.out(end_json(*deal));
  } else if (lines != nullptr) {
    const auto waits = waits_of(*deal->terms, deal->state);
    const std::string wait =
        waits.empty() ? "" : (waits[0].step.empty() ? "" : waits[0].step + ": ") + waits[0].what;
    lines->row(2, {id, std::string(machines::to_text(deal->state.status)), wait});
  } else {
    terminal.out("\n" + end_page(*deal, terminal.out_colour()));
  }
  return exit_code_of(deal->state);
}

}  // namespace

ExitCode run_office(Office& office, const std::vector<std::string>& ids, WhenAtRest at_rest,
                    Shape shape, Terminal& terminal) {
  const host::HostOptions options{
      .socket = office.place().socket,
      .answer = [&](std::string_view line) { return answer_to(office, line); },
      .at_rest = at_rest == WhenAtRest::stay ? host::AtRest::stay : host::AtRest::end,
      .say =
          [&](std::string_view line) {
            terminal.warn(std::string("dealwright: ") + std::string(line));
          }};
  const auto ended = host::run(office.engine(), options);
  if (!ended) {
    // A disk that failed has its own words on what to do, and nothing is promised of what is on it.
    const std::string_view more =
        ended.error().code == ports::ErrorCode::stopped
            ? ""
            : "; what was recorded is safe, `dealwright recover --all` goes on";
    return terminal.fail(
        {ExitCode::unreachable, "the engine stopped: " + ended.error().what + std::string(more)});
  }
  switch (*ended) {
    case host::Ending::at_rest: break;
    case host::Ending::interrupted:
      terminal.warn(
          "dealwright: stopped between two rounds; nothing is lost, `dealwright recover "
          "--all` goes on");
      return ExitCode::interrupted;
    case host::Ending::terminated:
      terminal.say(
          "stopped between two rounds; nothing is lost, `dealwright recover --all` goes "
          "on");
      return ExitCode::ok;
  }
  ExitCode code = ExitCode::ok;
  Page lines(terminal.out_colour());
  lines.heading(counted(ids.size(), "deal") + "; `dealwright show ID` says more");
  for (const std::string& id : ids) {
    code = worse(code, say_end(office, id, shape, ids.size() > 1 ? &lines : nullptr, terminal));
    forget_deaths(office.place().crashes, id);
  }
  if (ids.size() > 1 && shape == Shape::text) terminal.out("\n" + lines.take());
  return code;
}

Office::Following follow(Naming naming, Shape shape, Terminal& terminal) {
  return [naming, shape, &terminal](const core::Terms& terms, const std::string& id) {
    return std::make_unique<Follower>(terms, naming == Naming::several ? id : std::string(), shape,
                                      terminal);
  };
}

}  // namespace dealwright::app
