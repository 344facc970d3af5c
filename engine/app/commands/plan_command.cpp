// `plan`: the page that is reviewed, the canonical JSON that runs, what changed since an older
// plan, and the project's lock.
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/difference.hpp"
#include "dsl/values/assertion.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/deal_choice.hpp"
#include "engine/app/files.hpp"
#include "engine/app/lock_file.hpp"
#include "engine/app/page.hpp"
#include "engine/app/plan_page.hpp"

namespace dealwright::app {
namespace {

std::string_view word(plan::ChangeKind kind) {
  switch (kind) {
    case plan::ChangeKind::weaker: return "weaker";
    case plan::ChangeKind::stronger: return "stronger";
    case plan::ChangeKind::added: return "added";
    case plan::ChangeKind::removed: return "removed";
    case plan::ChangeKind::changed: return "changed";
  }
  DEALWRIGHT_UNREACHABLE("kind of change");
}

std::string changes_as_json(const std::vector<plan::Change>& changes) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const plan::Change& change : changes) {
    list.push_back({{"kind", word(change.kind)}, {"area", change.area}, {"text", change.text}});
  }
  const nlohmann::ordered_json whole = {{"format", 1}, {"changes", std::move(list)}};
  return whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string changes_as_page(const plan::Plan& before, const plan::Plan& after,
                            const std::vector<plan::Change>& changes, diagnostics::Colour colour) {
  Page page(colour);
  page.heading("deal " + after.deal + ": plan " + values::short_hex(plan::identity(before)) +
               " -> " + values::short_hex(plan::identity(after)));
  if (changes.empty()) page.line(2, "nothing changed");
  for (const plan::Change& change : changes)
    page.row(2, {std::string(word(change.kind)), change.area, change.text});
  return page.take();
}

bool is_weaker(const plan::Change& change) { return change.kind == plan::ChangeKind::weaker; }

ExitCode show_difference(const PlanOptions& options, const plan::Plan& after, Terminal& terminal) {
  const auto before = read_plan_file(options.diff);
  if (!before) return terminal.fail(before.error());
  const auto changes = plan::compare(*before, after);
  terminal.out(options.shape == Shape::json
                   ? changes_as_json(changes)
                   : changes_as_page(*before, after, changes, terminal.out_colour()));
  const auto weaker = static_cast<std::size_t>(std::ranges::count_if(changes, is_weaker));
  if (weaker > 0) terminal.say(counted(weaker, "protection") + " got weaker");
  return weaker > 0 && options.on_weaker == OnWeaker::fail ? ExitCode::findings : ExitCode::ok;
}

// Without an end of line, so that `sha256sum` of it is the plan's identity; a terminal gets one.
void show_plan(const PlanOptions& options, const plan::Plan& planned, Terminal& terminal) {
  if (options.shape == Shape::json) {
    terminal.out(plan::to_canonical_json(planned) + (terminal.out_is_terminal() ? "\n" : ""));
  } else {
    terminal.out(plan_page(planned, terminal.out_colour()));
  }
}

ExitCode check_frozen(ChosenDeal& chosen, Shape shape, Terminal& terminal) {
  const auto lock = chosen.workspace.lock_of(chosen.file());
  if (!lock) return terminal.fail(lock.error());
  const auto found = differences(lock->value_or(Lock{}), chosen.checked.model,
                                 *chosen.file().project, Unlisted::refused);
  if (found.empty()) return ExitCode::ok;
  if (shape == Shape::json) {
    terminal.out(diagnostics::to_json(found));
  } else {
    terminal.show(diagnostics::to_terminal(found, terminal.err_colour()));
  }
  return ExitCode::findings;
}

ExitCode write_lock(ChosenDeal& chosen, const Lock& before, Terminal& terminal) {
  const ProjectSources& project = *chosen.file().project;
  const Lock after = updated(before, modules_of(chosen.checked.model, project));
  const std::filesystem::path path = project.root() / lock_file_name;
  if (before.modules == after.modules && !before.modules.empty()) {
    terminal.say(std::string(lock_file_name) + " is up to date");
    return ExitCode::ok;
  }
  const auto written = write_file(path, to_json(after));
  if (!written) {
    return terminal.fail({ExitCode::unreachable, in_ticks(path.string()) + " " + written.error()});
  }
  terminal.say("wrote " + std::string(lock_file_name) + ": " +
               counted(after.modules.size(), "module"));
  return ExitCode::ok;
}

// Plan a deal's text; the lock is looked at on the way.
std::expected<plan::Plan, ExitCode> plan_text(const PlanOptions& options, Terminal& terminal) {
  // A lock that is about to be written anew must not stop the plan that it is written for.
  const auto use = options.lock == LockUse::write ? LockCheck::skipped : LockCheck::done;
  auto chosen = choose_deal(options.choice.file, options.choice.deal, options.shape, terminal, use);
  if (!chosen) return std::unexpected(chosen.error());
  if (options.lock == LockUse::frozen) {
    const ExitCode frozen = check_frozen(**chosen, options.shape, terminal);
    if (frozen != ExitCode::ok) return std::unexpected(frozen);
  }
  auto planned = plan_of(**chosen, options.choice, options.shape, terminal);
  if (planned && options.lock == LockUse::write) {
    const auto before = (*chosen)->workspace.lock_of((*chosen)->file());
    if (!before) return std::unexpected(terminal.fail(before.error()));
    const ExitCode written = write_lock(**chosen, before->value_or(Lock{}), terminal);
    if (written != ExitCode::ok) return std::unexpected(written);
  }
  return planned;
}

}  // namespace

ExitCode plan(const PlanOptions& options, Terminal& terminal) {
  const auto planned = is_plan_file(options.choice.file)
                           ? choose_plan(options.choice, options.shape, terminal)
                           : plan_text(options, terminal);
  if (!planned) return planned.error();
  if (!options.out.empty()) {
    const auto written = write_file(options.out, plan::to_canonical_json(*planned));
    if (!written) {
      return terminal.fail({ExitCode::unreachable, in_ticks(options.out) + " " + written.error()});
    }
    terminal.say("wrote plan " + values::short_hex(plan::identity(*planned)) + " to " +
                 plain(options.out));
  }
  if (!options.diff.empty()) return show_difference(options, *planned, terminal);
  if (options.out.empty() || options.shape == Shape::json) show_plan(options, *planned, terminal);
  return ExitCode::ok;
}

}  // namespace dealwright::app
