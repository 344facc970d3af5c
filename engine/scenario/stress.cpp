// Axes, their combinations, and the worlds they make.
#include "engine/scenario/stress.hpp"

#include <algorithm>

#include "dsl/plan/words.hpp"

namespace dealwright::scenario {
namespace {

using values::Rational;

std::vector<Move> moves_of(const std::string& asset, const std::vector<Rational>& by) {
  std::vector<Move> moves;
  for (const Rational& one : by)
    moves.push_back({.asset = asset, .by = one});
  return moves;
}

Rational half_of(const Rational& number) {
  return multiply(number, Rational::fraction(1, 2).value()).value_or(number);
}

void put_event(simulated::Setting& world, plan::TimedEvent event) {
  world.events.insert(std::ranges::upper_bound(world.events, event.at, {}, &plan::TimedEvent::at),
                      std::move(event));
}

std::string signed_percent(const Rational& by) {
  const std::string text = values::to_percent(by, 2);
  return by.is_negative() || by.is_zero() ? text : "+" + text;
}

const plan::Module* module_called(const core::Terms& terms, const std::string& name) {
  const auto& modules = terms.plan().modules;
  const auto found = std::ranges::find_if(modules, [&](const plan::Module& module) {
    return module.alias == name || module.name == name;
  });
  return found == modules.end() ? nullptr : &*found;
}

std::expected<void, std::string> check(const core::Terms& terms, const GridAxes& axes) {
  std::size_t cases = 1;
  std::vector<std::size_t> sizes{axes.frozen.size(), axes.gas.size(), axes.absences.size()};
  for (const auto& shock : axes.shocks)
    sizes.push_back(shock.size());
  for (const std::size_t size : sizes) {
    if (size > axis_values_max) {
      return std::unexpected("an axis has at most " + std::to_string(axis_values_max) + " values");
    }
    cases *= size;
    if (cases > grid_cases_max) {
      return std::unexpected("these are more than " + std::to_string(grid_cases_max) +
                             " worlds; leave some values out");
    }
  }
  for (const auto& shock : axes.shocks) {
    for (const Move& move : shock) {
      if (!terms.find_asset(move.asset))
        return std::unexpected("the deal knows no asset `" + move.asset + "`");
      if (move.by < Rational(-1))
        return std::unexpected("the price of " + move.asset + " cannot fall by more than 100%");
    }
  }
  for (const std::string& name : axes.frozen) {
    if (name.empty() || module_called(terms, name) != nullptr) continue;
    std::string known;
    for (const plan::Module& module : terms.plan().modules)
      known += (known.empty() ? "`" : ", `") + module.alias + "`";
    return std::unexpected("the deal uses no module `" + name + "`; it uses " + known);
  }
  return {};
}

}  // namespace

GridAxes default_axes(const core::Terms& terms) {
  GridAxes axes{.shocks = {},
                .frozen = {""},
                .gas = {Rational(1), Rational(5), Rational(20)},
                .absences = {{}, values::hours(6), values::hours(48)}};
  for (const plan::Assumption& assumption : terms.plan().assumptions) {
    if (assumption.kind == plan::AssumptionKind::may && assumption.event == "freeze")
      axes.frozen.push_back(plan::alias_of(terms.plan(), assumption.subject));
    if (assumption.bound.op != plan::Op::number) continue;
    const Rational& bound = assumption.bound.number;
    if (assumption.kind == plan::AssumptionKind::falls_at_most) {
      axes.shocks.push_back(
          moves_of(assumption.subject, {Rational(), negate(half_of(bound)), negate(bound)}));
    }
    if (assumption.kind == plan::AssumptionKind::rises_at_most)
      axes.shocks.push_back(moves_of(assumption.subject, {Rational(), bound}));
  }
  if (axes.shocks.empty()) {
    const core::AssetId asset = terms.priced_as(terms.asset(terms.plan().capital.asset));
    axes.shocks.push_back(moves_of(
        terms.of(asset).name,
        {Rational(), Rational::fraction(-1, 5).value(), Rational::fraction(-1, 2).value()}));
  }
  return axes;
}

std::expected<std::vector<GridCase>, std::string> cases_of(const core::Terms& terms,
                                                           const GridAxes& axes) {
  if (auto checked = check(terms, axes); !checked) return std::unexpected(checked.error());
  std::vector<GridCase> cases{GridCase{}};
  const auto times = [&cases](const auto& values, auto put) {
    std::vector<GridCase> more;
    for (const GridCase& one : cases) {
      for (const auto& value : values) {
        more.push_back(one);
        put(more.back(), value);
      }
    }
    cases = std::move(more);
  };
  for (const auto& shock : axes.shocks)
    times(shock, [](GridCase& one, const Move& move) { one.moves.push_back(move); });
  times(axes.frozen, [](GridCase& one, const std::string& name) { one.frozen = name; });
  times(axes.gas, [](GridCase& one, const Rational& gas) { one.gas = gas; });
  times(axes.absences, [](GridCase& one, values::Duration absence) { one.absence = absence; });
  return cases;
}

values::Duration worst_moment(const Life& calm) {
  const bool owes = calm.worst_ltv_ppm && *calm.worst_ltv_ppm > 0 && calm.worst_ltv_at;
  if (owes) return *calm.worst_ltv_at + values::Duration{1};
  return {calm.took.milliseconds / 2};
}

Circumstances circumstances_of(const simulated::Setting& world, const GridCase& one,
                               values::Duration at) {
  Circumstances circumstances{.setting = world};
  simulated::Setting& setting = circumstances.setting;
  if (!one.frozen.empty())
    put_event(setting,
              {.at = at, .what = plan::FreezeChange{.module = one.frozen, .frozen = true}});
  for (const Move& move : one.moves) {
    if (!move.by.is_zero())
      put_event(setting, {.at = at, .what = plan::PriceMove{.asset = move.asset, .by = move.by}});
  }
  setting.fee = multiply(setting.fee, one.gas).value_or(setting.fee);
  if (one.absence.milliseconds > 0)
    circumstances.absence = Absence{.from = at, .length = one.absence};
  return circumstances;
}

std::string to_text(const GridCase& one) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  for (const Move& move : one.moves) {
    if (!move.by.is_zero()) add(move.asset + " " + signed_percent(move.by));
  }
  if (!one.frozen.empty()) add(one.frozen + " frozen");
  if (one.gas != Rational(1)) add("gas " + values::to_decimal(one.gas, 2) + "x");
  if (one.absence.milliseconds > 0) add("away " + values::to_words(one.absence));
  return text.empty() ? "calm" : text;
}

void approve_everything(const core::Terms& terms, simulated::Setting& world) {
  for (const plan::Step& step : terms.plan().steps) {
    for (const plan::Approval& approval : step.approvals) {
      if (std::ranges::find(world.answers, approval.role, &plan::RoleAnswer::role) ==
          world.answers.end())
        world.answers.push_back({.role = approval.role, .after = approval_delay});
    }
  }
}

}  // namespace dealwright::scenario
