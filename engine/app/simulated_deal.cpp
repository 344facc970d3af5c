// Plan, scenario and world put together.
#include "engine/app/simulated_deal.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsl/plan/canonical.hpp"
#include "dsl/plan/words.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/app/deal_choice.hpp"
#include "engine/app/simulated_network.hpp"
#include "engine/scenario/dry_run.hpp"

namespace dealwright::app {
namespace {

struct Chosen {
  plan::Plan plan;
  std::optional<plan::Scenario> scenario;
};

const sema::ScenarioModel* find_scenario(const ChosenDeal& chosen, const std::string& title) {
  const auto& all = chosen.checked.model.scenarios;
  const auto found = std::ranges::find_if(all, [&](const sema::ScenarioModel& model) {
    return model.scenario.title == title && model.scenario.deal == chosen.deal->name;
  });
  return found == all.end() ? nullptr : &*found;
}

std::string titles_of(const ChosenDeal& chosen) {
  std::string titles;
  for (const sema::ScenarioModel& model : chosen.checked.model.scenarios) {
    if (model.scenario.deal != chosen.deal->name) continue;
    titles += (titles.empty() ? "" : ", ") + in_ticks(model.scenario.title);
  }
  return titles;
}

// The scenario's `given` lines are parameters like those of the command line, which win.
DealChoice with_given(DealChoice choice, const plan::Scenario& scenario) {
  for (const auto& [name, value] : scenario.given) {
    const auto is_given = [&](const std::string& param) { return param.starts_with(name + "="); };
    if (std::ranges::none_of(choice.params, is_given)) {
      choice.params.push_back(name + "=" + plan::given_text(value));
    }
  }
  return choice;
}

std::expected<Chosen, ExitCode> choose(const DealChoice& choice, const WorldChoice& world,
                                       Shape shape, Terminal& terminal) {
  if (world.scenario.empty()) {
    auto plan = choose_plan(choice, shape, terminal);
    if (!plan) return std::unexpected(plan.error());
    return Chosen{*std::move(plan), std::nullopt};
  }
  if (is_plan_file(choice.file)) {
    return std::unexpected(terminal.fail(
        {ExitCode::usage, in_ticks(choice.file) + " is a plan: it holds no scenarios"}));
  }
  const auto chosen = choose_deal(choice.file, choice.deal, shape, terminal);
  if (!chosen) return std::unexpected(chosen.error());
  const sema::ScenarioModel* model = find_scenario(**chosen, world.scenario);
  if (model == nullptr) {
    const std::string titles = titles_of(**chosen);
    return std::unexpected(terminal.fail(
        {ExitCode::usage, "`" + plain((*chosen)->deal->name) + "` has no scenario " +
                              in_ticks(world.scenario) +
                              (titles.empty() ? std::string() : "; it has " + titles)}));
  }
  auto plan = plan_of(**chosen, with_given(choice, model->scenario), shape, terminal);
  if (!plan) return std::unexpected(plan.error());
  auto scenario = compile::plan_scenario((*chosen)->checked, *model, *plan);
  if (scenario.explore) {
    terminal.warn("this scenario explores every outcome; here it is run once");
  } else if (!scenario.expectations.empty()) {
    terminal.say("the scenario gives the world; what it expects is not checked here");
  }
  return Chosen{*std::move(plan), std::move(scenario)};
}

}  // namespace

std::expected<SimulatedDeal, ExitCode> simulated_deal(const DealChoice& deal,
                                                      const WorldChoice& world, Shape shape,
                                                      Terminal& terminal) {
  auto chosen = choose(deal, world, shape, terminal);
  if (!chosen) return std::unexpected(chosen.error());
  SimulatedDeal ready{std::make_unique<const core::Terms>(std::move(chosen->plan)), {}, {}};
  auto setting =
      simulated_world(*ready.terms, chosen->scenario ? &*chosen->scenario : nullptr, world.set);
  if (!setting) return std::unexpected(terminal.fail({ExitCode::usage, setting.error()}));
  for (const std::string& line : setting->left_out)
    terminal.warn("dealwright: " + line);
  ready.world = std::move(setting->world);
  const auto capital = scenario::capital_of(*ready.terms);
  if (!capital) {
    return std::unexpected(terminal.fail(
        {ExitCode::usage, "what the deal starts with cannot be told: " + capital.error().what}));
  }
  ready.capital = *capital;
  return ready;
}

std::optional<Failure> unsaid_adoption(const SimulatedDeal& deal) {
  const plan::Position* position = simulated::unsaid_adoption(*deal.terms, deal.world);
  if (position == nullptr) return std::nullopt;
  return Failure{ExitCode::usage, "`" + plain(position->name) + "` is taken over from `" +
                                      plain(position->adopted) + "`: say how much " +
                                      plain(position->asset) + " it amounts to with --set " +
                                      plain(position->name) + "=…"};
}

ExitCode exit_code_of(std::string_view deal_status) {
  return deal_status == "completed" ? ExitCode::ok : ExitCode::held;
}

}  // namespace dealwright::app
