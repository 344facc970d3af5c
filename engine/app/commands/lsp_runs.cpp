// From a checked text to a page: plan, dry run, scenario, exploration, and how near the limits
// came.
#include "engine/app/commands/lsp_runs.hpp"

#include <algorithm>
#include <expected>
#include <map>
#include <utility>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/words.hpp"
#include "engine/app/page.hpp"
#include "engine/app/plan_page.hpp"
#include "engine/app/simulated_network.hpp"
#include "engine/app/terminal.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/dry_run_table.hpp"
#include "engine/scenario/explore.hpp"
#include "engine/scenario/play.hpp"

namespace dealwright::app {
namespace {

// An editor waits for seconds, not for minutes.
constexpr std::uint64_t explored_states_max = 50'000;
constexpr std::size_t judged_scenarios_max = 16;

struct Ready {
  std::unique_ptr<const core::Terms> terms;
  std::optional<plan::Scenario> scenario;
  simulated::Setting profile;  // what nothing else is said about
  simulated::Setting world;    // the same with what the scenario says
};

std::string words_of(const diagnostics::Diagnostics& found) {
  std::string text;
  for (const diagnostics::Diagnostic& finding : found)
    text += (text.empty() ? "" : "; ") + finding.message;
  return text;
}

// A deal before a simulated world: its own scenario's, or the profile's.
std::expected<Ready, std::string> make_ready(const compile::CheckedText& checked,
                                             const std::string& deal,
                                             const sema::ScenarioModel* model) {
  std::vector<compile::GivenParam> given;
  if (model != nullptr) {
    for (const auto& [name, value] : model->scenario.given)
      given.push_back({name, plan::given_text(value), "the scenario"});
  }
  auto planned = compile::plan_deal(checked, deal, given);
  if (!planned.plan) return std::unexpected(words_of(planned.found));
  Ready ready{std::make_unique<const core::Terms>(*std::move(planned.plan)), std::nullopt, {}, {}};
  if (model != nullptr)
    ready.scenario = compile::plan_scenario(checked, *model, ready.terms->plan());
  auto profile = simulated_world(*ready.terms, nullptr, {});
  if (!profile) return std::unexpected(profile.error());
  ready.profile = std::move(profile->world);
  auto world = simulated_world(*ready.terms, ready.scenario ? &*ready.scenario : nullptr, {});
  if (!world) return std::unexpected(world.error());
  ready.world = std::move(world->world);
  return ready;
}

std::vector<const sema::ScenarioModel*> scenarios_of(const compile::CheckedText& checked,
                                                     const std::string& deal) {
  std::vector<const sema::ScenarioModel*> found;
  for (const sema::ScenarioModel& model : checked.model.scenarios) {
    if (model.scenario.deal == deal) found.push_back(&model);
  }
  return found;
}

lsp::RunReport failed(std::string title, const std::string& why) {
  return {false, std::move(title) + ": " + why, why + "\n"};
}

lsp::RunReport explored_page(const lsp::RunRequest& request, const std::string& title,
                             const Ready& ready, const plan::Scenario& scenario) {
  const std::string& deal = request.deal;
  const auto explored = scenario::explore(*ready.terms, scenario, ready.profile,
                                          {.merging = scenario::Merging::by_digest,
                                           .most_states = explored_states_max,
                                           .is_given_up = request.is_given_up});
  if (!explored) return failed(deal, explored.error().what);
  Page page(diagnostics::Colour::none);
  page.heading(title);
  for (const scenario::Violation& violation : explored->violations) {
    page.line(2, "does not hold: " + violation.text);
    page.line(4, violation.why);
    page.line(4, "what happened, in order:");
    for (const std::string& event : violation.path)
      page.line(6, event);
  }
  const bool holds = explored->violations.empty();
  if (holds)
    page.line(2, explored->complete ? "no outcome breaks what is expected"
                                    : "nothing broke as far as was looked");
  page.heading("looked at");
  page.row(2, {"states", std::to_string(explored->states)});
  page.row(2, {"choices", std::to_string(explored->transitions)});
  page.row(2, {"complete", explored->complete ? "yes" : "no: a limit was reached"});
  page.end_table();
  page.heading("how the deal ends");
  for (const auto& [status, times] : explored->ends)
    page.row(2, {status, std::to_string(times)});
  page.end_table();
  const std::string brief =
      holds ? (explored->complete ? "every outcome holds" : "undecided: too many states")
            : counted(explored->violations.size(), "expectation") + " broken";
  return {holds && explored->complete, deal + ": " + title + ": " + brief, page.take()};
}

lsp::RunReport played_page(const std::string& title, const scenario::Played& played) {
  Page page(diagnostics::Colour::none);
  page.heading(title);
  page.row(2, {"the deal is", played.status + (played.why.empty() ? "" : ": " + played.why)});
  page.row(2, {"after", values::to_text(played.took)});
  if (played.crashes > 0) page.row(2, {"crashes", std::to_string(played.crashes)});
  page.end_table();
  page.heading("expected");
  std::size_t broken = 0;
  for (const scenario::Verdict& verdict : played.verdicts) {
    if (!verdict.held) ++broken;
    page.row(2, {verdict.held ? "holds" : "BROKEN", "line " + std::to_string(verdict.line),
                 verdict.text + (verdict.held ? "" : ": " + verdict.why)});
  }
  page.end_table();
  if (!played.failures.empty()) {
    page.heading("failures that happened");
    for (const auto& [action, failure] : played.failures)
      page.row(2, {action, failure});
    page.end_table();
  }
  const std::string brief = played.passed()
                                ? counted(played.verdicts.size(), "expectation") + " held"
                                : counted(broken, "expectation") + " broken";
  return {played.passed(), title + ": " + brief, page.take()};
}

lsp::RunReport run_scenario(const lsp::RunRequest& request) {
  const sema::ScenarioModel* chosen = nullptr;
  for (const sema::ScenarioModel* model : scenarios_of(*request.checked, request.deal)) {
    if (model->scenario.title == request.scenario) chosen = model;
  }
  if (chosen == nullptr)
    return failed(request.deal, "there is no scenario \"" + request.scenario + "\"");
  const auto ready = make_ready(*request.checked, request.deal, chosen);
  if (!ready) return failed(request.scenario, ready.error());
  if (ready->scenario->explore)
    return explored_page(request, request.scenario, *ready, *ready->scenario);
  const auto played = scenario::play(*ready->terms, *ready->scenario, ready->profile);
  if (!played) return failed(request.scenario, played.error().what);
  return played_page(request.scenario, *played);
}

lsp::RunReport dry_run(const lsp::RunRequest& request) {
  const sema::ScenarioModel* world = nullptr;
  for (const sema::ScenarioModel* model : scenarios_of(*request.checked, request.deal)) {
    const bool wanted = request.scenario.empty() ? !model->scenario.explore
                                                 : model->scenario.title == request.scenario;
    if (world == nullptr && wanted) world = model;
  }
  const auto ready = make_ready(*request.checked, request.deal, world);
  if (!ready) return failed(request.deal, ready.error());
  const auto done = scenario::dry_run(*ready->terms, ready->world);
  if (!done) return failed(request.deal, done.error().what);
  std::string where = world == nullptr ? std::string("the simulated world")
                                       : "the world of \"" + world->scenario.title + "\"";
  return {done->status == "completed", request.deal + ": " + done->status + ", in " + where,
          "In " + where + ".\n\n" + scenario::to_table(*done)};
}

lsp::RunReport show_plan(const lsp::RunRequest& request) {
  const auto planned = compile::plan_deal(*request.checked, request.deal, {});
  if (!planned.plan) return failed(request.deal, words_of(planned.found));
  return {true, request.deal + ": plan " + values::short_hex(plan::identity(*planned.plan)),
          plan_page(*planned.plan, diagnostics::Colour::none)};
}

// Every outcome in the world of the deal's first story, where it does something; what is looked for
// is a limit that gives way, and what the deal's own exploration expects.
lsp::RunReport worst_path(const lsp::RunRequest& request) {
  const auto models = scenarios_of(*request.checked, request.deal);
  const auto explores = [](const sema::ScenarioModel* model) { return model->scenario.explore; };
  const auto story = std::ranges::find_if_not(models, explores);
  const auto exploration = std::ranges::find_if(models, explores);
  const auto ready =
      make_ready(*request.checked, request.deal, story == models.end() ? nullptr : *story);
  if (!ready) return failed(request.deal, ready.error());
  plan::Scenario scenario = ready->scenario.value_or(plan::Scenario{});
  scenario.deal = request.deal;
  scenario.explore = true;
  scenario.expectations.clear();
  if (exploration != models.end()) scenario.expectations = (*exploration)->scenario.expectations;
  const bool has_limits = std::ranges::any_of(scenario.expectations, [](const auto& expected) {
    return expected.kind == plan::ExpectationKind::limits_hold;
  });
  if (!has_limits) {
    plan::Expectation limits;
    limits.kind = plan::ExpectationKind::limits_hold;
    limits.text = "limits hold";
    scenario.expectations.push_back(std::move(limits));
  }
  return explored_page(request, "worst path", *ready, scenario);
}

// "749998.5" -> "749,998.5"
std::string grouped(std::string text) {
  if (text.find(',') != std::string::npos) return text;
  const std::size_t whole = std::min(text.find_first_not_of("-0123456789"), text.size());
  for (std::size_t at = whole; at > 3 && text[at - 4] != '-';) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

// "749998.5" and "5%" as numbers; nothing for words.
std::optional<values::Rational> number_in(std::string text) {
  std::erase(text, ',');
  text = text.substr(0, text.find(' '));
  if (text.ends_with('%')) text.pop_back();
  const auto number = values::rational_from_text(text);
  return number ? std::optional(*number) : std::nullopt;
}

struct Nearest {
  scenario::HeadroomLine line;
  std::optional<values::Rational> left;
  std::string when;
};

// How near each limit came, over the worlds of the deal's scenarios.
std::vector<lsp::LimitReport> judge_limits(const lsp::RunRequest& request) {
  std::map<std::string, Nearest> nearest;
  auto models = scenarios_of(*request.checked, request.deal);
  std::erase_if(models, [](const auto* model) { return model->scenario.explore; });
  if (models.empty()) models.push_back(nullptr);
  if (models.size() > judged_scenarios_max) models.resize(judged_scenarios_max);
  for (const sema::ScenarioModel* model : models) {
    if (request.is_given_up && request.is_given_up()) return {};
    const auto ready = make_ready(*request.checked, request.deal, model);
    if (!ready) continue;
    const auto done = scenario::dry_run(*ready->terms, ready->world);
    if (!done) continue;
    const std::string world =
        model == nullptr ? std::string() : " of \"" + model->scenario.title + "\"";
    for (const scenario::ActionLine& action : done->actions) {
      for (const scenario::HeadroomLine& line : action.headroom) {
        auto left = number_in(line.left);
        if (!left) continue;
        Nearest& known = nearest[line.limit];
        if (known.left && !(*left < *known.left)) continue;
        known = {line, std::move(left), "`" + action.action + "` in the dry run" + world};
      }
    }
  }
  std::vector<lsp::LimitReport> reports;
  for (const auto& [limit, found] : nearest) {
    reports.push_back({limit, grouped(found.line.left) + " left",
                       "Nearest after " + found.when + ": " + grouped(found.line.quantity) +
                           " against " + grouped(found.line.bound) + ", " +
                           grouped(found.line.left) + " left. Seen in dry runs, not proved."});
  }
  return reports;
}

}  // namespace

void offer_runs(lsp::Surroundings& surroundings) {
  surroundings.judge_limits = judge_limits;
  surroundings.run_scenario = run_scenario;
  surroundings.dry_run = dry_run;
  surroundings.show_plan = show_plan;
  surroundings.worst_path = worst_path;
}

}  // namespace dealwright::app
