// Prices that keep the box, failures of every kind, and the quantities of limits after each event.
#include "tests/prove/worlds_in_the_box.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dsl/plan/canonical.hpp"
#include "engine/adapters/memory/memory_journal.hpp"
#include "engine/adapters/simulated/simulated_world.hpp"
#include "engine/core/limits.hpp"
#include "engine/core/quantities.hpp"
#include "engine/runtime/deal_run.hpp"
#include "engine/scenario/dry_run.hpp"
#include "engine/scenario/play.hpp"
#include "engine/scenario/seen_in.hpp"
#include "tests/prove/proved_deals.hpp"
#include "tests/support/expressions.hpp"

namespace dealwright::tests {
namespace {

using core::State;
using values::Rational;

Rational part(std::int64_t n, std::int64_t of) { return Rational::fraction(n, of).value(); }

// Between two numbers; the ends themselves now and then.
Rational between(Dice& dice, const Rational& low, const Rational& high) {
  if (dice.one_in(4)) return low;
  if (dice.one_in(4)) return high;
  return add(low, multiply(subtract(high, low).value(), part(dice.from(0, 1000), 1000)).value())
      .value();
}

class Box {
 public:
  Box(const plan::Plan& plan, Dice& dice) : plan_(plan), dice_(dice) {}

