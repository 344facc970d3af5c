// The run of a scenario: set up, lives between crashes, judgement.
#include "engine/scenario/play.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/adapters/simulated/surroundings.hpp"
#include "engine/core/money.hpp"
#include "engine/core/quantities.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/crashing.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/expectations.hpp"
#include "engine/scenario/seen_in.hpp"

namespace dealwright::scenario {
namespace {

using core::State;
using core::Terms;
using ports::Result;

class Watcher final : public ports::Observer {
 public:
  Watcher(const Terms& terms, const simulated::SimulatedWorld& world, Expectations& expectations,
          Played& played)
      : terms_(terms), world_(world), expectations_(expectations), played_(played) {}

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const State& after) override {
    for (const core::Fact& fact : facts) {
      if (std::holds_alternative<core::DealStarted>(fact.what)) value_the_start(after);
      const auto* settled = std::get_if<core::ActionSettled>(&fact.what);
      if (settled != nullptr && !settled->outcome.failure.empty()) {
        played_.failures.emplace_back(settled->attempt.substr(0, settled->attempt.rfind('#')),
                                      settled->outcome.failure);
      }
    }
    expectations_.look(after, world_);
  }

 private:
  void value_the_start(const State& state) {
    const plan::Value nav =
        seen_in(world_, terms_, state, [](const core::View& view) { return core::nav_of(view); });
    if (const auto* number = std::get_if<values::Rational>(&nav))
      expectations_.started_with(*number);
  }

  const Terms& terms_;
  const simulated::SimulatedWorld& world_;
  Expectations& expectations_;
  Played& played_;
};

}  // namespace

bool Played::passed() const {
  return std::ranges::all_of(verdicts, [](const Verdict& verdict) { return verdict.held; });
}

Result<Played> play(const Terms& terms, const plan::Scenario& scenario,
                    const simulated::Setting& profile) {
  const auto capital = capital_of(terms);
  if (!capital) return std::unexpected(capital.error());
  const simulated::Setting setting = setting_of(terms, scenario, profile);
  if (auto unsaid = unsaid_in(terms, setting)) return std::unexpected(std::move(*unsaid));
  memory::MemoryJournal store;
  simulated::SimulatedWorld world(terms, setting, *capital);
  Crashes crashes(terms, scenario.crashes);
  CrashingWorld fragile_world(world, crashes);
  CrashingJournal fragile_journal(store, crashes);
  Played played{.title = scenario.title};
  Expectations expectations(terms, scenario.expectations);
  Watcher watcher(terms, world, expectations, played);

  const values::TimePoint end = setting.start + terms.plan().assumed_for.value_or(values::days(30));
  const values::Digest identity = plan::identity(terms.plan());
  std::unique_ptr<runtime::DealRun> run;
  const auto live = [&]() -> Result<void> {
    run = std::make_unique<runtime::DealRun>(terms, scenario.deal, identity,
                                             runtime::Ports{.journal = fragile_journal,
                                                            .world = fragile_world,
                                                            .operators = world,
                                                            .observer = &watcher});
    if (auto begun = run->begin(*capital, simulated::adopted_in(terms, setting)); !begun)
      return begun;
    // Day by day, because expectations that hold throughout are looked at daily.
    // A deal that is over with open positions still defends them.
    const auto has_ended = [&] {
      return machines::is_over(run->state().status) && !core::has_open_position(run->state());
    };
    for (values::TimePoint day = world.now(); day < end && !has_ended();) {
      day = std::min(end, day + values::days(1));
      if (auto ran = run->run(day); !ran) return ran;
      expectations.look(run->state(), world);
    }
    return {};
  };
  while (true) {
    const Result<void> lived = live();
    if (lived) break;
    if (lived.error().code != ports::ErrorCode::stopped) return std::unexpected(lived.error());
    ++played.crashes;
    run.reset();
  }
  played.status = machines::to_text(run->state().status);
  played.why = run->state().why;
  played.took = run->state().now - run->state().started_at;
  played.verdicts = expectations.judge(run->state(), world);
  return played;
}

std::vector<std::pair<std::string, std::string>> never_happened(const Terms& terms,
                                                                const std::vector<Played>& runs) {
  std::vector<std::pair<std::string, std::string>> missing;
  for (std::uint32_t i = 0; i < terms.actions(); ++i) {
    const plan::Action& action = *terms.of(core::ActionId{i}).action;
    for (const std::string& name : action.fails) {
      const std::pair failure(action.id, name);
      const bool happened = std::ranges::any_of(runs, [&](const Played& run) {
        return std::ranges::find(run.failures, failure) != run.failures.end();
      });
      if (!happened) missing.push_back(failure);
    }
  }
  return missing;
}

std::optional<ports::Error> unsaid_in(const Terms& terms, const simulated::Setting& setting) {
  const plan::Position* position = simulated::unsaid_adoption(terms, setting);
  if (position == nullptr) return std::nullopt;
  return ports::Error{.code = ports::ErrorCode::refused,
                      .what = "`" + position->name + "` is taken over from `" + position->adopted +
                              "`: say what it amounts to, as in `world { " + position->name +
                              " = 1_000 " + position->asset + " }`"};
}

simulated::Setting setting_of(const Terms& terms, const plan::Scenario& scenario,
                              const simulated::Setting& profile) {
  simulated::Setting setting = profile;
  const simulated::Conditions nothing;
  const simulated::WorldSurroundings surroundings(terms, nothing);
  for (const plan::WorldSetting& line : scenario.world) {
    const plan::Value value = plan::evaluate(line.value, surroundings);
    const auto* number = std::get_if<values::Rational>(&value);
    if (line.what.op == plan::Op::position) {
      // What a deal takes over; the checker saw to it that it is an amount.
      const auto position = terms.find_position(line.what.name);
      if (!position) continue;
      const auto amount =
          core::amount_from(terms, value, terms.asset_of(*position), values::Rounding::down);
      if (amount) setting.adopted[line.what.name] = *amount;
    } else if (line.what.op == plan::Op::price && number != nullptr) {
      setting.prices[line.what.name] = *number;
    } else {
      setting.settings[core::to_text(core::query_key(line.what.name, line.what.args))] = value;
    }
  }
  setting.script.insert(setting.script.begin(), scenario.outcomes.begin(), scenario.outcomes.end());
  // Events at one time keep the order in which they are written.
  for (const plan::TimedEvent& event : scenario.events) {
    setting.events.insert(
        std::ranges::upper_bound(setting.events, event.at, {}, &plan::TimedEvent::at), event);
  }
  setting.answers.insert(setting.answers.begin(), scenario.answers.begin(), scenario.answers.end());
  return setting;
}

}  // namespace dealwright::scenario
