// The market that chance makes, from the deal's box.
#include "engine/scenario/monte_carlo.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dsl/plan/words.hpp"
#include "engine/adapters/simulated/surroundings.hpp"

namespace dealwright::scenario {
namespace {

using plan::AssumptionKind;
using plan::Op;
using values::Rational;

constexpr std::int64_t level_one = 1'000'000'000;  // a price as the world has it
constexpr std::int64_t level_max = 1'000 * level_one;
// The edge of a box is this many deviations away over its whole length.
constexpr std::int64_t deviations_to_the_edge = 3;
constexpr std::int64_t late_at_most = 8;  // times the usual delay
constexpr std::int64_t late_ppm = 500'000;
constexpr std::int64_t gas_at_most = 5;  // times
constexpr std::int64_t year_ms = values::days(365).milliseconds;

std::optional<std::int64_t> in_parts(const Rational& number, std::int64_t parts) {
  const auto product = multiply(number, Rational(parts));
  if (!product || product->is_negative()) return std::nullopt;
  const auto amount = values::to_amount(*product, 0, values::Rounding::down);
  if (!amount || values::Amount(static_cast<std::uint64_t>(level_max) * 1'000) < *amount)
    return std::nullopt;
  return static_cast<std::int64_t>(amount->limbs()[0]);
}

Rational of_level(std::int64_t level) { return Rational::fraction(level, level_one).value(); }

plan::Expression number(const Rational& value) { return {Op::number, value, "", {}}; }

// What the world answers at the start.
std::optional<Rational> now_of(const core::Terms& terms, const simulated::Setting& world,
                               const plan::Expression& asked) {
  simulated::Conditions conditions;
  conditions.prices = world.prices;
  conditions.settings = world.settings;
  const simulated::WorldSurroundings surroundings(terms, conditions);
  const plan::Value value = plan::evaluate(asked, surroundings);
  const auto* found = std::get_if<Rational>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::string key_of(const plan::Expression& asked) {
  return core::to_text(core::query_key(asked.name, asked.args));
}

std::int64_t deviation_of_step(std::int64_t a_year_ppm, values::Duration step) {
  const std::int64_t part_ppm = step.milliseconds * whole_in_ppm / year_ms;
  return a_year_ppm / 1'000 * root_of(part_ppm * whole_in_ppm) / 1'000;
}

// By time; what happens at one time stays in its order.
void put_in_order(std::vector<plan::TimedEvent>& events) {
  std::vector<std::pair<values::Duration, std::size_t>> order;
  for (std::size_t i = 0; i < events.size(); ++i)
    order.emplace_back(events[i].at, i);
  std::ranges::sort(order);
  std::vector<plan::TimedEvent> ordered;
  ordered.reserve(events.size());
  for (const auto& [at, i] : order)
    ordered.push_back(std::move(events[i]));
  events = std::move(ordered);
}

std::string percent(std::int64_t ppm) {
  return values::to_percent(Rational::fraction(ppm, whole_in_ppm).value(), 1);
}

}  // namespace

std::expected<Lottery, std::string> Lottery::open(const Subject& subject,
                                                  const simulated::Setting& world,
                                                  const ChanceOptions& options,
                                                  values::Duration calm_length) {
  if (options.step.milliseconds <= 0 ||
      subject.length.milliseconds / options.step.milliseconds > market_steps_max) {
    return std::unexpected("a life has at most " + std::to_string(market_steps_max) +
                           " moves of the market; make the step longer");
  }
  Lottery lottery(subject, world, options, calm_length);
  if (auto added = lottery.add_box(); !added) return std::unexpected(added.error());
  if (auto added = lottery.add_volatile(); !added) return std::unexpected(added.error());
  lottery.add_delays();
  return lottery;
}

std::expected<void, std::string> Lottery::add_box() {
  for (const plan::Assumption& assumption : subject_.terms->plan().assumptions) {
    switch (assumption.kind) {
      case AssumptionKind::falls_at_most:
      case AssumptionKind::rises_at_most:
      case AssumptionKind::within:
        if (auto added = add_walk(assumption); !added) return added;
        break;
      case AssumptionKind::may:
        if (assumption.event == "freeze")
          freezing_.push_back(plan::alias_of(subject_.terms->plan(), assumption.subject));
        break;
      case AssumptionKind::holds: add_rate(assumption); break;
    }
  }
  return {};
}

std::expected<void, std::string> Lottery::add_walk(const plan::Assumption& assumption) {
  const auto bound = assumption.bound.op == Op::number
                         ? in_parts(assumption.bound.number, whole_in_ppm)
                         : std::nullopt;
  if (!bound) return {};  // bounded by something that moves itself: said among the assumptions
  const std::int64_t steps =
      std::max<std::int64_t>(1, subject_.length.milliseconds / options_.step.milliseconds);
  if (assumption.kind == AssumptionKind::within) {
    if (!assumption.quantity || !assumption.centre) return {};
    const bool is_price = assumption.quantity->op == Op::price;
    if (is_price && options_.volatility.contains(assumption.quantity->name)) return {};
    if (is_price && !world_.prices.contains(assumption.quantity->name)) return {};
    walks_.push_back({.name = is_price
                                  ? assumption.quantity->name
                                  : plan::to_text(subject_.terms->plan(), *assumption.quantity),
                      .what = *assumption.quantity,
                      .around = *assumption.centre,
                      .deviation_ppm = *bound / deviations_to_the_edge,
                      .lowest = std::max<std::int64_t>(1, level_one - *bound * 1'000),
                      .highest = level_one + *bound * 1'000,
                      .words = "within " + percent(*bound) + " of " +
                               plan::to_text(subject_.terms->plan(), *assumption.centre)});
    return {};
  }
  if (options_.volatility.contains(assumption.subject)) return {};
  if (!world_.prices.contains(assumption.subject)) return {};
  Walk& walk = walk_of(assumption.subject);
  const bool falls = assumption.kind == AssumptionKind::falls_at_most;
  (falls ? walk.fall_ppm : walk.rise_ppm) = *bound;
  const std::int64_t over_all = *bound / deviations_to_the_edge;
  walk.deviation_ppm =
      std::max(walk.deviation_ppm,
               over_all * 1'000 / std::max<std::int64_t>(1, root_of(steps * whole_in_ppm)));
  const std::int64_t a_year =
      over_all * root_of(year_ms / (subject_.length.milliseconds / 1'000) * 1'000) / 1'000;
  walk.words += (walk.words.empty() ? percent(a_year) + " a year, " : ", ") +
                std::string(falls ? "falls" : "rises") + " at most " + percent(*bound);
  return {};
}

Walk& Lottery::walk_of(const std::string& asset) {
  const auto known = std::ranges::find(walks_, asset, &Walk::name);
  if (known != walks_.end()) return *known;
  walks_.push_back({.name = asset,
                    .what = {Op::price, {}, asset, {}},
                    .around = number(world_.prices.at(asset)),
                    .highest = level_max,
                    .words = {}});
  return walks_.back();
}

std::expected<void, std::string> Lottery::add_volatile() {
  for (const auto& [asset, a_year] : options_.volatility) {
    if (!world_.prices.contains(asset))
      return std::unexpected("the deal looks at no price of `" + asset + "`");
    const auto ppm = in_parts(a_year, whole_in_ppm);
    constexpr std::int64_t most = 100 * whole_in_ppm;
    if (!ppm || *ppm > most)
      return std::unexpected("a volatility is a ratio from 0% to 10,000% a year");
    Walk& walk = walk_of(asset);
    walk.deviation_ppm = deviation_of_step(*ppm, options_.step);
    walk.words = percent(*ppm) + " a year, not held inside the box";
  }
  return {};
}

void Lottery::add_rate(const plan::Assumption& assumption) {
  const plan::Expression& condition = assumption.bound;
  const bool is_cap = condition.op == Op::less_or_equal || condition.op == Op::less;
  if (!is_cap || condition.args.size() != 2 || condition.args[0].op != Op::query ||
      condition.args[1].op != Op::number) {
    return;
  }
  rates_.push_back({.name = plan::to_text(subject_.terms->plan(), condition.args[0]),
                    .key = key_of(condition.args[0]),
                    .most = condition.args[1].number});
}

void Lottery::add_delays() {
  for (const plan::Module& module : subject_.terms->plan().modules) {
    for (const plan::Setting& setting : module.settings) {
      if (setting.type != "duration") continue;
      const plan::Expression asked{Op::setting, {}, setting.name, setting.arguments};
      const auto usual = now_of(*subject_.terms, world_, asked);
      if (!usual) continue;
      delays_.push_back({.name = plan::to_text(subject_.terms->plan(), asked),
                         .key = key_of(asked),
                         .usual = *usual});
    }
  }
}

Circumstances Lottery::draw(std::uint64_t run) const {
  Chance chance(options_.seed, run);
  Circumstances circumstances{
      .setting = world_, .mishaps = options_.mishaps, .look_every = options_.step};
  simulated::Setting& setting = circumstances.setting;
  for (const Rate& rate : rates_) {
    const Rational part = Rational::fraction(chance.between(0, 1'000), 1'000).value();
    if (const auto drawn = multiply(rate.most, part)) setting.settings[rate.key] = *drawn;
  }
  for (const Delay& delay : delays_) {
    const bool late = chance.happens(late_ppm);
    const Rational times(late ? chance.between(2, late_at_most) : 1);
    if (const auto drawn = multiply(delay.usual, times)) setting.settings[delay.key] = *drawn;
  }
  const Rational dear = Rational::fraction(chance.between(100, gas_at_most * 100), 100).value();
  setting.fee = multiply(setting.fee, dear).value_or(setting.fee);
  let_freeze(chance, setting);
  for (const Walk& walk : walks_)
    let_walk(walk, chance, setting);
  put_in_order(setting.events);
  return circumstances;
}

void Lottery::let_freeze(Chance& chance, simulated::Setting& setting) const {
  for (const std::string& module : freezing_) {
    const bool freezes = chance.happens(options_.freeze_ppm);
    const std::int64_t minutes = values::minutes(1).milliseconds;
    const std::int64_t from =
        chance.below(std::max<std::int64_t>(1, calm_length_.milliseconds / minutes)) * minutes;
    const bool for_ever = chance.happens(whole_in_ppm / 2);
    const std::int64_t length =
        chance.between(1, std::max<std::int64_t>(1, subject_.length.milliseconds / minutes)) *
        minutes;
    if (!freezes) continue;
    setting.events.push_back(
        {.at = {from}, .what = plan::FreezeChange{.module = module, .frozen = true}});
    if (for_ever) continue;
    setting.events.push_back(
        {.at = {from + length}, .what = plan::FreezeChange{.module = module, .frozen = false}});
  }
}

void Lottery::let_walk(const Walk& walk, Chance& chance, simulated::Setting& setting) const {
  std::int64_t level = level_one;
  std::int64_t highest = level;
  std::int64_t lowest = level;
  for (values::Duration at = options_.step; at < subject_.length; at = at + options_.step) {
    const std::int64_t by_ppm = chance.deviation() * walk.deviation_ppm / Chance::one_deviation;
    level = level * std::max<std::int64_t>(0, whole_in_ppm + by_ppm) / whole_in_ppm;
    if (walk.fall_ppm > 0)
      level = std::max(level, highest / whole_in_ppm * (whole_in_ppm - walk.fall_ppm));
    if (walk.rise_ppm > 0)
      level = std::min(level, lowest / whole_in_ppm * (whole_in_ppm + walk.rise_ppm));
    level = std::clamp(level, walk.lowest, walk.highest);
    highest = std::max(highest, level);
    lowest = std::min(lowest, level);
    const Rational multiple = of_level(level);
    plan::Expression value{Op::multiply, {}, "", {walk.around, number(multiple)}};
    if (walk.around.op == Op::number) {
      if (const auto exact = multiply(walk.around.number, multiple)) value = number(*exact);
    }
    setting.events.push_back(
        {.at = at, .what = plan::WorldSetting{.what = walk.what, .value = std::move(value)}});
  }
}

ports::Result<Life> Lottery::live(std::uint64_t run) const {
  // Another stream than the market's, so that mishaps do not move when the market's steps do.
  return scenario::live(subject_, draw(run), Chance(~options_.seed, run));
}

std::vector<std::string> Lottery::assumptions() const {
  std::vector<std::string> lines;
  for (const Walk& walk : walks_)
    lines.push_back(walk.name + ": " + walk.words);
  for (const auto& [asset, price] : world_.prices) {
    if (std::ranges::find(walks_, asset, &Walk::name) == walks_.end())
      lines.push_back(asset + ": stays at " + values::to_decimal(price, 6) + " USD");
  }
  for (const Rate& rate : rates_)
    lines.push_back(rate.name + ": anything up to " + values::to_percent(rate.most, 2));
  for (const Delay& delay : delays_) {
    lines.push_back(delay.name + ": in half of the lives 2 to " + std::to_string(late_at_most) +
                    " times as long");
  }
  for (const std::string& module : freezing_) {
    lines.push_back(module + ": freezes in " + percent(options_.freeze_ppm) +
                    " of the lives, half of those for ever");
  }
  lines.push_back("gas: 1 to " + std::to_string(gas_at_most) + " times as dear");
  lines.push_back("attempts: " + percent(options_.mishaps.fails_ppm) + " fail as declared, " +
                  percent(options_.mishaps.unknown_ppm) + " are unknown");
  return lines;
}

namespace {

// With the run they are of, smallest first.
std::vector<std::pair<std::int64_t, std::uint64_t>> sorted(
    const std::vector<Life>& lives, std::optional<std::int64_t> Life::* what) {
  std::vector<std::pair<std::int64_t, std::uint64_t>> found;
  for (std::uint64_t run = 0; run < lives.size(); ++run) {
    if (const auto& number = lives[run].*what) found.emplace_back(*number, run);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Spread spread_of(const std::vector<Life>& lives, std::optional<std::int64_t> Life::* what) {
  const auto all = sorted(lives, what);
  Spread spread{.count = all.size()};
  if (all.empty()) return spread;
  const auto at = [&](std::size_t percent_of) {
    return all[(all.size() - 1) * percent_of / 100].first;
  };
  // Whole parts first, so that no sum leaves 64 bits.
  const auto count = static_cast<std::int64_t>(all.size());
  std::int64_t mean = 0;
  std::int64_t rest = 0;
  for (const auto& [number, run] : all) {
    mean += number / count;
    rest += number % count;
  }
  spread.least = all.front().first;
  spread.percent_1 = at(1);
  spread.percent_5 = at(5);
  spread.median = at(50);
  spread.percent_95 = at(95);
  spread.percent_99 = at(99);
  spread.most = all.back().first;
  spread.mean = mean + rest / count;
  spread.least_run = all.front().second;
  spread.most_run = all.back().second;
  return spread;
}

Histogram histogram_of(const std::vector<Life>& lives, std::optional<std::int64_t> Life::* what,
                       std::size_t parts) {
  const auto all = sorted(lives, what);
  if (all.empty() || parts == 0) return {};
  Histogram histogram{.low = all.front().first, .counts = std::vector<std::uint64_t>(parts)};
  const std::int64_t range = all.back().first - all.front().first;
  histogram.width = range / static_cast<std::int64_t>(parts) + 1;
  for (const auto& [number, run] : all)
    ++histogram.counts[static_cast<std::size_t>((number - histogram.low) / histogram.width)];
  return histogram;
}

}  // namespace dealwright::scenario