  // A price that the assumptions allow after those that came before.
  Rational price(const std::string& asset) {
    Rational& highest = highest_[asset];
    for (const plan::Assumption& line : plan_.assumptions) {
      if (line.kind == plan::AssumptionKind::within && line.quantity &&
          line.quantity->op == plan::Op::price && line.quantity->name == asset) {
        const Rational& off = line.bound.number;
        return between(dice_, subtract(Rational(1), off).value(), add(Rational(1), off).value());
      }
      if (line.kind != plan::AssumptionKind::falls_at_most || line.subject != asset) continue;
      if (highest.is_zero()) {
        highest = Rational(dice_.from(500, 5'000));
        return highest;
      }
      const Rational lowest =
          multiply(highest, subtract(Rational(1), line.bound.number).value()).value();
      const Rational next = between(dice_, lowest, multiply(highest, part(5, 4)).value());
      highest = std::max(highest, next);
      return next;
    }
    return Rational(dice_.from(1, 5'000));
  }

  Rational rate(const std::string& name) {
    for (const plan::Assumption& line : plan_.assumptions) {
      if (line.kind == plan::AssumptionKind::holds && line.bound.args[0].name == name)
        return between(dice_, Rational(), line.bound.args[1].number);
    }
    return Rational();
  }

 private:
  const plan::Plan& plan_;
  Dice& dice_;
  std::map<std::string, Rational> highest_;
};

plan::Expression number_of(const Rational& value) {
  return {.op = plan::Op::number, .number = value, .name = {}, .args = {}};
}

bool has_price(const plan::Asset& asset) { return asset.counts_as.empty(); }

plan::WorldSetting price_setting(const std::string& asset, const Rational& value) {
  return {.what = named(plan::Op::price, asset), .value = number_of(value)};
}

plan::Scenario world_of(const plan::Plan& plan, Dice& dice) {
  plan::Scenario scenario{.title = "in the box", .deal = plan.deal};
  Box box(plan, dice);
  for (const plan::Asset& asset : plan.assets) {
    if (has_price(asset))
      scenario.world.push_back(price_setting(asset.name, box.price(asset.name)));
  }
  const auto settings = [&](std::vector<plan::WorldSetting>& into) {
    for (const plan::Module& module : plan.modules) {
      for (const plan::Query& query : module.queries) {
        if (query.model) continue;
        plan::WorldSetting line{.what = named(plan::Op::query, query.name, query.arguments),
                                .value = {}};
        if (query.name == "aave_v3.borrow_rate") {
          line.value = number_of(box.rate(query.name));
        } else if (query.name == "discount_desk.price") {
          line.value = number_of(part(dice.from(30, 70), 100));
        } else if (query.initial) {
          line.value =
              number_of(multiply(query.initial->number, part(dice.from(60, 140), 100)).value());
        } else {
          continue;
        }
        into.push_back(std::move(line));
      }
      for (const plan::Setting& setting : module.settings) {
        if (setting.name == "redemption_window.pays")
          into.push_back(
              {.what = named(plan::Op::setting, setting.name, setting.arguments),
               .value = number_of(part(dice.from(0, 4) == 0 ? dice.from(0, 120) : 100, 100))});
      }
    }
  };
  settings(scenario.world);
  const std::int64_t window = plan.assumed_for->milliseconds;
  std::vector<std::int64_t> times;
  for (std::int64_t i = dice.from(1, 6); i > 0; --i) {
    times.push_back(dice.one_in(2) ? dice.from(1, 120'000) : dice.from(1, window));
  }
  std::ranges::sort(times);
  for (const std::int64_t at : times) {
    for (const plan::Asset& asset : plan.assets) {
      if (has_price(asset))
        scenario.events.push_back(
            {.at = {at}, .what = price_setting(asset.name, box.price(asset.name))});
    }
    std::vector<plan::WorldSetting> more;
    settings(more);
    for (plan::WorldSetting& line : more)
      scenario.events.push_back({.at = {at}, .what = std::move(line)});
  }
  for (const plan::Step& step : plan.steps) {
    for (const plan::Action* action : plan::actions_of(step.items)) {
      if (!dice.one_in(4)) continue;
      plan::OnAction line{.action = {.step = step.name, .rung = {}, .action = action->id},
                          .outcome = plan::OutcomeUnknown{}};
      const std::int64_t kind = dice.from(0, 3);
      if (kind == 0)
        line.outcome = plan::OutcomeFails{.name = action->fails.front(),
                                          .times = static_cast<unsigned>(dice.from(1, 4))};
      if (kind == 1) line.outcome = plan::OutcomeFails{.name = action->fails.front(), .times = {}};
      if (kind == 2 && action->may_fill_partly)
        line.outcome = plan::OutcomeFills{.ratio = part(dice.from(0, 100), 100)};
      scenario.outcomes.push_back(std::move(line));
    }
    for (const plan::Approval& approval : step.approvals)
      scenario.answers.push_back(
          {.role = approval.role, .approves = !dice.one_in(4), .after = {60'000}});
  }
  return scenario;
}

// Parameters somewhere in their ranges.
plan::Plan drawn(plan::Plan plan, Dice& dice) {
  for (plan::Param& param : plan.params) {
    if (!param.low || !param.high || param.low->op != plan::Op::number || dice.one_in(3)) continue;
    param.value.number = between(dice, param.low->number, param.high->number);
  }
  return plan;
}

class Watcher final : public ports::Observer {
 public:
  Watcher(const core::Terms& terms, const simulated::SimulatedWorld& world, Reached& reached)
      : terms_(terms), world_(world), reached_(reached) {}

  void recorded(const core::Signal& /*cause*/, std::span<const core::Fact> facts,
                const State& after) override {
    for (const core::Fact& fact : facts) {
      if (const auto* done = std::get_if<core::ActionSettled>(&fact.what);
          done != nullptr && done->outcome.kind != core::OutcomeKind::no_effect)
        done_.insert(done->attempt);
      const auto* settled = std::get_if<core::StepSettled>(&fact.what);
      if (settled == nullptr) continue;
      for (std::size_t i = 0; i < terms_.plan().limits.size(); ++i) {
        if (!settled->why.starts_with("limit `" + terms_.plan().limits[i].text + "`")) continue;
        reached_.blocked.emplace(i, settled->why);
        kept_from_[i].push_back(next_attempt(after, settled->step));
      }
    }
    look(after);
  }

  // Attempts that a limit kept from being asked for, and those that were done.
  [[nodiscard]] const std::map<std::size_t, std::vector<std::string>>& kept_from() const {
    return kept_from_;
  }
  [[nodiscard]] const std::set<std::string>& done() const { return done_; }

  void look(const State& state) {
    if (state.status == core::DealStatus::waiting) return;
    // A deal that is complete is not watched.
    if (machines::is_over(state.status) && !core::has_open_position(state)) return;
    State valued = state;
    if (!valued.starting_nav) valued.starting_nav = start_;
    if (!start_) {
      const plan::Value nav = scenario::seen_in(
          world_, terms_, state, [](const core::View& view) { return core::nav_of(view); });
      if (const auto* number = std::get_if<Rational>(&nav)) start_ = *number;
      valued.starting_nav = start_;
    }
    for (std::size_t i = 0; i < terms_.plan().limits.size(); ++i)
      look(valued, i);
  }

 private:
  [[nodiscard]] std::string next_attempt(const State& state, core::StepId id) const {
    const core::StepState& step = core::step_of(state, id);
    const std::vector<plan::Item> next{terms_.of(id).items[step.item]};
    const auto actions = plan::actions_of(next);
    return actions.front()->id + "#" + std::to_string(step.requests + 1);
  }

  void look(const State& state, std::size_t i) {
    const plan::Limit& limit = terms_.plan().limits[i];
    const auto room = scenario::seen_in(world_, terms_, state, [&](const core::View& view) {
      return core::headroom(view, core::LimitId{static_cast<std::uint32_t>(i)});
    });
    if (!room) return;
    const auto* left = std::get_if<Rational>(&room->left);
    if (left == nullptr) return;
    const bool always =
        limit.kind == plan::LimitKind::repayable || limit.mode == plan::LimitMode::always;
    if (!always) return;
    if (left->is_negative()) reached_.broken.emplace(i, core::to_text(room->quantity));
    if (limit.kind != plan::LimitKind::cap) return;
    const auto* quantity = std::get_if<Rational>(&room->quantity);
    if (quantity == nullptr) return;
    Rational measured = *quantity;
    if (limit.bound.op == plan::Op::multiply) {
      const plan::Value whole = scenario::seen_in(
          world_, terms_, state,
          [&](const core::View& view) { return plan::evaluate(limit.bound.args[1], view); });
      const auto* number = std::get_if<Rational>(&whole);
      if (number == nullptr || number->is_zero() || number->is_negative()) return;
      const auto divided = divide(measured, *number);
      if (!divided) return;
      measured = *divided;
    }
    const auto known = reached_.worst.find(i);
    if (known == reached_.worst.end() || known->second < measured) reached_.worst[i] = measured;
  }

  const core::Terms& terms_;
  const simulated::SimulatedWorld& world_;
  Reached& reached_;
  std::optional<Rational> start_;
  std::map<std::size_t, std::vector<std::string>> kept_from_;
  std::set<std::string> done_;
};

}  // namespace

namespace {

struct Run {
  Reached reached;
  std::map<std::size_t, std::vector<std::string>> kept_from;  // attempts, by limit
  std::set<std::string> done;
};

Run run_once(const core::Terms& terms, const plan::Scenario& scenario) {
  Run result;
  simulated::Setting profile;
  profile.fee = part(1, 500);
  const auto capital = scenario::capital_of(terms);
  if (!capital) {
    result.reached.trouble = capital.error().what;
    return result;
  }
  memory::MemoryJournal store;
  const simulated::Setting setting = scenario::setting_of(terms, scenario, profile);
  simulated::SimulatedWorld world(terms, setting, *capital);
  Watcher watcher(terms, world, result.reached);
  runtime::DealRun run(
      terms, "deal", plan::identity(terms.plan()),
      {.journal = store, .world = world, .operators = world, .observer = &watcher});
  const auto begun = run.begin(*capital);
  if (!begun) {
    result.reached.trouble = begun.error().what;
    return result;
  }
  std::vector<values::TimePoint> looks;
  for (const plan::TimedEvent& event : scenario.events)
    looks.push_back(setting.start + event.at);
  looks.push_back(setting.start + *terms.plan().assumed_for);
  for (const values::TimePoint at : looks) {
    const auto ran = run.run(at);
    if (!ran) {
      result.reached.trouble = ran.error().what;
      return result;
    }
    watcher.look(run.state());
  }
  result.kept_from = watcher.kept_from();
  result.done = watcher.done();
  return result;
}

}  // namespace

Reached run_in_the_box(const plan::Plan& plan, std::uint64_t seed) {
  Dice dice(seed);
  const core::Terms terms(drawn(plan, dice));
  const plan::Scenario scenario = world_of(terms.plan(), dice);
  Run run = run_once(terms, scenario);
  if (run.kept_from.empty()) return run.reached;
  // What would not have been done anyway, because the world breaks what the action promises, is not
  // what the limit kept from being done.
  plan::Plan without_limits = terms.plan();
  without_limits.limits.clear();
  const Run free = run_once(core::Terms(without_limits), scenario);
  for (const auto& [limit, attempts] : run.kept_from) {
    if (std::ranges::none_of(attempts, [&](const auto& name) { return free.done.contains(name); }))
      run.reached.blocked.erase(limit);
  }
  return run.reached;
}

simulated::Setting calm_world() {
  return {.prices = {{"ETH", Rational(3000)},
                     {"USDT", Rational(1)},
                     {"USDC", Rational(1)},
                     {"USDTz", part(97, 100)}},
          .settings = {{"discount_desk.price(USDTz)", part(3, 5)},
                       {"redemption_window.pays()", Rational(1)},
                       {"redemption_window.delay()", Rational(21'600'000)}}};
}

bool comes_true(const plan::Plan& plan, const prove::Story& story) {
  plan::Plan given = plan;
  for (const auto& [name, value] : story.scenario.given) {
    for (plan::Param& param : given.params) {
      if (param.name == name) param.value = value;
    }
  }
  const core::Terms terms(given);
  const auto played = scenario::play(terms, story.scenario, calm_world());
  if (std::getenv("PROVE_TALK") != nullptr) {
    if (!played) {
      std::cout << "  not played: " << played.error().what << "\n";
    } else {
      std::cout << "  played: " << played->status << " " << played->why << "\n";
      for (const auto& [action, failure] : played->failures)
        std::cout << "    " << action << " failed: " << failure << "\n";
    }
  }
  if (!played || played->passed()) return false;
  if (story.scenario.expectations.front().kind != plan::ExpectationKind::status) return true;
  // A step that is not done for another reason says nothing about the limit.
  return played->why.contains("limit `") ||
         std::ranges::any_of(played->verdicts, [](const scenario::Verdict& verdict) {
           return verdict.why.contains("limit `");
         });
}

}  // namespace dealwright::tests
